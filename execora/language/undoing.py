"""Whether the last change is to be taken back: "undo karo", "pichla entry hatao", "galat ho gaya, wapas karo"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause
    from execora.language.reading import Setting


def undoes(clause: Clause, setting: Setting) -> bool:
    """Tell whether a sentence wants the last change taken back, and speaks of nobody and nothing in particular.

    "Galat ho gaya" alone wants it too, for it is asked about first; to a question it is a no, and "wapas karo" is
    about goods or money where any are named.
    """
    said = bag(clause, _WORDS)
    if said is None or not said.only(_ALLOWED) or _is_denied(said) or _hands_on(said):
        return False
    if _tells(said) and not said.has("wrong", "latest", "which", "last", "unmeant"):
        return False  # "wapas le gaya" tells of a customer
    if said.asks_to(*_TAKING_BACK):
        return True
    if setting.pending and not said.has("last", "previous", "latest", *_ENTRY):
        return False
    if said.has("cancel") and not said.has(*_ENTRY) and (setting.busy or said.has("work")):
        return False  # what still runs is nearer
    if said.has("wrong") and said.has(*_ENTRY) and said.has("last", "previous", "latest"):
        return True
    if said.asks_to(*_TAKING_AWAY):
        return said.has(*_POINTING)
    return said.has("wrong", "mistaken") and setting.pending is None and _went_wrong(said)


_TAKING_BACK = ("return", "undo")
_TAKING_AWAY = ("remove", "cancel", "cut")
_ENTRY = ("entry", "payment", "udhaar", "deposit")
_POINTING = ("last", "previous", "latest", "wrong", "it", "which", "unmeant")
_DEEDS = ("write", "do", "happen", "make", "add", "put", "say", "give", "take", "go", "send", "charge", "set")


def _is_denied(said: Bag) -> bool:
    must = said.has("is", "must") and any(form == "to" for _, form in said.forms)
    later = any(form in {"will", "does"} for _, form in said.forms)
    return must or later or said.has("never", "not") or (said.has("no", "nay") and not said.has("wrong", "unmeant"))


def _hands_on(said: Bag) -> bool:
    """Tell "wapas bhej do", "wapas bolo" from "galat bol diya"."""
    return said.asks_to("send", "say", "tell") and not said.was_done("give", "take", "send", "say")


def _tells(said: Bag) -> bool:
    return said.was_done(*_DEEDS)


def _went_wrong(said: Bag) -> bool:
    """Tell "galat ho gaya", "galat likh diya", "that was a mistake" from "galat hai" and "galat karo"."""
    if said.has("was", "mistaken"):
        return not said.has(*_ENTRY)
    return _tells(said)


_ALLOWED = (
    "return undo remove cancel cut last previous latest wrong mistaken unmeant entry payment udhaar deposit "
    "work wala same it which me you do write "
    "happen take give go make put add say tell send charge is was please no nay rather again first yes by change "
    "now old thanks"
)
_WORDS = vocabulary(
    {
        "return/please": "wapas | vapas | waapas | wapis | vapis | वापस | take back | take it back | "
        "take that back | put it back | put back | bring back | lauta do | लौटा दो | pehle jaisa | पहले जैसा | "
        "restore",
        "which": "what you just did | what you did | whatever you did | what i said | what i did",
        "undo/please": "go back | scratch that | strike that | undo | undo it | undo that | undo this | reverse | "
        "revert | roll back | rollback | ulta | ulat do | palat do | ulto | palto | अनडू | अंडू | रिवर्स | उल्टा | "
        "उलटा | पलट दो | undu | andoo",
        "remove/please": "hata | hata do | hata de | hatana | mita do | mita de | nikal do | nikaal do | uda do | "
        "udaa do | saaf karo | हटा | हटा दो | मिटा दो | निकाल दो | उड़ा दो | delete | remove | erase | discard | "
        "wipe | डिलीट | रिमूव",
        "cancel/please": "cancel | radd | kaato | kaat do | kat do | cancel that | cancel it | cancel this | "
        "कैंसिल | कैंसल | रद्द | काट दो | काटो | strike out",
        "last": "last wala | last wali | most recent | recent | last waala | last one",
        "previous": "pehle wala",
        "latest": "abhi wala | abhi wali | abhi wale | jo abhi | abhi jo | अभी वाला | अभी वाली | जो अभी | अभी जो | "
        "अभी का | abhi ka | abhi ki | abhi abhi | just now | just",
        "wrong": "ghalat | galati | gadbad | garbad | mistakes | error | by mistake | galti se | incorrect | "
        "wrongly | bhool | bhul | bhool se | गड़बड़ | भूल | गलती से",
        "mistaken": "my mistake | my bad | i was wrong | a mistake | i made a mistake",
        "unmeant": "nahi karna tha | nahi likhna tha | nahi chahiye tha | nahi banana tha | nahi daalna tha | "
        "nahi bolna tha | नहीं करना था | नहीं लिखना था | did not mean that | didnt mean that | didnt mean to | "
        "did not mean to | not what i meant | not what i said | ye nahi bola tha | ye nahi kaha tha | "
        "did not want that | didnt want that",
        "entry": "payment | udhaar | udhar | record | likha hua | action | step | change | changes | एंट्रि | "
        "पेमेंट | उधार | hisaab | cheez | thing | operation | likhai | deposit | jama | जमा",
        "happen/done": "ho gaya | ho gayi | ho gaye | hogaya | hogayi | हो गया | हो गई | हो गयी | happened",
        "give": "lo | le | le lo | lelo | lena | लो | ले | ले लो | do | de | दो | दे | dena | de do | karke | "
        "kar ke | करके",
        "do": "kar | karo | kar do | kar de | kardo | kar lo | kijiye | kariye | kar dijiye | करो | कर दो | कर",
        "do/done": "ki thi | kar diya | कर दिया | did | done | made",
        "write/done": "likh diya | likh di | likh gaya | likh gayi | likh liya | लिख दिया | लिख गया | noted | "
        "wrote | entered | recorded | darj kiya",
        "it": "wahi | wohi | wo wala | ye wala | yeh wala | isi | वही | ye wali | wo wali | one",
        "please": "ye kya likh diya | kya likh diya | ye kya kar diya | kya kar diya | ye kya kiya | "
        "ye kya ho gaya | please | oho | offo | uff | ohh | oh | no no | nahi nahi | arre nahi | hai ram | रे",
    }
)
