"""SWITCH_LANGUAGE: the language of the answers from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities, Language

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting

_CODES = {
    "english": "en", "hindi": "hi", "hinglish": "hi-en", "marathi": "mr", "gujarati": "gu", "punjabi": "pa",
    "tamil": "ta", "telugu": "te", "bengali": "bn", "kannada": "kn", "malayalam": "ml", "urdu": "ur",
}  # fmt: skip
"""BCP 47 codes by what the lexicon calls each language."""


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: one language with bolo, baat karo, mein jawab do, speak, switch to."""
    named = [_CODES[concept] for concept in clause.content if concept in _CODES]
    if len(named) != 1 or not clause.commands or clause.others or clause.items or clause.numbers or clause.when:
        return None
    return clause.reading("SWITCH_LANGUAGE", Entities(language=named[0]), _ACCOUNTS_FOR)


_ACCOUNTS_FOR = frozenset(_CODES) | frozenset(
    "say tell speak talk answer do give change language keep WHO apply".split()
)


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
