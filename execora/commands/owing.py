"""How it is said what a customer owes now, after a sentence about what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.wording import Money, Phrase
from execora.ledger.money import Paise

if TYPE_CHECKING:
    from execora.commands.command import Wording


def owing(owed: Paise) -> Phrase:
    """Return what is said of a balance: so much is owed, nothing, or an advance is there."""
    if owed > 0:
        return Phrase(_OWES, {"owed": Money(owed)})
    return Phrase(_ADVANCE, {"advance": Money(Paise(-owed))}) if owed else Phrase(_SETTLED)


_OWES: Wording = {
    "hi-en": " Ab baaki {owed}.",
    "hi": " अब बाक़ी {owed}।",
    "en": " Now {owed} is owed.",
}

_SETTLED: Wording = {
    "hi-en": " Hisaab barabar, kuch baaki nahi.",
    "hi": " हिसाब बराबर, कुछ बाक़ी नहीं।",
    "en": " All settled, nothing is owed.",
}

_ADVANCE: Wording = {
    "hi-en": " Ab {advance} advance jama hai.",
    "hi": " अब {advance} एडवांस जमा है।",
    "en": " Now there is an advance of {advance}.",
}
