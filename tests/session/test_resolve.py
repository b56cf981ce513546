"""From a reading to an order: found, asked about, or refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from execora.commands.command import Needs, Order
from execora.language.grammar import Known
from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.language.reading import Entities, Item, Reading
from execora.ledger.model import Customer, Product
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from execora.session.desk import INDIA
from execora.session.memory import Memory
from execora.session.resolve import Choice, Missing, Spoken, resolve

if TYPE_CHECKING:
    from execora.session.resolve import Kind

RAHUL = Customer(UUID(int=1), "Rahul Sharma", nickname="Rahul")
BHARATS = (
    Customer(UUID(int=2), "Bharat Yadav", landmark="ATM wala"),
    Customer(UUID(int=3), "Bharat Bhushan", landmark="Agra wala"),
)
RAMESH = Customer(UUID(int=4), "Ramesh Gupta")
MILK = Product(UUID(int=11), "Milk", "packet", "दूध", ("doodh",))
SUGAR = Product(UUID(int=12), "Sugar", "kg", "चीनी", ("chini",))
KNOWN = Known(NameIndex([RAHUL, *BHARATS, RAMESH]), ProductIndex([MILK, SUGAR]))
MAKES = uuid4()
BILL = Needs(customer="must", items=True, draft="makes")
PAYMENT = Needs(customer="must", amount=True)


def spoken(
    needs: Needs,
    *,
    memory: Memory | None = None,
    draft: tuple[UUID, Customer | None] | None = None,
    chosen: dict[tuple[Kind, str], Customer | Product] | None = None,
    **said: object,
) -> Spoken:
    entities = Entities(**said)  # type: ignore[arg-type]
    now = datetime(2026, 11, 20, 15, tzinfo=INDIA)
    return Spoken(Reading("X", entities), needs, KNOWN, memory or Memory(), now, "", MAKES, draft, chosen or {})


def order(found: Order | Choice | Missing) -> Order:
    assert isinstance(found, Order), found
    return found


def missing(found: Order | Choice | Missing) -> str | None:
    assert isinstance(found, Missing), found
    return found.reply.error


def test_a_customer_is_found_and_money_is_kept_as_it_was_said() -> None:
    found = order(resolve(spoken(PAYMENT, customer="Rahul", amount=Paise(50000))))
    assert found.customer == RAHUL
    assert found.entities.amount == 50000


def test_a_name_that_fits_several_is_a_choice() -> None:
    found = resolve(spoken(PAYMENT, customer="Bharat", amount=Paise(1)))
    assert isinstance(found, Choice)
    assert set(found.options) == set(BHARATS)
    assert not found.near


def test_the_one_that_was_chosen_is_taken() -> None:
    chosen: dict[tuple[Kind, str], Customer | Product] = {("customer", "Bharat"): BHARATS[1]}
    assert order(resolve(spoken(PAYMENT, customer="Bharat", amount=Paise(1), chosen=chosen))).customer == BHARATS[1]


def test_a_name_that_is_merely_near_is_asked_about_and_never_taken() -> None:
    found = resolve(spoken(PAYMENT, customer="Rakesh", amount=Paise(1)))
    assert isinstance(found, Choice | Missing)
    if isinstance(found, Choice):
        assert found.near


def test_a_name_nobody_has_is_refused_as_it_was_spoken() -> None:
    found = resolve(spoken(PAYMENT, customer="Xylophon", amount=Paise(1)))
    assert missing(found) == "CUSTOMER_NOT_FOUND"
    assert isinstance(found, Missing)
    assert found.unknown_customer == "Xylophon"


def test_nobody_named_means_the_active_customer() -> None:
    memory = Memory()
    memory.speak_of(RAMESH)
    memory.speak_of(RAHUL)
    assert order(resolve(spoken(PAYMENT, amount=Paise(1), memory=memory))).customer == RAHUL
    previous = spoken(PAYMENT, amount=Paise(1), memory=memory, customer_ref="previous")
    assert order(resolve(previous)).customer == RAMESH


def test_nobody_named_and_nobody_active_is_refused() -> None:
    assert missing(resolve(spoken(PAYMENT, amount=Paise(1)))) == "CUSTOMER_CONTEXT_MISSING"


def test_a_customer_in_memory_never_hides_one_in_the_shop() -> None:
    memory = Memory()
    memory.speak_of(BHARATS[0])
    assert isinstance(resolve(spoken(PAYMENT, customer="Bharat", amount=Paise(1), memory=memory)), Choice)


@pytest.mark.parametrize(
    ("needs", "said", "code"),
    [
        (PAYMENT, {"customer": "Rahul"}, "MISSING_AMOUNT"),
        (BILL, {"customer": "Rahul"}, "MISSING_ITEMS"),
        (Needs(product=True), {}, "MISSING_ITEMS"),
        (Needs(name=True), {}, "MISSING_NAME"),
    ],
)
def test_what_was_not_said_is_refused_and_never_made_up(needs: Needs, said: dict[str, object], code: str) -> None:
    assert missing(resolve(spoken(needs, **said))) == code


def test_quantities_come_in_the_products_own_unit() -> None:
    items = (Item(product="chini", quantity=Milli(500_000), unit="g"), Item(product="doodh", quantity=Milli(2000)))
    found = order(resolve(spoken(BILL, customer="Rahul", items=items)))
    assert [(item.product, item.quantity) for item in found.items] == [(SUGAR, 500), (MILK, 2000)]
    assert found.draft_id == MAKES


def test_a_unit_that_the_product_is_not_sold_in_is_refused() -> None:
    item = Item(product="doodh", quantity=Milli(1000), unit="kg")
    assert missing(resolve(spoken(BILL, customer="Rahul", items=(item,)))) == "MISSING_ITEMS"


@pytest.mark.parametrize("quantity", [0, -1000, 1_000_000_000])
def test_a_quantity_out_of_bounds_is_refused(quantity: int) -> None:
    item = Item(product="doodh", quantity=Milli(quantity))
    assert missing(resolve(spoken(BILL, customer="Rahul", items=(item,)))) == "LIMIT_REACHED"


def test_the_value_that_was_asked_for_stays_a_value() -> None:
    found = order(resolve(spoken(BILL, customer="Rahul", items=(Item(product="doodh", value=Paise(2000)),))))
    assert (found.items[0].quantity, found.items[0].value) == (None, 2000)


def test_the_open_draft_is_meant_unless_another_customer_is_named() -> None:
    draft_id = uuid4()
    confirm = Needs(customer="may", draft="ends")
    assert order(resolve(spoken(confirm, draft=(draft_id, RAHUL)))).draft_id == draft_id
    assert order(resolve(spoken(confirm, draft=(draft_id, RAHUL), customer="Rahul"))).draft_id == draft_id
    assert order(resolve(spoken(confirm, draft=(draft_id, RAHUL), customer="Ramesh"))).draft_id is None


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Milk", (MILK,)),
        ("doodh", (MILK,)),
        ("Badam Milk", (MILK,)),
        ("Milky", (MILK,)),
        ("Milky Bar", ()),
        ("Poha", ()),
    ],
)
def test_a_new_product_is_told_what_is_called_so_or_much_like_it(name: str, alike: tuple[Product, ...]) -> None:
    found = order(resolve(spoken(Needs(new_product=True), product=name)))
    assert (found.alike, found.product) == (alike, None)
