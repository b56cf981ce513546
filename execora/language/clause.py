"""One clause of a sentence, taken apart: who, how much, what goods, when, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from execora.language.amounts import is_whole_of, money
from execora.language.goods import goods
from execora.language.moments import When, together
from execora.language.moods import Mood, Verb, verbs
from execora.language.parts import Part
from execora.language.people import Person, people
from execora.language.reading import Entities, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from execora.language.known import Known
    from execora.language.reading import Ask, Clarify, Item
    from execora.language.tone import Tone
    from execora.ledger.model import Mode, Split
    from execora.ledger.money import Paise

_CONTENT = frozenset(
    "verb noun name goods number unit phone email gstin when unknown mode every wala not ask if".split()
)
"""The kinds of part that carry meaning of their own and must be accounted for."""

_OTHERS = frozenset({"other", "both", "three", "either"})
"""Somebody or something that is not named: never whoever was spoken of last."""

_MODAL = frozenset({"can", "must", "will", "about to", "going on", "was"})
"""Auxiliaries of what is not asked for now."""

_NO = frozenset({"no", "not", "never", "nay", "leave it"})

_OPENS = frozenset({"filler", "link", "pause", "title", "yes"})
"""The kinds of part that can stand before what a clause says."""

_ASKED_FOR: frozenset[Mood] = frozenset({"please", "to", "bare"})

_LIGHT = frozenset({"do", "happen", "customer", "first"})
"""Concepts that add nothing where anything else is said: "kar do", "ho gaya", "customer Rahul", "pehle"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What the commands read. Made by `clause`."""

    parts: tuple[Part, ...]
    tone: Tone
    sentence: tuple[str, ...]
    """The words of the whole sentence, in lower case."""
    people: tuple[Person, ...]
    others: tuple[Person, ...]
    """The same without the shop itself."""
    nameless: bool
    """Whether it speaks of somebody, and does not say who."""
    items: tuple[Item, ...]
    amounts: tuple[Paise, ...]
    """Of the numbers that count no goods, in spoken order."""
    numbers: tuple[Part, ...]
    """The same as parts, with those that are no usable amount."""
    when: When | None
    modes: tuple[Mode, ...]
    splits: tuple[Split, ...]
    """Each amount with its way of paying, where there is more than one: "300 cash aur 200 UPI"."""
    verbs: tuple[Verb, ...]
    acts: frozenset[str]
    """The concepts of the verbs."""
    moods: frozenset[Mood]
    concepts: frozenset[str]
    """Everything that is spoken of."""
    content: tuple[str, ...]
    """The same in order, as often as it is said, without what is light: what a reading must account for."""
    flaw: Clarify | None
    """What is wrong with its numbers: "about" or "number"."""
    asks: bool
    """Whether it is a question of any kind."""
    negated: bool
    """Whether it says no to anything. A final na is politeness, no negation."""
    requests: bool
    """Whether it asks for something, or has no verb: nothing was done, is to come, or is only thought of."""

    # -- what it speaks of -----------------------------------------------------

    def has(self, *concepts: str) -> bool:
        """Tell whether any of these is spoken of."""
        return not self.concepts.isdisjoint(concepts)

    def only(self, *concepts: str) -> bool:
        """Tell whether nothing but these is spoken of."""
        return all(concept in concepts for concept in self.content)

    def does(self, concepts: AbstractSet[str], mood: Mood) -> bool:
        """Tell whether one of these verbs is said in a mood."""
        return any(verb.mood == mood and verb.concept in concepts for verb in self.verbs)

    def marks(self, concepts: AbstractSet[str], *roles: str) -> bool:
        """Tell whether one of these nouns is marked with one of these roles: "bill mein", "to Rahul's bill"."""
        if self.concepts.isdisjoint(concepts):
            return False
        after = any(
            one.kind == "noun" and one.concept in concepts and other.concept in roles and other.kind == "post"
            for one, other in pairwise(self.parts)
        )
        return after or any(part.kind == "prep" and part.concept in roles for part in self.parts)

    @property
    def commands(self) -> bool:
        """Whether it can be meant as a command: asked for, or said without a verb; no question, and no no in it."""
        return self.requests and not self.asks and not self.negated

    @property
    def wished(self) -> bool:
        """Whether it is a command, or says what there is to do and then asks for it: "add karna hai, add kar do"."""
        if self.commands or self.asks or self.negated or not self.verbs:
            return self.commands
        then = self.verbs[-1].mood == "please" and self.moods <= _ASKED_FOR | {"must"}
        return then and self.tone.plain and _MODAL.isdisjoint(self.concepts)

    @property
    def follows(self) -> bool:
        """Whether it says that it comes after what was said before it: "uske baad", "phir"; "phir se" is "again"."""
        opening = takewhile(lambda part: part.kind in _OPENS, self.parts)
        return any((part.kind, part.concept) == ("link", "then") for part in opening)

    @property
    def amount(self) -> Paise | None:
        """The one amount that is spoken of, or None where there is none, or more than one."""
        return self.amounts[0] if len(self.amounts) == 1 and len(self.numbers) == 1 else None

    @property
    def phone(self) -> str | None:
        """The ten digits of the phone that is spoken of."""
        return next((part.said for part in self.parts if part.kind == "phone"), None)

    @property
    def email(self) -> str | None:
        """The e-mail address that is spoken of."""
        return next((part.said for part in self.parts if part.kind == "email"), None)

    @property
    def gstin(self) -> str | None:
        """The GSTIN that is spoken of, in capitals."""
        return next((part.said for part in self.parts if part.kind == "gstin"), None)

    # -- readings --------------------------------------------------------------

    def whose(self) -> Entities | None:
        """Return whom it is about, as entities; None where several are spoken of in different roles.

        Nobody named is the active customer.
        """
        others = self.others
        if not others:
            if self.nameless:
                return None
            return Entities(customer_ref="active")
        if len({person.role for person in others}) > 1:
            return None
        if any(person.ref == "all" for person in others):
            return Entities(all_customers=True) if len(others) == 1 else None
        if len(others) == 1:
            return others[0].as_entities()
        together = all(person.joined for person in others[:-1]) and all(person.said for person in others)
        return Entities(customers=tuple(person.said for person in others)) if together else None

    def reading(
        self,
        intent: str,
        entities: Entities | None,
        accounts_for: Iterable[str] = (),
        *,
        asks: Iterable[Ask] = (),
        clarify: Clarify | None = None,
    ) -> Reading | None:
        """Return a reading that accounts for these concepts. Its confidence is their share of what is spoken of."""
        if entities is None:
            return None
        known = frozenset(accounts_for)
        share = sum(concept in known for concept in self.content) / len(self.content) if self.content else 1.0
        urgent = self.has("urgent", "first")
        return Reading(intent, entities, share, frozenset(asks), clarify, urgent)


# -- taking apart --------------------------------------------------------------


def clause(parts: Sequence[Part], known: Known, tone: Tone, sentence: Sequence[str]) -> Clause:
    """Take a clause apart."""
    spoken_of = people(parts, known)
    taken = {at for person in spoken_of for at in range(person.at, person.until)}
    of_goods = goods(parts, taken)
    of_money = money(parts, of_goods.used)
    when, contradicts = _when(parts)
    said = tuple(verbs(parts))
    content = _content(parts, said, taken, of_goods.used)
    content += ["GOODS"] * len(of_goods.items)
    content += ["MOMENTS"] * contradicts + ["UNKNOWN"] * _dangling(parts)
    content += ["UNTIL"] * _up_to_now(parts, said)
    concepts = frozenset(content).union(part.concept for part in parts if part.kind not in _NAMELESS)
    moods = frozenset(verb.mood for verb in said)
    return Clause(
        parts=tuple(parts),
        tone=tone,
        sentence=tuple(sentence),
        people=tuple(spoken_of),
        nameless=_is_nameless(parts, spoken_of, said),
        others=tuple(person for person in spoken_of if person.ref != "shop"),
        items=tuple(of_goods.items),
        amounts=of_money.amounts,
        numbers=of_money.numbers,
        when=when,
        modes=of_money.modes,
        splits=of_money.splits,
        verbs=said,
        acts=frozenset(verb.concept for verb in said),
        moods=moods,
        concepts=concepts,
        content=tuple(content),
        flaw=of_money.flaw or ("number" if of_goods.unclear else None),
        asks=tone.question or any(part.kind == "ask" for part in parts),
        negated=not _NO.isdisjoint(content),
        requests=tone.plain and moods <= _ASKED_FOR and _MODAL.isdisjoint(concepts),
    )


def _up_to_now(parts: Sequence[Part], said: Sequence[Verb]) -> bool:
    """Tell of "aaj tak 500 diye", "as of today": what came of it in all, and none of it has to be new."""
    pairs = [
        (one.concept, other.concept) for one, other in pairwise(parts) if {one.kind, other.kind} & {"post", "prep"}
    ]
    until = ("WHEN", "until") in pairs or (pairs[-1:] == [("of", "WHEN")] and parts[-1].when is not None)
    return until and any(verb.mood == "done" for verb in said) and all(part.kind != "ask" for part in parts)


_NAMELESS = frozenset({"post", "prep", "pause", "name", "pronoun"})


def _is_nameless(parts: Sequence[Part], spoken_of: Sequence[Person], said: Sequence[Verb]) -> bool:
    """Tell of somebody who is not named: "ek customer 500 de gaya", "uncle 500 de gaye"; but "bhai, 500 likho"."""
    if any(person.ref != "shop" for person in spoken_of):
        return False
    told = any(verb.mood == "done" for verb in said)
    return any(part.concept == "customer" or (told and part.kind == "title" and not part.concept) for part in parts)


_NOTHING = Part("filler", "")


def _when(parts: Sequence[Part]) -> tuple[When | None, bool]:
    """Join the pieces of the moment that is spoken of, and tell whether they contradict each other."""
    joined: When | None = None
    for part, marked, counted in zip(parts, [*parts[1:], _NOTHING], [*parts[2:], _NOTHING, _NOTHING], strict=False):
        if part.when is None:
            continue
        if marked.kind == "post" and marked.concept == "of" and counted.kind == "number":
            return joined, True  # "kal ke 500": what the money is for, not when it came
        more = together(joined, part.when) if joined else part.when
        if more is None:
            return joined, True
        joined = more
    return joined, False


def _content(parts: Sequence[Part], said: Sequence[Verb], taken: set[int], used: set[int]) -> list[str]:
    """Return what must be accounted for besides goods, a verb once however many words it has."""
    verbal = {at for verb in said for at in range(verb.at + 1, verb.until)}
    content = [
        part.concept
        for at, part in enumerate(parts)
        if (part.kind in _CONTENT or part.concept in _OTHERS)
        and not (at in used or at in verbal or at in taken)
        and not (is_whole_of(parts, at) or _says_please(parts, at))
    ]
    content += ["WHO"] * bool(taken)
    heavy = [concept for concept in content if concept not in _LIGHT]
    return heavy or ([] if used else content)


def _dangling(parts: Sequence[Part]) -> int:
    """Count the postpositions that follow nothing they could mark, and the prepositions before nothing.

    Where there is one, a word was lost: perhaps the name of whose account it was. So it is with "uske baad wala bill":
    the bill after which?
    """
    spoken = [part for part in parts if part.kind not in {"filler", "yes"}]
    lost = sum(
        part.kind == "post"
        and not (at and _can_be_marked(spoken[at - 1], part.concept))
        and not (at > 1 and _leads_to_somebody(spoken[:at]))
        for at, part in enumerate(spoken)
    )
    whole = sum(
        one.kind == "number" and other.concept == "out of" and third.concept != "AMOUNT"
        for one, other, third in zip(spoken, spoken[1:], [*spoken[2:], *spoken[:1]], strict=False)
    )
    which = sum(one.kind == "link" and other.kind == "wala" for one, other in pairwise(spoken))
    ends = spoken[-1] if spoken else None
    return lost + whole + which + (ends is not None and ends.kind == "prep" and ends.concept not in {"in", "at"})


def _leads_to_somebody(before: Sequence[Part]) -> bool:
    """Tell of "pichle customer ne", "pehle wale customer ne"."""
    led = [part.concept for part in before[-3:] if part.kind != "wala"]
    return led[-2:-1] in (["previous"], ["first"], ["same"]) and led[-1] == "customer"


def _can_be_marked(part: Part, role: str) -> bool:
    """Tell whether a postposition can stand after a part: "500 ka" can, "500 ne" cannot."""
    if role == "by":
        return part.kind in {"name", "unknown", "title", "wala", "pronoun", "goods"}
    if part.kind == "number":
        return role in {"of", "out of", "for"}
    return part.kind not in {"post", "link", "pause", "prep", "not"}


_TELL = frozenset(Part("verb", concept, "stem") for concept in ("tell", "say", "show", "make"))


def _says_please(parts: Sequence[Part], at: int) -> bool:
    """Tell whether a na after a verb only asks nicely: "bhej do na", "bata na Rahul ka balance".

    Before another verb it forbids, and after "diye" it asks whether it is so.
    """
    asked = at and (parts[at - 1].form in {"please", "base", "to"} or parts[at - 1] in _TELL)
    if parts[at].concept != "nay" or not asked:
        return False
    after = next((part.kind for part in parts[at + 1 :] if part.kind not in {"pause", "title", "filler"}), "")
    return after not in {"verb", "aux", "not"}
