import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.phonetic import is_devanagari, key, roman
from tests.speech import DATA

VARIANTS = [line.split("\t") for line in (DATA / "name_variants.tsv").read_text("utf-8").splitlines()]


def test_nine_in_ten_spellings_of_a_name_have_its_key():
    spellings = [(name, spelling) for name, hindi, others in VARIANTS for spelling in (hindi, *others.split(","))]
    found = sum(key(name) == key(spelling) for name, spelling in spellings)
    assert found / len(spellings) > 0.95


def test_no_two_names_share_a_key():
    keys = [key(name) for name, _, _ in VARIANTS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ramesh", "rakesh"),
        ("mohan", "sohan"),
        ("rohan", "rohit"),
        ("vimal", "vimala"),
        ("sunit", "sunita"),
        ("vijay", "vijaya"),
        ("ram", "rama"),
        ("kamal", "kamla"),
        ("bharat", "bharati"),
        ("shyam", "sham"),
    ],
)
def test_different_people_have_different_keys(one: str, other: str):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("hindi", "spelling"),
    [
        ("गुरप्रीत", "gurpreet"),
        ("मोहम्मद", "mohammad"),
        ("राजकुमार", "rajkumar"),
        ("अनंत", "anant"),
        ("मिश्रा", "mishra"),
        ("लक्ष्मी", "lakshmi"),
        ("सिंह", "singh"),
        ("कमलेश", "kamlesh"),
    ],
)
def test_a_name_sounds_the_same_in_both_scripts(hindi: str, spelling: str):
    assert key(hindi) == key(spelling)


def test_devanagari_is_written_in_roman_letters_as_names_are():
    assert [roman(word) for word in ("राहुल", "राकेश", "रवि", "Rahul")] == ["rahul", "rakesh", "ravi", "Rahul"]


def test_what_has_letters_of_devanagari_is_devanagari():
    assert is_devanagari("राहुल")
    assert not is_devanagari("rahul")
    assert not is_devanagari("é")


@given(st.text(max_size=400))
def test_any_word_has_a_key(word: str):
    assert isinstance(key(word), str)
