"""CHOOSE: which of the ones on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import TurnCommand

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a choice waits: a name, a landmark, doosra, pehla wala, aakhri."""
    return None


def act(talk: Talk, reading: Reading) -> None:
    """Go on with the one that was meant."""
    if not talk.choose(reading.entities.customer or reading.entities.product, reading.entities.index):
        talk.say("none_fits", options=talk.options)


COMMAND = TurnCommand(
    intent="CHOOSE",
    summary={"hi-en": "Kaun sa, yeh chunna", "hi": "कौन सा, यह चुनना", "en": "Choose which one"},
    read=read,
    act=act,
    replies={},
    examples=(),
)
