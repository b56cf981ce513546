"""Whether somebody wants to hear again what was said last: "phir se bolo", "kya bola?", "say that again"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.sentences import bare, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.clause import Clause


def wants_again(clause: Clause) -> bool:
    """Tell whether the whole sentence asks to hear the last answer again; nobody and nothing is named in it."""
    said = bare(clause.sentence).removesuffix(" ?").split()
    if any(_is_known(said[:at]) and _is_known(said[at:]) for at in range(len(said))):
        return True  # "kya bola, phir se bolo"
    if clause.others or clause.items or clause.numbers or clause.when or clause.negated or not clause.tone.plain:
        return False
    once_more = clause.has("again", "return") or "repeat" in clause.acts
    told = clause.only("say", "tell", "repeat", "return", "do", "give", "speak")
    return once_more and told and bool(clause.acts & {"say", "tell", "repeat", "speak"}) and clause.requests


def _is_known(said: Sequence[str]) -> bool:
    return not said or " ".join(said) in _AGAIN


_AGAIN = sentences(
    "phir se bolo | fir se bolo | dobara bolo | dobara batao | phir se batao | dobara se batao | "
    "phir se suna do | phir se sunao | dobara sunao | what | what did you say again | "
    "could you repeat that | could you repeat | can you say that again | could you say that again | "
    "please say that again | repeat the last answer | repeat the answer | repeat last answer | "
    "i missed that | i missed it | फिर से बोलो | फिर से बताओ | फिर से सुनाओ | दोबारा बोलो | दोबारा बताओ | "
    "दोबारा सुनाओ",
    "kya bola | kya bola aapne | kya bola tumne | kya bola tune | aapne kya bola | tumne kya bola | "
    "tum kya bole | kya kaha | kya kaha aapne | kya kaha tumne | aapne kya kaha | tumne kya kaha | "
    "kya bole | kya bole aap | kya bol rahe ho | kya bol rahe the | kya keh rahe ho | kya keh rahe the | "
    "abhi kya bola | abhi kya kaha | kya bataya | kya bataya aapne | kya poocha | kya pucha | "
    "kya poocha aapne | kya pucha aapne | aapne kya poocha | kya bolna tha | suna nahi | nahi suna | "
    "sunai nahi diya | sunayi nahi diya | sun nahi paya | sun nahi paaya | maine nahi suna | "
    "maine suna nahi | mujhe sunai nahi diya | theek se nahi suna | theek se sunai nahi diya | "
    "samajh nahi aaya | samajh nahi aya | samajh mein nahi aaya | mujhe samajh nahi aaya | samjha nahi | "
    "nahi samjha | main samjha nahi | phir bolo | fir bolo | phir batao | fir batao | phir bolna | "
    "ek baar phir bolo | ek baar fir bolo | ek baar aur bolo | ek baar aur batao | ek baar phir batao | "
    "phir ek baar bolo | dubara bolo | dubara batao | dubara boliye | dobara bolna | dobara se bolo | "
    "firse bolo | firse batao | wapas bolo | vapas bolo | wapas batao | sorry kya bola | sorry kya kaha | "
    "haan kya bola | haan kya kaha",
    "repeat | repeat that | repeat it | repeat please | repeat once more | can you repeat | "
    "can you repeat that | say again | say that again | say it again | say that once more | "
    "say it once more | tell me again | tell again | come again | pardon | pardon me | beg your pardon | "
    "i beg your pardon | excuse me | what did you say | what did you just say | what was that | "
    "what did you ask | what was the question | i did not hear | i did not hear you | i did not hear that | "
    "i didnt hear | i didnt hear you | i didnt hear that | i did not understand | i didnt understand | "
    "i did not get that | i didnt get that | didnt get that | once more | once more please | one more time | "
    "again | again please | sorry what | sorry what did you say",
    "क्या बोला | क्या बोला आपने | क्या बोला तुमने | क्या कहा | क्या कहा आपने | क्या कहा तुमने | "
    "आपने क्या कहा | आपने क्या बोला | क्या बोल रहे हो | क्या कह रहे हो | क्या बताया | क्या पूछा | "
    "क्या पूछा आपने | सुना नहीं | नहीं सुना | सुनाई नहीं दिया | ठीक से नहीं सुना | मैंने नहीं सुना | "
    "समझ नहीं आया | समझ में नहीं आया | समझा नहीं | नहीं समझा | फिर बोलो | फिर बताओ | एक बार फिर बोलो | "
    "एक बार और बोलो | एक बार फिर बताओ | दुबारा बोलो | दुबारा बताओ | वापस बोलो | एक बार फिर से बोलो",
)
