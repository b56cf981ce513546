from __future__ import annotations

from datetime import UTC, datetime, timedelta

from execora.server.doors.figures import MOST_REMEMBERED, NOTHING, Figures, Seen
from execora.session.port import Event

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Watch:
    """Sees events at so many milliseconds past the hour."""

    def __init__(self) -> None:
        self.figures = Figures()

    def at(self, milliseconds: int, type_: str, **told: object) -> Seen:
        return self.figures.see(Event(type_, told), NOW + timedelta(milliseconds=milliseconds))

    def typed(self, milliseconds: int) -> None:
        self.figures.take(NOW + timedelta(milliseconds=milliseconds))


def test_nothing_is_made_up_of_what_was_not_seen():
    assert Watch().at(0, "voice:response", utteranceId="u") == NOTHING


def test_words_are_measured_from_the_end_of_speech_and_answers_with_them():
    watch = Watch()
    watch.at(0, "voice:activity", speaking=True)
    assert watch.at(700, "voice:transcript", isFinal=False, utteranceId="u", text="Ra").milliseconds == 700
    watch.at(2000, "voice:activity", speaking=False)
    assert watch.at(2300, "voice:transcript", isFinal=True, utteranceId="u", confidence=0.9) == Seen(0, 300, 0.9)
    assert watch.at(2400, "voice:response", utteranceId="u") == Seen(0, 400, 0.9)


def test_an_utterance_that_came_to_nothing_begins_and_ends_no_turn():
    watch = Watch()
    watch.at(0, "voice:activity", speaking=False)
    watch.at(100, "voice:activity", speaking=True)
    assert watch.at(200, "voice:activity", speaking=True, heard=False).milliseconds == 200
    assert watch.at(400, "voice:transcript", isFinal=False, utteranceId="u", text="Ra").milliseconds == 300


def test_words_that_come_once_the_next_are_being_said_are_measured_all_the_same():
    watch = Watch()
    watch.at(0, "voice:activity", speaking=False)
    watch.at(100, "voice:activity", speaking=True)
    assert watch.at(250, "voice:transcript", isFinal=True, utteranceId="u").milliseconds == 250


def test_typed_words_are_measured_from_their_message_and_nobody_had_to_recognise_them():
    watch = Watch()
    watch.typed(100)
    assert watch.at(140, "voice:transcript", isFinal=True, utteranceId="u") == Seen(0, 40, None)


def test_tasks_wait_until_they_end_and_belong_to_the_turn_that_they_were_queued_after():
    watch = Watch()
    watch.typed(0)
    assert watch.at(5, "task:queued", taskId="a", utteranceId="u").waiting == 1
    assert watch.at(6, "task:queued", taskId="b", utteranceId="u").waiting == 2
    watch.typed(1000)
    assert watch.at(1500, "task:completed", taskId="a") == Seen(1, 1500, None)
    assert watch.at(1600, "voice:response", taskId="a", utteranceId="u").milliseconds == 1600
    assert watch.at(1700, "task:cancelled", taskId="b").waiting == 0
    assert watch.at(1700, "task:failed", taskId="of another connection").waiting == 0


def test_a_clock_that_is_put_back_makes_nothing_negative():
    watch = Watch()
    watch.typed(1000)
    assert watch.at(0, "voice:response", utteranceId="u").milliseconds == 0


def test_of_a_long_call_only_the_latest_is_remembered():
    watch = Watch()
    watch.typed(0)
    for number in range(MOST_REMEMBERED + 1):
        watch.at(0, "voice:transcript", isFinal=True, utteranceId=f"u{number}", confidence=0.5)
        watch.at(0, "task:queued", taskId=f"t{number}", utteranceId=f"u{number}")
        watch.at(0, "task:completed", taskId=f"t{number}")
    watch.typed(100)
    assert watch.at(100, "voice:response", utteranceId="u0", taskId="t0") == Seen(0, 0, None)
    assert watch.at(100, "voice:response", utteranceId="u1", taskId="t1") == Seen(0, 100, 0.5)
