"""Whether a clause agrees and says nothing else: haan, ji, theek hai, kar do."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.lexicon import LEXICON
from execora.language.normalise import plain
from execora.language.sentences import bare, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from execora.language.clause import Clause

_BESIDE_A_YES = frozenset({"yes", "title", "verb", "filler", "pause", "aux", "noun"})
_NO_AGREEMENT = frozenset(
    "greeting again enough more rather only also you glued gst untaxed discount whatsapp email".split()
)


def agrees(clause: Clause, verbs: AbstractSet[str]) -> bool:
    """Tell whether one of these verbs, or a word that agrees, is said, and nothing that could mean anything else.

    A greeting answers nothing, even with a ji; "ek aur" and "sirf" begin what is only half said. A verb alone must ask
    for something: "kar do" agrees, "note hai" tells.
    """
    if _says_yes(clause.sentence):
        return True
    if not clause.commands or clause.has(*_NO_AGREEMENT) or not clause.only(*verbs):
        return False
    if _breaks_off(clause.sentence) or _puts_right(clause.sentence):
        return False
    if any(part.kind not in _BESIDE_A_YES and part.concept != "nay" for part in clause.parts):
        return False
    if clause.has("yes"):
        return True
    if clause.has("thanks"):
        return False
    if clause.has("ji") and not clause.verbs:
        return clause.parts[0].concept == "ji" and all(part.kind in {"title", "pause"} for part in clause.parts)
    return bool(clause.acts & verbs - _TOO_LITTLE) and not clause.has("is", "was")


def refuses(clause: Clause) -> bool:
    """Tell whether a clause is a no in so many words: "not now", "zaroorat nahi", "dono nahi"."""
    return bare(clause.sentence) in _NO


def _says_yes(sentence: Sequence[str]) -> bool:
    """Tell whether it is a yes in so many words, with or without a haan or an ok before it."""
    said = list(sentence)
    while said and bare(said) not in _YES and (said[0] in _YES_WORDS or not bare(said[:1])):
        said.pop(0)
    return bool(said) and bare(said) in _YES


_YES = sentences(
    "chalo haan | ha | ha kar do | ha karo | ha likh do | ha likho | ha theek hai | ha sahi hai | "
    "ha bilkul | yahi | haan yahi | sahi pakde | alright | done | done hai | done karo | done kar do | "
    "ho jaye | ho jaaye | ho jae | ho jaane do | ho jane do | chalo | chalo kar do | chalo theek hai | "
    "chalo likh do | do it | correct | that is correct | thats correct | it is correct | thats right | "
    "that is right | you are right | exactly | fine | thats fine | that is fine | perfect | absolutely | "
    "definitely | sounds good | great | good | go on | carry on | write it | record it | make it | send it | "
    "please confirm | likh hi do | kar hi do | main bol raha hoon kar do | haan bola na | bola na haan | "
    "haan maine bola | haan wahi | wahi | ekdum | ekdum sahi | ek dum | ek dum sahi | aage badho | "
    "barabar hai | sach hai | done done",
    "यही | हाँ यही | हो जाए | हो जाये | हो जाने दो | चलो | चलो कर दो | डन | करेक्ट | परफेक्ट | फाइन | एकदम | "
    "एकदम सही | हाँ वही | वही | हां बोला ना",
    "that 's right | that 's correct | that 's fine",
)
_NO = sentences(
    "in dono mein se koi nahi | nahi inme se nahi | inme se nahi | dono galat hain | dono galat hai | "
    "neither one | ye dono nahi | yeh dono nahi | not that one | not this one | not these | no not that | "
    "nahi ye dono nahi | ये दोनों नहीं | not now | not this | not that | not right | not correct | not yet | "
    "incorrect | thats wrong | that is wrong | that 's wrong | that 's not right | thats not right | "
    "that is not right | no need | not needed | not required | nah | nah nah | nope nope | none | neither | "
    "none of them | none of these | neither of them | kabhi nahi | bhool jao | bhul jao | bhool ja | chodo | "
    "chhoro | chhoriye | chhodiye | rehne dijiye | zaroorat nahi | jarurat nahi | koi zaroorat nahi | "
    "koi jarurat nahi | zaroorat nahi hai | jarurat nahi hai | nahi zaroorat nahi | iski zaroorat nahi | "
    "koi nahi | koi bhi nahi | dono nahi | dono mein se koi nahi | inme se koi nahi | in mein se koi nahi | "
    "inmein se koi nahi | inme se koi bhi nahi | nahi dono nahi | nahi koi nahi | mana karo | "
    "abhi mat karo | baad mein | baad mein karenge | baad me dekhenge | phir kabhi | skip | skip it | "
    "stop it | drop it",
    "कभी नहीं | भूल जाओ | छोड़िए | ज़रूरत नहीं | ज़रूरत नहीं है | कोई ज़रूरत नहीं | कोई नहीं | कोई भी नहीं | "
    "दोनों नहीं | इनमें से कोई नहीं | इन में से कोई नहीं | दोनों में से कोई नहीं | नहीं दोनों नहीं | "
    "बाद में | अभी मत करो",
)
_YES_WORDS = frozenset(word for word, part in LEXICON.items() if part.kind == "yes")


def _breaks_off(sentence: Sequence[str]) -> bool:
    """Tell of "haan lekin", "haan par"."""
    last = LEXICON.get(sentence[-1])
    return last is not None and last.kind in {"link", "post"}


def _puts_right(sentence: Sequence[str]) -> bool:
    """Tell of "theek karo": something is wrong. "Theek hai, karo" agrees."""
    return any(
        one in _RIGHT and other in LEXICON and LEXICON[other].kind in {"verb", "post"}
        for one, other in pairwise(sentence)
    )


_RIGHT = frozenset(plain("theek thik thek sahi right ठीक सही"))
_TOO_LITTLE = frozenset({"give", "keep"})
"""Alone, "do" is two as well, and "rakho" is said of anything."""
