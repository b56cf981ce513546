import pytest

from execora.language.counting import Counting
from execora.language.moments import Clock, When
from execora.language.normalise import plain
from execora.language.parts import Part


def read(text: str, before: Part | None = None) -> tuple[Part, int] | None:
    words = plain(text)
    counting = Counting(words, lambda at: words[at : at + 1] == ["doodh"], lambda at: words[at : at + 1] == ["rahul"])
    return counting.read(0, before)


def amount(rupees: float, form: str = "", said: str = "") -> Part:
    return Part("number", "AMOUNT", form, said, round(rupees * 1000))


TO, MAKE, UNIT = Part("post", "to"), Part("verb", "make", "stem"), Part("unit", "UNIT", "kg", "kilo", 1000)


@pytest.mark.parametrize(
    ("text", "before", "found"),
    [
        ("500", None, (amount(500), 1)),
        ("500 rupaye", None, (amount(500, "rupees"), 2)),
        ("rs 500", None, (amount(500, "rupees"), 2)),
        ("12 rupaye 50 paise", None, (amount(12.5, "rupees"), 4)),
        ("sau", None, (amount(100, said="sau"), 1)),
        ("5 %", None, (Part("number", "PERCENT", "percent", number=5000), 2)),
        ("kilo", None, (UNIT, 1)),
        ("98123 45678", None, (Part("phone", "PHONE", said="9812345678"), 2)),
        ("7 baje", None, (Part("when", "WHEN", when=When(clock=Clock(7))), 2)),
        ("7", Part("prep", "at"), (Part("when", "WHEN", when=When(clock=Clock(7))), 1)),
        ("5 ko", None, (Part("when", "WHEN", when=When(of_month=5)), 2)),
        ("do doodh", TO, (amount(2), 1)),
        ("do sau diye", TO, (amount(200), 2)),
        ("do kheera", TO, (amount(2), 1)),
        ("saath rupaye", TO, (amount(60, "rupees"), 2)),
        ("ek doodh", TO, (amount(1), 1)),
    ],
)
def test_what_is_counted(text: str, before: Part | None, found: tuple[Part, int]):
    assert read(text, before) == found


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("do", MAKE),
        ("do", None),
        ("do rahul", TO),
        ("do sau", MAKE),
        ("saath diye", TO),
        ("ek bill", None),
        ("rahul", None),
        ("l", None),
    ],
)
def test_what_only_looks_like_a_number(text: str, before: Part | None):
    assert read(text, before) is None


@pytest.mark.parametrize(
    "text", ["do diye", "500 paise", "500 ko", "rs do teen", "-> 5", "0", "1.2345", "9 8 7 6 5 4 3 2 1"]
)
def test_what_is_no_clear_number(text: str):
    found = read(text, TO)
    assert found is not None
    assert found[0].concept == "FLAW"


def test_what_nobody_knows_before_rupees_was_meant_for_a_number():
    found = read("rupaye", Part("unknown", "UNKNOWN", said="Paansso"))
    assert found is not None
    assert found[0].concept == "FLAW"
    money = read("rupaye", TO)
    assert money is not None
    assert money[0].concept == "money"
