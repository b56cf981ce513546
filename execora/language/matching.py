"""What comes of looking for somebody, or something, by the words that were said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """It can be only this one."""

    one: T


@dataclass(frozen=True, slots=True)
class Several(Generic[T]):
    """The words fit all of these equally well: ask which."""

    some: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """The words fit none; these sound alike. Never taken, only offered."""

    some: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nothing is called anything like it."""


Match = Found[T] | Several[T] | Near[T] | Nobody


def match(hits: tuple[T, ...]) -> Found[T] | Several[T] | None:
    """Return what a number of exact hits amounts to, or None where there is none."""
    if not hits:
        return None
    return Found(hits[0]) if len(hits) == 1 else Several(hits)


__all__ = ["Found", "Match", "Near", "Nobody", "Several", "match"]
