"""Seconds of the sound that a recogniser was given, and the times at which they were spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.session.timeline import Timeline
from execora.sound.pace import Pace


class Counter:
    """Somebody who speaks now and then; only that is given to the recogniser."""

    def __init__(self) -> None:
        self.pace = Pace()
        self.timeline = Timeline(self.pace)
        self.given = 0.0

    def speak(self, at: float, seconds: float) -> float:
        """Speak from a time on; return the second of the sound at which it ends."""
        self.pace.heard_at = at
        self.timeline.begin(self.given)
        self.given += seconds
        self.pace.heard_at = at + seconds
        return self.given


async def test_words_were_spoken_when_their_sound_was_heard_however_late_they_come():
    counter = Counter()
    first = counter.speak(10.0, 2.0)
    second = counter.speak(20.0, 3.0)
    counter.pace.heard_at = 60.0
    assert counter.timeline.uttered(first, counter.given) == (10.0, 12.0)
    counter.timeline.settle(first)
    assert counter.timeline.uttered(second, counter.given) == (20.0, 23.0)


async def test_words_of_two_beginnings_last_from_the_first_to_the_end_of_the_second():
    counter = Counter()
    counter.speak(10.0, 2.0)
    assert counter.timeline.uttered(counter.speak(20.0, 3.0), counter.given) == (10.0, 23.0)


async def test_words_behind_others_in_the_same_stretch_of_speech_began_when_those_ended():
    counter = Counter()
    counter.speak(10.0, 8.0)
    counter.timeline.settle(5.0)
    assert counter.timeline.uttered(8.0, counter.given) == (15.0, 18.0)


async def test_without_a_beginning_only_the_end_is_known():
    counter = Counter()
    counter.pace.heard_at = 30.0
    assert counter.timeline.uttered(until=6.0, given=8.0) == (None, 28.0)


@given(st.lists(st.tuples(st.floats(0.6, 20), st.floats(0.1, 15)), min_size=1, max_size=20), st.data())
def test_each_utterance_keeps_its_time_whenever_its_words_come(turns: list[tuple[float, float]], data: st.DataObject):
    counter, now = Counter(), 100.0
    waiting: list[tuple[float, float, float]] = []
    for pause, seconds in turns:
        now += pause
        waiting.append((counter.speak(now, seconds), now, now + seconds))
        now += seconds
        for until, began_at, ended_at in waiting[: data.draw(st.integers(0, len(waiting)))]:
            assert counter.timeline.uttered(until, counter.given) == pytest.approx((began_at, ended_at))
            counter.timeline.settle(until)
            waiting.pop(0)
