"""CONFIRM: haan, to the question that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a question waits and nothing else is said: haan, ji, theek hai, kar do, bilkul, ok."""
    return None


def act(talk: Talk, _reading: Reading) -> None:
    """Carry out what was asked about."""
    if not talk.yes():
        talk.say("nothing")


COMMAND = TurnCommand(
    intent="CONFIRM",
    summary={"hi-en": "Haan kehna", "hi": "हाँ कहना", "en": "Say yes"},
    read=read,
    act=act,
    replies={},
    examples=(),
)
