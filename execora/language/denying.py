"""Whether a sentence says no to what was asked and nothing else: nahi, rehne do, abhi mat bhejo, dono nahi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause


def refuses(clause: Clause, *, question: bool = True) -> bool:
    """Tell whether the whole sentence is a no; to a question "cancel karo" and "galat hai" are one, too."""
    said = bag(clause, _WORDS)
    if said is None or not said.only(_ALLOWED):
        return False
    if said.has("will", "see") and not said.has("later", *_NO):
        return False
    if said.has("say", "heard") and not said.has("me", "wrong"):
        return False
    return said.has("leave_it", *_NO) or (said.has("later") and not _orders(said)) or (question and _calls_off(said))


_NO = ("no", "not", "never", "nay", "none")


def _orders(said: Bag) -> bool:
    """Tell of "baad mein bhejna", which says when."""
    return said.asks_to("send", "write", "make", "give", "put", "add", "remind", "do")


def _calls_off(said: Bag) -> bool:
    return said.has("cancel", "remove", "close", "wrong") and not said.has("yes", "say")


_ALLOWED = (
    "no not never nay none leave_it later wrong cancel remove close stop yes it both other do make send write add put "
    "give take go "
    "happen confirm keep apply charge deposit entry is was going_on me you need must want please wait rather first now "
    "see will say heard thanks one like_that deed"
)
_WORDS = vocabulary(
    {
        "no": "nah | noo | naah | naa | nako | ना ना | na na | नको | negative | bilkul nahi | बिल्कुल नहीं | "
        "kabhi nahi | कभी नहीं | incorrect | naa ji",
        "not": "do not",
        "never": "never",
        "none": "none | neither | none of them | none of these | neither of them | koi bhi nahi | koi nahi | "
        "kuch nahi | inme se koi nahi | in mein se koi nahi | inmein se koi nahi | inme se koi bhi nahi | "
        "कोई नहीं | कोई भी नहीं | कुछ नहीं | इनमें से कोई नहीं | इन में से कोई नहीं | none of those | neither one | "
        "nothing",
        "leave_it": "reject | reject karo | discard | chhod | chod | छोड़ | rehne do | rahne do | rehne de | "
        "rahne de | rehne dijiye | rahne dijiye | rehne dena | rehnde | rehn de | rehndo | chhod do | chod do | "
        "chhod de | chod de | chhodo | chodo | chhoro | chhodiye | chhoriye | chhod dijiye | jaane do | jane do | "
        "jaane de | jane de | jaane dijiye | bhool jao | bhul jao | bhool ja | leave it | leave that | leave this | "
        "leave | forget it | forget that | forget about it | never mind | nevermind | let it be | let it go | "
        "drop it | drop that | skip | skip it | skip karo | ignore | ignore karo | mana | mana karo | mana kar do | "
        "stop it | dont bother | रहने दो | रहने दे | रहने दीजिए | रहने दीजिये | छोड़ो | छोड़ दो | छोड़ दे | "
        "छोड़िए | जाने दो | जाने दे | जाने दीजिए | भूल जाओ | मना | स्किप | let it",
        "later": "baad mein | baad me | baad | later | later on | phir kabhi | fir kabhi | kabhi aur | "
        "some other time | another time | बाद में | फिर कभी | afterwards | kal dekhenge | thodi der baad",
        "wrong": "ghalat",
        "see": "dekhenge | dekhte | dekhte hain | dekhta hoon | dekhunga | देखेंगे | देखते हैं | karenge | "
        "karunga | करेंगे | sochenge | batata hoon | bataunga | bolunga | batayenge",
        "need": "zaroorat | zarurat | jarurat | jaroorat | zaruri | jaruri | need | needed | required | necessary | "
        "want | ज़रूरत | ज़रूरी | pasand | mann | man | mood | chahiye | chahie | चाहिए | मन | iski | uski | इसकी | "
        "koi | कोई | any | karna | करना",
        "other": "any of it | inme se | in mein se | इनमें से",
        "like_that": "aisa | aise | esa | waisa | ऐसा | ऐसे | theek | thik | sahi | right | correct | ठीक | सही | "
        "wo wala | ye wala | this one | that one | that | this | abhi | filhaal | filhal | for now | "
        "at the moment | फिलहाल",
        "heard": "suna | samjha | samjhe | सुना | समझा",
        "happen": "hua | ho",
        "apply/stem": "lag | लग",
        "write/please": "record | note | रिकॉर्ड | नोट",
        "yes": "ha | theek hai | thik hai | ठीक है | acha | accha",
        "?": "kyun | kyu | kyon | why | क्यों | kyun nahi | why not",
    }
)
