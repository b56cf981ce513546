"""How much is said of many: nobody listens to more than a handful, and who or what was left out is told."""

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


def gone(counted: int, done: int) -> Phrase | str:
    """Return how it is said, after a sentence, that some of those counted did not wait any more; nothing of none."""
    return Phrase(_GONE, {"count": counted - done}) if counted > done else ""


_GONE: Wording = {
    "hi-en": " {count:ab baaki nahi tha|ab baaki nahi the}, isliye chhod diya.",
    "hi": " {count:अब बाक़ी नहीं था|अब बाक़ी नहीं थे}, इसलिए छोड़ दिया।",
    "en": " {count:was|were} not waiting any more, and left out.",
}

_MORE: Wording = {"hi-en": "{count} doosre", "hi": "{count} दूसरे", "en": "{count} more"}
