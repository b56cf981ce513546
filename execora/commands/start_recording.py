"""START_RECORDING: keep what the microphone hears from now on."""

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
    """Begin a recording, or say why there is none."""
    match talk.record(on=True):
        case "done":
            talk.say("done")
        case "already":
            talk.say("already")
        case "unavailable":
            talk.refuse("unavailable", "NOT_ALLOWED")
        case "not_allowed":
            talk.refuse("NOT_ALLOWED", "NOT_ALLOWED")


COMMAND = TurnCommand(
    intent="START_RECORDING",
    summary={"hi-en": "Recording chalu karna", "hi": "रिकॉर्डिंग चालू करना", "en": "Start recording"},
    read=read,
    act=act,
    replies={
        "done": {
            "hi-en": "Recording chalu hai.",
            "hi": "रिकॉर्डिंग चालू है।",
            "en": "Recording.",
        },
        "already": {
            "hi-en": "Recording pehle se chal rahi hai.",
            "hi": "रिकॉर्डिंग पहले से चल रही है।",
            "en": "It is being recorded already.",
        },
        "unavailable": {
            "hi-en": "Recording nahi ho sakti: mic ki awaaz server tak nahi aa rahi, ya server recording nahi rakhta.",
            "hi": "रिकॉर्डिंग नहीं हो सकती: माइक की आवाज़ सर्वर तक नहीं आ रही, या सर्वर रिकॉर्डिंग नहीं रखता।",
            "en": "Nothing can be recorded: no sound of a microphone reaches the server, or it keeps no recordings.",
        },
    },
    examples=(
        Example("recording chalu karo", "hi-en", reply="unavailable"),
        Example("recording shuru kar do", "hi-en", reply="unavailable"),
        Example("awaaz record karo", "hi-en", reply="unavailable"),
        Example("रिकॉर्डिंग चालू करो", "hi", reply="unavailable"),
        Example("रिकॉर्डिंग शुरू करो", "hi", reply="unavailable"),
        Example("रिकॉर्डिंग स्टार्ट करो", "hi", reply="unavailable"),
        Example("start recording", "en", reply="unavailable"),
        Example("start the recording", "en", reply="unavailable"),
        Example("turn on recording", "en", reply="unavailable"),
    ),
)
