"""Whose turn it is, alone: hours are plain numbers."""

from __future__ import annotations

from uuid import UUID, uuid4

from execora.ledger.model import Customer
from execora.session.turn import Asked, Told, Turn

DRAFT = uuid4()
BHARATS = (Customer(UUID(int=1), "Bharat Yadav"), Customer(UUID(int=2), "Bharat Bhushan"))


def question(held: str = "order", options: tuple[Customer, ...] = ()) -> Asked[str]:
    return Asked(uuid4(), "Likh doon?", held, options)


def test_a_question_is_open_until_it_is_answered_and_not_after() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    asked = question()
    assert turn.ask(asked, now=0)
    assert turn.question(now=29) is asked
    assert turn.answered(now=29) is None
    assert turn.question(now=29) is None


def test_a_question_lapses_after_its_seconds() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.ask(question(), now=0)
    assert turn.pending(now=30) == "question"
    assert turn.pending(now=30.1) is None


def test_a_second_question_of_an_utterance_is_asked_when_the_first_is_answered() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    second = question("second")
    assert turn.ask(question("first"), now=0)
    assert not turn.ask(second, now=0)
    assert turn.answered(now=20) is second
    assert turn.question(now=49) is second


def test_another_command_lets_all_questions_lapse() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.ask(question(), now=0)
    turn.ask(question(), now=0)
    turn.lapse()
    assert turn.question(now=0) is None


def test_what_offers_options_is_a_choice() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.ask(question(options=BHARATS), now=0)
    assert turn.pending(now=1) == "choice"


def test_haan_binds_to_a_draft_for_a_while_after_it_was_spoken_of() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.speak_of_draft(DRAFT, now=0)
    assert turn.pending(now=30) == "draft"
    assert turn.pending(now=31) is None
    assert turn.draft == DRAFT, "the draft itself stays open"


def test_haan_means_the_newer_of_a_question_and_a_draft() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.speak_of_draft(DRAFT, now=0)
    turn.ask(question(), now=1)
    assert turn.pending(now=2) == "question"
    turn.speak_of_draft(DRAFT, now=3)
    assert turn.pending(now=4) == "draft"


def test_a_draft_being_confirmed_is_not_found_by_a_second_haan() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.speak_of_draft(DRAFT, now=0)
    turn.release_draft()
    assert turn.pending(now=1) is None
    assert turn.draft == DRAFT


def test_forgetting_an_older_draft_keeps_the_newer_one() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    newer = uuid4()
    turn.speak_of_draft(DRAFT, now=0)
    turn.speak_of_draft(newer, now=1)
    turn.forget_draft(DRAFT)
    assert turn.draft == newer


def test_a_question_that_was_put_right_comes_before_those_behind_it() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.ask(question("first"), now=0)
    turn.ask(question("second"), now=0)
    turn.answered(now=5)
    again = question("first, put right")
    assert turn.ask(again, now=5, first=True)
    assert turn.question(now=35) is again
    assert turn.answered(now=35) is not None


def test_a_question_says_how_long_it_still_waits() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.ask(question(), now=10)
    assert [turn.seconds_left(now) for now in (10, 25, 50)] == [30, 15, 0]


def test_behind_a_question_that_is_taken_away_unanswered_the_next_is_asked() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    first, second, third = question("first"), question("second"), question("third")
    for asked in (first, second, third):
        turn.ask(asked, now=0)
    assert turn.drop(lambda asked: asked.held == "third", now=10) is None
    assert turn.all_asked == (first, second)
    assert turn.drop(lambda asked: asked.held == "first", now=20) is second
    assert turn.question(now=49) is second
    assert turn.drop(lambda asked: True, now=50) is None
    assert turn.question(now=50) is None


def test_a_question_that_came_up_by_itself_is_none_to_words_that_were_said_before_it_was_told() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    first, second = question("first"), question("second")
    turn.ask(first, now=0)
    turn.ask(second, now=0)
    turn.answered(now=1, after=7)
    assert (turn.question(now=1, told=Told(6)), turn.pending(now=1, told=Told(6))) == (None, None)
    assert (turn.question(now=1, told=Told(7)), turn.pending(now=1, told=Told(7))) == (second, "question")
    assert turn.question(now=1) is second, "a button answers it by its id"


def test_a_question_is_answered_by_what_was_typed_with_its_command_and_by_no_word_spoken_before_it_was_told() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    asked = question()
    turn.ask(asked, now=0, after=7)
    assert turn.question(now=1, told=Told(6)) is asked
    assert turn.question(now=1, told=Told(6, spoken=True)) is None
    assert turn.question(now=1, told=Told(7, spoken=True)) is asked


def test_a_draft_that_came_up_by_itself_is_none_to_words_that_were_said_before_it_was_told() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.speak_of_draft(DRAFT, now=0, after=7)
    assert (turn.pending(now=0, told=Told(6)), turn.pending(now=0, told=Told(7))) == (None, "draft")


def test_a_draft_that_words_can_mean_already_is_meant_by_them_when_it_is_shown() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.speak_of_draft(DRAFT, now=0)
    turn.speak_of_draft(DRAFT, now=1, after=7)
    assert turn.pending(now=31, told=Told(0)) == "draft"
    turn.release_draft()
    turn.speak_of_draft(DRAFT, now=31, after=9)
    assert turn.pending(now=31, told=Told(8)) is None


def test_a_draft_is_meant_no_more_once_a_question_was_answered() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.ask(question(), now=0)
    turn.speak_of_draft(DRAFT, now=1)
    turn.answered(now=2)
    assert turn.pending(now=2) is None
    assert turn.draft == DRAFT


def test_a_draft_that_is_only_there_is_not_asked_about() -> None:
    turn: Turn[str] = Turn(question_seconds=30)
    turn.open_draft(DRAFT)
    assert turn.draft == DRAFT
    assert turn.pending(now=0) is None
