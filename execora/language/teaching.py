"""How the owner teaches what a customer is called: "Guddu matlab Rahul Verma", "Rahul Verma ko Guddu bolte hain"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.reading import Entities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.clause import Clause
    from execora.language.parts import Part

_LONGEST = 3
"""Words of a nickname."""


def taught(clause: Clause) -> Entities | None:
    """Return a customer and the nickname they are given; None where the clause teaches none.

    The nickname is a word that nobody has as a name yet. "Rahul matlab Suresh" teaches nothing: that is a correction.
    """
    if clause.asks or clause.negated or clause.tone.conditional or clause.tone.doubtful:
        return None
    pieces = _pieces(clause.parts)
    if [known for known, _, _ in pieces] not in ([True, False], [False, True]):
        return None
    if not (_means(clause) or _is_said_so(clause, pieces) or _is_its_nickname(clause)):
        return None
    customer, nickname = (words for _, words, _ in sorted(pieces, key=lambda piece: not piece[0]))
    return Entities(customer=" ".join(customer), nickname=" ".join(nickname)) if len(nickname) <= _LONGEST else None


def may_be_talk(clause: Clause) -> bool:
    """Tell of a nickname that may be a word said of them: "Suresh ko sab kanjoos bolte hain", "Suresh matlab gadha".

    Where it stands first it is a name, as in "Guddu matlab Rahul Verma", or where it is to be written.
    """
    talked = not _SAYING.isdisjoint(clause.sentence)
    if clause.has("nickname") or (not talked and any(verb.mood in {"please", "bare"} for verb in clause.verbs)):
        return False
    everybody = any(part.concept in {"all bare", "customer"} for part in clause.parts)
    return talked or everybody or _pieces(clause.parts)[0][0]


_SAYING = frozenset({"we", "they", "people", "everyone", "everybody"})


_Piece = tuple[bool, list[str], int]
"""Whether it is known, its words, and the index after its last one."""


def _pieces(parts: Sequence[Part]) -> list[_Piece]:
    """Return the names that are spoken of, and the words that nobody knows, each as far as they stand together."""
    pieces: list[_Piece] = []
    for at, part in enumerate(parts):
        if part.kind not in {"name", "unknown"}:
            continue
        known = part.kind == "name"
        if pieces and pieces[-1][2] == at and pieces[-1][0] == known:
            pieces[-1] = (known, [*pieces[-1][1], part.said], at + 1)
        else:
            pieces.append((known, [part.said], at + 1))
    return pieces


def _means(clause: Clause) -> bool:
    """Read "Guddu matlab Rahul Verma", "Guddu ka matlab hai Rahul Verma"."""
    marked = {part.concept for part in clause.parts if part.kind == "post"}
    means = sum(part.form == "means" for part in clause.parts) == 1
    kinds = {part.kind for part in clause.parts if part.concept != "understand"}
    return means and kinds <= {"name", "unknown", "filler", "title", "aux", "post"} and marked <= {"of"}


def _is_said_so(clause: Clause, pieces: list[_Piece]) -> bool:
    """Read "Rahul Verma ko sab Guddu kehte hain", "we call Rahul Verma Guddu"."""
    if len(clause.verbs) != 1 or not clause.only("WHO", "UNKNOWN", "say", "call", "save", "write", "keep", "named"):
        return False
    (verb,) = clause.verbs
    if verb.concept == "call" and verb.english:
        return verb.mood in {"please", "does"} and pieces[0][0] and not _marks(clause.parts)
    after = next(until for known, _, until in pieces if known)
    called = after < len(clause.parts) and clause.parts[after].concept == "to" and _marks(clause.parts) in _CALLED
    if verb.concept in {"save", "write", "keep"}:
        return called and verb.mood in {"please", "bare"} and clause.has("named") and clause.commands
    return called and verb.mood == "does" and verb.concept in {"say", "call"}


_CALLED = (["to"], ["to", "named"], ["to", "from"])
"""As in "Rahul Verma ko Guddu (ke naam se | naam se) bulate hain"."""


def _marks(parts: Sequence[Part]) -> list[str]:
    return [part.concept for part in parts if part.kind in {"post", "prep"}]


def _is_its_nickname(clause: Clause) -> bool:
    """Read "Guddu Rahul Verma ka nickname hai", "Rahul Verma is also known as Guddu", "Rahul Verma is called Guddu"."""
    says = clause.has("nickname") or any(
        one.concept == "is" and other.concept == "named"
        for one, other in zip(clause.parts, clause.parts[1:], strict=False)
    )
    return says and clause.only("WHO", "UNKNOWN", "nickname", "named") and _marks(clause.parts) in ([], ["of"])
