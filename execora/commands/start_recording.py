"""START_RECORDING: sound is not recorded yet, and it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: recording chalu karo, awaaz record karo, start recording."""
    if not clause.commands or clause.others or clause.items or clause.numbers or clause.when:
        return None
    if not _records(clause) or clause.has("close", "stop", "finished"):
        return None
    return clause.reading("START_RECORDING", Entities(), _ACCOUNTS_FOR)


def _records(clause: Clause) -> bool:
    """Tell of sound that is to be recorded; "500 record karo" is meant for the books."""
    written = any(word in _RECORD for word in clause.sentence)
    return clause.has("recording") or (written and clause.only("WHO", "write", "entry", "do", "voice", "talk", "start"))


_RECORD = frozenset({"record", "रिकॉर्ड"})
_ACCOUNTS_FOR = frozenset("WHO recording start do keep write entry voice talk give apply".split())


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
