"""A reply, worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from execora.commands.refusals import wording
from execora.language.wording import fill, speak, whom
from execora.session.port import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from execora.commands.command import Command, Reply, TurnCommand
    from execora.language.reading import Language


class Saying(NamedTuple):
    """The same words twice: for the eye and for the ear."""

    text: str
    speech: str
    language: Language


def worded(command: Command | TurnCommand, reply: Reply, language: Language, today: date) -> Answer:
    """Word what came of a command.

    Raises:
        KeyError: the command has no such reply, or its template has a hole that nothing fills.

    """
    saying = say(command, reply.key, reply.words, language, today)
    return Answer(
        key=reply.key,
        text=saying.text,
        speech=saying.speech,
        language=language,
        data=reply.data,
        error=reply.error,
        events=reply.events,
        asks=reply.asks,
        names=tuple(sorted(whom(tuple(reply.words.values())))),
    )


def say(
    command: Command | TurnCommand, key: str, words: Mapping[str, object], language: Language, today: date
) -> Saying:
    """Fill one of a command's templates; see `worded`."""
    template = wording(command, key)[language]
    return Saying(fill(template, words, language, today=today), speak(template, words, language, today=today), language)
