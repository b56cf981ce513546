"""Words of control: acted on the moment they are heard, ahead of sentences that are still being understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary
from execora.language.clause import clause
from execora.language.known import Known
from execora.language.names import NameIndex
from execora.language.normalise import words
from execora.language.products import ProductIndex
from execora.language.reading import Entities, Reading
from execora.language.scan import scan
from execora.language.tone import tone

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause

LONGEST = 8
"""Words; whoever says more does not just say stop."""

_NOBODY = Known(NameIndex(), ProductIndex())


def control(text: str) -> Reading | None:
    """Return PAUSE or CANCEL_TASK all where the whole text is a word of control, else None."""
    said = words(text)
    if said is None or not 0 < len(said.plain) <= LONGEST:
        return None
    parts = scan(said, _NOBODY)
    whole = clause(parts, _NOBODY, tone(parts), said.plain)
    return stops_everything(whole) or pauses(whole)


# -- stopping work -------------------------------------------------------------


def stops_everything(of: Clause) -> Reading | None:
    """Read "sab band karo", "saare kaam rok do", "jo bhi chal raha hai sab band karo", "stop", "stop everything"."""
    said = bag(of, _STOPPING)
    if said is None or not _stops(said) or not (said.has("all", "whatever") or _says_stop(said)):
        return None
    return Reading("CANCEL_TASK", Entities(task="all"))


def stops_last(of: Clause, *, busy: bool) -> Reading | None:
    """Read "cancel karo", "ise roko" while something runs, "ye kaam band karo", "jo chal raha hai use cancel karo"."""
    said = bag(of, _STOPPING)
    if said is None or not _stops(said) or said.has("all", "whatever") or not (busy or said.has("work")):
        return None
    return Reading("CANCEL_TASK", Entities(task="last"))


def _stops(said: Bag) -> bool:
    """Tell whether it asks to stop, and says of nothing but what runs that it does."""
    if not said.only(_STOPS) or not said.asks_to("stop", "close", "cancel"):
        return False
    if not {form for _, form in said.forms} <= {"please", "stem", "base", "to", "doing"}:
        return False
    points = said.has("which", "whatever", "you", "working")
    return points or not said.has("going_on", "is")


def _says_stop(said: Bag) -> bool:
    return ("stop", "base") in said.forms and not said.has("it", "last", "previous", "do", "work", "which")


_STOPS = (
    "stop close cancel all whatever work working going_on is it which you now do give go last previous wala "
    "one wait leave_it leave "
    "run yes urgent me put"
)
_STOPPING = vocabulary(
    {
        "stop/please": "halt | abort | rok do | rok de | rukwao | thamo",
        "cancel/please": "khatam karo | khatam kar do | khatm karo | end karo | kill | dismiss",
        "all": "sari | sab kuch | sab kuchh | sab ka sab | saare ke saare | poora | pura | सब कुछ | पूरा | "
        "all of it | all of them | all of that | every | each | all the | har",
        "work": "kamo | kaamo | कामों | job | jobs | process | line | work | operation | operations | request | "
        "requests | background | running | pending | current | chalu | चालू",
        "working": "doing | working on | going on | in progress",
        "which": "what you | what you are",
        "whatever": "jo bhi | jo kuch | jo kuch bhi | jo jo | whatever | जो भी | जो कुछ | जो कुछ भी",
        "it": "ye wala | yeh wala | abhi wala | jo abhi | is | isi",
        "run": "chal | चल | ho | kar | kar rahe | हो | कर",
    }
)


# -- speaking less -------------------------------------------------------------


def pauses(of: Clause) -> Reading | None:
    """Read "ruko", "ruk jao", "bas", "chup", "ek minute": speaking stops, tasks go on."""
    said = bag(of, _QUIET)
    if said is None or not said.only(_PAUSES) or said.has("yes") > said.has("wait"):
        return None
    silence = said.has("close", "never", "stop") and said.has("talk")
    if (said.has("close", "never", "stop", "talk") and not silence) or said.has("done") > said.has("enough"):
        return None
    return Reading("PAUSE") if silence or said.has("wait", "quiet", "enough") or _is_moment(said) else None


def _is_moment(said: Bag) -> bool:
    """Tell of "ek minute", "one second", "do minute"."""
    return said.has("moment") and said.has("a") and said.only("moment a give it")


_PAUSES = (
    "wait quiet enough moment a talk close never stop done do give go stay keep happen it you yes me other is for more"
)
_QUIET = vocabulary(
    {
        "wait": "ruko | ruk | ruk ja | ruk jao | ruk jaa | ruko ruko | rukiye | rukiyega | rukna | ruk jana | "
        "ruk jaiye | ruk jao na | rukjao | rukja | thehro | thahro | thaharo | theharo | thehriye | thehr ja | "
        "thehr jao | thehar ja | thahar ja | thahar jao | tham | tham ja | tham jao | thamb | thamba | thamo | "
        "wait | hold on | hang on | hold | pause | pause karo | paus | standby | stand by | रुको | रुक | रुक जाओ | "
        "रुक जा | रुकिए | रुकिये | रुकना | ठहरो | ठहर जाओ | ठहर | ठहरिए | थम जाओ | थांब | थांबा | पॉज | वेट | "
        "होल्ड | wait karo | intezaar karo | इंतज़ार करो",
        "quiet": "chup baitho | chup baith | chup baith jao | chup chaap | chup raho | chup ho jao | hush | shush | "
        "shh | sh | shhh | shhhh | ssh | mute | shut up | चुपचाप | खामोश | श्श | म्यूट | zip it | keep quiet | "
        "be quiet | stay quiet",
        "enough": "buss | bass | thats enough | bahut ho gaya | bahut hua | bohot hua | bas ho gaya | itna hi | "
        "itna kaafi | itna kafi | kaafi | kafi | kaafi hai | बहुत हो गया | बस हो गया | इतना ही | काफी | "
        "that 's enough",
        "moment": "minute | minit | min | mint | second | sec | seconds | minutes | moment | der | pal | मिनट | "
        "मिनिट | सेकंड | सेकेंड | देर | पल | क्षण",
        "second": "second one | second wala | second wali | the second | the second one",
        "a": "a | an | ek | एक | one | 1 | do | 2 | दो | two | paanch | panch | 5 | पांच | five | thodi | thoda | "
        "थोड़ी | थोड़ा | just a | just one | sirf | zara si | kuch | कुछ | few | thodi si | aur | ten | dus | das | "
        "10",
        "talk": "bolna | bolne | bolo | bol | bolte | bak | bakbak | bak bak | bakwas | talk | talking | speak | "
        "speaking | awaaz | awaz | aawaaz | avaaz | बोलना | बोलो | आवाज | bolna chalna | बकबक | muh | munh | मुंह",
        "close/please": "band | bund | बंद | stop | rok | roko",
        "done": "hua | ho gaya | ho gayi | हो गया",
        "do": "kar | karo | kar do | karna | kariye | kijiye",
        "me": "mujhe sochne do | sochne do | sochne de | soch raha hoon | let me think | i am thinking | सोचने दो",
    }
)
