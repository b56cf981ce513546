"""One clause of a sentence, taken apart: who, how much, what goods, when, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """What the commands read."""

    words: tuple[str, ...]
    """As they were said."""
