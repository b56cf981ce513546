from dataclasses import replace
from uuid import uuid4

import pytest

from execora.language.matching import Found, Near, Nobody, Several
from execora.language.name_keys import name_keys
from execora.language.names import MOST_NEAR, NameIndex
from execora.ledger.model import Customer
from tests.speech import DATA, demo


def customer(name: str, **fields: object) -> Customer:
    return Customer(uuid4(), name, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shop() -> NameIndex:
    return demo().customers


def said(found: object) -> object:
    match found:
        case Found(one):
            return one.name
        case Several(some) | Near(some):
            return {each.name for each in some}
    return None


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Rahul", "Rahul Sharma"),
        ("Rahul Sharma", "Rahul Sharma"),
        ("राहुल", "Rahul Sharma"),
        ("raahul", "Rahul Sharma"),
        ("Verma", "Rahul Verma"),
        ("राहुल वर्मा", "Rahul Verma"),
        ("Rahul bhai", "Rahul Sharma"),
        ("Gupta ji", "Ramesh Gupta"),
        ("Guptaji", "Ramesh Gupta"),
        ("Gupta", "Ramesh Gupta"),
        ("Sunita aunty", "Sunita Devi"),
        ("Salim", "Salim Ansari"),
        ("ATM wala", "Bharat Yadav"),
        ("Bharat ATM wala", "Bharat Yadav"),
        ("Rahul ATM wala", "Rahul Sharma"),
        ("Agra wale", "Bharat Bhushan"),
        ("Rahul mandir wala", "Rahul Verma"),
        ("school wali Priya", "Priya Singh"),
        ("5671", "Rahul Verma"),
        ("Rahul 5671", "Rahul Verma"),
        ("9812345671", "Rahul Verma"),
        ("पूजा", "Pooja Mishra"),
    ],
)
def test_a_mention_that_fits_one_customer_is_that_customer(shop: NameIndex, mention: str, name: str):
    assert said(shop.find(mention)) == name


@pytest.mark.parametrize(
    ("mention", "names"),
    [
        ("Bharat", {"Bharat Yadav", "Bharat Bhushan"}),
        ("Sharma", {"Rahul Sharma", "Kavita Sharma"}),
        ("Sharma ji", {"Rahul Sharma", "Kavita Sharma"}),
        ("Singh", {"Priya Singh", "Gurpreet Singh"}),
    ],
)
def test_a_mention_that_fits_several_is_asked_about(shop: NameIndex, mention: str, names: set[str]):
    found = shop.find(mention)
    assert isinstance(found, Several)
    assert said(found) == names


def test_a_name_that_is_merely_near_is_never_taken(shop: NameIndex):
    found = shop.find("Rakesh")
    assert isinstance(found, Near)
    assert said(found) == {"Ramesh Gupta", "Rajesh Tiwari"}


@pytest.mark.parametrize("mention", ["Rahul Kumar", "Suresh Sharma", "mandir wala", "Rahul Suresh"])
def test_a_mention_with_one_word_too_many_is_not_taken(shop: NameIndex, mention: str):
    assert not isinstance(shop.find(mention), Found)


@pytest.mark.parametrize("mention", ["", "ji", "aunty", "bhai", "🙂", "?", "x" * 300, "71", "\ud800"])
def test_what_is_no_name_is_nobody(shop: NameIndex, mention: str):
    assert shop.find(mention) == Nobody()


def test_near_names_are_a_handful(shop: NameIndex):
    found = shop.find("Kumarr Sharmaa Singhh Raj Rahol")
    assert isinstance(found, Near)
    assert len(found.some) <= MOST_NEAR


def test_a_nickname_goes_before_a_first_name():
    owner_says = customer("Rajendra Prasad", nickname="Raju")
    index = NameIndex([customer("Raju Singh"), owner_says])
    assert index.find("Raju") == Found(owner_says)


def test_a_full_name_goes_before_a_nickname():
    whole = customer("Raju")
    index = NameIndex([customer("Rajendra Prasad", nickname="Raju"), whole])
    assert index.find("Raju") == Found(whole)


