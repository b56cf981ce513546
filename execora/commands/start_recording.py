"""START_RECORDING: sound is not recorded yet, and it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities
from execora.language.recording import starts_recording

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: recording chalu karo, awaaz record karo, start recording."""
    return clause.reading("START_RECORDING", Entities(), clause.content) if starts_recording(clause) else None


def act(talk: Talk, _reading: Reading) -> None:
    """Say that nothing is recorded."""
    talk.refuse("not_yet", "NOT_ALLOWED")


COMMAND = TurnCommand(
    intent="START_RECORDING",
    summary={"hi-en": "Recording chalu karna", "hi": "रिकॉर्डिंग चालू करना", "en": "Start recording"},
    read=read,
    act=act,
    replies={
        "not_yet": {
            "hi-en": "Awaaz ki recording abhi nahi hoti, isliye kuch record nahi ho raha.",
            "hi": "आवाज़ की रिकॉर्डिंग अभी नहीं होती, इसलिए कुछ रिकॉर्ड नहीं हो रहा।",
            "en": "Sound is not recorded yet, so nothing is being recorded.",
        },
    },
    examples=(
        Example("recording chalu karo", "hi-en", reply="not_yet"),
        Example("recording shuru kar do", "hi-en", reply="not_yet"),
        Example("awaaz record karo", "hi-en", reply="not_yet"),
        Example("रिकॉर्डिंग चालू करो", "hi", reply="not_yet"),
        Example("रिकॉर्डिंग शुरू करो", "hi", reply="not_yet"),
        Example("रिकॉर्डिंग स्टार्ट करो", "hi", reply="not_yet"),
        Example("start recording", "en", reply="not_yet"),
        Example("start the recording", "en", reply="not_yet"),
        Example("turn on recording", "en", reply="not_yet"),
    ),
)
