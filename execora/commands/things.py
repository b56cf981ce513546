"""What an order is about: what its command cannot be without, and the things that `Touches` compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Thing

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.ledger.model import Customer, Product
    from execora.ledger.money import Paise


def the_customer(order: Order) -> Customer:
    """Return the customer of a command that must have one.

    Raises:
        ValueError: the order was not resolved as the command's `Needs` say.

    """
    if order.customer is None:
        raise ValueError(f"{order.intent} came without a customer")
    return order.customer


def the_product(order: Order) -> Product:
    """Return the product of a command that must have one; raises as `the_customer` does."""
    if order.product is None:
        raise ValueError(f"{order.intent} came without a product")
    return order.product


def the_amount(order: Order) -> Paise:
    """Return the amount of a command that must have one; raises as `the_customer` does."""
    if order.entities.amount is None:
        raise ValueError(f"{order.intent} came without an amount")
    return order.entities.amount


def customer_things(order: Order) -> frozenset[Thing]:
    """Return the customers it names; where it names none it may be about any."""
    named = (order.customer, *order.customers) if order.customer else order.customers
    return frozenset(Thing("customer", customer.id) for customer in named) or frozenset({Thing("customer")})


def product_things(order: Order) -> frozenset[Thing]:
    """Return the products it names."""
    named = [item.product for item in order.items] + ([order.product] if order.product else [])
    return frozenset(Thing("product", product.id) for product in named)


def draft_thing(order: Order) -> Thing:
    """Return the draft it is about; where the conversation knows of none it may be any."""
    return Thing("draft", order.draft_id)
