"""Words of the closed classes that are two words: which one it is, its neighbours tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.measures import MEASURES
from execora.language.numbers import begins_number
from execora.language.parts import Part
from execora.language.verbs import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

POSTPOSITIONS = {word: part.concept for word, part in LEXICON.items() if part.kind == "post"}
"""Each Hindi postposition of one word, with the role it marks."""

_FILLER = LEXICON["a"]
_NOT = LEXICON["nahi"]
_ENGLISH_NO = LEXICON["no"]
_MEIN = LEXICON["mein"]
_PAR = LEXICON["pe"]
_BUT = LEXICON["lekin"]
_TO = Part("prep", "to")
_IF = LEXICON["agar"]
_IS = LEXICON["hai"]
_WAS = LEXICON["tha"]
_THAT = LEXICON["that"]
_DID = LEXICON["kiya"]
_OF = LEXICON["ka"]
_THEY = LEXICON["un"]
_US = LEXICON["mujhe"]
_I = LEXICON["hum"]
_HE = LEXICON["she"]
_NUMBER = LEXICON["phone"]
_NEW = LEXICON["naya"]
_REPAY = LEXICON["chuka"]
_ALREADY = LEXICON["chuke"]
_ABOUT = LEXICON["shayad"]
_INFO = LEXICON["info"]
_OF_ENGLISH = LEXICON["of"]
_UDHAAR = LEXICON["credit"]
_CREDIT = Part("verb", "credit", "base")
_SHOW = LEXICON["check"]
_CHEQUE = LEXICON["cheque"]
_ENTRY = LEXICON["entry"]
_NOTE = LEXICON["note"]
_DATA = LEXICON["data"]


def _is_verb(part: Part | None, *forms: str) -> bool:
    return part is not None and part.kind == "verb" and (not forms or part.form in forms)


def _to(before: Part | None, after: str) -> Part:
    """English "paid 500 to Rahul", Hindi "Rahul to de gaya", and "de to" that makes a condition of what went before."""
    plain = LEXICON.get(after)
    if not after and (_is_verb(before, "done", "does", "will") or _may_come_about(before)):
        return _IF
    if before is None or not after:
        return _TO if before is not None and before.kind == "number" else _FILLER
    wants = before.concept == "want" and plain is not None and plain.kind == "verb"
    if wants or _is_verb(before, "base", "doing") or (before.kind == "aux" and before.concept in {"will", "has"}):
        return _TO
    if before.kind == "verb":
        english = plain is None or plain.kind in {"filler", "pronoun"}
        mild = (plain and plain.kind == "aux") or (before.concept in {"tell", "show"} and before.form == "please")
        return _TO if english and before in _ENGLISH_PARTS else _FILLER if mild else _IF
    if before.kind in {"name", "pronoun", "post", "not", "yes"}:
        return _FILLER
    if before.kind == "aux":
        return _IF
    return _TO if plain is None or plain.kind in {"filler", "pronoun", "noun", "title", "verb"} else _FILLER


def _may_come_about(before: Part | None) -> bool:
    """Tell of "rate 46 ho jaye to", "ho to": nobody asks for it."""
    return before is not None and before.concept in {"go", "happen"} and before.form in {"please", "stem"}


def _toh(before: Part | None, after: str) -> Part:
    """Decide as for "to", which in this spelling is Hindi only."""
    part = _to(before, after)
    return _FILLER if part == _TO else part


def _note(before: Part | None, after: str) -> Part:
    """Decide between "500 note karo", and "500 ka note", a thing that is there."""
    plain = LEXICON.get(after)
    does = plain is not None and plain.kind in {"verb", "aux"} and plain.concept != "give"
    counted = before is not None and (before.kind == "number" or before.concept == "of")
    return _ENTRY if counted and not does else _NOTE


def _record(before: Part | None, after: str) -> Part:
    """Decide as for "note", and "Suresh ka record hata do", which is all that is known of him."""
    plain = LEXICON.get(after)
    if before is None or not (
        before.concept.endswith(" of") or before.concept in {"of", "all bare", "customer"} or before.form == "whole"
    ):
        return _note(before, after)
    known = not after or (plain is not None and plain.concept in {"remove", "show", "clear", "settle"})
    return _DATA if known else _note(before, after)


_ENGLISH_PARTS = frozenset(LEXICON[word] for word in ENGLISH if word in LEXICON and LEXICON[word].form == "did")


def _the(before: Part | None, after: str) -> Part:
    """Hindi "diye the", "darj the", English "the bill"."""
    said = before is not None and before.kind in {"verb", "aux"}
    return _WAS if not after or (said and before is not None and before.form != "base") else _FILLER


def _me(before: Part | None, _after: str) -> Part:
    """Hindi "khate me", English "tell me"."""
    english = before is None or before.kind == "prep" or before in _ENGLISH_PARTS or _is_verb(before, "base")
    return _US if english else _MEIN


def _main(before: Part | None, _after: str) -> Part:
    """Hindi "khate main" for mein, and main for I."""
    return _MEIN if before is not None and before.kind in {"noun", "mode", "when", "pronoun", "name", "post"} else _I


def _us(_before: Part | None, after: str) -> Part:
    """Hindi "us ka", English "paid us"."""
    return _THEY if after in POSTPOSITIONS or after in {"customer", "grahak", "bande", "aadmi"} else _US


def _is(_before: Part | None, after: str) -> Part:
    """Hindi "is ka", "is bill pe", English "is paid"."""
    if after in _BILLS:
        return _FILLER
    return _THEY if after in POSTPOSITIONS or after in {"customer", "grahak", "bande", "aadmi"} else _IS


_BILLS = frozenset(word for word, part in LEXICON.items() if part.concept in {"bill", "draft"})


def _in(_before: Part | None, after: str) -> Part:
    return _THEY if after in {"ka", "ke", "ki", "ko", "ne", "se"} else Part("prep", "in")


def _he(before: Part | None, after: str) -> Part:
    """English "he paid", and hai as it is often typed."""
    plain = LEXICON.get(after)
    english = plain is not None and (plain in _ENGLISH_PARTS or plain.kind == "aux" or plain.form in {"does", "base"})
    return _HE if english and (before is None or before.kind in {"pause", "link", "ask"}) else _IS


def _par(before: Part | None, after: str) -> Part:
    """Decide between "khate par", "haan par 300", and "60 rupees per kg"."""
    if before is not None and before.form == "rupees" and after in MEASURES:
        return _FILLER
    return _BUT if before is None or before.kind in {"yes", "not", "pause", "verb", "aux"} else _PAR


def _ki(before: Part | None, after: str) -> Part:
    """Decide between "Rahul ki", "bola ki" and "payment ki hai"."""
    plain = LEXICON.get(after)
    if before is not None and before.concept in _DONE_WITH_KI and (not after or (plain and plain.kind == "aux")):
        return _DID
    said = before is not None and (before.kind == "aux" or (before.kind == "verb" and before.form != "to"))
    return _THAT if said and after else _OF


_DONE_WITH_KI = frozenset({"payment", "entry", "deposit"})


def _ke(before: Part | None, after: str) -> Part:
    """Decide between "Rahul ke", and "diye ke nahi"."""
    plain = LEXICON.get(after)
    return _THAT if before is not None and before.kind in {"verb", "aux"} and plain in {_NOT, _ENGLISH_NO} else _OF


def _no(before: Part | None, after: str) -> Part:
    """Decide between "no", and "phone no. 98123 45670", "ka no 9812345670"."""
    named = before == _NUMBER or (before == _OF and after.isdigit() and len(after) in {5, 10})
    return _NUMBER if after[:1].isdigit() and named else _ENGLISH_NO


def _credit(before: Part | None, after: str) -> Part:
    """Decide between "100 credit likho", and "credit Rahul 100", which could go either way."""
    opens = before is None or before.kind in {"pause", "filler"}
    return _CREDIT if opens and after and after not in LEXICON else _UDHAAR


def _nai(_before: Part | None, after: str) -> Part:
    plain = LEXICON.get(after)
    return _NEW if plain is not None and plain.concept in {"customer", "goods", "account"} else _NOT


def _chuka(before: Part | None, _after: str) -> Part:
    """Decide between "de chuka hai", and "chuka diya"."""
    return _ALREADY if _is_verb(before, "stem") else _REPAY


def _about(before: Part | None, after: str) -> Part:
    """Decide between "about 500", and "tell me about Rahul"."""
    if before is not None and before.kind == "name":
        return _OF_ENGLISH
    return _ABOUT if after[:1].isdigit() else _INFO


def _check(before: Part | None, after: str) -> Part:
    """Decide between "balance check karo", and "500 ka check diya"."""
    plain = LEXICON.get(after)
    gave = plain is not None and plain.concept in {"give", "take", "get", "come"} and plain.form == "done"
    paid_by = before is not None and before.kind in {"number", "post"} and (gave or after in POSTPOSITIONS)
    return _CHEQUE if paid_by or after in {"se", "से"} else _SHOW


def _so(before: Part | None, _after: str) -> Part:
    """English "so, Rahul paid", and what is no sau."""
    opens = before is None or before.kind in {"yes", "pause", "filler"}
    return _FILLER if opens else Part("unknown", "UNKNOWN", said="So")


def _isi(_before: Part | None, after: str) -> Part:
    """Hindi "isi bill mein", "usi ko"."""
    return _FILLER if after in _BILLS else _THEY


def _woh(before: Part | None, after: str) -> Part:
    """Decide between "woh de gaya", and "usne woh 600 diye"."""
    return _FILLER if before is not None and before.kind == "post" and begins_number(after or "-") else _HE


DOUBTFUL: Mapping[str, Callable[[Part | None, str], Part]] = {
    "to": _to,
    "तो": _to,
    "toh": _toh,
    "note": _note,
    "record": _record,
    "नोट": _note,
    "रिकॉर्ड": _record,
    "the": _the,
    "me": _me,
    "main": _main,
    "mai": _main,
    "मैं": _main,
    "us": _us,
    "उस": _us,
    "is": _is,
    "इस": _is,
    "isi": _isi,
    "usi": _isi,
    "इसी": _isi,
    "उसी": _isi,
    "in": _in,
    "इन": _in,
    "he": _he,
    "so": _so,
    "wo": _woh,
    "woh": _woh,
    "वो": _woh,
    "वह": _woh,
    "par": _par,
    "per": _par,
    "पर": _par,
    "ki": _ki,
    "की": _ki,
    "ke": _ke,
    "के": _ke,
    "no": _no,
    "nai": _nai,
    "chuka": _chuka,
    "चुका": _chuka,
    "about": _about,
    "credit": _credit,
    "check": _check,
    "chek": _check,
    "चेक": _check,
}
"""Each such word with what decides it: the part before it, and the word after it."""
