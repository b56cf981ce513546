from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.known import Known
from execora.language.lexicon import LEXICON
from execora.language.names import NameIndex
from execora.language.normalise import words
from execora.language.products import ProductIndex
from execora.language.scan import scan
from execora.ledger.model import Customer
from tests.speech import demo, hard

NAMED_LIKE_VERBS = Known(NameIndex([Customer(uuid4(), name) for name in ("Bhola", "Diya")]), ProductIndex())

SHOPS = {"demo": demo(), "hard": hard(), "verbs": NAMED_LIKE_VERBS}


def kinds(text: str, shop: str = "hard") -> list[str]:
    """Return the parts of a text as "kind" or "kind=words", with the value of a number."""
    split = words(text)
    assert split is not None
    shown = []
    for part in scan(split, SHOPS[shop]):
        value = part.said if part.kind in {"name", "goods", "unknown", "phone"} else part.concept
        if part.kind == "number":
            value = part.form if part.concept == "FLAW" else f"{part.number / 1000:g}"
        shown.append(f"{part.kind}={value}")
    return shown


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rahul ko do doodh do", ["name=Rahul", "post=to", "number=2", "goods=doodh", "verb=give"]),
        ("Rahul ko do sau do", ["name=Rahul", "post=to", "number=200", "verb=give"]),
        ("Rahul ko paanch sau do", ["name=Rahul", "post=to", "number=500", "verb=give"]),
        ("bill bana do", ["noun=bill", "verb=make", "verb=give"]),
        ("do packet doodh", ["number=2", "unit=UNIT", "goods=doodh"]),
        ("do din baad", ["when=WHEN"]),
        ("saath rupaye", ["number=60"]),
        ("GST ke saath", ["noun=gst", "post=with"]),
        ("Das ko das kilo aata", ["name=Das", "post=to", "number=10", "unit=UNIT", "goods=aata"]),
        ("Mishri ko 2 kilo mishri", ["name=Mishri", "post=to", "number=2", "unit=UNIT", "goods=mishri"]),
        ("mishri ka stock", ["goods=mishri", "post=of", "noun=stock"]),
        ("Mishri ka balance", ["name=Mishri", "post=of", "noun=balance"]),
        ("Chini Lal ka balance", ["name=Chini Lal", "post=of", "noun=balance"]),
        ("chini 2 kilo", ["goods=chini", "number=2", "unit=UNIT"]),
        ("doodh wale ka", ["name=doodh wala", "post=of"]),
        ("Ram aur Shyam Traders ka", ["name=Ram aur Shyam Traders", "post=of"]),
        ("Ram aur Shyam", ["name=Ram", "link=and", "name=Shyam"]),
        ("Kalu ka", ["name=Kalu", "post=of"]),
        ("kal ka", ["when=WHEN", "post=of"]),
        ("rahulka", ["name=Rahul", "filler=glued", "post=of"]),
        ("राहुलने", ["name=Rahul", "filler=glued", "post=by"]),
        ("Rakesh ka", ["unknown=Rakesh", "post=of"]),
        ("राकेश का", ["unknown=Rakesh", "post=of"]),
        ("diye the", ["verb=give", "aux=was"]),
        ("make the bill", ["verb=make", "filler=", "noun=bill"]),
        ("khate me", ["noun=account", "post=in"]),
        ("tell me", ["verb=tell", "pronoun=shop to"]),
        ("bola ki", ["verb=say", "post=of"]),
        ("bola ki haan", ["verb=say", "link=that", "yes=yes"]),
        ("de chuka hai", ["verb=give", "aux=already", "aux=is"]),
        ("chuka diya", ["verb=repay", "verb=give"]),
        ("500 ka check diya", ["number=500", "post=of", "mode=cheque", "verb=give"]),
        ("balance check karo", ["noun=balance", "verb=show", "verb=do"]),
        ("98765 43210", ["phone=9876543210"]),
        ("do teen sau", ["number=about"]),
        ("-5 rupaye", ["number=bad", "number=5"]),
        ("12 rupaye 50 paise", ["number=12.5"]),
        ("rs 500", ["number=500"]),
        ("paansso rupaye", ["unknown=Paansso", "number=bad"]),
        ("ek bill bana do", ["filler=one", "noun=bill", "verb=make", "verb=give"]),
        ("5 ko", ["when=WHEN"]),
        ("500 ko", ["number=bad"]),
        ("at 7", ["prep=at", "when=WHEN"]),
        ("paav kilo", ["number=0.25", "unit=UNIT"]),
        ("do paav", ["number=2", "unit=UNIT"]),
    ],
)
def test_a_word_that_is_two_words_is_decided_by_its_neighbours(text: str, parts: list[str]):
    assert kinds(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sarson ka tel ka bill", ["goods=sarson ka tel", "post=of", "noun=bill"]),
        ("ek litre tel ka", ["number=1", "unit=UNIT", "goods=tel", "post=of"]),
        ("2 doodh packet", ["number=2", "goods=doodh", "unit=UNIT"]),
        ("tell Rahul", ["verb=tell", "name=Rahul"]),
        ("daal do", ["verb=put", "verb=give"]),
        ("2 kilo daal do", ["number=2", "unit=UNIT", "goods=daal", "verb=give"]),
        ("Verma ji ne", ["name=Verma", "title=ji", "post=by"]),
        ("Guptaji ne", ["name=Gupta Ji", "post=by"]),
        ("ATM wale ne", ["name=ATM wala", "post=by"]),
        ("market mein", ["noun=market", "post=in"]),
        ("दूध का", ["goods=milk", "post=of"]),
    ],
)
def test_the_names_of_a_shop_are_found_where_they_are_meant(text: str, parts: list[str]):
    assert kinds(text, "demo") == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Bhola ne 500 diye", ["name=Bhola", "post=by", "number=500", "verb=give"]),
        ("bola ne", ["verb=say", "post=by"]),
        ("bola ki 500", ["verb=say", "link=that", "number=500"]),
        ("Diya ko 500 diye", ["name=Diya", "post=to", "number=500", "verb=give"]),
        ("500 diya", ["number=500", "verb=give"]),
    ],
)
def test_a_name_that_is_also_a_verb_is_one_where_no_verb_could_stand(text: str, parts: list[str]):
    assert kinds(text, "verbs") == parts


WORDS = st.sampled_from(
    [*LEXICON, "Rahul", "Das", "doodh", "500", "do", "sau", "kal", "baje", "foo", ",", "?", "-", "₹", "5%"]
)


@given(st.lists(WORDS, max_size=15))
def test_any_words_are_scanned_to_the_end(said: list[str]):
    split = words(" ".join(said))
    assert split is not None
    parts = scan(split, SHOPS["hard"])
    assert len(parts) <= 2 * len(split.plain)
    assert bool(parts) == bool(split.plain)
