"""Whether somebody wants to hear again what was said last: "phir se bolo", "kya bola?", "sunai nahi diya"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause


def wants_again(clause: Clause) -> bool:
    """Tell whether the whole sentence asks to hear the last answer again; nobody and nothing is named in it."""
    said = bag(clause, _WORDS)
    if said is None or not said.only(_ALLOWED):
        return False
    if said.has("no") and not said.has("heard", "voice"):
        return False
    if said.has("again") and said.only("again yes please"):
        return True
    once_more = said.has("again", "then") and (said.asks_to(*_SAYING) or (said.has("answer") and said.asks_to("give")))
    not_heard = said.has("no") and (said.has("heard") or (said.has("voice") and said.has("come")))
    return once_more or not_heard or said.has("pardon", "repeat", "missed") or _says_what(said)


def _says_what(said: Bag) -> bool:
    """Tell "what?" and "kya bola?" from "kya", which may be the beginning of anything."""
    return said.concepts in ({"what", "?"}, {"rather", "?"}) or _asks_what(said)


def _asks_what(said: Bag) -> bool:
    """Tell "kya bola?", "kya keh rahe the aap", "what did you ask" from "main kya bolun", "kya bolna hai"."""
    spoken = said.was_done(*_SAYING) or said.has("asked") or (said.has("going_on", "did", "was") and said.has(*_SAYING))
    return said.has("what", "what_all") and spoken and not said.has("me", "it", "can")


_SAYING = ("say", "tell", "speak", "repeat")
_ALLOWED = (
    "again then heard missed pardon repeat asked say tell speak what what_all how no you me it is was did going_on "
    "do give come go must can "
    "voice talk answer rather yes ? thanks last previous question wrong happen want which please"
)
_WORDS = vocabulary(
    {
        "again": "zor se | jor se | louder | loudly | ज़ोर से | ek dafa aur | ek dafe aur | ek martaba aur | "
        "ek dafa phir | firse | phir se | fir se | phirr se | wapas | vapas | waapas | wapis | vapis | wapas se | "
        "dubara | dobaara | dubaara | dobara se | dubara se | doobara | ek baar aur | ek bar aur | ek baar phir | "
        "ek baar fir | ek baar phir se | ek baar fir se | ek bar phir se | ek aur baar | aur ek baar | "
        "phir ek baar | fir ek baar | phir se ek baar | ek baar dobara | again | once more | once again | "
        "one more time | another time | फिर से | फिरसे | वापस | दुबारा | दोबारा से | एक बार और | एक बार फिर | "
        "एक बार फिर से | एक और बार | एक baar phir | एक baar aur | एक बार phir | ek baar फिर | ek baar और | "
        "और एक बार | फिर एक बार | फिर से एक बार | punha | parat | पुन्हा | परत | pachi",
        "heard": "suna | suni | sunai | sunayi | sunaayi | sunaai | sunaee | sun | sun paya | sun paaya | "
        "sun paayi | sun saka | samajh | samaj | samjh | samjha | samjhi | samjhe | samjh paya | hear | heard | "
        "listen | understand | understood | catch | caught | get | got | follow | audible | clear | clearly | "
        "saaf | saf | paya | paaya | paayi | dhyan | सुना | सुनी | सुनाई | सुन पाया | सुन पाई | सुन | समझ | समझा | "
        "समझी | समझ पाया | साफ",
        "missed": "missed | miss | miss ho gaya | मिस",
        "no": "not | didnt | did not | dint | dont | do not | couldnt | could not | cant | can not | cannot | never",
        "pardon": "pardon | pardon me | beg your pardon | beg pardon | come again | excuse me | sorry what | "
        "say what | what was that | huh | haye kya | hain ji kya",
        "repeat": "repeat | repeat kar | repeat karo | रिपीट | dohrao | dohra | dohra do | dohraiye | dohrana | "
        "दोहराओ | दोहरा दो | दोहराइए | दोहरा",
        "asked": "poocha | pucha | puchha | poochha | puchi | poochi | puch | pooch | poochh | पूछा | पूछ | asking",
        "say/please": "sunao | sunaao | suna do | suna de | sunaiye | sunana | sunaiyega | सुनाओ | सुना दो | "
        "सुनाइए | सुनाना | farmaiye | farmao | ask",
        "what": "what all | ka bole | ka kaha | ka bola | kay | kaai | what was",
        "did": "did you",
        "last": "last wala | last one | last thing | pichla | pichli baat | last line | aakhri baat | last baat",
        "please": "properly | theek se | thik se | thoda zor se | dheere | dhire | dheere se | slowly | aaram se | "
        "ठीक से | धीरे | धीरे से | the | just | poora | puri baat | whole thing",
        "voice": "baat | बात | line",
    }
)
