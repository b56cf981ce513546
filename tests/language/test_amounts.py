import pytest

from execora.language.amounts import Amounts, money
from execora.language.normalise import words
from execora.language.scan import scan
from execora.ledger.model import Split
from execora.ledger.money import Paise
from tests.speech import demo

KNOWN = demo()


def amounts(text: str) -> Amounts:
    split = words(text)
    assert split is not None
    return money(scan(split, KNOWN), set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500 mein se 300 diye", 300),
        ("300 out of 500", 300),
        ("500 payment kiya", 500),
        ("500 ka cheque diya", 500),
        ("2.50 rupaye diye", 2.5),
        ("2 rupaye diye", 2),
        ("12.50 diye", 12.5),
    ],
)
def test_a_number_that_counts_nothing_else_counts_rupees(text: str, expected: float):
    assert (amounts(text).amounts, amounts(text).flaw) == ((Paise(round(expected * 100)),), None)


@pytest.mark.parametrize(
    "text",
    [
        "aadhe diye",
        "half diya",
        "ek diya",
        "dhai diye",
        "2 customer bheje",
        "500 customer",
        "2 naye customer bheje",
        "3 payment kiye",
        "ek cheque diya",
        "2 didi aayi",
        "2 entry add karo",
        "4 log aaye",
    ],
)
def test_a_part_of_something_and_what_is_counted_are_no_amounts(text: str):
    assert amounts(text).flaw == "number"


def test_amounts_and_ways_of_paying_that_take_turns_are_parts_of_one_payment():
    assert amounts("300 cash 200 UPI").splits == (Split(Paise(30000), "cash"), Split(Paise(20000), "upi"))
    assert amounts("300 cash 200").splits == ()


def test_a_number_that_goods_are_made_of_is_no_amount():
    split = words("500 diye")
    assert split is not None
    assert money(scan(split, KNOWN), {0}).amounts == ()
