"""HELP: what can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands import by_intent
from execora.commands.command import Example, TurnCommand
from execora.language.reading import Entities
from execora.language.sentences import bare, sentences
from execora.language.vocabulary import TELLING
from execora.language.wording import Phrase

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.clause import Clause
    from execora.language.reading import Language, Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kya kya kar sakte ho, madad, help, what can you do."""
    if bare(clause.sentence).removesuffix(" ?") in _ASKED:
        return clause.reading("HELP", Entities(), clause.content)
    if (clause.others and not clause.has("how")) or clause.items or clause.numbers or clause.when or clause.negated:
        return None
    able = (
        clause.has("can")
        and clause.has("what", "what all")
        and clause.only("what", "what all", "do", "?", "can", "say")
    )
    used = clause.has("how") and clause.has("do") and clause.only("how", "do", "WHO", "?")
    if not (able or used or clause.has("help")):
        return None
    return clause.reading("HELP", Entities(), _ACCOUNTS_FOR)


_ASKED = sentences(
    "kya kya bol sakta hu | kya bol sakta hu | what are you capable of | kaise use karun | "
    "kaise use karna hai | kaise use karte hain | kaise bolna hai | kaise bolun | kya bolna hai | "
    "kaise kaam karta hai | ye kaise kaam karta hai | kaise chalta hai | kaun kaun se command hain | "
    "commands batao | command batao | kaun kaun se kaam kar sakte ho | kaun kaun se kaam aate hain | "
    "tumhe kya kya aata hai | kya kya aata hai | kya kya kar lete ho | kya kya bol sakte hain | sikhao | "
    "mujhe sikhao | kya puch sakte hain | kya poochh sakta hoon | kya kya pooch sakte hain",
    "how do i use this | how do i use it | how does this work | how does it work | what can i ask | "
    "what can i ask you | what are the commands | show commands | show me the commands | list commands | "
    "teach me | how to use this | how to use | what all can you do | what are you able to do | instructions",
    "कैसे बोलना है | कैसे इस्तेमाल करूं | कैसे काम करता है | यह कैसे काम करता है | क्या क्या आता है | "
    "क्या बोलना है | कौन कौन से काम कर सकते हो | सिखाओ | तुम्हें क्या क्या आता है",
)
_ACCOUNTS_FOR = TELLING | frozenset({"help", "what", "what all", "how", "can", "?", "WHO"})


def act(talk: Talk, _reading: Reading) -> None:
    """Give a few sentences to try."""
    talk.say(
        "done", sentences=to_try("CREATE_INVOICE", "RECORD_PAYMENT", "CHECK_BALANCE", "CHECK_STOCK", "DAILY_SUMMARY")
    )


def to_try(*intents: str) -> tuple[Phrase, ...]:
    """Return the first example of each of these commands, in each language."""
    return tuple(Phrase(_first_sentences(by_intent()[intent].examples)) for intent in intents)


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
