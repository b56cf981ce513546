"""TASK_STATUS: what runs and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.inquiring import asks_for_status
from execora.language.reading import Entities

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya chal raha hai, kitna kaam baaki hai, ho gaya kya, status."""
    return clause.reading("TASK_STATUS", Entities(), clause.content) if asks_for_status(clause) else None


def act(talk: Talk, _reading: Reading) -> None:
    """Say how much runs and waits."""
    running, waiting = talk.counts()
    if running or waiting:
        talk.say("busy", running=running, waiting=waiting)
    else:
        talk.say("idle")


COMMAND = TurnCommand(
    intent="TASK_STATUS",
    summary={"hi-en": "Kya chal raha hai", "hi": "क्या चल रहा है", "en": "Tell what is running"},
    read=read,
    act=act,
    replies={
        "busy": {
            "hi-en": "{running:kaam chal raha hai|kaam chal rahe hain}, {waiting} intezaar mein.",
            "hi": "{running:काम चल रहा है|काम चल रहे हैं}, {waiting} इंतज़ार में।",
            "en": "{running:task|tasks} running, {waiting} waiting.",
        },
        "idle": {
            "hi-en": "Abhi koi kaam baaki nahi hai.",
            "hi": "अभी कोई काम बाक़ी नहीं है।",
            "en": "Nothing is running or waiting.",
        },
    },
    examples=(
        Example("kya chal raha hai", "hi-en", reply="idle"),
        Example("kitne kaam baaki hain", "hi-en", reply="idle"),
        Example("status batao", "hi-en", reply="idle"),
        Example("क्या चल रहा है", "hi", reply="idle"),
        Example("कितने काम बाकी हैं", "hi", reply="idle"),
        Example("स्टेटस बताओ", "hi", reply="idle"),
        Example("what is running", "en", reply="idle"),
        Example("what is going on", "en", reply="idle"),
        Example("task status", "en", reply="idle"),
    ),
)
