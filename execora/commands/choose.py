"""CHOOSE: which of the ones on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a choice waits: a name, a landmark, doosra, pehla wala, aakhri."""
    return None


COMMAND = TurnCommand(
    intent="CHOOSE",
    summary={"hi-en": "Kaun sa, yeh chunna", "hi": "कौन सा, यह चुनना", "en": "Choose which one"},
    read=read,
    replies={},
    examples=(),
)
