"""Whether sound is to be recorded, or no longer: "recording chalu karo", "awaaz record karo", "record mat karo"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause


def starts_recording(clause: Clause) -> bool:
    """Tell whether the whole sentence asks to record; "500 record karo" is meant for the books."""
    said = bag(clause, _WORDS)
    if said is None or not _is_about_sound(said) or said.has("close", "never", "no", "enough"):
        return False
    return said.has("start", "record", "do", "give")


def stops_recording(clause: Clause) -> bool:
    """Tell whether the whole sentence asks to record no longer: "band karo", or "record mat karo"."""
    said = bag(clause, _WORDS)
    if said is None or not _is_about_sound(said) or said.has("start"):
        return False
    return said.has("never") if not said.has("close", "enough") else not said.has("never")


def _is_about_sound(said: Bag) -> bool:
    """Tell whether nothing but a recording is spoken of, and that nothing was done with it yet."""
    told = not said.tells_nothing or said.has("is", "was", "going_on")
    return said.has("recording", "record") and said.only(_ALLOWED) and not told


_ALLOWED = (
    "recording record start close never enough do give voice me you it go please yes keep apply again happen "
    "put take all urgent"
)
_WORDS = vocabulary(
    {
        "recording": "recordings | recoding | rikording | रेकॉर्डिंग | record karna | record karne | "
        "record karne ka kaam | रिकॉर्ड करना | रिकार्ड करना | voice recording | audio recording | recorder | "
        "mic recording | awaaz ki recording | आवाज़ की रिकॉर्डिंग",
        "record": "record | rikord | rikard | record kar | रिकॉर्ड | रिकार्ड | tape",
        "start": "start | begin | chalu | chaalu | shuru | suru | on | on karo | turn on | switch on | "
        "switch it on | resume | continue | चालू | शुरू | शुरु | स्टार्ट | ऑन | chala do | chalao | chala | "
        "चला दो | चलाओ | lagao | laga do | laga | लगा दो | लगाओ | jaari rakho | jaari | launch | kholo",
        "close": "band | bund | stop | end | off | turn off | switch off | switch it off | finish | finished | "
        "khatam | khatm | rok | roko | rok do | rokiye | rokna | rok de | close | halt | cancel | pause | बंद | "
        "खत्म | रोक | रोको | रोक दो | रोकिए | ऑफ | स्टॉप | hatao | band karo | rukwao | ruk | roko ab | terminate | "
        "complete",
        "never": "never | dont | do not | na karo | nahi karna | nahi karni | nahi chahiye | नहीं करना | "
        "नहीं करनी | no more | no",
        "enough": "bass",
        "voice": "baat cheet | बात चीत | avaaz | audio | sound | baat | baatein | baatcheet | conversation | बात | "
        "बातें | बातचीत | mic | call",
        "me": "humari",
        "do/please": "kar | kar do | kar de | kar dena | karna | kar dijiye | कर दो | कर | कर दीजिए | करना | "
        "kar lo | karte raho",
        "": "turn | switch | all | this | wali",
    }
)
