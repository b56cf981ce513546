"""TASK_STATUS: what runs and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya chal raha hai, kitne kaam baaki hain, status batao."""
    return None


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
    replies={},
    examples=(),
)
