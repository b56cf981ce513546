"""UNKNOWN: nothing that a command fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Read nothing: it is what is left when nobody reads a clause."""
    return None


def act(talk: Talk, _reading: Reading) -> None:
    """Say so, with two sentences to try."""
    talk.say("done")


COMMAND = TurnCommand(
    intent="UNKNOWN",
    summary={"hi-en": "Samajh na aana", "hi": "समझ न आना", "en": "Not understood"},
    read=read,
    act=act,
    replies={},
    examples=(),
)
