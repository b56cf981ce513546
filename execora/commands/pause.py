"""PAUSE: be quiet; tasks go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.control import pauses

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: ruko, ruk jao, bas, chup."""
    return pauses(clause)


def act(talk: Talk, _reading: Reading) -> None:
    """Be quiet at once."""
    talk.hush()
    talk.say("done")


COMMAND = TurnCommand(
    intent="PAUSE",
    summary={"hi-en": "Bolna rokna", "hi": "बोलना रोकना", "en": "Stop speaking"},
    read=read,
    act=act,
    replies={
        "done": {
            "hi-en": "Ji.",
            "hi": "जी।",
            "en": "Okay.",
        },
    },
    examples=(
        Example("ruko", "hi-en"),
        Example("bas", "hi-en"),
        Example("chup", "hi-en"),
        Example("रुको", "hi"),
        Example("बस", "hi"),
        Example("चुप", "hi"),
        Example("wait", "en"),
        Example("quiet", "en"),
        Example("enough", "en"),
    ),
)
