"""Words that are one slip away from each other. For suggestions only: what is near is offered, never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST = 3
_LONGEST = 24


class Neighbours:
    """Finds the words of a set that are one letter away from a word: one more, one less, another, or two swapped.

    Every word is filed under itself and under what is left of it without one of its letters, so that a look-up costs
    as many dictionary look-ups as the word has letters, however many words there are.
    """

    def __init__(self) -> None:
        self._filed: dict[str, tuple[str, ...]] = {}

    def add(self, word: str) -> None:
        """Add a word that was not added before."""
        for form in self._forms(word):
            self._filed[form] = (*self._filed.get(form, ()), word)

    def remove(self, word: str) -> None:
        """Remove a word that was added."""
        for form in self._forms(word):
            left = tuple(other for other in self._filed[form] if other != word)
            if left:
                self._filed[form] = left
            else:
                del self._filed[form]

    def of(self, word: str) -> Iterator[str]:
        """Yield the words that are near a word, some of them more than once."""
        for form in self._forms(word):
            yield from self._filed.get(form, ())

    def _forms(self, word: str) -> set[str]:
        if not _SHORTEST <= len(word) <= _LONGEST:
            return set()
        return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
