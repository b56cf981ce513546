"""The words that a recogniser is told to expect: the names of the shop's customers and goods."""

from __future__ import annotations

from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from execora.ledger.model import Customer, Product
    from execora.session.conversation import Conversation

MOST_TERMS = 300
"""More than any recogniser takes; each takes as many of the first as it can."""


def terms(talk: Conversation) -> tuple[str, ...]:
    """Return the names to expect: whom this conversation spoke of last, then customers and goods by turns."""
    recent = _called(talk.memory.recent)
    people, goods = _called(talk.desk.customers), _sold(talk.desk.products)
    others = chain.from_iterable(zip_longest(people, goods))
    unique = dict.fromkeys(term for term in chain(recent, others) if term)
    return tuple(islice(unique, MOST_TERMS))


def _called(customers: Iterable[Customer]) -> Iterator[str]:
    for customer in customers:
        yield customer.name
        if customer.nickname:
            yield customer.nickname


def _sold(products: Iterable[Product]) -> Iterator[str]:
    for product in products:
        yield product.name
        yield from product.aliases
