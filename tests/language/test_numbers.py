import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.lexicon import LEXICON
from execora.language.normalise import plain
from execora.language.numbers import MULTIPLIERS, ONE, SMALL, number_at, phone_at
from tests.speech import SPELLINGS, spoken


def value(text: str) -> float | None:
    """Return the number that a text is as a whole; None where it is none, or more than one."""
    words = plain(text)
    number = number_at(words, 0)
    return number.value / 1000 if number and not number.flaw and number.until == len(words) else None


@pytest.mark.parametrize(
    ("number", "spelling"), [(number, spelling) for number, all_of in SPELLINGS.items() for spelling in all_of]
)
def test_every_spelling_of_the_table_is_its_number(number: int, spelling: str):
    assert SMALL[plain(spelling)[0]] == number


def test_no_word_is_two_numbers():
    assert not set(SMALL) & set(MULTIPLIERS)
    assert len({plain(one)[0] for all_of in SPELLINGS.values() for one in all_of}) == sum(map(len, SPELLINGS.values()))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("dedh sau", 150),
        ("chhe sau chhe sau", 600),
        ("sava sau", 125),
        ("paune do sau", 175),
        ("sava do sau", 225),
        ("saadhe teen sau", 350),
        ("paune sau", 75),
        ("dhai hazaar", 2500),
        ("dhai lakh", 250_000),
        ("sava lakh", 125_000),
        ("unnis sau", 1900),
        ("ek sau ek", 101),
        ("teen so pachattar", 375),
        ("5 hazar 2 sau", 5200),
        ("5 sau 50", 550),
        ("ek lakh bees hazaar paanch sau tees", 120_530),
        ("do crore", 20_000_000),
        ("panso", 500),
        ("dosau pachas", 250),
        ("1,25,000", 125_000),
        ("1,000", 1000),
        ("1.5 k", 1500),
        ("12.50", 12.5),
        ("aadha", 0.5),
        ("paav", 0.25),
        ("pauna", 0.75),
        ("dedh", 1.5),
        ("sava", 1.25),
        ("saadhe teen", 3.5),
        ("paune do", 1.75),
        ("ten", 10),
        ("teen", 3),
        ("twenty five", 25),
        ("five hundred", 500),
        ("two hundred and fifty", 250),
        ("one thousand two hundred", 1200),
        ("one and a half", 1.5),
        ("पच्चीस सौ", 2500),
        ("ढाई हज़ार", 2500),
        ("साढ़े तीन सौ", 350),
        ("५००", 500),
        ("पाँच सौ", 500),
    ],
)
def test_a_number_is_what_is_said(said: str, number: float):
    assert value(said) == number


@pytest.mark.parametrize(
    "said",
    ["do teen sau", "das barah", "400 500", "2-3", "sau do sau", "sau pachas", "hazaar paanch sau", "10/12", "ek ek"],
)
def test_two_numbers_side_by_side_are_about_so_much(said: str):
    number = number_at(plain(said), 0)
    assert number is not None
    assert number.flaw == "about"
    assert number.until == len(plain(said))


@pytest.mark.parametrize(
    "said",
    ["saadhe", "paune", "0", "zero", "500,300", "1,2", "12.5555", "9" * 30, "1" + "0" * 12, "saadhe dedh", "500 so"],
)
def test_what_is_no_clear_number_is_said_to_be_none(said: str):
    number = number_at(plain(said), 0)
    assert number is not None
    assert number.flaw
    assert number.value == 0


@pytest.mark.parametrize("said", ["tees", "teees", "tiis", "saaath", "pachaaas", "panchh", "foo", "dus_", "k", "so"])
def test_a_number_word_is_never_matched_loosely(said: str):
    if plain(said)[0] not in SMALL:
        assert number_at(plain(said), 0) is None


def test_a_word_that_yields_ends_the_number():
    words = plain("paanch sau do")
    assert number_at(words, 0).value == 502_000
    assert number_at(words, 0, lambda at: words[at] == "do").value == 500_000


@given(spoken())
def test_a_number_survives_being_spoken(said: tuple[int, str]):
    number, text = said
    assert value(text) == number


@given(st.lists(st.sampled_from([*SMALL, *MULTIPLIERS, "500", "1.5", "dedh", "saadhe", "-", "do", "and"]), max_size=12))
def test_any_run_of_number_words_is_read_to_an_end(words: list[str]):
    at = 0
    while at < len(words):
        number = number_at(words, at)
        assert number is None or number.until > at
        at = number.until if number else at + 1


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("9812345678", "9812345678"),
        ("98123 45678", "9812345678"),
        ("98123-45678", "9812345678"),
        ("98 12 34 56 78", "9812345678"),
        ("+91 98123 45678", "9812345678"),
        ("09812345678", "9812345678"),
        ("919812345678", "9812345678"),
        ("nau aath ek do teen chaar paanch chhe saat aath", "9812345678"),
        ("नौ आठ एक दो तीन चार पाँच छह सात आठ", "9812345678"),
        ("double nine triple zero 12345", "9900012345"),
    ],
)
def test_ten_digits_are_a_phone(said: str, digits: str):
    words = plain(said)
    assert phone_at(words, 0) == (digits, len(words))


def test_a_phone_with_a_digit_too_few_is_none():
    assert phone_at(plain("nau aath ek do teen chaar paanch chhe saat"), 0) == ("", 9)


@pytest.mark.parametrize("said", ["500", "1,25,000", "do teen", "paanch sau", "rahul"])
def test_an_amount_is_no_phone(said: str):
    assert phone_at(plain(said), 0) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [("seven point five", 7500), ("7 point 5", 7500), ("twelve point 25", 12250), ("सात दशमलव पांच", 7500)],
)
def test_a_point_is_spoken(said: str, value: int):
    assert number_at(plain(said), 0) == (value, len(said.split()), "")


@pytest.mark.parametrize(("said", "value"), [("untaalis", 39), ("pachaas", 50), ("chhattees", 36), ("sattaaees", 27)])
def test_a_vowel_may_be_written_short_or_long(said: str, value: int):
    assert number_at([said], 0) == (value * ONE, 1, "")


def test_no_spelling_of_a_number_is_another_word():
    others = {word for word, part in LEXICON.items() if part.kind not in {"number", "filler", "title"}}
    assert SMALL.keys() & others <= ALSO_WORDS


ALSO_WORDS = {"do", "दो", "saath", "sath"}
"""Two and give, sixty and with: what stands beside it decides."""
