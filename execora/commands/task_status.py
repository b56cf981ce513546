"""TASK_STATUS: what runs and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya chal raha hai, kitne kaam baaki hain, status batao."""
    return None


COMMAND = TurnCommand(
    intent="TASK_STATUS",
    summary={"hi-en": "Kya chal raha hai", "hi": "क्या चल रहा है", "en": "Tell what is running"},
    read=read,
    replies={},
    examples=(),
)
