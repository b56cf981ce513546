import pytest

from execora.language.clause import Clause, clause
from execora.language.normalise import words
from execora.language.reading import Entities, Reading
from execora.language.scan import scan
from execora.language.tone import tone
from execora.ledger.model import Split
from execora.ledger.money import Paise
from tests.speech import demo

KNOWN = demo()


def taken_apart(text: str) -> Clause:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return clause(parts, KNOWN, tone(parts), split.plain)


def test_what_must_be_accounted_for_is_what_carries_meaning():
    assert sorted(taken_apart("zara Rahul bhai ka balance batao na please").content) == ["WHO", "balance", "tell"]


@pytest.mark.parametrize(
    ("text", "nameless"),
    [
        ("ek customer 500 de gaya", True),
        ("log 500 de gaye", True),
        ("uncle 500 de gaye", True),
        ("bhai, 500 likho", False),
        ("Rahul bhai 500 de gaye", False),
        ("us customer ne 500 diye", False),
        ("500 de gaya", False),
    ],
)
def test_somebody_who_is_spoken_of_without_a_name_is_not_taken_for_another(text: str, nameless: bool):
    assert taken_apart(text).nameless is nameless


def test_a_clause_about_somebody_without_a_name_is_about_nobody():
    assert taken_apart("ek customer ka bill").whose() is None
    assert taken_apart("bill").whose() == Entities(customer_ref="active")


def test_light_words_are_accounted_for_only_where_nothing_else_is_said():
    assert taken_apart("kar do").content == ("do",)
    assert taken_apart("add kar do").content == ("add",)


def test_goods_are_accounted_for_one_by_one():
    assert taken_apart("2 doodh aur 1 bread").content == ("GOODS", "GOODS")


@pytest.mark.parametrize(
    "text",
    ["Rahul ne ke 100 diye", "ne 500 diye", "500 ne diye", "Rahul ne 500 mein se diye", "gave 500 to", "Rahul aur ko"],
)
def test_a_postposition_that_marks_nothing_tells_of_a_word_that_was_lost(text: str):
    assert "UNKNOWN" in taken_apart(text).content


def test_moments_that_contradict_each_other_are_not_accounted_for():
    assert "MOMENTS" in taken_apart("kal parso bhejna").content
    assert "MOMENTS" not in taken_apart("kal shaam 7 baje bhejna").content


def test_somebody_unnamed_is_not_whoever_was_spoken_of_last():
    assert "other" in taken_apart("kisi ne 500 diye").content
    assert taken_apart("dono ne 500 diye").whose() == Entities(customer_ref="both")


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Rahul ka balance", Entities(customer="Rahul")),
        ("uska balance", Entities(customer_ref="active")),
        ("balance", Entities(customer_ref="active")),
        ("mujhe balance batao", Entities(customer_ref="active")),
        ("pehle wale ka balance", Entities(customer_ref="previous")),
        ("sabka balance", Entities(all_customers=True)),
        ("Rahul aur Suresh ka balance", Entities(customers=("Rahul", "Suresh"))),
        ("Rahul ne Suresh ke", None),
    ],
)
def test_whom_a_clause_is_about(text: str, entities: Entities | None):
    assert taken_apart(text).whose() == entities


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("500 likho", True),
        ("500 likhna", True),
        ("balance", True),
        ("bhej do na", True),
        ("500 mat likho", False),
        ("500 likhna hai", False),
        ("500 likhega", False),
        ("500 likhe", False),
        ("500 likho kya", False),
        ("agar 500 likho", False),
        ("500 chahiye", False),
        ("diye na", False),
    ],
)
def test_a_command_asks_for_something_now(text: str, commands: bool):
    assert taken_apart(text).commands is commands


def test_an_amount_is_the_only_one():
    assert taken_apart("500 diye").amount == 50_000
    assert taken_apart("500 aur 300 diye").amount is None
    assert taken_apart("500 mein se 300 diye").amount == 30_000
    assert taken_apart("2 doodh").amount is None


def test_a_number_that_is_none_is_a_flaw():
    assert taken_apart("do teen sau diye").flaw == "about"
    assert taken_apart("-5 diye").flaw == "number"
    assert taken_apart("0 rupaye").flaw == "number"
    assert taken_apart("12.505 diye").flaw == "number"
    assert taken_apart("1000000 doodh").flaw == "number"
    assert taken_apart("500 diye").flaw is None


def test_amounts_and_ways_of_paying_that_take_turns_are_splits():
    splits = (Split(Paise(30_000), "cash"), Split(Paise(20_000), "upi"))
    assert taken_apart("300 cash aur 200 UPI diye").splits == splits
    assert taken_apart("cash 300 aur UPI 200 diye").splits == splits
    assert taken_apart("300 cash aur 200 diye").splits == ()


def test_a_noun_is_marked_by_what_follows_it_or_by_a_preposition():
    assert taken_apart("khate se kaat do").marks({"account"}, "from")
    assert taken_apart("from the account").marks({"account"}, "from")
    assert not taken_apart("khate mein likho").marks({"account"}, "from")


def test_confidence_is_the_share_of_what_is_accounted_for():
    said = taken_apart("Rahul ka balance batao")
    assert said.reading("X", Entities(), {"WHO", "balance", "tell"}) == Reading("X")
    assert said.reading("X", Entities(), {"WHO", "balance"}) == Reading("X", confidence=2 / 3)
    assert said.reading("X", None, {"WHO"}) is None


def test_a_hurry_is_heard():
    reading = taken_apart("jaldi Rahul ka balance batao").reading("X", Entities(), ())
    assert reading is not None
    assert reading.urgent
