"""Which of the ones on offer is meant. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.matching import Found
from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.ledger.model import Customer, Product

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST_DIGITS = 2


def pick(options: Sequence[Customer | Product], mention: str | None, index: int | None) -> Customer | Product | None:
    """Return the one option that fits a place in the row, a name, a landmark, or the end of a phone number."""
    if index is not None:
        return options[index] if -len(options) <= index < len(options) else None
    if mention is None:
        return None
    customers = [option for option in options if isinstance(option, Customer)]
    if mention.isdigit():
        return _by_phone(customers, mention)
    products = ProductIndex(option for option in options if isinstance(option, Product))
    for found in (NameIndex(customers).find(mention), products.find(mention)):
        if isinstance(found, Found):
            return found.one
    return None


def _by_phone(customers: Sequence[Customer], digits: str) -> Customer | None:
    ends = [customer for customer in customers if (customer.phone or "").endswith(digits)]
    return ends[0] if len(ends) == 1 and len(digits) >= _FEWEST_DIGITS else None
