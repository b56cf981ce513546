"""How a customer's particulars are shown and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.ledger.money import rupees

if TYPE_CHECKING:
    from execora.ledger.model import Customer
    from execora.ledger.money import Paise


def customer_shown(customer: Customer, owed: Paise) -> dict[str, object]:
    """Show who a customer is and what they owe."""
    return {
        "customerId": str(customer.id),
        "name": customer.name,
        "phone": customer.phone,
        "nickname": customer.nickname,
        "landmark": customer.landmark,
        "email": customer.email,
        "gstin": customer.gstin,
        "balance": rupees(owed),
    }


def spoken_phone(phone: str) -> str:
    """Return ten digits in two groups of five, as they are read out in India."""
    return f"{phone[:5]} {phone[5:]}"
