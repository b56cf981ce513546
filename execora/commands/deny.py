"""DENY: nahi, to the question or the draft that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED
from execora.commands.command import Example, TurnCommand
from execora.commands.confirm import TAKING_AWAY
from execora.language.agreeing import agrees
from execora.language.denying import refuses
from execora.language.reading import Entities
from execora.language.vocabulary import ASSENT

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone, while something waits: nahi, rehne do, not now, dono nahi; cancel karo while a question waits."""
    if setting.pending is None or agrees(clause, ASSENT):
        return None
    if setting.asked in TAKING_AWAY and clause.has("yes", "remove") and not clause.negated:
        return None  # "haan cancel kar do"
    said_no = refuses(clause, question=setting.pending != "draft")
    return clause.reading("DENY", Entities(), clause.content) if said_no else None


def act(talk: Talk, _reading: Reading) -> None:
    """Let what was asked about be; a draft stays as it is."""
    talk.say("dropped" if talk.asked else "draft_stays")
    talk.no()


COMMAND = TurnCommand(
    intent="DENY",
    summary={"hi-en": "Mana karna", "hi": "मना करना", "en": "Say no"},
    read=read,
    act=act,
    replies={
        "dropped": {
            "hi-en": "Theek hai, kuch nahi likha.",
            "hi": "ठीक है, कुछ नहीं लिखा।",
            "en": "All right, nothing was written.",
        },
        "draft_stays": {
            "hi-en": "Theek hai, bill draft mein hi rakha hai.",
            "hi": "ठीक है, बिल ड्राफ़्ट में ही रखा है।",
            "en": "All right, the bill stays a draft.",
        },
    },
    examples=(
        Example("nahi", "hi-en", before=("Rahul ko 500 diye",), reply="dropped"),
        Example("rehne do", "hi-en", before=("Rahul ko 500 diye",), reply="dropped"),
        Example("nahi", "hi-en", before=DRAFTED["hi-en"], reply="draft_stays"),
        Example("नहीं", "hi", before=("राहुल को 500 दिए",), reply="dropped"),
        Example("रहने दो", "hi", before=("राहुल को 500 दिए",), reply="dropped"),
        Example("नहीं", "hi", before=DRAFTED["hi"], reply="draft_stays"),
        Example("no", "en", before=("Rahul paid 8000",), reply="dropped"),
        Example("leave it", "en", before=("Rahul paid 8000",), reply="dropped"),
        Example("no", "en", before=DRAFTED["en"], reply="draft_stays"),
    ),
)
