"""HELP: what can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya kya kar sakte ho, madad, help, kaise bolun."""
    return None


def act(talk: Talk, _reading: Reading) -> None:
    """Give a few sentences to try."""
    talk.say("done")


COMMAND = TurnCommand(
    intent="HELP",
    summary={"hi-en": "Madad", "hi": "मदद", "en": "Help"},
    read=read,
    act=act,
    replies={},
    examples=(),
)
