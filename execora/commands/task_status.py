"""TASK_STATUS: what runs and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities
from execora.language.sentences import bare, sentences
from execora.language.vocabulary import ASKING, TELLING

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya chal raha hai, kitna kaam baaki hai, ho gaya kya, status."""
    said = bare(clause.sentence).removesuffix(" ?")
    if said in _ASKED:
        return clause.reading("TASK_STATUS", Entities(), clause.content)
    if said.startswith("kaise") or clause.others or clause.negated or clause.items or clause.numbers or clause.when:
        return None
    running = clause.asks and (clause.has("run", "going on") or "going on" in clause.moods)
    happened = clause.asks and clause.only("happen", "what", "?", "do") and "done" in clause.moods
    if not (running or happened or clause.has("status") or (clause.has("work") and clause.asks)):
        return None
    return clause.reading("TASK_STATUS", Entities(), _ACCOUNTS_FOR)


_ASKED = sentences(
    "whats happening | what is happening | what 's happening | are you done | is it done | is it done yet | "
    "all done | any pending tasks | any tasks pending | pending tasks | how much is left | are we done | "
    "progress | task list | kaam kahan tak pahuncha | kaam kahan tak hua | kahan tak pahuncha | "
    "kya kya ho gaya | kitna ho gaya | kitna kaam hua | kya kya baaki hai kaam | sab ho gaya kya | "
    "sab ho gaya | kaam khatam hua kya | kaam hua | kya hua | kya kar rahe ho | abhi kya kar rahe ho | "
    "tum kya kar rahe ho",
    "क्या कर रहे हो | काम कहाँ तक पहुँचा | सब हो गया क्या | काम हुआ क्या | कितना काम हुआ | क्या हुआ",
)
_ACCOUNTS_FOR = TELLING | ASKING | frozenset("run work status due remain pending who go".split())


def act(talk: Talk, _reading: Reading) -> None:
    """Say how much runs and waits."""
    running, waiting = talk.counts()
    if running or waiting:
        talk.say("busy", running=running, waiting=waiting)
    else:
        talk.say("idle")


COMMAND = TurnCommand(
    intent="TASK_STATUS",
    summary={"hi-en": "Kya chal raha hai", "hi": "क्या चल रहा है", "en": "Tell what is running"},
    read=read,
    act=act,
    replies={
        "busy": {
            "hi-en": "{running:kaam chal raha hai|kaam chal rahe hain}, {waiting} intezaar mein.",
            "hi": "{running:काम चल रहा है|काम चल रहे हैं}, {waiting} इंतज़ार में।",
            "en": "{running:task|tasks} running, {waiting} waiting.",
        },
        "idle": {
            "hi-en": "Abhi koi kaam baaki nahi hai.",
            "hi": "अभी कोई काम बाक़ी नहीं है।",
            "en": "Nothing is running or waiting.",
        },
    },
    examples=(
        Example("kya chal raha hai", "hi-en", reply="idle"),
        Example("kitne kaam baaki hain", "hi-en", reply="idle"),
        Example("status batao", "hi-en", reply="idle"),
        Example("क्या चल रहा है", "hi", reply="idle"),
        Example("कितने काम बाकी हैं", "hi", reply="idle"),
        Example("स्टेटस बताओ", "hi", reply="idle"),
        Example("what is running", "en", reply="idle"),
        Example("what is going on", "en", reply="idle"),
        Example("task status", "en", reply="idle"),
    ),
)
