"""E-mail addresses and GSTINs as they are read out: what is a word is said as one, and all else sign by sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from execora.language.spoken_numbers import spell_digits

if TYPE_CHECKING:
    from execora.language.reading import Language


def say_email(address: str, language: Language) -> str:
    """Say an address: suresh dot K nau ek at the rate gmail dot com."""
    return " ".join(_piece(piece, language) for piece in _PIECES.findall(address))


def say_gstin(number: str, language: Language) -> str:
    """Say a GSTIN, with a pause behind the state, and before and behind the PAN's digits."""
    return ", ".join(
        " ".join(_sign(sign, language) for sign in number[since:until])
        for since, until in ((0, 2), (2, 7), (7, 11), (11, None))
        if number[since:until]
    )


_PIECES = re.compile(r"[A-Za-z]+|[\u0900-\u0963]+|\S")


def _piece(piece: str, language: Language) -> str:
    known = LABELS.get(piece.lower())
    if known:
        return known if language == "hi" else piece.lower()
    if not piece.isascii() or (len(piece) > 2 and _VOWEL.search(piece)):
        return piece
    return " ".join(_sign(sign, language) for sign in piece)


def _sign(sign: str, language: Language) -> str:
    if sign.isascii() and sign.isdigit():
        return spell_digits(sign, language)
    if sign in _SIGNS:
        return _SIGNS[sign][language]
    return LETTERS_HI.get(sign.upper(), sign) if language == "hi" else sign.upper()


_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
"""Without one nobody can say it: hdfc, sk."""

LABELS = {
    "gmail": "जीमेल", "yahoo": "याहू", "hotmail": "हॉटमेल", "outlook": "आउटलुक", "rediffmail": "रेडिफमेल",
    "com": "कॉम", "co": "को", "in": "इन", "org": "ऑर्ग", "net": "नेट",
}  # fmt: skip
"""What most addresses end with, in Devanagari."""

_SIGNS: dict[str, dict[Language, str]] = {
    "@": {"hi-en": "at the rate", "hi": "एट द रेट", "en": "at"},
    ".": {"hi-en": "dot", "hi": "डॉट", "en": "dot"},
    "-": {"hi-en": "dash", "hi": "डैश", "en": "dash"},
    "_": {"hi-en": "underscore", "hi": "अंडरस्कोर", "en": "underscore"},
    "+": {"hi-en": "plus", "hi": "प्लस", "en": "plus"},
}

LETTERS_HI = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड".split(),
        strict=True,
    )
)
"""The names of the letters, in Devanagari."""

__all__ = ["LABELS", "LETTERS_HI", "say_email", "say_gstin"]
