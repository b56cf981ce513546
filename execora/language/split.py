"""A sentence to its clauses, each with a verb of its own: what is left out in one is taken from its neighbour.

"Rahul ne 500 aur Suresh ne 300 diye" are two clauses that share a verb, "Suresh ka bhi" repeats the one before, and
"Rahul ko 2 milk aur 1 bread ka bill" is one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.parts import Part
from execora.language.vocabulary import HEADS, STARTS_NOTHING, SUPPLEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

Parts = list[Part]

_UNCLEAR = Part("unknown", "UNKNOWN")
"""Put into a clause whose missing words cannot be taken from its neighbour."""

_SLOTS = frozenset({"name", "unknown", "number", "unit", "goods", "phone", "email", "gstin"})
_PEOPLE = frozenset({"name", "unknown", "title", "pronoun"})
_ROLES = frozenset({"by", "to", "from", "of", "on", "named", "for"})


def clauses(parts: Parts) -> list[Parts]:
    """Return the clauses of a sentence, in spoken order."""
    segments = _joined(_segments(parts))
    for at in range(1, len(segments)):
        segments[at] = _with_noun(segments[at], segments[at - 1])
    for at in range(len(segments) - 2, -1, -1):
        if not _has_verb(segments[at]) and _has_verb(segments[at + 1]):
            segments[at] = _shared(segments[at], segments[at + 1])
    for at in range(1, len(segments)):
        if not _has_verb(segments[at]) and _has_verb(segments[at - 1]) and not _asks(segments[at]):
            segments[at] = _repeated(segments[at], segments[at - 1])
    return segments


# -- where a sentence may be cut -----------------------------------------------


def _segments(parts: Parts) -> list[Parts]:
    """Cut at every joiner; the joiner stays, at the beginning of what follows it."""
    segments: list[Parts] = [[]]
    for at, part in enumerate(parts):
        joins = part.kind == "pause" or (part.kind == "link" and part.concept in {"and", "then", "but"})
        if (joins and not _counts_more(parts, at)) or _runs_on(segments[-1], parts, at):
            segments.append([part])
        else:
            segments[-1].append(part)
    return _with_openings(segments) or [parts]


def _with_openings(segments: list[Parts]) -> list[Parts]:
    """Leave out what only joins; the order that it says is said by what follows: "phir, Rahul ka balance batao"."""
    whole: list[Parts] = []
    opening: Parts = []
    for segment in segments:
        if _opening(segment) == segment:
            opening += [part for part in segment if part.concept == "then"]
        else:
            whole.append(opening + segment)
            opening = []
    return whole


def _opening(parts: Parts) -> Parts:
    """Return what joins a clause to the one before it."""
    return parts[: next((at for at, part in enumerate(parts) if part.kind not in {"pause", "link"}), len(parts))]


def _counts_more(parts: Parts, at: int) -> bool:
    """Tell whether "aur" stands inside a count: "2 aur doodh"."""
    around = parts[max(at - 1, 0) : at + 2]
    if len(around) == 3 and around[0].kind in {"unit", "goods"} and around[2].concept == "come":
        return parts[at].kind == "link"  # "15 packet aur aaye"
    if len(around) < 3 or parts[at].kind != "link" or (at > 1 and parts[at - 2].concept == "price"):
        return False
    return around[0].kind in {"number", "unit"} and around[2].kind in {"goods", "unit"}


def _runs_on(left: Parts, parts: Parts, at: int) -> bool:
    """Tell whether a new command begins without a pause: "Rahul ka balance batao Suresh ka bhi"."""
    if parts[at].kind != "name" or not left or left[-1].kind not in {"verb", "aux"}:
        return False
    if not any(part.kind in _SLOTS for part in left) or any(part.concept == "say" for part in left):
        return False
    if left[-1].form == "please":
        return any(part.kind == "verb" or part.concept == "also" for part in parts[at:])
    # "Rahul ne 500 diye Suresh ne 300 diye": only where both say the same of each.
    counted = _counts(left) and _counts(parts[at:]) and _has_verb(left)
    gapped = all(part.kind in {"name", "post", "number", "title", "filler"} for part in parts[at:])
    return counted and (gapped or _has_verb(parts[at:])) and _role(left) == _role(parts[at:]) != ""


def _joined(segments: list[Parts]) -> list[Parts]:
    """Put together again what is one clause."""
    joined = [segments[0]]
    for segment in segments[1:]:
        if _is_one(joined[-1], segment):
            joined[-1] = joined[-1] + segment
        else:
            joined.append(segment)
    return joined


def _is_one(left: Parts, right: Parts) -> bool:
    if all(part.kind in {"yes", "filler", "pause", "title", "link"} or part.concept in _NOTING for part in left):
        return True  # "likh lo, Fatima ne 475 diye"
    if _has_verb(left):
        return _completes(left, right) if _has_verb(right) else _adds_to(left, right)
    if _has_verb(right):
        return not (_begins_alone(left, right) or _is_parallel(left, right))
    return not (_person(right) and _head(right) and _head(left))


_NOTING = frozenset({"write", "take", "give"})
"""The verbs of "likh lo", "likh do"."""


def _completes(left: Parts, right: Parts) -> bool:
    """Tell whether a second verb belongs to the same act: "banao aur bhej do", "aaye hain, stock mein daalo"."""
    if _last_verb(left).concept == "say" and _last_verb(left).form in {"please", "to", "base"} and not _head(left):
        return True
    content = [part for part in right if part.kind in _CONTENT]
    if _lists(left, right):
        return True
    if any(part.kind not in {"verb", "noun"} for part in content):
        return False
    verbs = {part.concept for part in content if part.kind == "verb"}
    nouns = {part.concept for part in content if part.kind == "noun"}
    if nouns == {"bill"} and _has_goods(left):
        told = any(part.kind == "verb" and part.concept in _HANDING for part in left)
        return told and verbs <= {"make", "cut", "give", "do"}  # "Rahul 2 doodh le gaya, bill bana do"
    if _is_to_be_done(left):
        return verbs <= SUPPLEMENTS | _SHELVING | {"remind"} and not nouns
    if _is_forbidden(left):
        return verbs <= {"cancel", "remove", "stop", "close", "do"} and not nouns
    if {"new", "customer"} <= {part.concept for part in left}:
        return verbs <= SUPPLEMENTS | {"add"} and nouns <= _ADDED  # "naya customer aaya hai Ravi, jod lo"
    if _tells_of_delivery(left):
        return verbs <= SUPPLEMENTS | _SHELVING and nouns <= _ADDED
    if nouns and verbs & {"show", "tell"}:
        return False  # "balance batao phir uska khata dikhao"
    return verbs <= SUPPLEMENTS and nouns <= _ADDED


def _tells_of_delivery(left: Parts) -> bool:
    came = any(part.kind == "verb" and part.concept in _ARRIVING for part in left)
    return came and any(part.kind == "goods" or (part.kind, part.concept) == _ITEM for part in left)


def _is_to_be_done(left: Parts) -> bool:
    """Tell of a thing to add or a reminder that is to be made: "remind karna hai", before "laga do"."""
    about = {part.concept for part in left if part.kind in {"noun", "verb"}}
    made = {"new", "goods"} <= about or not about.isdisjoint({"reminder", "remind"})
    return (
        made
        and any(one.form == "to" and other.concept == "is" for one, other in pairwise(left))
        and not any(part.kind == "not" for part in left)
    )


def _is_forbidden(left: Parts) -> bool:
    """Tell of a reminder that must not go out: "reminder nahi bhejna", before "cancel karo"."""
    return any(part.concept == "reminder" for part in left) and any(part.kind == "not" for part in left)


_ARRIVING = frozenset({"come", "receive", "unload", "reach", "get", "fetch", "deliver", "send"})
_SHELVING = frozenset({"add", "charge", "increase", "apply"})
"""As in "20 packet namak aaya hai, jod lo"."""


_HANDING = frozenset({"give", "take", "send", "sell", "buy", "weigh"})


def _lists(left: Parts, right: Parts) -> bool:
    """Tell whether the goods of a bill follow it with a verb of their own: "ek bill banana, 2 doodh likho"."""
    said = {part.concept for part in left if part.kind in {"verb", "noun", "goods"}}
    listed = {part.kind for part in right if part.kind in _CONTENT} <= {"goods", "number", "unit", "verb"}
    adds = {part.concept for part in right if part.kind == "verb"} <= {"write", "put", "add", "give", "do", "take"}
    return (
        said <= {"bill", "make", "give", "GOODS"} and {"bill", "make"} <= said and listed and adds and _has_goods(right)
    )


def _has_goods(parts: Parts) -> bool:
    return any(part.kind == "goods" for part in parts)


_CONTENT = frozenset("verb noun name goods number unit phone email gstin when unknown mode not ask".split())
_ADDED = frozenset({"stock", "account", "entry", "goods", "deposit", "whatsapp", "email"})


def _adds_to(left: Parts, right: Parts) -> bool:
    """Tell whether words without a verb belong to the clause before: a date, goods, a phone; not another person."""
    if _asks(right):
        return False
    if "price" in _head(left) and any(part.kind == "goods" for part in right):
        return False
    of_newcomer = any(part.concept in {"new", "customer"} or (part.kind, part.concept) == _ITEM for part in left)
    if not (of_newcomer or _head(right) <= _head(left)):
        return False
    if _role(right) == "on" and any(part.concept == "landmark" or part.form == "place" for part in left):
        return True  # "ka pata badal do, Mandir ke paas"
    return not (_person(right) and _person(left) and (_role(right) or _is_english_pair(left, right)))


def _is_english_pair(left: Parts, right: Parts) -> bool:
    """Tell of "Suresh paid 500 and Ramesh 300"."""
    said = [part.kind for part in left if part.kind not in {"link", "pause", "filler", "mode", "title"}]
    also = [part.kind for part in right if part.kind not in {"link", "pause", "filler", "mode", "title"}]
    return said == ["name", "verb", "number"] and also == ["name", "number"]


_ITEM = ("noun", "goods")


def _begins_alone(left: Parts, right: Parts) -> bool:
    """Tell whether what has no verb is a clause that shares the verb of the next: "Rahul ne 500 aur Suresh ne …"."""
    amount = any(part.kind in {"number", "goods"} for part in left)
    if _person(left) and _person(right) and _role(left):
        return amount or bool(_head(left))
    if _person(left) or not all(part.kind in STARTS_NOTHING for part in left):
        return False
    return "stock" in _head(right) and any(part.kind == "goods" for part in right)


def _is_parallel(left: Parts, right: Parts) -> bool:
    """Tell whether each is about a thing of its own: "aaj ki bikri aur Rahul ka balance batao"."""
    return bool(_head(left)) and bool(_head(right)) and not any(part.kind == "if" for part in left)


# -- what is left out ----------------------------------------------------------


def _with_noun(right: Parts, left: Parts) -> Parts:
    """Put the noun in that "Omi ke mein 150 likho" takes from "Raju ke khate mein 300 likho"."""
    at = next((at for at, pair in enumerate(pairwise(right)) if _lacks_noun(*pair)), None)
    if at is None:
        return right
    owned = zip(left, left[1:], left[2:], strict=False)
    noun = next((noun for of, noun, post in owned if of.concept == "of" and post == right[at + 1]), None)
    return [*right[: at + 1], noun, *right[at + 1 :]] if noun and noun.kind == "noun" else right


def _lacks_noun(of: Part, post: Part) -> bool:
    return of.kind == post.kind == "post" and of.concept == "of" and post.concept in {"in", "on", "from"}


def _shared(left: Parts, right: Parts) -> Parts:
    """Complete a clause from the one after it: with all that follows its last slot, or with the verb alone."""
    if _person(left) and _person(right) and _role(left) != _role(right) and not _head(left):
        return [*left, *_verbs(right), _UNCLEAR]
    tail = _verbs(right) if _head(left) else _tail(right)
    return left + (tail[1:] if tail[:1] == left[-1:] and left[-1].kind == "post" else tail)


def _repeated(right: Parts, left: Parts) -> Parts:
    """Complete a clause from the one before it; a person alone, or with bhi, repeats it all."""
    if not _person(right):
        return right + _verbs(left)
    if _role(right) != _role(left):
        return [*right, *_verbs(left), _UNCLEAR]
    if any(part.kind in {"number", "goods"} for part in right):
        if not _has_verb(_tail(left)):
            return _with_verbs(right, left)
        return right + (_verbs(left) if _head(right) else _tail(left))
    if _head(right) or any(part.kind == "not" for part in right):
        return right + _verbs(left)
    return _in_place_of(left, right)


def _with_verbs(right: Parts, left: Parts) -> Parts:
    """Put in the verb where English has it: "record 500 from Mukesh and 300 from …", "Suresh paid 5 and Ramesh 3"."""
    verb = next(at for at, part in enumerate(left) if part.kind == "verb")
    if not any(part.kind == "name" for part in left[:verb]):
        return _opening(right) + _verbs(left) + right[len(_opening(right)) :]
    after = next(at for at, part in enumerate(right) if part.kind not in {*_PEOPLE, "link", "pause", "filler"})
    return right[:after] + _verbs(left) + right[after:]


def _in_place_of(left: Parts, right: Parts) -> Parts:
    """Repeat a clause with another person, at another moment if one is said; amounts only where there is a bhi."""
    if any(part.kind == "when" for part in right):
        left = _without_moment(left)
    start = next(at for at, part in enumerate(left) if part.kind in _PEOPLE)
    end = start
    while end < len(left) and left[end].kind in {*_PEOPLE, "post", "wala"}:
        end += 1
    person = [part for part in right if part.kind in {*_PEOPLE, "post", "wala", "when"}]
    everything = any(part.concept == "also" for part in right)
    before = left[len(_opening(left)) : start]
    return _opening(right) + before + person + [part for part in left[end:] if everything or part.kind not in _SLOTS]


def _without_moment(parts: Parts) -> Parts:
    """Leave out each moment, and the postposition that marks it."""
    marks = {at + 1 for at, part in enumerate(parts) if part.kind == "when"}
    return [part for at, part in enumerate(parts) if part.kind != "when" and not (at in marks and part.kind == "post")]


def _tail(parts: Parts) -> Parts:
    """Return what follows the last slot; the way of paying only where the verb says nothing without it."""
    last = max((at for at, part in enumerate(parts) if part.kind in _SLOTS), default=-1)
    tail = parts[last + 1 :]
    if any(part.kind == "verb" and part.concept == "do" for part in tail):
        return tail
    return [part for part in tail if part.kind != "mode"]


def _verbs(parts: Parts) -> Parts:
    return [part for part in parts if part.kind in {"verb", "aux", "ask", "not"}]


# -- what a segment has --------------------------------------------------------


def _counts(parts: Iterable[Part]) -> bool:
    return any(part.kind == "number" for part in parts)


def _has_verb(parts: Iterable[Part]) -> bool:
    return any(part.kind == "verb" for part in parts)


def _asks(parts: Parts) -> bool:
    """Tell of a question that needs no verb: "uska kitna baki hai"."""
    return any(part.concept == "how much" for part in parts) and any(part.kind == "aux" for part in parts)


def _last_verb(parts: Parts) -> Part:
    return next(part for part in reversed(parts) if part.kind == "verb")


def _head(parts: Parts) -> set[str]:
    """Return what it is about: the nouns that can be asked for or acted on by themselves."""
    return {part.concept for part in parts if part.kind == "noun" and part.concept in HEADS}


def _person(parts: Parts) -> bool:
    return _role(parts) is not None or any(part.kind == "name" for part in parts)


def _role(parts: Parts) -> str | None:
    """Return what the first person is marked as; "" for one that is not marked, None where there is nobody."""
    for at, part in enumerate(parts):
        if part.kind == "pronoun" and part.concept.startswith(("active ", "all ")):
            return part.concept.partition(" ")[2]
        if part.kind == "name" or (part.kind == "unknown" and _marked(parts, at + 1)):
            return _marked(parts, at + 1) or _led(parts, at)
    return None


def _marked(parts: Parts, at: int) -> str:
    while at < len(parts) and parts[at].kind in {"name", "unknown", "title", "wala"}:
        at += 1
    return parts[at].concept if at < len(parts) and parts[at].kind == "post" and parts[at].concept in _ROLES else ""


def _led(parts: Parts, at: int) -> str:
    """Return the role that an English preposition gives: "from Mukesh"."""
    led = at > 0 and parts[at - 1].kind == "prep" and parts[at - 1].concept in _ROLES
    return parts[at - 1].concept if led else ""