def test_two_of_one_nickname_are_asked_about_though_a_third_is_called_so():
    nicknamed = [customer("Rajendra", nickname="Raju"), customer("Rajesh", nickname="Raju")]
    index = NameIndex([*nicknamed, customer("Raju Singh")])
    assert index.find("Raju") == Several(tuple(nicknamed))


def test_an_alias_is_as_good_as_a_nickname():
    taught = customer("Rajendra Prasad", aliases=("Chhote miyan",))
    assert NameIndex([taught]).find("chote miyan") == Found(taught)


def test_an_honorific_counts_where_it_is_part_of_the_name():
    aunty, other = customer("Sunita Devi", nickname="Sunita aunty"), customer("Sunita Rani")
    index = NameIndex([aunty, other])
    assert index.find("Sunita aunty") == Found(aunty)
    assert index.find("Sunita") == Several((aunty, other))


def test_what_is_added_is_found_and_what_is_removed_is_not():
    index, rahul = NameIndex(), customer("Rahul Sharma", phone="9812345670", landmark="ATM ke paas", nickname="Raul")
    index.add(rahul)
    assert all(index.find(mention) == Found(rahul) for mention in ("Rahul", "Raul", "ATM wala", "45670"))
    index.remove(rahul.id)
    assert all(index.find(mention) == Nobody() for mention in ("Rahul", "Raul", "ATM wala", "45670", "Rahol"))
    index.remove(rahul.id)


def test_adding_somebody_again_replaces_them():
    index, rahul = NameIndex(), customer("Rahul Sharma")
    index.add(rahul)
    renamed = Customer(rahul.id, "Mohan Lal")
    index.add(renamed)
    assert index.find("Mohan") == Found(renamed)
    assert index.find("Rahul") == Nobody()


class TestAnIndexOverAnother:
    def test_finds_its_own_and_those_below(self):
        below, ravi = NameIndex([mohan := customer("Mohan")]), customer("Ravi")
        over = below.with_extra([ravi])
        assert over.find("Ravi") == Found(ravi)
        assert over.find("Mohan") == Found(mohan)
        assert below.find("Ravi") == Nobody()

    def test_sees_what_changes_below_it(self):
        below = NameIndex()
        over = below.with_extra()
        below.add(mohan := customer("Mohan"))
        assert over.find("Mohan") == Found(mohan)

    def test_does_not_hide_those_below(self):
        below, newer = NameIndex([older := customer("Rahul Sharma")]), customer("Rahul Verma")
        over = below.with_extra([newer])
        assert set(over.find("Rahul").some) == {older, newer}

    def test_hides_how_somebody_was_called_in_the_one_below(self):
        guddu = customer("Rahul Verma", nickname="Guddu")
        bare = replace(guddu, nickname=None)
        over = NameIndex([guddu]).with_extra([bare])
        assert over.find("Guddu") == Nobody()
        assert over.find("Rahul") == Found(bare)
        assert over.get(guddu.id) == bare
        assert over.get(uuid4()) is None

    def test_knows_somebody_who_is_in_both_once(self):
        rahul = customer("Rahul")
        assert NameIndex([rahul]).with_extra([rahul]).find("Rahul") == Found(rahul)


@pytest.mark.parametrize(
    ("text", "longest"),
    [("rahul ka balance", 1), ("rahul sharma ka", 2), ("atm wala ka", 2), ("bus stand ka", 2), ("balance rahul", 0)],
)
def test_the_longest_name_inside_a_sentence(shop: NameIndex, text: str, longest: int):
    assert shop.longest(list(name_keys(text)), 0) == longest


def test_a_landmark_of_one_word_is_no_name_inside_a_sentence():
    index = NameIndex([customer("Dinesh", landmark="Market")])
    assert index.longest(["market"], 0) == 0
    assert index.find("market wala") == Found(index.find("Dinesh").one)


def test_every_customer_of_ten_thousand_is_found_by_the_full_name():
    names = [line.split("\t")[0].capitalize() for line in (DATA / "name_variants.tsv").read_text("utf-8").splitlines()]
    customers = [customer(f"{first} {last}") for first in names for last in names]
    index = NameIndex(customers)
    assert all(index.find(each.name) == Found(each) for each in customers[::97])
