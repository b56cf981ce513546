"""How long lists are said: nobody listens to more than a handful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.commands.command import Wording

SPOKEN = 5


def handful(everything: Sequence[object]) -> tuple[object, ...]:
    """Return the first few to be named, and how many more there are where there are more."""
    left = len(everything) - SPOKEN
    return (*everything[:SPOKEN], Phrase(_MORE, {"count": left})) if left > 0 else tuple(everything)


_MORE: Wording = {"hi-en": "{count} doosre", "hi": "{count} दूसरे", "en": "{count} more"}
