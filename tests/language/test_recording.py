"""Whether sound is to be recorded; the many ways to say it stand in the table of sentences."""

import pytest

from execora.language.clause import Clause, clause
from execora.language.normalise import words
from execora.language.recording import starts_recording, stops_recording
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def heard(text: str) -> Clause:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return clause(parts, KNOWN, tone(parts), split.plain)


@pytest.mark.parametrize(
    "text",
    [
        "recording chalu karo",
        "ab record karo meri baat",
        "turn recording on",
        "recording phir se chalu kar do",
        "आवाज़ की recording on करो",
    ],
)
def test_sound_is_to_be_recorded(text: str):
    assert starts_recording(heard(text))
    assert not stops_recording(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "recording band karo",
        "bas recording band",
        "record mat karo",
        "end the recording",
        "अब recording off कर दो",
    ],
)
def test_sound_is_to_be_recorded_no_longer(text: str):
    assert stops_recording(heard(text))
    assert not starts_recording(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "recording band ho gayi",
        "recording chalu hai",
        "recording band karega",
        "500 record karo",
        "Rahul ka record dikhao",
        "recording band mat karo",
        "kahan recording hoti hai",
    ],
)
def test_what_is_told_or_about_the_books_is_neither(text: str):
    assert not starts_recording(heard(text))
    assert not stops_recording(heard(text))
