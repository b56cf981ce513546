"""DENY: nahi, to the question or the draft that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while something waits, and alone: nahi, rehne do, chhodo, jaane do; to a question: cancel karo."""
    return None


def act(talk: Talk, _reading: Reading) -> None:
    """Let what was asked about be; a draft stays as it is."""
    if talk.asked:
        talk.say("dropped")
        talk.no()
    else:
        talk.say("draft_stays")


COMMAND = TurnCommand(
    intent="DENY",
    summary={"hi-en": "Mana karna", "hi": "मना करना", "en": "Say no"},
    read=read,
    act=act,
    replies={},
    examples=(),
)
