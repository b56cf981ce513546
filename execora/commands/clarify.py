"""CLARIFY: understood too little about money to act: it says what to say instead, and never writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: money with an obligation, a future, a negation, reported speech, or no way to tell who gave whom."""
    return None


def act(talk: Talk, reading: Reading) -> None:
    """Say which sentence to say for each thing that can have been meant."""
    talk.say(reading.clarify or "unexplained")


COMMAND = TurnCommand(
    intent="CLARIFY",
    summary={"hi-en": "Paise ki saaf baat poochhna", "hi": "पैसे की साफ़ बात पूछना", "en": "Ask when money is unclear"},
    read=read,
    act=act,
    replies={},
    examples=(),
)
