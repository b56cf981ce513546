"""From a reading to an order: whoever and whatever it speaks of is found, or asked about, or refused. Pure.

A name that fits one is taken; one that fits several, or is merely near, becomes a choice. Nothing is ever guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from execora.commands.command import Order, OrderItem
from execora.commands.refusals import refuse
from execora.language.grammar import HARMLESS
from execora.language.matching import Found, Near, Nobody, Several
from execora.language.products import product_keys
from execora.language.wording import Apart, Quantity, Unit
from execora.ledger.model import Customer, Product
from execora.ledger.units import LARGEST, Milli, convert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from execora.commands.command import Needs, Reply
    from execora.language.grammar import Known
    from execora.language.reading import Entities, Item, Reading
    from execora.session.memory import Memory

Noun = TypeVar("Noun", Customer, Product)

Kind = Literal["customer", "product"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A reading in its conversation: everything that resolving it may look at."""

    reading: Reading
    needs: Needs
    known: Known
    memory: Memory
    now: datetime
    said: str
    makes: UUID
    """The id reserved for what it makes."""
    draft: tuple[UUID, Customer | None] | None = None
    """The draft that is open in the conversation, and whose it is where that is known."""
    chosen: Mapping[tuple[Kind, str], Customer | Product] = field(default_factory=dict)
    """What was picked before where a mention fitted several."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Several fit, or some are near: the shopkeeper is asked which."""

    kind: Kind
    mention: str
    options: tuple[Customer | Product, ...]
    near: bool = False
    """None of them is called so."""


@dataclass(frozen=True, slots=True)
class Missing:
    """It cannot run: something is not there, or was not said."""

    reply: Reply
    unknown_customer: str | None = None
    """The name as it was spoken, where nobody is called so."""


class _Stop(Exception):
    """Ends resolving with what stands in its way; never leaves this file."""

    def __init__(self, result: Choice | Missing) -> None:
        self.result = result


def resolve(spoken: Spoken) -> Order | Choice | Missing:
    """Find everything a reading speaks of."""
    try:
        return _order(spoken)
    except _Stop as stop:
        return stop.result


def _order(spoken: Spoken) -> Order:
    said, needs = spoken.reading.entities, spoken.needs
    customer = _customer(spoken)
    customers = _customers(spoken) if needs.customers else ()
    payer = _named_customer(spoken, said.payer) if said.payer else None
    items = tuple(_item(spoken, item) for item in said.items)
    product = _product(spoken, said.product) if said.product and needs.product else None
    quantity = _quantity(product, said.quantity, said.unit) if product and said.quantity is not None else None
    _refuse_what_is_missing(spoken)
    return Order(
        intent=spoken.reading.intent,
        entities=said,
        now=spoken.now,
        said=spoken.said,
        makes=spoken.makes,
        customer=customer,
        customers=customers,
        payer=payer,
        items=items,
        product=product,
        quantity=quantity,
        alike=_alike(spoken, said.product) if said.product and needs.new_product else (),
        draft_id=_draft(spoken, customer),
    )


def _refuse_what_is_missing(spoken: Spoken) -> None:
    said, needs = spoken.reading.entities, spoken.needs
    for is_missing, code in (
        (needs.items and not said.items, "MISSING_ITEMS"),
        (needs.product is True and said.product is None, "MISSING_PRODUCT"),
        (needs.amount and said.amount is None, "MISSING_AMOUNT"),
        (needs.name and said.name is None, "MISSING_NAME"),
    ):
        if is_missing:
            raise _Stop(Missing(refuse(code)))


# -- customers -----------------------------------------------------------------


def _customer(spoken: Spoken) -> Customer | None:
    said, needs = spoken.reading.entities, spoken.needs
    if needs.customer == "no" or (needs.customers and _is_for_several(said)):
        return None
    if said.customer is not None:
        return _named_customer(spoken, said.customer)
    if needs.customer == "must" or said.customer_ref:
        remembered = spoken.memory.customer(said.customer_ref or "active") if said.customer_ref != "both" else None
        if remembered:
            return remembered
        if needs.customer == "must":
            raise _Stop(Missing(refuse("CUSTOMER_CONTEXT_MISSING")))
    return None


