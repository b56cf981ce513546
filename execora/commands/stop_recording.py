"""STOP_RECORDING: sound is not recorded yet, and it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities
from execora.language.recording import stops_recording

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: recording band karo, recording roko, stop recording."""
    return clause.reading("STOP_RECORDING", Entities(), clause.content) if stops_recording(clause) else None


def act(talk: Talk, _reading: Reading) -> None:
    """Say that nothing is recorded."""
    talk.refuse("not_yet", "NOT_ALLOWED")


COMMAND = TurnCommand(
    intent="STOP_RECORDING",
    summary={"hi-en": "Recording band karna", "hi": "रिकॉर्डिंग बंद करना", "en": "Stop recording"},
    read=read,
    act=act,
    replies={
        "not_yet": {
            "hi-en": "Awaaz ki recording abhi hoti hi nahi, isliye band karne ko kuch nahi.",
            "hi": "आवाज़ की रिकॉर्डिंग अभी होती ही नहीं, इसलिए बंद करने को कुछ नहीं।",
            "en": "Sound is not recorded yet, so there is nothing to stop.",
        },
    },
    examples=(
        Example("recording band karo", "hi-en", reply="not_yet"),
        Example("recording rok do", "hi-en", reply="not_yet"),
        Example("recording khatam karo", "hi-en", reply="not_yet"),
        Example("रिकॉर्डिंग बंद करो", "hi", reply="not_yet"),
        Example("रिकॉर्डिंग रोक दो", "hi", reply="not_yet"),
        Example("रिकॉर्डिंग स्टॉप करो", "hi", reply="not_yet"),
        Example("stop recording", "en", reply="not_yet"),
        Example("stop the recording", "en", reply="not_yet"),
        Example("turn off recording", "en", reply="not_yet"),
    ),
)
