"""CHOOSE: which of the ones on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.choosing import chosen

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a choice waits: a name, a landmark, doosra, pehla wala, aakhri."""
    return chosen(clause) if setting.pending == "choice" else None


def act(talk: Talk, reading: Reading) -> None:
    """Go on with the one that was meant."""
    if not talk.choose(reading.entities.customer or reading.entities.product, reading.entities.index):
        talk.say("none_fits", options=talk.options)


COMMAND = TurnCommand(
    intent="CHOOSE",
    summary={"hi-en": "Kaun sa, yeh chunna", "hi": "कौन सा, यह चुनना", "en": "Choose which one"},
    read=read,
    act=act,
    replies={
        "none_fits": {
            "hi-en": "Inme se kaun: {options:or}?",
            "hi": "इनमें से कौन: {options:or}?",
            "en": "Which of these: {options:or}?",
        },
    },
    examples=(
        Example("Agra wala", "hi-en", {"customer": "Bharat Bhushan"}, before=("Bharat ka balance batao",)),
        Example("doosra", "hi-en", {"index": 2}, before=("Bharat ka balance batao",)),
        Example("pehla wala", "hi-en", {"index": 1}, before=("Bharat ne 100 diye",)),
        Example("teesra", "hi-en", {"index": 3}, before=("Bharat ka balance batao",), reply="none_fits"),
        Example("दूसरा", "hi", {"index": 2}, before=("भारत का बैलेंस बताओ",)),
        Example("पहला वाला", "hi", {"index": 1}, before=("भारत का बैलेंस बताओ",)),
        Example("तीसरा", "hi", {"index": 3}, before=("भारत का बैलेंस बताओ",), reply="none_fits"),
        Example("the second one", "en", {"index": 2}, before=("What is Bharat's balance",)),
        Example("the first one", "en", {"index": 1}, before=("What is Bharat's balance",)),
        Example("the third one", "en", {"index": 3}, before=("What is Bharat's balance",), reply="none_fits"),
    ),
)