def _customers(spoken: Spoken) -> tuple[Customer, ...]:
    """Return several who are meant: those who are named, or the two who were spoken of last."""
    said = spoken.reading.entities
    if said.customer_ref != "both":
        return tuple(_named_customer(spoken, mention) for mention in said.customers)
    both = spoken.memory.both()
    if not both:
        raise _Stop(Missing(refuse("CUSTOMER_CONTEXT_MISSING")))
    return both


def _is_for_several(said: Entities) -> bool:
    return bool(said.customers) or said.all_customers or said.customer_ref == "both"


def _named_customer(spoken: Spoken, mention: str) -> Customer:
    picked = spoken.chosen.get(("customer", mention))
    if isinstance(picked, Customer):
        return picked
    match spoken.known.customers.find(mention):
        case Found(customer):
            return customer
        case Several(customers):
            raise _Stop(Choice("customer", mention, _by_name(customers)))
        case Near(customers):
            raise _Stop(Choice("customer", mention, tuple(customers), near=True))
        case Nobody():
            raise _Stop(Missing(refuse("CUSTOMER_NOT_FOUND", name=mention), unknown_customer=mention))


def _by_name(options: Iterable[Noun]) -> tuple[Noun, ...]:
    """Return them in an order that stays the same, for "doosra" must mean the second one that was read out."""
    return tuple(sorted(options, key=lambda option: (option.name, option.id)))


# -- goods ---------------------------------------------------------------------


def _item(spoken: Spoken, item: Item) -> OrderItem:
    product = _product(spoken, item.product)
    if item.value is not None:
        return OrderItem(product, value=item.value)
    return OrderItem(product, _quantity(product, item.quantity, item.unit), price=item.price)


def _product(spoken: Spoken, mention: str) -> Product:
    picked = spoken.chosen.get(("product", mention))
    if isinstance(picked, Product):
        return picked
    match spoken.known.products.find(mention):
        case Found(product):
            return product
        case Several(products):
            raise _Stop(Choice("product", mention, _by_name(products)))
        case Near(products):
            raise _Stop(Choice("product", mention, tuple(products), near=True))
        case Nobody():
            raise _Stop(Missing(refuse("PRODUCT_NOT_FOUND", name=mention)))


def _alike(spoken: Spoken, name: str) -> tuple[Product, ...]:
    """Return what is called so already, or much like it: of several words one must be the same."""
    keys = frozenset(product_keys(name))
    match spoken.known.products.find(name):
        case Found(product):
            return (product,)
        case Several(products):
            return tuple(products)
        case Near(products):
            return tuple(product for product in products if len(keys) == 1 or not keys.isdisjoint(_called(product)))
        case Nobody():
            return ()


def _called(product: Product) -> frozenset[str]:
    names = filter(None, (product.name, product.name_hi, *product.aliases))
    return frozenset(key for name in names for key in product_keys(name))


def _quantity(product: Product, quantity: Milli, unit: str | None) -> Milli:
    converted = convert(quantity, unit, product.unit)
    if converted is None:
        raise _Stop(Missing(refuse("UNIT_MISMATCH", product=product, unit=Unit(product.unit))))
    if not 0 < converted <= LARGEST:
        raise _Stop(Missing(refuse("QUANTITY_BOUNDS", product=product, largest=Quantity(LARGEST, product.unit))))
    return converted


# -- drafts --------------------------------------------------------------------


def _draft(spoken: Spoken, customer: Customer | None) -> UUID | None:
    """Return the draft it makes, or the open one where that can be meant: nobody was named, or this is whose it is."""
    if spoken.needs.draft == "makes":
        return spoken.makes
    if spoken.needs.draft == "no":
        return None
    if spoken.draft is None:
        _refuse_to_guess_a_draft(spoken, customer)
        return None
    draft_id, whose = spoken.draft
    if spoken.needs.draft == "open":
        return draft_id
    return draft_id if customer is None or whose is None or whose.id == customer.id else None


def _refuse_to_guess_a_draft(spoken: Spoken, customer: Customer | None) -> None:
    """Let the books look whose draft waits, but not where somebody may have been named whom nobody has heard."""
    acts = spoken.needs.draft != "open" and spoken.reading.intent not in HARMLESS
    if customer is None and acts and spoken.memory.astray:
        raise _Stop(Missing(refuse("CUSTOMER_CONTEXT_MISSING")))


def options_shown(options: tuple[Customer | Product, ...]) -> tuple[Apart | Product, ...]:
    """Return what there is to choose from as it is said: customers with what tells them apart."""
    return tuple(Apart(option) if isinstance(option, Customer) else option for option in options)
