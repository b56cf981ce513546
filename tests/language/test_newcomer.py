import pytest

from execora.language.clause import clause
from execora.language.newcomer import newcomer
from execora.language.normalise import words
from execora.language.reading import Entities
from execora.language.scan import scan
from execora.language.tone import tone
from execora.ledger.money import Paise
from tests.speech import demo

KNOWN = demo()


def told_of(text: str) -> Entities | None:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    reading = newcomer(clause(parts, KNOWN, tone(parts), split.plain))
    return reading.entities if reading and reading.confidence == 1 else None


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("naya customer Ravi jodo", Entities(name="Ravi")),
        ("naya customer Rahul Gupta jodo", Entities(name="Rahul Gupta")),
        ("Ravi naam ka naya grahak banao", Entities(name="Ravi")),
        ("naya customer Ravi number 98123 45000", Entities(name="Ravi", phone="9812345000")),
        ("naya customer Ravi, Mandir ke paas", Entities(name="Ravi", landmark="Mandir ke paas")),
        ("naya customer Ravi, Mandir ke saamne", Entities(name="Ravi", landmark="Mandir ke saamne")),
        ("naya customer Ravi Agra wala", Entities(name="Ravi", landmark="Agra wala")),
        ("naya customer Ravi nickname Pappu", Entities(name="Ravi", nickname="Pappu")),
        ("naya customer Ravi purana udhaar 200", Entities(name="Ravi", amount=Paise(20_000))),
        ("new customer Ravi near temple", Entities(name="Ravi", landmark="Temple")),
        ("naya customer Mishri jodo", Entities(name="Mishri")),
        ("नया ग्राहक रवि जोड़ो", Entities(name="Ravi")),
        ("naya customer Sohan Lal jodo", Entities(name="Sohan Lal")),
        ("नया ग्राहक सोहन लाल जोड़ो", Entities(name="Sohan Lal")),
        ("naya customer Ravi jodo pata purani haveli", Entities(name="Ravi", landmark="Purani Haveli")),
        ("naya customer Gupta Store jodo", Entities(name="Gupta Store")),
        ("customer list mein Ravi ka naam daal do", Entities(name="Ravi")),
        ("add Ravi to my customers", Entities(name="Ravi")),
        ("naya customer aaya hai Ravi, jod lo", Entities(name="Ravi")),
        ("naya customer jodo", Entities()),
        (f"naya customer {'a' * 300} jodo", Entities()),
    ],
)
def test_the_fields_of_a_newcomer(text: str, entities: Entities):
    assert told_of(text) == entities


@pytest.mark.parametrize(
    "text",
    [
        "naya customer Ravi, Mohan jodo",
        "naye customer ko chai do",
        "naya customer gussa",
        "naya customer Ravi hai",
        "make the customer happy",
        "add customer to group",
        "customer ke liye jagah banao",
        "naya customer, chai banao",
        "naya customer Ravi jodo 500",
        "kya naya customer Ravi jodo",
        "naya customer Ravi mat jodo",
        "agar naya customer Ravi aaye",
        "Ravi jodo",
        "customer Ravi ka balance batao",
        "naya bill Ravi",
    ],
)
def test_what_tells_of_no_newcomer(text: str):
    assert told_of(text) is None
