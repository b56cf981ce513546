"""SWITCH_LANGUAGE: the language of the answers from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from execora.commands.command import Example, TurnCommand
from execora.language.bag import bag, vocabulary
from execora.language.reading import Entities, Language

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.bag import Bag
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting

_CODES = {
    "english": "en", "hindi": "hi", "hinglish": "hi-en", "marathi": "mr", "gujarati": "gu", "punjabi": "pa",
    "tamil": "ta", "telugu": "te", "bengali": "bn", "kannada": "kn", "malayalam": "ml", "urdu": "ur",
}  # fmt: skip
"""BCP 47 codes by what the lexicon calls each language."""


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: one language with bolo, baat karo, mein jawab do, speak, switch to."""
    said = bag(clause, _WORDS)
    named = [] if said is None else [_CODES[concept] for concept in said.concepts if concept in _CODES]
    if said is None or len(named) != 1 or not said.only(_ALLOWED) or _is_told(said):
        return None
    return clause.reading("SWITCH_LANGUAGE", Entities(language=named[0]), clause.content)


def _is_told(said: Bag) -> bool:
    """Tell "English mein baat hui" and "English aati hai" from "English mein bolo"."""
    wished = any(form == "to" for _, form in said.forms)  # "English mein baat karni hai"
    return not said.tells_nothing or said.has("is") > wished


_ALLOWED = " ".join(_CODES) + (
    " is say tell speak talk answer do give change language keep apply start come go me you want from_now it "
    "again run return "
    "please yes use understand urgent"
)
_WORDS = vocabulary(
    {
        "english": "inglis | ingreji",
        "hindi": "hindee",
        "hinglish": "hingleesh | हिंगलिश",
        "marathi": "maraathi",
        "gujarati": "gujraati | ગુજરાતી",
        "punjabi": "ਪੰਜਾਬੀ",
        "tamil": "tamizh | thamizh | தமிழ்",
        "telugu": "telegu | తెలుగు",
        "bengali": "bengoli | বাংলা",
        "kannada": "kanada | ಕನ್ನಡ",
        "malayalam": "malyalam | മലയാളം",
        "urdu": "urdoo | اردو",
        "": "te | dalli | alli | nalli | vichch | madhye | मध्ये | मधे | la | ma | lo | wali | mode | back",
        "from_now": "ab se | abse | aaj se | from now on | from now | from today | now on | aage se | hamesha | "
        "always | अब से | आज से | आगे से | हमेशा",
        "say/please": "madhye bola | madhe bola | मध्ये बोला | मधे बोला | मराठीत बोला | pesu | pesunga | matladu | "
        "matladandi | mathadi | matadi | bolun | samjhao | samjha do | समझाओ",
        "talk": "vaat | gal | gall | gallan | galbaat | batein | baat cheet | guftagu | katha | kotha | गल | chat",
        "answer": "answers | replies | uttar | उत्तर",
        "language": "zaban | boli | lang | जुबान",
        "change/please": "change | switch | badalkar | badal ke | select | choose | chuno | shift | convert | "
        "स्विच | चेंज | बदलकर | चुनो",
        "do/please": "kare | karein | करें | karke | करके | kiya karo | kiya kar | kiya kariye | kiya kijiye | "
        "किया करो | किया कीजिए",
        "me": "mere saath | mere sath | humare saath | mujse | mere se | with me | let us | lets | let 's | मेरे साथ",
        "want": "chahiye | चाहिए | want | need | prefer",
    }
)
"""What the speakers of each language say for "speak" and "in", too: "Tamil la pesu", "Punjabi vich gal karo"."""


def act(talk: Talk, reading: Reading) -> None:
    """Answer in that language from now on, where answers are worded in it."""
    wanted = next((language for language in get_args(Language) if language == reading.entities.language), None)
    if wanted:
        talk.speak(wanted)
        talk.say("done")
    else:
        talk.refuse("not_yet", "NOT_ALLOWED")


COMMAND = TurnCommand(
    intent="SWITCH_LANGUAGE",
    summary={"hi-en": "Bhasha badalna", "hi": "भाषा बदलना", "en": "Switch the language"},
    read=read,
    act=act,
    replies={
        "done": {
            "hi-en": "Theek hai, ab se Hinglish mein.",
            "hi": "ठीक है, अब से हिंदी में।",
            "en": "All right, English from now on.",
        },
        "not_yet": {
            "hi-en": "Yeh bhasha abhi nahi aati. Hindi, English ya Hinglish mein baat kar sakte hain.",
            "hi": "यह भाषा अभी नहीं आती। हिंदी, अंग्रेज़ी या हिंग्लिश में बात कर सकते हैं।",
            "en": "I cannot speak that language yet. I speak Hindi, English and Hinglish.",
        },
    },
    examples=(
        Example("Hinglish mein bolo", "hi-en", {"language": "hi-en"}),
        Example("Hinglish mein baat karo", "hi-en", {"language": "hi-en"}),
        Example("Marathi mein bolo", "hi-en", {"language": "mr"}, reply="not_yet"),
        Example("हिंदी में बोलो", "hi", {"language": "hi"}),
        Example("हिंदी में बात करो", "hi", {"language": "hi"}),
        Example("गुजराती में बोलो", "hi", {"language": "gu"}, reply="not_yet"),
        Example("speak in English", "en", {"language": "en"}),
        Example("switch to English", "en", {"language": "en"}),
        Example("speak in Tamil", "en", {"language": "ta"}, reply="not_yet"),
    ),
)
