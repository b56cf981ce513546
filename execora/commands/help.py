"""HELP: what can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands import by_intent
from execora.commands.command import Example, TurnCommand
from execora.language.helping import wants_help
from execora.language.reading import Entities
from execora.language.wording import Phrase

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Language, Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya kya kar sakte ho, madad, help, what can you do."""
    return clause.reading("HELP", Entities(), clause.content) if wants_help(clause) else None


def act(talk: Talk, _reading: Reading) -> None:
    """Give a few sentences to try."""
    intents = ("CREATE_INVOICE", "RECORD_PAYMENT", "CHECK_BALANCE", "CHECK_STOCK", "DAILY_SUMMARY")
    talk.say("done", sentences=to_try(talk, *intents))


def to_try(talk: Talk, *intents: str) -> tuple[Phrase, ...]:
    """Return the first example, in each language, of those of these commands that who speaks may say."""
    return tuple(Phrase(_first_sentences(by_intent()[intent].examples)) for intent in intents if talk.may(intent))


def _first_sentences(examples: tuple[Example, ...]) -> dict[Language, str]:
    return {example.language: f"'{example.say}'" for example in reversed(examples)}


COMMAND = TurnCommand(
    intent="HELP",
    summary={"hi-en": "Madad", "hi": "मदद", "en": "Help"},
    read=read,
    act=act,
    replies={
        "done": {
            "hi-en": "Aap aise bol sakte hain: {sentences}.",
            "hi": "आप ऐसे बोल सकते हैं: {sentences}।",
            "en": "You can say things like {sentences}.",
        },
    },
    examples=(
        Example("kya kya kar sakte ho", "hi-en"),
        Example("madad karo", "hi-en"),
        Example("help", "hi-en"),
        Example("क्या क्या कर सकते हो", "hi"),
        Example("मदद करो", "hi"),
        Example("मदद", "hi"),
        Example("what can you do", "en"),
        Example("what can I say", "en"),
        Example("help me", "en"),
    ),
)
