import pytest

from execora.language.corrections import corrected
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.split import clauses
from tests.speech import demo

KNOWN = demo()


def cut(text: str) -> list[str]:
    split = words(text)
    assert split is not None
    return [
        " ".join(
            part.said or (f"{part.number / 1000:g}" if part.kind == "number" else part.concept or part.kind)
            for part in clause
            if part.kind not in {"link", "pause", "filler"}
        )
        for clause in clauses(corrected(scan(split, KNOWN)))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rahul ko 2 milk aur 1 bread ka bill", ["Rahul to 2 milk 1 bread of bill"]),
        ("Rahul ka balance batao aur Suresh ko reminder bhejo", ["Rahul of balance tell", "Suresh to reminder send"]),
        ("Rahul ne 500 aur Suresh ne 300 diye", ["Rahul by 500 give", "Suresh by 300 give"]),
        ("Rahul ne 500 diye, Suresh ne 300", ["Rahul by 500 give", "Suresh by 300 give"]),
        (
            "Rahul ko 500 aur Suresh ko 300 ka reminder kal bhejo",
            ["Rahul to 500 of reminder WHEN send", "Suresh to 300 of reminder WHEN send"],
        ),
        ("Rahul ka balance batao, Suresh ka bhi", ["Rahul of balance tell", "Suresh of balance tell"]),
        ("Rahul ke 500 likho aur Suresh ke bhi", ["Rahul of 500 write", "Suresh of 500 write"]),
        ("Rahul ke 500 likho aur Suresh ke", ["Rahul of 500 write", "Suresh of write"]),
        ("Rahul aur Suresh dono ko reminder bhejo", ["Rahul Suresh both to reminder send"]),
        ("Rahul ne 300 cash aur 200 UPI diye", ["Rahul by 300 cash 200 upi give"]),
        ("bill banao aur bhej do", ["bill make send give"]),
        ("50 packet Maggi aaye hain, stock mein daalo", ["50 packet maggi come is stock in put"]),
        ("Rahul ne 500 diye, likh lo", ["Rahul by 500 give write take"]),
        ("Rahul ne 500 diye aur 2 doodh le gaya", ["Rahul by 500 give", "2 doodh take go"]),
        ("Rahul ka bill banao, 2 doodh, 1 bread", ["Rahul of bill make 2 doodh 1 bread"]),
        ("aaj ki bikri aur Rahul ka balance batao", ["WHEN of sale tell", "Rahul of balance tell"]),
        ("doodh aur chini ka stock batao", ["doodh of stock tell", "chini of stock tell"]),
        ("Rahul ka balance batao Suresh ka bhi", ["Rahul of balance tell", "Suresh of balance tell"]),
        ("haan, Rahul ka balance batao", ["yes Rahul of balance tell"]),
        ("Rahul ko bolo, 500 de de", ["Rahul to say 500 give give"]),
        ("2 aur bread", ["2 bread"]),
        ("Rahul ne 500 diye, uska kitna baki hai", ["Rahul by 500 give", "active of how much due is"]),
        ("Rahul paid 500 and Suresh 300", ["Rahul pay 500", "Suresh pay 300"]),
        ("Record 500 from Rahul and 300 from Suresh", ["write 500 from Rahul", "write 300 from Suresh"]),
        (
            "Rahul ke khate mein 500 likho, Suresh ke mein 300 likho",
            ["Rahul of account in 500 write", "Suresh of account in 300 write"],
        ),
    ],
)
def test_a_sentence_is_cut_where_a_new_command_begins(text: str, expected: list[str]):
    assert cut(text) == expected


def test_what_is_shared_across_different_roles_is_marked_as_unclear():
    assert cut("Rahul ne 500 aur Suresh ko 300 diye")[0].endswith("UNKNOWN")
    assert cut("Rahul ne 500 diye, Suresh ko 300")[1].endswith("UNKNOWN")


def test_a_negated_neighbour_is_not_repeated():
    assert cut("Rahul ne 500 diye aur Suresh ne nahi") == ["Rahul by 500 give", "Suresh by no give"]
