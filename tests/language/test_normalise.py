import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.normalise import LONGEST, MOST_WORDS, plain, words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rahul ko 2kg chini", "rahul ko 2 kg chini"),
        ("₹1,25,000 diye", "rs 1,25,000 diye"),
        ("Rs.500/- diye", "rs 500 diye"),
        ("1.5k ka maal", "1.5 k ka maal"),
        ("२५० रुपये", "250 रुपये"),
        ("Rahul's balance", "rahul 's balance"),
        ("don't add", "dont add"),
        ("7:30pm", "7 : 30 pm"),
        ("98123-45678", "98123 - 45678"),
        ("+91 98123 45678", "98123 45678"),
        ("parle-g", "parle g"),
        ("milk & bread", "milk and bread"),
        ("ढाई हज़ार", "ढाई हजार"),
        ("हाँ", "हां"),
        ("हिन्दी", "हिंदी"),
    ],
)
def test_signs_become_the_words_they_are_spoken_as(text: str, said: str):
    found = words(text)
    assert found is not None
    assert " ".join(found.plain) == said


def test_a_pause_is_kept_and_a_stop_is_told_from_an_initial():
    assert words("Rahul, M. Gupta. Haan?").plain == ["rahul", ",", "m", "gupta", ";", "haan", "?"]


def test_names_keep_the_letters_they_were_written_with():
    assert words("Bharat ATM wala").shown == ["Bharat", "ATM", "wala"]


def test_a_minus_sign_is_never_lost():
    assert words("-5 rupaye").plain == ["->", "5", "rupaye"]
    assert words("Rahul − 500").plain == ["rahul", "->", "500"]


def test_a_superscript_does_not_become_a_digit_of_an_amount():
    assert "52" not in words("5² rupaye").plain


def test_half_signs_are_numbers():
    assert words("½ kilo").plain == ["0.5", "kilo"]


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u200e", "\u202e", "\u2066", "\ufeff", "\ud800"])
def test_what_nobody_says_refuses_the_whole_text(sign: str):
    assert words(f"Rahul ne 500{sign} diye") is None


def test_a_text_of_more_than_any_command_is_refused():
    assert words("a" * (LONGEST + 1)) is None
    assert words("a " * (MOST_WORDS + 1)) is None
    assert words("haan " * MOST_WORDS) is not None


def test_the_joiners_of_devanagari_are_dropped():
    assert words("क\u200dष").plain == words("कष").plain


@given(st.text(max_size=300))
def test_any_text_is_split_or_refused(text: str):
    found = words(text)
    assert found is None or len(found.plain) == len(found.shown)


@given(st.text(max_size=100))
def test_splitting_what_was_split_changes_nothing(text: str):
    said = plain(text)
    if all(word.isalnum() and word.isascii() for word in said):
        assert plain(" ".join(said)) == said


def test_an_e_mail_address_is_one_word():
    said = words("Bill Rahul.K-1@Mail.example.com, pe bhejo.")
    assert said
    assert said.plain == ["bill", "rahul.k-1@mail.example.com", ",", "pe", "bhejo", ";"]


def test_what_is_no_e_mail_address_is_taken_apart():
    said = words("rahul@upi @ rahul")
    assert said
    assert said.plain == ["rahul", "@", "upi", "@", "rahul"]
