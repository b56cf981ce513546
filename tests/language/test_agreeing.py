import pytest

from execora.language.agreeing import agrees
from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import tone
from execora.language.vocabulary import ASSENT
from tests.speech import demo

KNOWN = demo()


def is_yes(text: str) -> bool:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return agrees(clause(parts, KNOWN, tone(parts), split.plain), ASSENT)


@pytest.mark.parametrize(
    "text",
    ["haan", "ji", "ji bhaiya", "arre haan", "theek hai kar do", "bhej do na", "yes thanks", "हाँ जी", "कर दो"],
)
def test_a_word_that_agrees_is_a_yes(text: str):
    assert is_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "namaste ji",
        "haan hello",
        "thank you",
        "suno ji",
        "bhaiya ji",
        "haan ek aur",
        "haan sirf",
        "haan lekin",
        "haan par",
    ],
)
def test_a_greeting_or_half_a_sentence_is_none(text: str):
    assert not is_yes(text)


@pytest.mark.parametrize("text", ["note hai", "add tha", "bana hai", "haan nahi", "haan kya", "agar haan"])
def test_what_tells_asks_or_denies_is_none(text: str):
    assert not is_yes(text)
