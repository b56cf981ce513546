"""What an order is about, as the things that `Touches` compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.command import Thing

if TYPE_CHECKING:
    from execora.commands.command import Order


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
