import pytest

from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import Tone, tone
from tests.speech import demo

KNOWN = demo()


def toned(text: str) -> Tone:
    split = words(text)
    assert split is not None
    return tone(scan(split, KNOWN))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agar Rahul 500 de to likhna", Tone(conditional=True)),
        ("Rahul 500 de to likhna", Tone(conditional=True)),
        ("maan lo Rahul ne 500 diye", Tone(conditional=True)),
        ("if Rahul pays 500", Tone(conditional=True)),
        ("Rahul ne 500 diye kya", Tone(question=True)),
        ("kya Rahul ne 500 diye", Tone(question=True)),
        ("Rahul ne 500 diye?", Tone(question=True)),
        ("Rahul ne 500 diye the na", Tone(question=True)),
        ("राहुल ने 500 दिए ना", Tone(question=True)),
        ("did Rahul pay 500", Tone(question=True)),
        ("has Rahul paid 500", Tone(question=True)),
        ("Rahul ne 500 diye, sorry, 300 diye", Tone(doubtful=True)),
        ("Rahul ne 500 diye matlab 300", Tone(doubtful=True)),
        ("Rahul paid 500 or Suresh paid 500", Tone(doubtful=True)),
        ("20 packet doodh aaye toh likhna", Tone(conditional=True)),
        ("Rahul bol raha hai 500 diye", Tone(reported=True)),
        ("Rahul ne bola 500 diye", Tone(reported=True)),
        ("suna hai Rahul ne 500 diye", Tone(reported=True)),
        ("Rahul said he paid 500", Tone(reported=True)),
        ("shayad Rahul ne 500 diye", Tone(doubtful=True)),
        ("Rahul ya Suresh ne 500 diye", Tone(doubtful=True)),
    ],
)
def test_a_word_of_doubt_colours_the_whole_sentence(text: str, expected: Tone):
    assert toned(text) == expected
    assert not toned(text).plain


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ne 500 diye",
        "actually Rahul ne 500 diye",
        "Rahul ko bolo 500 de de",
        "Rahul ko bolo ki 500 de de",
        "kitna baaki hai",
        "Rahul paid 500",
    ],
)
def test_plain_speech_is_plain(text: str):
    assert toned(text).plain
