"""Words of the languages around Hindi in Hindi sentences: Punjabi, Rajasthani, Marathi, Gujarati, Bhojpuri.

Those that are no other word are in the lexicon. These are: "da" marks whose it is, "nu" to whom, "te" joins, "ne"
after a verb is "hain"; what stands beside them tells them from the Hindi ones, and nothing else makes them so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.measures import RUPEES
from execora.language.normalise import PAUSES
from execora.language.numbers import begins_number
from execora.language.time_words import BEGINS

if TYPE_CHECKING:
    from execora.language.parts import Part

_WHO = frozenset({"name", "title", "wala", "unknown"})
_OF = frozenset("ro ra ri da de di nu cha chi che chya ker दा दी रो रा री नू चा ची च्या".split())
_OF_ACCOUNTS = frozenset("re na no रे".split())
_SHORT_KE = "k"
"""As ke is written where typing is dear."""
_TO = frozenset("nu la नू ला".split())
_FROM = frozenset("ton su thi kadun kolon तों सूं थी".split())
_ON = frozenset("kade wal kol pase कडे कोल".split())
_BY = frozenset("ni e नी".split())
_IN = frozenset("ch ma च मा".split())
_AND = frozenset("te ते".split())
_IS = frozenset("ne chhe che chhey ba baa si sain से बा छे ने".split()) - {"से"}
_DO = frozenset({"do", "दो"})

_ACCOUNTS = frozenset({"account", "accounts", "balance", "due"})


def regional(word: str, before: Part | None, after: str) -> Part | None:
    """Return what a word is in the language of a neighbour, if that is what it is between these two."""
    if before is None:
        return None
    if before.kind in _WHO:
        return _after_somebody(word, after)
    if word in _IN and before.kind == "noun" and before.concept in _ACCOUNTS:
        return LEXICON["mein"]
    if word in _AND and before.kind in {"number", "mode", "verb", "aux"}:
        return LEXICON["aur"]
    if word in _AND and before.kind == "noun":
        return LEXICON["pe"]
    return _is(word, before, after)


def _after_somebody(word: str, after: str) -> Part | None:
    """Tell whose, to whom or from whom it is."""
    plain = LEXICON.get(after)
    thing = plain is not None and plain.kind in {"noun", "ask"}
    counted = (bool(after) and begins_number(after) and after not in _DO) or after in RUPEES
    if word == _SHORT_KE and (thing or counted):
        return LEXICON["ke"]
    if (word in _OF and (thing or (counted and word not in {"cha", "che", "nu"}))) or (
        word in _OF_ACCOUNTS and plain is not None and plain.concept in _ACCOUNTS
    ):
        return LEXICON["ka"]
    if word in {"di", "दी"}:
        return LEXICON["didi"] if plain is not None and plain.kind in {"post", "filler"} else None
    if not (thing or counted or after in BEGINS or (plain is not None and plain.kind == "mode")):
        return None
    return next((LEXICON[role] for role, words in _ROLES.items() if word in words), None)


_ROLES = {"ko": _TO, "se": _FROM, "pe": _ON | _AND, "ne": _BY}


def _is(word: str, before: Part, after: str) -> Part | None:
    """Tell of "dene ne", "kinna baki ba", "ketlu chhe": is and are, after what cannot be counted or be somebody."""
    plain = LEXICON.get(after)
    ends = not after or after in PAUSES or plain is not None
    if word not in _IS or not ends or (word in {"ne", "ने"} and not _can_be_are(before)):
        return None
    if before.kind not in {"verb", "ask", "noun"}:
        return None
    return LEXICON["tha"] if word == "si" else LEXICON["hai"]


def _can_be_are(before: Part) -> bool:
    """Tell whether a ne after this can be "hain": "dene ne", "ditte ne", "kinne baki ne"; "bola ne" may be a name."""
    return before.form == "to" or before.concept in {"give", "take", "due"} or before.kind == "ask"
