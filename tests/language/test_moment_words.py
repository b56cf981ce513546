from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.moment_words import moment_at
from execora.language.moments import LAST, Clock, When
from execora.language.normalise import words
from execora.language.time_words import BEGINS, TIME_WORDS


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("kal", When(either=1)),
        ("कल", When(either=1)),
        ("parso", When(either=2)),
        ("aaj", When(days=0)),
        ("tomorrow", When(days=1)),
        ("yesterday", When(days=-1)),
        ("day after tomorrow", When(days=2)),
        ("somvaar", When(weekday=0)),
        ("monday", When(weekday=0)),
        ("agle somvaar", When(weekday=0, coming=True)),
        ("pichle somvaar", When(weekday=0, last=True)),
        ("agle hafte", When(days=7)),
        ("is hafte", When(period="week")),
        ("agle mahine", When(months=1)),
        ("shaam", When(part="evening")),
        ("7 baje", When(clock=Clock(7))),
        ("saadhe saat baje", When(clock=Clock(7, 30))),
        ("paune aath baje", When(clock=Clock(7, 45))),
        ("sava aath baje", When(clock=Clock(8, 15))),
        ("dedh baje", When(clock=Clock(1, 30))),
        ("dhai baje", When(clock=Clock(2, 30))),
        ("7:30", When(clock=Clock(7, 30))),
        ("7.30 baje", When(clock=Clock(7, 30))),
        ("7 pm", When(clock=Clock(7, half="pm"))),
        ("7:30 am", When(clock=Clock(7, 30, "am"))),
        ("सात बजे", When(clock=Clock(7))),
        ("5 tareekh", When(of_month=5)),
        ("mahine ki 5 tareekh", When(of_month=5)),
        ("5 december", When(month=12, of_month=5)),
        ("december 5", When(month=12, of_month=5)),
        ("5th", When(of_month=5)),
        ("do din baad", When(days=2)),
        ("in 2 days", When(days=2)),
        ("aadhe ghante mein", When(span=timedelta(minutes=30))),
        ("do ghante baad", When(span=timedelta(hours=2))),
        ("ek mahine baad", When(months=1)),
        ("roz", When(every="day")),
        ("har din", When(every="day")),
        ("har somvaar", When(every="week", weekday=0)),
        ("har mahine ki 31 tareekh", When(every="month", of_month=31)),
        ("har mahine ki 5", When(every="month", of_month=5)),
        ("har mahine ki aakhri tareekh", When(every="month", of_month=LAST)),
        ("har 5 tareekh", When(every="month", of_month=5)),
        ("har do hafte mein", When(every="week", interval=2)),
        ("har doosre din", When(every="day", interval=2)),
        ("hafte mein ek baar", When(every="week")),
        ("hafte baad", When(days=7)),
        ("ghante bhar mein", When(span=timedelta(hours=1))),
        ("hafte bhar", When(period="week")),
        ("in a week", When(days=7)),
        ("agle mahine ki pehli tareekh", When(months=1, of_month=1)),
        ("agle mahine ki 5", When(months=1, of_month=5)),
        ("mahine ke aakhir mein", When(of_month=LAST)),
        ("aane wale somvaar", When(weekday=0, coming=True)),
        ("is shaam", When(days=0, part="evening")),
        ("kal ke din", When(either=1)),
        ("weekend", When(weekday=5)),
        ("midnight", When(part="night", clock=Clock(12))),
    ],
)
def test_the_pieces_of_a_moment(said: str, when: When):
    split = words(said)
    assert split is not None
    assert moment_at(split.plain, 0) == (when, len(split.plain))


@pytest.mark.parametrize(
    "said", ["500", "2 doodh", "do teen baje", "rahul", "har", "is ka", "32 tareekh", "may", "2 din", "pehle", "last"]
)
def test_what_is_no_moment(said: str):
    split = words(said)
    assert split is not None
    assert moment_at(split.plain, 0) is None


@pytest.mark.parametrize("said", ["agle mahine ki 5 hazaar", "mahine ke 20", "agle mahine ki 5 ka", "mahine ki 5 kilo"])
def test_a_number_after_a_month_that_counts_something_is_no_day(said: str):
    split = words(said)
    assert split is not None
    found = moment_at(split.plain, 0)
    assert found
    assert found[0].of_month is None


@given(
    st.lists(
        st.sampled_from([*BEGINS, *TIME_WORDS, "5", "31", "99999", "do", "dedh", ":", "ki", "mein", "of"]), max_size=10
    )
)
def test_any_run_of_time_words_is_read_to_an_end(said: list[str]):
    at = 0
    while at < len(said):
        found = moment_at(said, at)
        assert found is None or found[1] > at
        at = found[1] if found else at + 1
