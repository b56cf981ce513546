"""UNKNOWN: nothing that a command fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.commands.help import to_try

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Read nothing: it is what is left when nobody reads a clause."""
    return None


def act(talk: Talk, _reading: Reading) -> None:
    """Say so, with a sentence or two to try."""
    talk.refuse("done", "UNKNOWN_INTENT", sentences=to_try(talk, "CREATE_INVOICE", "CHECK_BALANCE"))


COMMAND = TurnCommand(
    intent="UNKNOWN",
    summary={"hi-en": "Samajh na aana", "hi": "समझ न आना", "en": "Not understood"},
    read=read,
    act=act,
    replies={
        "done": {
            "hi-en": "Samajh nahi aaya. Aise boliye: {sentences:or}.",
            "hi": "समझ नहीं आया। ऐसे बोलिए: {sentences:or}।",
            "en": "I did not get that. Try {sentences:or}.",
        },
    },
    examples=(
        Example("kaise ho", "hi-en"),
        Example("aur batao", "hi-en"),
        Example("haan", "hi-en"),
        Example("कैसे हो", "hi"),
        Example("मौसम कैसा है", "hi"),
        Example("और बताओ", "hi"),
        Example("how are you", "en"),
        Example("tell me a joke", "en"),
        Example("what is the weather like", "en"),
    ),
)
