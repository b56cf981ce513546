"""Every command proves itself by its own examples: from the words to the reply, on a fresh demo shop in PostgreSQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from execora.commands import all_commands, by_intent
from execora.commands.refusals import wording
from execora.session.port import Start
from tests.shop import demo_database, demo_template, desk, talking  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from execora.commands.command import Command, Example, TurnCommand
    from execora.session.desk import Desk

ANSWERS = ("voice:response", "voice:confirm_needed", "voice:choose")
EXAMPLES = [
    pytest.param(command, example, id=f"{command.intent}: {example.say}")
    for command in all_commands()
    for example in command.examples
]


@pytest.mark.parametrize(("command", "example"), EXAMPLES)
async def test_an_example_is_read_carried_out_and_answered_as_its_file_says(
    desk: Desk,  # noqa: F811 - a fixture
    command: Command | TurnCommand,
    example: Example,
) -> None:
    async with talking(desk) as door:
        door.put(Start(language=example.language))
        for text in example.before:
            door.say(text)
            await door.next(*ANSWERS)
        door.say(example.say)
        intent = (await door.next("voice:intent")).data
        answer = await door.next(*ANSWERS)
    assert intent["intent"] == command.intent
    assert _without_ids(intent["entities"]) == dict(example.entities)
    answering = by_intent()[answer.data.get("intent", command.intent)]  # a yes is answered by what it was said to
    expected = wording(answering, example.reply)[example.language]
    assert re.fullmatch(_pattern(expected), answer.data["text"], re.DOTALL), (
        f"{answer.data['text']!r} is no {expected!r}"
    )
    speech = answer.data["speech"]
    assert not any(sign.isdigit() or sign in "₹%()[]{}/…" for sign in speech), speech
    assert "  " not in speech


@pytest.mark.parametrize("command", all_commands(), ids=lambda command: command.intent)
def test_a_command_has_three_examples_or_more_in_each_language(command: Command | TurnCommand) -> None:
    languages = [example.language for example in command.examples]
    assert all(languages.count(language) >= 3 for language in ("hi-en", "hi", "en"))


def _pattern(template: str) -> str:
    return re.sub(r"\\{\w+(:.*?)?\\}", ".*", re.escape(template))


def _without_ids(entities: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entities.items() if not name.endswith(("Id", "Ids"))}
