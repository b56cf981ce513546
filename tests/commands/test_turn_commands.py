"""The commands of the conversation itself: what they do to it, and what they say."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import pytest

from execora.commands import by_intent
from execora.commands.command import TurnCommand
from execora.commands.refusals import wording
from execora.language.reading import Clarify, Entities, Language, Reading
from execora.language.wording import fill
from execora.ledger.money import Paise
from tests.fakes.talk import FakeTalk

CLARIFIES: tuple[Clarify, ...] = get_args(Clarify)


def act(intent: str, talk: FakeTalk, clarify: Clarify | None = None, **said: object) -> dict[Language, str]:
    """Let a command act, and return what it said last in every language."""
    command = by_intent()[intent]
    assert isinstance(command, TurnCommand)
    command.act(talk, Reading(intent, Entities(**said), clarify=clarify))
    said_last = [one.split()[1] for one in talk.happened if one.startswith(("say", "refuse"))]
    if not said_last:
        return {}
    templates = wording(command, said_last[-1])
    return {
        language: fill(text, talk.words, language, today=date(2026, 11, 20)) for language, text in templates.items()
    }


def test_haan_carries_out_what_was_asked_and_says_nothing_itself():
    talk = FakeTalk(asked=True)
    assert act("CONFIRM", talk) == {}
    assert talk.happened == ["yes"]


def test_haan_to_nothing_says_so():
    talk = FakeTalk()
    assert act("CONFIRM", talk)["en"] == "Nothing is waiting for a yes."


def test_nahi_is_answered_before_the_next_question_is_put():
    talk = FakeTalk(asked=True)
    assert act("DENY", talk)["hi-en"] == "Theek hai, kuch nahi likha."
    assert talk.happened == ["say dropped", "no"]


def test_nahi_to_a_draft_leaves_it():
    talk = FakeTalk()
    assert act("DENY", talk)["hi-en"] == "Theek hai, bill draft mein hi rakha hai."
    assert talk.happened == ["say draft_stays", "no"]


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ({"customer": "Agra wala"}, "choose Agra wala None"),
        ({"product": "Milk"}, "choose Milk None"),
        ({"index": 1}, "choose None 1"),
    ],
)
def test_a_choice_is_by_name_or_by_place(said: dict[str, object], done: str):
    talk = FakeTalk(fits=True)
    assert act("CHOOSE", talk, **said) == {}
    assert talk.happened == [done]


def test_a_choice_that_is_none_hears_the_options_again():
    talk = FakeTalk(fits=False, options=("Bharat Yadav", "Bharat Bhushan"))
    assert act("CHOOSE", talk, index=2)["hi-en"] == "Inme se kaun: Bharat Yadav ya Bharat Bhushan?"


def test_ruko_is_quiet_before_anything_else():
    talk = FakeTalk()
    act("PAUSE", talk)
    assert talk.happened == ["hush", "say done"]


@pytest.mark.parametrize(("task", "which"), [(None, "last"), ("last", "last"), ("all", "all")])
def test_what_runs_is_told_to_stop(task: str | None, which: str):
    talk = FakeTalk(tasks=2)
    assert act("CANCEL_TASK", talk, task=task)["hi-en"] == "2 kaam ruk rahe hain."
    assert talk.happened == [f"cancel {which}", "say stopping"]


def test_there_may_be_nothing_to_stop():
    assert act("CANCEL_TASK", FakeTalk(), task="all")["en"] == "Nothing is going on."


def test_the_status_counts():
    assert act("TASK_STATUS", FakeTalk(tasks=2))["hi-en"] == "2 kaam chal rahe hain, 0 intezaar mein."
    assert act("TASK_STATUS", FakeTalk())["hi-en"] == "Abhi koi kaam baaki nahi hai."


def test_help_gives_sentences_of_the_commands_in_the_listeners_language():
    texts = act("HELP", FakeTalk())
    for language in get_args(Language):
        for intent in ("CREATE_INVOICE", "CHECK_BALANCE"):
            first = next(one for one in by_intent()[intent].examples if one.language == language)
            assert f"'{first.say}'" in texts[language]


def test_what_is_not_understood_is_a_failure_with_two_sentences_to_try():
    talk = FakeTalk()
    texts = act("UNKNOWN", talk)
    assert talk.happened == ["refuse done UNKNOWN_INTENT"]
    assert texts["hi-en"].count("'") == 4


@pytest.mark.parametrize("intent", ["HELP", "UNKNOWN"])
def test_what_who_speaks_may_not_say_is_no_sentence_to_try(intent: str):
    bill = next(example.say for example in by_intent()["CREATE_INVOICE"].examples if example.language == "en")
    assert bill in act(intent, FakeTalk())["en"]
    texts = act(intent, FakeTalk(may_not=frozenset({"CREATE_INVOICE"})))
    assert bill not in texts["en"]
    assert "What is Rahul's balance" in texts["en"]


def test_unclear_money_is_refused_where_no_money_may_be_written():
    talk = FakeTalk(may_not=frozenset({"RECORD_PAYMENT"}))
    act("CLARIFY", talk, "owed", amount=Paise(500_00))
    assert talk.happened == ["refuse NOT_ALLOWED NOT_ALLOWED"]


@pytest.mark.parametrize("reason", CLARIFIES)
def test_unclear_money_is_answered_with_the_sentence_to_say(reason: Clarify):
    texts = act("CLARIFY", FakeTalk(), reason, customer="Rahul Sharma", amount=Paise(500_00))
    assert "'Rahul Sharma ne ₹500 diye'" in texts["hi-en"]
    assert "'Rahul Sharma paid ₹500'" in texts["en"]
    assert not any(text.endswith("?") for text in texts.values()), "it never offers a yes"


@pytest.mark.parametrize("reason", CLARIFIES)
def test_whom_and_how_much_it_was_about_may_be_missing(reason: Clarify):
    texts = act("CLARIFY", FakeTalk(), reason)
    assert "'customer ne itne rupaye diye'" in texts["hi-en"]
    assert "'ग्राहक ने इतने रुपये दिए'" in texts["hi"]


def test_the_last_answer_is_said_again_by_the_conversation_itself():
    talk = FakeTalk(said_before=True)
    assert act("REPEAT", talk) == {}
    assert talk.happened == ["again"]


def test_there_may_be_nothing_to_say_again():
    assert act("REPEAT", FakeTalk())["en"] == "There is nothing to say again."


@pytest.mark.parametrize("language", get_args(Language))
def test_a_language_is_spoken_before_it_is_said_so(language: Language):
    talk = FakeTalk()
    act("SWITCH_LANGUAGE", talk, language=language)
    assert talk.happened == [f"speak {language}", "say done"]


@pytest.mark.parametrize("language", ["mr", "gu", "pa", "ta", "te", "bn", "kn", "ml", "ur", None])
def test_a_language_without_wordings_changes_nothing(language: str | None):
    talk = FakeTalk()
    act("SWITCH_LANGUAGE", talk, language=language)
    assert talk.happened == ["refuse not_yet NOT_ALLOWED"]


@pytest.mark.parametrize(
    ("intent", "outcome", "happened", "said"),
    [
        ("START_RECORDING", "done", ["record on", "say done"], "Recording."),
        ("START_RECORDING", "already", ["record on", "say already"], "It is being recorded already."),
        ("START_RECORDING", "unavailable", ["record on", "refuse unavailable NOT_ALLOWED"], "Nothing can be recorded"),
        ("STOP_RECORDING", "done", ["record off", "say done"], "The recording has ended and is kept."),
        ("STOP_RECORDING", "already", ["record off", "refuse none NOT_ALLOWED"], "Nothing is being recorded."),
        ("STOP_RECORDING", "unavailable", ["record off", "refuse none NOT_ALLOWED"], "Nothing is being recorded."),
        ("START_RECORDING", "not_allowed", ["record on", "refuse NOT_ALLOWED NOT_ALLOWED"], "You are not allowed to"),
        ("STOP_RECORDING", "not_allowed", ["record off", "refuse NOT_ALLOWED NOT_ALLOWED"], "You are not allowed to"),
    ],
)
def test_a_recording_begins_and_ends_and_what_cannot_be_is_said(
    intent: str,
    outcome: Literal["done", "already", "unavailable", "not_allowed"],
    happened: list[str],
    said: str,
):
    talk = FakeTalk(recording=outcome)
    assert act(intent, talk)["en"].startswith(said)
    assert talk.happened == happened
