import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.control import control
from execora.language.reading import Entities, Reading

EVERYTHING = Reading("CANCEL_TASK", Entities(task="all"))


@pytest.mark.parametrize(
    "text",
    [
        "ruko",
        "Ruko!",
        "ruk jao",
        "ruk ja",
        "bas",
        "bas karo",
        "chup",
        "chup ho jao",
        "wait",
        "stop talking",
        "रुको",
        "रुक जाओ",
        "बस",
        "चुप",
        "bhai ruko",
    ],
)
def test_words_that_stop_the_speaking(text: str):
    assert control(text) == Reading("PAUSE")


@pytest.mark.parametrize(
    "text",
    [
        "sab band karo",
        "sab cancel karo",
        "sab rok do",
        "stop",
        "Stop.",
        "stop everything",
        "cancel everything",
        "सब बंद करो",
        "स्टॉप",
    ],
)
def test_words_that_stop_everything(text: str):
    assert control(text) == EVERYTHING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "haan",
        "nahi",
        "cancel karo",
        "sab band hai",
        "sab cancel tha",
        "band karo",
        "sab bill cancel karo",
        "sab reminder band karo",
        "Rahul ka bill cancel karo",
        "Rahul ruko",
        "ruko mat",
        "kya ruku",
        "bas 500 diye",
        "stop kya",
        "ruko \u202e",
        "ruko " * 100,
        "don't stop",
        "sab band karo kya",
    ],
)
def test_what_is_no_word_of_control(text: str):
    assert control(text) is None


@given(st.text(max_size=100))
def test_any_text_is_control_or_not(text: str):
    assert control(text) in {None, Reading("PAUSE"), EVERYTHING}
