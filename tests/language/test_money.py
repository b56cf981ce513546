import pytest

from execora.language.clause import clause
from execora.language.money import Credited, Move, Paid, Unclear, move
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def moved(text: str) -> Move | None:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return move(clause(parts, KNOWN, tone(parts), split.plain))


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ne 500 diye",
        "Rahul ne 500 chukaye",
        "Rahul ne 500 bheje",
        "Rahul ne 500 jama kiye",
        "Rahul ne 500 UPI kiya",
        "Rahul ne udhaar ke 500 diye",
        "Rahul 500 de gaya",
        "Rahul se 500 mile",
        "Rahul se 500 liye",
        "mujhe Rahul se 500 mile",
        "maine Rahul se 500 liye",
        "Rahul ne mujhe 500 diye",
        "Rahul ka 500 aaya",
        "Rahul ka 500 mil gaya",
        "Rahul ke khate mein 500 jama karo",
        "Rahul ke 500 jama",
        "Rahul ka 500 clear",
        "Rahul ke khate se 500 kam karo",
        "Rahul ka 500 ka payment likho",
        "Rahul ne 500 diye likh lo",
        "Rahul paid 500",
        "Rahul gave me 500",
        "received 500 from Rahul",
        "राहुल ने 500 दिए",
        "राहुल से 500 मिले",
    ],
)
def test_money_that_came_from_a_customer_is_paid(text: str):
    paid = moved(text)
    assert isinstance(paid, Paid)
    assert paid.account is not None
    assert paid.account.said == "Rahul"


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ke 500 likho",
        "Rahul ke naam 500 likho",
        "Rahul ke khate mein 500 chadhao",
        "Rahul ka 500 add karo",
        "Rahul ka 500 udhaar",
        "Rahul ko 500 udhaar",
        "Rahul pe 500 likh do",
        "Rahul ke hisaab mein 500 jodo",
        "add 500 to Rahul's account",
        "राहुल के खाते में 500 लिखो",
    ],
)
def test_what_is_to_be_written_is_credited(text: str):
    credited = moved(text)
    assert isinstance(credited, Credited)
    assert credited.certain


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ko 500 diye",
        "Rahul ko 500 mile",
        "maine Rahul ko 500 diye",
        "Rahul ne 500 liye",
        "Rahul ne udhaar 500 liya",
        "Rahul 500 le gaya",
        "Rahul ko 500 do",
        "gave Rahul 500",
        "I gave 500 to Rahul",
        "Rahul took 500",
        "राहुल ने 500 लिए",
    ],
)
def test_what_only_the_direction_says_is_credited_after_a_question(text: str):
    credited = moved(text)
    assert isinstance(credited, Credited)
    assert not credited.certain


def test_somebody_can_pay_for_another():
    paid = moved("Rahul ne Kavita ke 500 diye")
    assert isinstance(paid, Paid)
    assert paid.account is not None
    assert paid.payer is not None
    assert (paid.account.said, paid.payer.said) == ("Kavita", "Rahul")


def test_whoever_was_spoken_of_can_be_meant():
    assert moved("500 de gaya") == Paid()
    assert moved("500 likh do") == Credited()
    assert moved("500 diye") == Unclear("direction")
    assert moved("500 cash aur 300 UPI diye") == Paid()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Rahul ne do teen sau diye", "about"),
        ("Rahul ne -5 diye", "number"),
        ("Rahul ne 500 aur 300 diye", "number"),
        ("Rahul ne 500 nahi diye", "negated"),
        ("Rahul ke 500 mat likho", "negated"),
        ("Rahul se 500 lene hain", "owed"),
        ("Rahul ne 500 dene hain", "owed"),
        ("Rahul ke 500 baaki hain", "owed"),
        ("Rahul ka udhaar 500 hai", "owed"),
        ("Rahul kal 500 dega", "promised"),
        ("Rahul 500 de raha hai", "promised"),
        ("Rahul 500 deta hai", "promised"),
        ("Rahul ne 500 diye honge", "promised"),
        ("kal Rahul ke 500 likhna", "promised"),
        ("Rahul bol raha hai 500 diye", "reported"),
        ("shayad Rahul ne 500 diye", "unexplained"),
        ("Rahul ka hisaab barabar kar do", "settle"),
        ("Rahul ka udhaar clear kar do", "settle"),
        ("Rahul ka 500 kam kar do", "reduce"),
        ("Rahul 500 diye", "direction"),
        ("Rahul ke 500 diye", "direction"),
        ("Rahul 500", "direction"),
        ("Rahul ne Suresh ko 500 diye", "direction"),
        ("Rahul ke bhai ne 500 diye", "direction"),
        ("Rahul ne 500 udhaar diye", "direction"),
        ("Rahul ke khate mein 500 likh diye", "direction"),
        ("Rahul se 500 le lo", "direction"),
        ("Rahul ko 500 UPI kiye", "direction"),
        ("Rahul ka 500 rakh lo", "direction"),
        ("I paid Rahul 500", "direction"),
        ("I Rahul gave 500", "direction"),
        ("sabne 500 diye", "direction"),
    ],
)
def test_what_is_not_clear_is_not_moved(text: str, why: str):
    assert moved(text) == Unclear(why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ne 500 diye kya",
        "kya Rahul ne 500 diye",
        "Rahul ne kitne diye",
        "agar Rahul 500 de",
        "Rahul 500 de to likhna",
        "Rahul ka balance batao",
        "Rahul ko 2 doodh diye",
        "Rahul ko bolo 500 de de",
        "Rahul",
    ],
)
def test_a_question_a_condition_and_other_things_move_nothing(text: str):
    assert moved(text) is None
