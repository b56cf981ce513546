"""Who is spoken of in a clause, and as what: a name and the postposition after it, or the preposition before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from execora.language.matching import Found, Several
from execora.language.reading import Entities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.known import Known
    from execora.language.parts import Part


class Person(NamedTuple):
    """Somebody spoken of."""

    said: str
    """As it was said, in Roman letters; empty for a pronoun."""
    role: str
    at: int
    """The index of their first part in the clause."""
    until: int
    """The index after their last part, the postposition included."""
    known: bool = True
    ref: Literal["active", "previous", "both", "shop", "all"] | None = None
    """Set for a pronoun: whoever is spoken of already, the shop itself, or everybody."""
    joined: bool = False
    """Whether the next one is spoken of with them: "Rahul aur Suresh ko"."""

    def as_entities(self) -> Entities:
        """Return them as the customer of a command."""
        match self.ref:
            case "active" | "previous" | "both":
                return Entities(customer_ref=self.ref)
            case "all":
                return Entities(all_customers=True)
            case _:
                return Entities(customer=self.said)


_IN_A_NAME = frozenset({"name", "unknown", "title", "wala"})
_MARKS = frozenset({"post", "prep"})
_ROLES = frozenset({"by", "to", "from", "of", "on", "named", "for", "in", "with"})


def people(parts: Sequence[Part], known: Known) -> list[Person]:
    """Return who is spoken of, in spoken order. Words that nobody knows are somebody where a role marks them so."""
    found: list[Person] = []
    at = 0
    while at < len(parts):
        person = _person(parts, at, known, found)
        if person:
            found.append(person)
        at = max(at + 1, person.until if person else 0)
    return _sharing_roles(parts, _without_own(parts, _taken_up(parts, found)))


def _taken_up(parts: Sequence[Part], found: list[Person]) -> list[Person]:
    """Give a name the role of the pronoun that takes it up at once: "Pooja Mishra, uska balance"."""
    for at in range(len(found) - 1, 0, -1):
        one, other = found[at - 1], found[at]
        between = parts[one.until : other.at]
        follows = all(part.kind in {"filler", "pause"} for part in between)
        if follows and one.known and one.said and one.role == "bare" and other.ref == "active" and other.role != "bare":
            found[at - 1 : at + 1] = [one._replace(role=other.role, until=other.until)]
    return found


def _without_own(parts: Sequence[Part], found: list[Person]) -> list[Person]:
    """Leave out the "his" of "Suresh paid 500 of his dues", which is Suresh himself."""
    named = any(person.ref is None for person in found)
    return [person for person in found if not (named and parts[person.at].form == "own")]


def _person(parts: Sequence[Part], at: int, known: Known, before: list[Person]) -> Person | None:
    part = parts[at]
    if part.kind == "pronoun":
        return _pronoun(parts, at)
    if part.kind == "noun" and part.concept in {"previous", "first", "same"}:
        return _spoken_of(parts, at)
    if part.kind == "noun" and part.concept in _CUSTOMERS:
        return _debtors(parts, at)
    if part.kind == "goods":
        return _by_trade(parts, at)
    if part.kind not in _IN_A_NAME or part.kind == "wala":
        return None
    end = at
    while end < len(parts) and parts[end].kind in _IN_A_NAME:
        end += 1
    return _named(parts, at, end, known, before)


def _named(parts: Sequence[Part], at: int, end: int, known: Known, before: list[Person]) -> Person | None:
    """Make somebody of a run of names, words that nobody knows, honorifics and wala."""
    run = parts[at:end]
    # A name that is stammered is one name.
    words = [part for at, part in enumerate(run) if part.kind != "title" and (not at or part != run[at - 1])]
    role, until = _role(parts, at, end)
    certain = any(part.kind == "name" for part in words)
    if not certain and _is_counted(parts, at, end, role):
        return None
    noun_follows = end == len(parts) or parts[end].kind in {"noun", "pause"}
    if role == "bare" and certain and noun_follows and [part.kind for part in words] == ["name", "wala"]:
        words = words[:1]
    if not certain and role == "bare" and not (words and _opens(parts, at, end, before)):
        return None
    said = " ".join(part.said or "wala" for part in words) or " ".join(part.said for part in run)
    if len(words) > 1 or not certain:
        certain = isinstance(known.customers.find(said), Found | Several)
    return Person(said, role, at, until, known=certain)


def _is_counted(parts: Sequence[Part], at: int, end: int, role: str) -> bool:
    """Tell whether words that nobody knows are goods: "2 kilo kheera", "2 kheera ka bill"."""
    before = parts[at - 1].kind if at else ""
    billed = role == "of" and end + 1 < len(parts) and parts[end + 1].concept in {"bill", "stock"}
    return (before == "unit" and role in {"of", "bare"}) or (before == "number" and (billed or role == "bare"))


def _opens(parts: Sequence[Part], at: int, end: int, before: list[Person]) -> bool:
    """Tell whether words that nobody knows can be only a name: they open a clause, and an amount or goods follow."""
    if before or end - at > 3:
        return False
    if at and parts[at - 1].kind == "verb":
        return parts[at - 1].form == "base" and parts[at - 1].concept in {"remind", "tell", "say"}
    if any(part.kind in {"verb", "noun", "number"} for part in parts[:at]) or end == len(parts):
        return False
    if at and parts[at - 1].concept == "did" and parts[end].form == "base":
        return True  # "did Zubair pay"
    if parts[end].concept == "how much":
        return True  # "Mahesh kitna baki"
    return parts[end].kind in {"number", "goods"} or (parts[end].kind == "verb" and parts[end].form in {"did", "does"})


def _role(parts: Sequence[Part], at: int, end: int) -> tuple[str, int]:
    """Return the role of what stands between two indices, and the index after the word that marks it."""
    if end < len(parts) and parts[end].concept == "glued":
        end += 1
    after = parts[end] if end < len(parts) else None
    if after is not None and after.kind == "pronoun" and after.concept in {"both", "three"}:
        return _role(parts, at, end + 1)
    if after is not None and after.kind == "post" and after.concept in _ROLES:
        return after.concept, end + 1
    before = at - 1
    while before >= 0 and parts[before].kind in {"filler", "title"}:
        before -= 1
    marked = before >= 0 and parts[before].kind == "prep" and parts[before].concept in _ROLES
    return (parts[before].concept if marked else "bare"), end


def _pronoun(parts: Sequence[Part], at: int) -> Person | None:
    who, _, role = parts[at].concept.partition(" ")
    if who == "both":
        return _both(parts, at)
    if who not in {"active", "shop", "all"}:
        return None
    end = at + 1
    other = _after_pronoun(parts, end) if who == "active" else None
    if other:
        return other._replace(at=at)
    while end < len(parts) and (parts[end].concept in _CUSTOMERS or (end > at + 1 and parts[end].kind == "wala")):
        end += 1
    if role == "bare":
        marked, until = _role(parts, at, end)
        return Person("", marked, at, until, ref=_REFS[who])
    prep = parts[at - 1] if at else None
    if prep is not None and prep.kind == "prep" and prep.concept in _ROLES and role == "to":
        role = prep.concept
    if role == "of" and end < len(parts) and parts[end].concept == "named":
        role, end = "named", end + (2 if parts[end + 1 : end + 2] and parts[end + 1].kind == "post" else 1)
    return Person("", role, at, end, ref=_REFS[who])


def _after_pronoun(parts: Sequence[Part], at: int) -> Person | None:
    """Make somebody of what a pronoun only leads to: "uske pehle wala", "un dono"."""
    at += at < len(parts) and parts[at].kind == "post" and parts[at].concept == "from"
    if at == len(parts):
        return None
    if parts[at].concept == "both":
        return _both(parts, at)
    return _spoken_of(parts, at) if parts[at].kind == "noun" and parts[at].concept in {"previous", "first"} else None


def _both(parts: Sequence[Part], at: int) -> Person | None:
    """Make the two who were spoken of last of "dono ko"; "Rahul aur Suresh dono ko" names them."""
    if any(part.kind in {"name", "unknown"} for part in parts):
        return None
    role, until = _role(parts, at, at + 1)
    return Person("", role, at, until, ref="both") if role != "bare" else None


_CUSTOMERS = frozenset({"customer", "udhaar", "due", "pending"})
"""As in "sabhi udhaar walon ko"."""

_REFS: dict[str, Literal["active", "shop", "all"]] = {"active": "active", "shop": "shop", "all": "all"}


def _debtors(parts: Sequence[Part], at: int) -> Person | None:
    """Make everybody of "udhaar walon ko"."""
    if at + 1 >= len(parts) or parts[at].concept == "customer" or parts[at + 1].kind != "wala":
        return None
    role, until = _role(parts, at, at + 2)
    return Person("", role, at, until, ref="all") if role in {"to", "for"} else None


def _spoken_of(parts: Sequence[Part], at: int) -> Person | None:
    """Make somebody of "pehle wala", "pichla customer", "same customer"."""
    end = at + 1
    while end < len(parts) and (parts[end].kind == "wala" or parts[end].concept == "customer"):
        end += 1
    if end == at + 1:
        return None
    role, until = _role(parts, at, end)
    return Person("", role, at, until, ref="active" if parts[at].concept == "same" else "previous")


def _by_trade(parts: Sequence[Part], at: int) -> Person | None:
    """Make somebody of "doodh wale ne" where no customer is called so."""
    trade = at + 1 < len(parts) and parts[at + 1].kind == "wala"
    role, until = _role(parts, at, at + 2) if trade else ("bare", 0)
    if role == "bare" or (at and parts[at - 1].kind in {"number", "unit"}):
        return None
    return Person(f"{parts[at].said} wala", role, at, until, known=False)


def _sharing_roles(parts: Sequence[Part], found: list[Person]) -> list[Person]:
    """Give "Rahul" in "Rahul aur Suresh ko" the role of the last of them."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        between = parts[one.until : other.at]
        joined = between and all(part.kind in {"link", "pause"} and part.concept in {"and", ","} for part in between)
        if joined and one.ref is None and one.role in {"bare", other.role}:
            found[at] = one._replace(role=other.role, joined=True)
        elif joined and one.ref is None and other.role == "bare" and _is_led(parts, one):
            found[at] = one._replace(joined=True)
            for after in range(at + 1, len(found)):
                found[after] = found[after]._replace(role=one.role)
                if not found[after].joined:
                    break
    return found


def _is_led(parts: Sequence[Part], one: Person) -> bool:
    """Tell of "of Suresh", which "and Ramesh" shares."""
    return one.at > 0 and parts[one.at - 1].kind == "prep"
