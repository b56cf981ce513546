"""The folder is the registry: every command in it is whole, and can be said in all three languages."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from execora.commands import all_commands, by_intent
from execora.commands.command import Command, Example, TurnCommand
from execora.commands.refusals import QUESTIONS, REFUSALS, wording
from execora.language.reading import Clarify, Language

LANGUAGES = get_args(Language)

COMMANDS = {
    "CREATE_INVOICE", "CONFIRM_INVOICE", "ADD_ITEM", "REMOVE_ITEM", "ADD_DISCOUNT", "TOGGLE_GST",
    "SEND_INVOICE", "SHOW_PENDING_INVOICE", "CANCEL_INVOICE",
    "RECORD_PAYMENT", "ADD_CREDIT", "CHECK_BALANCE", "GET_CUSTOMER_INFO", "LIST_CUSTOMER_BALANCES",
    "TOTAL_PENDING_AMOUNT", "CREATE_CUSTOMER", "UPDATE_CUSTOMER", "DELETE_CUSTOMER_DATA", "PAYMENT_QUERY",
    "CUSTOMER_STATEMENT", "CREATE_REMINDER", "LIST_REMINDERS", "CANCEL_REMINDER", "CHECK_STOCK",
    "ADD_STOCK", "LOW_STOCK", "SET_PRICE", "MODIFY_REMINDER", "ADD_PRODUCT", "DAILY_SUMMARY", "UNDO", "CORRECT",
}  # fmt: skip
OF_THE_TURN = {
    "CONFIRM", "DENY", "CHOOSE", "PAUSE", "CANCEL_TASK", "TASK_STATUS", "HELP", "CLARIFY", "UNKNOWN", "REPEAT",
    "SWITCH_LANGUAGE", "START_RECORDING", "STOP_RECORDING",
}  # fmt: skip

each_command = pytest.mark.parametrize("command", all_commands(), ids=lambda command: command.intent)


def test_every_command_of_the_table_is_there():
    kinds = {intent: type(command) for intent, command in by_intent().items()}
    assert kinds == dict.fromkeys(COMMANDS, Command) | dict.fromkeys(OF_THE_TURN, TurnCommand)


@each_command
def test_it_is_summed_up_and_worded_in_every_language(command: Command | TurnCommand):
    for words in (command.summary, *command.replies.values()):
        assert set(words) == set(LANGUAGES)
        assert all(text.strip() for text in words.values())


@pytest.mark.parametrize("key", [*QUESTIONS, *REFUSALS])
def test_a_shared_wording_is_there_in_every_language(key: str):
    assert set((QUESTIONS | REFUSALS)[key]) == set(LANGUAGES)


@each_command
def test_it_has_three_examples_or_more_in_every_language(command: Command | TurnCommand):
    counts = Counter(example.language for example in command.examples)
    assert all(counts[language] >= 3 for language in LANGUAGES)


@each_command
def test_no_example_is_given_twice(command: Command | TurnCommand):
    said = Counter((example.say, example.before) for example in command.examples)
    assert said.most_common(1)[0][1] == 1


@each_command
def test_an_example_names_a_reply_that_exists(command: Command | TurnCommand):
    # a yes and a choice end in the reply of the command that was held
    held = {"done", "ask"} if command.intent in ("CONFIRM", "CHOOSE", "CORRECT") else set()
    for example in command.examples:
        assert example.reply in held or wording(command, example.reply)


@pytest.mark.parametrize("intent", sorted(COMMANDS - {"LIST_CUSTOMER_BALANCES", "TOTAL_PENDING_AMOUNT"}))
def test_one_of_its_examples_is_no_success(intent: str):
    assert any(example.reply != "done" for example in by_intent()[intent].examples)


def test_whatever_is_unclear_about_money_has_an_answer():
    assert set(by_intent()["CLARIFY"].replies) == set(get_args(Clarify))


@pytest.mark.parametrize("intent", sorted(COMMANDS))
def test_who_may_only_look_changes_nothing(intent: str):
    command = by_intent()[intent]
    assert isinstance(command, Command)
    changes = not intent.startswith(("CHECK", "GET", "LIST", "LOW", "TOTAL", "SHOW", "DAILY", "PAYMENT", "CUSTOMER"))
    assert ("viewer" in command.roles) is not changes
    assert "owner" in command.roles
    assert ("staff" in command.roles) is (intent != "DELETE_CUSTOMER_DATA")


def test_examples_are_written_in_the_letters_of_their_language():
    def letters(example: Example) -> set[bool]:
        return {"\u0900" <= letter <= "\u097f" for letter in example.say if letter.isalpha()}

    for command in all_commands():
        for example in command.examples:
            assert letters(example) == {example.language == "hi"}, example.say
