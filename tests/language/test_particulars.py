import pytest

from execora.language.clause import Clause, clause
from execora.language.normalise import words
from execora.language.particulars import told_in_words, whose_field, with_told
from execora.language.reading import Entities
from execora.language.scan import scan
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def of(text: str) -> Clause:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return clause(parts, KNOWN, tone(parts), split.plain)


def told(text: str) -> Entities | None:
    spoken = of(text)
    fields = told_in_words(spoken.parts, whose_field(spoken))
    return None if fields is None else with_told(Entities(), fields)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Suresh ka naam Suresh Kumawat kar do", Entities(name="Suresh Kumawat")),
        ("Suresh ka nickname Suri rakho", Entities(nickname="Suri")),
        ("Suresh ka pata Mandir ke paas hai", Entities(landmark="Mandir ke paas")),
        ("Suresh ka landmark Mandir ke saamne", Entities(landmark="Mandir ke saamne")),
        ("Suresh's address is near temple", Entities(landmark="Temple")),
        ("Suresh ka nickname Suri aur pata Mandir", Entities(nickname="Suri", landmark="Mandir")),
        ("Suresh ka pata talab se badal ke purani haveli kar do", Entities(landmark="Purani Haveli")),
        ("Suresh ka landmark sabzi market kar do", Entities(landmark="Sabzi Market")),
        ("सुरेश का नाम सोहन लाल कर दो", Entities(name="Sohan Lal")),
        ("Suresh ka number badal do", Entities()),
    ],
)
def test_words_after_the_noun_of_a_field_are_its_value(text: str, said: Entities):
    assert told(text) == said


@pytest.mark.parametrize("text", ["Suresh ka number Mandir", "Suresh ka naam Ravi, naam Mohan", "Suresh ka Mandir"])
def test_words_that_fit_no_field_are_told_of(text: str):
    assert told(text) is None


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Suresh ka number", "Suresh"),
        ("change the number of Suresh", "Suresh"),
        ("add the GSTIN to Suresh", "Suresh"),
        ("add the GSTIN for Suresh", "Suresh"),
        ("Suresh GSTIN 08ABCDE1234F1Z5", "Suresh"),
        ("Suresh changed his number to 9876543210", "Suresh"),
        ("Suresh ko number", None),
        ("Rahul ka aur Suresh ka number", None),
        ("sabka number", None),
    ],
)
def test_whose_field_it_is(text: str, whose: str | None):
    found = whose_field(of(text))
    assert (found and found.said) == whose
