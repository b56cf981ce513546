from uuid import uuid4

import pytest

from execora.language.matching import Found, Near, Nobody, Several
from execora.language.products import ProductIndex, product_keys
from execora.ledger.model import Product
from tests.speech import demo


@pytest.fixture(scope="module")
def shelf() -> ProductIndex:
    return demo().products


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Milk", "Milk"),
        ("doodh", "Milk"),
        ("दूध", "Milk"),
        ("cheeni", "Sugar"),
        ("chini", "Sugar"),
        ("ande", "Eggs"),
        ("egg", "Eggs"),
        ("अंडे", "Eggs"),
        ("sarson ka tel", "Mustard Oil"),
        ("सरसों का तेल", "Mustard Oil"),
        ("chana dal", "Chana Dal"),
        ("tata salt", "Salt"),
        ("basmati chawal", "Rice"),
        ("parle g biscuit", "Biscuit"),
        ("biscuits", "Biscuit"),
    ],
)
def test_a_word_that_fits_one_product_is_that_product(shelf: ProductIndex, mention: str, name: str):
    found = shelf.find(mention)
    assert isinstance(found, Found)
    assert found.one.name == name


@pytest.mark.parametrize(
    ("mention", "names"),
    [("dal", {"Toor Dal", "Moong Dal", "Chana Dal"}), ("oil", {"Mustard Oil", "Refined Oil"})],
)
def test_a_word_that_fits_several_is_asked_about(shelf: ProductIndex, mention: str, names: set[str]):
    found = shelf.find(mention)
    assert isinstance(found, Several)
    assert {product.name for product in found.some} == names


@pytest.mark.parametrize("mention", ["tata", "sugr", "kheera", "amul doodh"])
def test_a_word_that_is_merely_near_is_never_taken(shelf: ProductIndex, mention: str):
    assert isinstance(shelf.find(mention), Near)


@pytest.mark.parametrize("mention", ["", "ka", "🙂", "?", "x" * 300])
def test_what_is_no_product_is_nothing(shelf: ProductIndex, mention: str):
    assert shelf.find(mention) == Nobody()


def test_what_is_added_is_found_and_what_is_removed_is_not():
    index, jam = ProductIndex(), Product(uuid4(), "Mango Jam", "jar", "आम का जैम", ("aam jam",))
    index.add(jam)
    assert all(index.find(mention) == Found(jam) for mention in ("mango jam", "aam jam", "आम का जैम", "jam"))
    index.remove(jam.id)
    assert all(index.find(mention) == Nobody() for mention in ("mango jam", "jam"))


def test_adding_a_product_again_replaces_it():
    index, jam = ProductIndex(), Product(uuid4(), "Mango Jam", "jar")
    index.add(jam)
    index.add(pickle := Product(jam.id, "Mango Pickle", "jar"))
    assert index.find("mango") == Found(pickle)
    assert index.find("jam") == Nobody()


@pytest.mark.parametrize(
    ("text", "longest"),
    [("sarson ka tel ka bill", 3), ("tata salt do", 2), ("doodh ka", 1), ("ka doodh", 0), ("bill doodh", 0)],
)
def test_the_longest_product_inside_a_sentence(shelf: ProductIndex, text: str, longest: int):
    assert shelf.longest(product_keys(text), 0) == longest


def test_a_word_is_told_from_one_that_only_sounds_like_it(shelf: ProductIndex):
    assert shelf.spells("tel")
    assert not shelf.spells("tell")
