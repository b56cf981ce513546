"""CONFIRM: haan, to the question that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.agreeing import agrees
from execora.language.reading import Entities
from execora.language.vocabulary import ASSENT

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone, while a question waits: haan, ji, theek hai, kar do, bhej do."""
    if setting.pending != "question" or not (agrees(clause, ASSENT) or _takes_away(clause, setting)):
        return None
    return clause.reading("CONFIRM", Entities(), clause.content)


def _takes_away(clause: Clause, setting: Setting) -> bool:
    """Tell of "haan cancel kar do" and "hata do" where that is what was asked; "cancel karo" alone is always a no."""
    if setting.asked not in TAKING_AWAY or not agrees(clause, ASSENT | _TAKING_AWAY):
        return False
    return clause.has("yes") or "cancel" not in clause.acts


TAKING_AWAY = frozenset({"CANCEL_INVOICE", "CANCEL_REMINDER", "DELETE_CUSTOMER_DATA", "UNDO"})
"""What is asked about with "cancel kar doon?", "wapas le loon?"."""

_TAKING_AWAY = frozenset({"cancel", "remove", "return", "undo", "take"})


def act(talk: Talk, _reading: Reading) -> None:
    """Carry out what was asked about."""
    if not talk.yes():
        talk.say("nothing")


COMMAND = TurnCommand(
    intent="CONFIRM",
    summary={"hi-en": "Haan kehna", "hi": "हाँ कहना", "en": "Say yes"},
    read=read,
    act=act,
    replies={
        "nothing": {
            "hi-en": "Abhi koi sawaal baaki nahi hai.",
            "hi": "अभी कोई सवाल बाक़ी नहीं है।",
            "en": "Nothing is waiting for a yes.",
        },
        "unclear": {
            "hi-en": "Saaf sunai nahi diya. Haan ke saath kaam bhi boliye, jaise likh do, ya button dabaiye.",
            "hi": "साफ़ सुनाई नहीं दिया। हाँ के साथ काम भी बोलिए, जैसे लिख दो, या बटन दबाइए।",
            "en": "I did not hear that clearly. Say yes and what to do, such as write it, or press the button.",
        },
    },
    examples=(
        Example("haan", "hi-en", before=("Rahul ko 500 diye",)),
        Example("haan ji", "hi-en", before=("Rahul ne Suresh ke 500 diye",)),
        Example("theek hai kar do", "hi-en", before=("Rahul ke khate mein 8000 likho",)),
        Example("हाँ", "hi", before=("राहुल को 500 दिए",)),
        Example("ठीक है", "hi", before=("राहुल को 500 दिए",)),
        Example("बिल्कुल", "hi", before=("राहुल को 500 दिए",)),
        Example("yes", "en", before=("Rahul paid 8000",)),
        Example("okay", "en", before=("Rahul paid 8000",)),
        Example("sure", "en", before=("Rahul paid 8000",)),
    ),
)
