"""A clause as a line of letters, one for each part that matters, so that its shape can be matched as a whole.

What has no letter has no place in the shape, and then the clause has none: no word is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from execora.language.parts import Part

if TYPE_CHECKING:
    import re
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

    def less(self, pattern: re.Pattern[str]) -> Shape:
        """Leave out whatever a pattern finds."""
        dropped = {at for found in pattern.finditer(self.letters) for at in range(*found.span())}
        kept = [at for at in range(len(self.letters)) if at not in dropped]
        return Shape("".join(self.letters[at] for at in kept), tuple(self.parts[at] for at in kept))


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
