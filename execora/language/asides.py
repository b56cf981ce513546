"""What a sentence says beside what it wants, left out here: which bill ("jo bana tha"), and why ("galat ban gaya").

Only bills and goods are spoken of so. In any other sentence each of these words stays, and must be accounted for.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.moods import verbs
from execora.language.vocabulary import BILLS

if TYPE_CHECKING:
    from execora.language.moods import Verb
    from execora.language.parts import Part


def without_asides(parts: list[Part]) -> list[Part]:
    """Return the parts without what only describes a bill, gives a reason, or says that something has to be done."""
    if not any(part.kind == "goods" or part.concept in BILLS for part in parts):
        return parts
    return _without_duty(_without_reasons(_without_description(parts)))


_COMING_ABOUT = frozenset({"become", "make", "write", "put", "add", "apply", "keep", "happen", "say", "charge"})

# -- which one -----------------------------------------------------------------


def _without_description(parts: list[Part]) -> list[Part]:
    """Make "bill cancel karo" of "jo bill bana tha wo cancel karo", "jo bill pending hai wo cancel karo"."""
    start = next((at for at, part in enumerate(parts) if part.concept in {"which", "as many"}), len(parts))
    told = {
        at
        for verb in verbs(parts)
        if verb.at > start and verb.concept in _COMING_ABOUT and verb.mood in _AS_IT_IS
        for at in range(verb.at, verb.until)
    }
    end = start + 1
    while end < len(parts) and (end in told or _describes(parts[end])):
        end += 1
    between = [part for at, part in enumerate(parts[:end]) if at > start and at not in told and part.kind != "aux"]
    if not any(part.kind in {"verb", "aux"} for part in parts[start:end]) or not any(map(_is_bill, parts[:end])):
        return parts
    while end < len(parts) and (parts[end].kind in {"pause", "filler"} or parts[end].concept in _THAT_ONE):
        end += 1
    told_before = any(part.kind == "verb" for part in parts[:start])  # "bill dikhao jo pending hai"
    return parts[:start] + between + parts[end:] if end < len(parts) or told_before else parts


def _describes(part: Part) -> bool:
    return (
        part.kind in {"filler", "wala"} or part.concept in {"is", "was", "pending", "last", "latest"} or _is_bill(part)
    )


def _is_bill(part: Part) -> bool:
    return part.concept in BILLS


_AS_IT_IS = frozenset({"done", "going on", "stands", "bare", "may", "does"})
_THAT_ONE = frozenset({"active bare", "active to"})

# -- why it is to be taken away ------------------------------------------------


def _without_reasons(parts: list[Part]) -> list[Part]:
    """Make "bread hatao" of "bread galat likh gaya, hatao", "bread nahi chahiye, hatao", "bread mat daalo, hatao"."""
    said = verbs(parts)
    parts, said = _without_forgetting(parts, said)
    wish = next((one for one in said if one.concept in _TAKING_AWAY and one.mood in {"please", "bare", "to"}), None)
    if wish is None:
        return parts
    dropped = _mistake(parts, said, wish)
    first = said[0].at if wish.mood != "to" else 0
    for at, part in enumerate(parts[:first]):
        if part.concept == "leave it" and not _is_between_goods(parts, at):
            dropped.add(at)
        elif (part.concept, parts[at + 1].concept) == ("no", "must"):  # "bread nahi chahiye, hata do"
            dropped.update((at, at + 1))
    for verb in said:
        if verb.at > wish.at:
            break
        if _is_forbidden(parts, verb) or _is_not_taken(parts, verb):
            dropped.update(range(verb.at - 1, verb.until))
        elif verb.concept == "return" and any(part.form == "done" for part in parts[verb.at : wish.at]):
            dropped.update(
                at for at in range(wish.at) if parts[at].kind in {"verb", "aux"} or _is_goods_back(parts[at])
            )
    left = [part for at, part in enumerate(parts) if at not in dropped]
    return left[:-1] if dropped and left[-1].kind == "pause" else left


def _is_between_goods(parts: list[Part], at: int) -> bool:
    """Tell of "bread rehne do, doodh hata do", where the one stays and the other goes."""
    return all(any(part.kind == "goods" for part in side) for side in (parts[:at], parts[at:]))


_TAKING_AWAY = frozenset({"remove", "cancel", "cut", "close"})


def _mistake(parts: list[Part], said: list[Verb], wish: Verb) -> set[int]:
    """Return where it says what went wrong: "galat ban gaya", "galti se likh diya".

    "Galti se bol diya" after the wish takes the wish itself back, and so may "galat hai".
    """
    wrong = next((at for at, part in enumerate(parts) if part.concept == "wrong"), len(parts))
    beside = {at for at in (wrong - 1, wrong + 1) if 0 <= at < len(parts) and parts[at].concept in {"is", "was"}}
    if beside and wrong > wish.at:
        return set()
    if beside:  # "bill galat hai, cancel karo", "the bill was wrong, cancel it"
        return {wrong, *beside}
    told = [verb for verb in said if verb.concept in _COMING_ABOUT and verb.mood == "done" and verb.at > wrong]
    if not told or any(part.kind not in _COUNTED for part in parts[wrong + 1 : told[0].at]):
        return set()
    if wrong > wish.at and told[0].concept == "say":
        return set()
    by = {at for at in range(wrong, told[0].at) if parts[at].kind == "post"}
    return {wrong, *by, *range(told[0].at, told[0].until)}


_COUNTED = frozenset({"filler", "post", "goods", "number", "unit", "title"})


def _is_goods_back(part: Part) -> bool:
    """Tell of the "saaman" and the "unhone" in "unhone saaman wapas kar diya, bill cancel karo"."""
    return part.concept in {"goods", "active by"}


def _is_not_taken(parts: list[Part], verb: Verb) -> bool:
    """Tell of "bread nahi lena", "bread nahi lenge"."""
    before = parts[verb.at - 1] if verb.at else None
    takes = verb.concept == "take" and verb.mood in {"to", "will", "must", "does"}
    return (takes or verb.concept == "want") and before is not None and before.concept in {"no", "not"}


def _without_forgetting(parts: list[Part], said: list[Verb]) -> tuple[list[Part], list[Verb]]:
    """Make "2 doodh daal do" of "2 doodh reh gaya, wo bhi daal do", "2 doodh bhool gaya, daal do"."""
    if len(said) != 2 or said[1].concept not in _LISTING or said[1].mood not in {"please", "to"}:
        return parts, said
    missed = said[0].concept in {"stay", "forget", "leave"} and said[0].mood == "done"
    if not missed or parts[said[0].at - 1].kind != "goods":
        return parts, said
    end = said[0].until
    while end < said[1].at and (parts[end].kind in {"pause", "filler"} or parts[end].concept in _THAT_ONE):
        end += 1
    left = parts[: said[0].at] + parts[end:]
    return left, verbs(left)


def _is_forbidden(parts: list[Part], verb: Verb) -> bool:
    """Tell of "mat daalo"; "mat hatao" is no reason to take anything away."""
    before = parts[verb.at - 1] if verb.at else None
    adds = verb.concept in {"put", "add", "give", "write", "apply"} and verb.mood in {"please", "to"}
    return adds and before is not None and before.concept == "never"


# -- what has to be done, and is to be done now --------------------------------


def _without_duty(parts: list[Part]) -> list[Part]:
    """Make "bill cancel karna, kar do" of "bill cancel karna hai, kar do"."""
    for one, other in pairwise(verbs(parts)):
        has_to = one.mood == "must" and parts[one.until - 1].concept == "is"
        between = parts[one.until : other.at]
        at_once = other.concept in {"do", one.concept} and all(part.kind in {"pause", "filler"} for part in between)
        goods_follow = one.concept == "make" and any(part.kind == "goods" for part in between)
        if has_to and other.mood == "please" and (at_once or (goods_follow and other.concept in _LISTING)):
            return parts[: one.until - 1] + parts[one.until :]
    return parts


_LISTING = frozenset({"write", "put", "add"})
