"""STOP_RECORDING: keep nothing more of what the microphone hears."""

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
    """End the recording that is being made, or say that there is none."""
    match talk.record(on=False):
        case "done":
            talk.say("done")
        case "already" | "unavailable":
            talk.refuse("none", "NOT_ALLOWED")
        case "not_allowed":
            talk.refuse("NOT_ALLOWED", "NOT_ALLOWED")


COMMAND = TurnCommand(
    intent="STOP_RECORDING",
    summary={"hi-en": "Recording band karna", "hi": "रिकॉर्डिंग बंद करना", "en": "Stop recording"},
    read=read,
    act=act,
    replies={
        "done": {
            "hi-en": "Recording band kar di, sambhaal kar rakhi hai.",
            "hi": "रिकॉर्डिंग बंद कर दी, संभाल कर रखी है।",
            "en": "The recording has ended and is kept.",
        },
        "none": {
            "hi-en": "Abhi koi recording nahi chal rahi.",
            "hi": "अभी कोई रिकॉर्डिंग नहीं चल रही।",
            "en": "Nothing is being recorded.",
        },
    },
    examples=(
        Example("recording band karo", "hi-en", reply="none"),
        Example("recording rok do", "hi-en", reply="none"),
        Example("recording khatam karo", "hi-en", reply="none"),
        Example("रिकॉर्डिंग बंद करो", "hi", reply="none"),
        Example("रिकॉर्डिंग रोक दो", "hi", reply="none"),
        Example("रिकॉर्डिंग स्टॉप करो", "hi", reply="none"),
        Example("stop recording", "en", reply="none"),
        Example("stop the recording", "en", reply="none"),
        Example("turn off recording", "en", reply="none"),
    ),
)
