"""Whether a yes is so plain that ears which mishear may be believed.

Such ears make "haan sahi hai" of laughter, "haan mai" of a hum and "karo" of the end of somebody else's sentence. A yes
with a deed, "haan, kar do", comes of none of these; one without is believed only where they are certain of it, and
a single word hardly ever.
"""

from __future__ import annotations

from execora.language.normalise import plain

LEAST_OF_ONE_WORD = 0.9
LEAST_ALONE = 0.65
LEAST_WITH_DEED = 0.5
"""How certain of the words the ears must be, from 0 to 1. They were at 0.85 of a "ha" that became "haan", and at 0.52
of a laugh that became "haan sahi hai"; of a "haan, kar do" that was said, at 0.56 at the least."""


def is_plain_yes(text: str, certain: float) -> bool:
    """Tell whether words that agree are to be believed, heard by ears that mishear and are so certain of them."""
    said = [part for word in plain(text) for part in _TWO_IN_ONE.get(word, (word,))]
    words = set(said)
    if not words & _YES or not words <= _YES | _DEEDS | _BESIDE:
        return False
    if words & _DEEDS:
        return certain >= LEAST_WITH_DEED
    if len(words) < len(said):  # laughter goes "haan haan haan"
        return False
    return certain >= (LEAST_ALONE if len(said) > 1 else LEAST_OF_ONE_WORD)


_YES = frozenset(
    plain(
        "haan han yes yeah ok okay theek thik teek dheek deek bilkul pakka pakki confirm sahi correct right sure "
        "हां यस ओके ठीक बिलकुल बिल्कुल पक्का पक्की कन्फर्म सही"
    )
)
_TWO_IN_ONE = {"haanji": ("haan", "ji"), "हांजी": ("हां", "जी")}
_DEEDS = frozenset(
    plain(
        "kar kardo karo kariye likh likhdo likho likhiye bana banado banao bhej bhejdo bhejo jama daal daalo jod jodo "
        "hata hatao cancel delete wapas write send make do "
        "कर करो करिए लिख लिखो लिखिए बना बनाओ भेज भेजो जमा डाल डालो जोड़ जोड़ो हटा हटाओ कैंसिल डिलीट वापस दो"
    )
)
_BESIDE = frozenset(
    plain("ji hai bill it that is please dijiye lijiye lo na bhai bhaiya sahab जी है बिल दीजिए लीजिए लो ना भाई भैया साहब")
)

__all__ = ["LEAST_ALONE", "LEAST_OF_ONE_WORD", "LEAST_WITH_DEED", "is_plain_yes"]
