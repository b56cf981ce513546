"""REPEAT: the last answer once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities
from execora.language.repeating import wants_again

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: phir se bolo, dobara bolo, kya bola, sunai nahi diya."""
    return clause.reading("REPEAT", Entities(), clause.content) if wants_again(clause) else None


def act(talk: Talk, _reading: Reading) -> None:
    """Say it again, and put an open question again."""
    if not talk.again():
        talk.say("nothing")


COMMAND = TurnCommand(
    intent="REPEAT",
    summary={"hi-en": "Phir se bolna", "hi": "फिर से बोलना", "en": "Say it again"},
    read=read,
    act=act,
    replies={
        "again": {"hi-en": "{answer}", "hi": "{answer}", "en": "{answer}"},
        "nothing": {
            "hi-en": "Dohrane ko kuch nahi hai.",
            "hi": "दोहराने को कुछ नहीं है।",
            "en": "There is nothing to say again.",
        },
    },
    examples=(
        Example("phir se bolo", "hi-en", reply="again", before=("Rahul ka balance batao",)),
        Example("kya bola?", "hi-en", reply="again", before=("Milk ka stock kitna hai",)),
        Example("dobara bolo", "hi-en", reply="nothing"),
        Example("फिर से बोलो", "hi", reply="again", before=("राहुल का बैलेंस बताओ",)),
        Example("क्या कहा?", "hi", reply="again", before=("राहुल का बैलेंस बताओ",)),
        Example("दोबारा बोलो", "hi", reply="nothing"),
        Example("say that again", "en", reply="again", before=("What is Rahul's balance",)),
        Example("what did you say", "en", reply="again", before=("What is Rahul's balance",)),
        Example("repeat please", "en", reply="nothing"),
    ),
)
