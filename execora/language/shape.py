"""A clause as a line of letters, one for each part that matters, so that its shape can be matched as a whole.

What has no letter has no place in the shape, and then the clause has none: no word is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from execora.language.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from execora.language.clause import Clause
    from execora.language.moods import Verb

_SILENT = frozenset({"filler", "title", "yes", "pause", "link", "not"})
"""A no that is no politeness makes of a clause no wish: who looks at shapes has looked at that before."""
_NAMED = frozenset({"goods", "unknown"})

CALLED = "G"
"""The letter of goods, or words that nobody knows: a run of them is one part, its number how many goods it holds."""


class Shape(NamedTuple):
    """The letters, and the part that each stands for."""

    letters: str
    parts: tuple[Part, ...]

    def without(self, letter: str) -> Shape:
        """Leave out the parts of one letter."""
        kept = [(one, part) for one, part in zip(self.letters, self.parts, strict=True) if one != letter]
        return Shape("".join(one for one, _ in kept), tuple(part for _, part in kept))

    def without_first(self, letter: str) -> Shape:
        """Leave out the first part where it has that letter."""
        return Shape(self.letters[1:], self.parts[1:]) if self.letters.startswith(letter) else self


def shape(clause: Clause, letters: Mapping[str, str], verb_letter: Callable[[Verb], str | None]) -> Shape | None:
    """Return the shape of a clause; None where one of its parts has no letter.

    A part's letter is found by its kind and concept ("noun price"), a number's by its form ("number rupees"), or by its
    kind alone ("unit").
    """
    found: list[tuple[str, Part]] = []
    verbs = {verb.at: verb for verb in clause.verbs}
    at = 0
    while at < len(clause.parts):
        part, end, letter = clause.parts[at], at + 1, None
        if at in verbs:
            end, letter = verbs[at].until, verb_letter(verbs[at])
        elif part.kind in _NAMED:
            end = _run(clause.parts, at)
            part, letter = _called(clause.parts[at:end]), CALLED
        else:
            letter = _letter(part, letters)
        if letter is None:
            return None
        found += [(letter, part)] if letter else []
        at = end
    return Shape("".join(letter for letter, _ in found), tuple(part for _, part in found))


def _letter(part: Part, letters: Mapping[str, str]) -> str | None:
    for name in (f"{part.kind} {part.form or part.concept}", part.kind):
        if name in letters:
            return letters[name]
    return "" if part.kind in _SILENT else None


def _run(parts: tuple[Part, ...], at: int) -> int:
    while at < len(parts) and parts[at].kind in _NAMED:
        at += 1
    return at


def _called(run: tuple[Part, ...]) -> Part:
    known = sum(part.kind == "goods" for part in run)
    return Part("goods", "GOODS", said=" ".join(part.said for part in run), number=known)
