"""CANCEL_TASK: stop what runs or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Example, TurnCommand
from execora.language.control import stops_everything, stops_last

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: cancel karo while something runs; sab band karo, stop, stop everything."""
    everything = stops_everything(clause)
    if everything:
        return everything
    waits = setting.pending is not None and not clause.has("work")
    return None if waits else stops_last(clause, busy=setting.busy)


def act(talk: Talk, reading: Reading) -> None:
    """Tell what runs or waits to stop; each task then says for itself how it ended."""
    count = talk.cancel(reading.entities.task or "last")
    if count:
        talk.say("stopping", count=count)
    else:
        talk.say("nothing")


COMMAND = TurnCommand(
    intent="CANCEL_TASK",
    summary={"hi-en": "Chalta kaam rokna", "hi": "चलता काम रोकना", "en": "Stop what is running"},
    read=read,
    act=act,
    replies={
        "stopping": {
            "hi-en": "{count:kaam ruk raha hai|kaam ruk rahe hain}.",
            "hi": "{count:काम रुक रहा है|काम रुक रहे हैं}।",
            "en": "Stopping {count:task|tasks}.",
        },
        "nothing": {
            "hi-en": "Abhi koi kaam nahi chal raha.",
            "hi": "अभी कोई काम नहीं चल रहा।",
            "en": "Nothing is going on.",
        },
    },
    examples=(
        Example("sab band karo", "hi-en", {"task": "all"}, reply="nothing"),
        Example("sab cancel karo", "hi-en", {"task": "all"}, reply="nothing"),
        Example("sab rok do", "hi-en", {"task": "all"}, reply="nothing"),
        Example("सब बंद करो", "hi", {"task": "all"}, reply="nothing"),
        Example("सब कैंसिल करो", "hi", {"task": "all"}, reply="nothing"),
        Example("सब रोक दो", "hi", {"task": "all"}, reply="nothing"),
        Example("stop", "en", {"task": "all"}, reply="nothing"),
        Example("stop everything", "en", {"task": "all"}, reply="nothing"),
        Example("cancel everything", "en", {"task": "all"}, reply="nothing"),
    ),
)
