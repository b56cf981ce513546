"""Entities as clients are shown them: the names and types of the table of intents, amounts in rupees."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from execora.ledger.money import rupees
from execora.ledger.units import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.commands.command import Order
    from execora.language.reading import Entities, Item
    from execora.ledger.model import Customer
    from execora.ledger.units import Milli
    from execora.session.port import JSON


def shown(said: Entities) -> dict[str, JSON]:
    """Show what was said, before any name was looked up; what was not said is left out."""
    return {
        name: value
        for name, value in {
            "customer": said.customer,
            "customerRef": said.customer_ref if said.customer_ref != "both" else None,
            "customers": list(said.customers),
            "allCustomers": said.all_customers,
            "payer": said.payer,
            "name": said.name,
            "phone": said.phone,
            "nickname": said.nickname,
            "landmark": said.landmark,
            "email": said.email,
            "gstin": said.gstin,
            "amount": None if said.amount is None else rupees(said.amount),
            "mode": said.mode,
            "splits": [{"amount": rupees(split.amount), "mode": split.mode} for split in said.splits],
            "items": [_item(item) for item in said.items],
            "product": said.product,
            "quantity": None if said.quantity is None else number(said.quantity),
            "unit": said.unit,
            "price": None if said.price is None else rupees(said.price),
            "percent": None if said.percent is None else number(said.percent),
            "datetime": _moment(said),
            "recurrence": said.recurrence,
            "date": said.date.isoformat() if said.date else None,
            "period": said.period,
            "withGst": said.with_gst,
            "cancelAll": said.cancel_all,
            "autoSend": said.auto_send,
            "channel": said.channel,
            "language": said.language,
            "task": said.task,
            "index": said.index,
        }.items()
        if not (value is None or value == [] or (value is False and name != "withGst"))
    }


def _moment(said: Entities) -> str | None:
    """Show a moment to come: with its hour where one was said, else the day alone."""
    if said.moment:
        return said.moment.isoformat(timespec="minutes")
    return said.day.isoformat() if said.day else None


def shown_found(order: Order) -> dict[str, JSON]:
    """Show what was said with every name as it was found: full names, ids, quantities in the product's own unit."""
    entities = shown(order.entities)
    if order.customer:
        entities |= {"customer": order.customer.name, "customerId": str(order.customer.id)}
    if order.customers:
        entities |= {"customers": [customer.name for customer in order.customers]}
        entities |= {"customerIds": [str(customer.id) for customer in order.customers]}
    if order.payer:
        entities |= {"payer": order.payer.name}
    if order.items:
        entities["items"] = [
            _item(said) | _found_item(said, found.product.name, found.product.unit, found.quantity)
            for said, found in zip(order.entities.items, order.items, strict=True)
        ]
    if order.product:
        entities["product"] = order.product.name
        if order.quantity is not None:
            entities["quantity"] = number(order.quantity)
            entities |= {"unit": order.product.unit} if order.entities.unit else {}
    return entities


def ids_shown(entities: Mapping[str, JSON]) -> set[UUID]:
    """Return the ids of the customers that are shown."""
    ids = [entities.get("customerId"), *entities.get("customerIds", ())]
    return {UUID(customer_id) for customer_id in ids if customer_id}


def shown_unknown(said: Entities, mention: str, candidates: Sequence[Customer] = ()) -> dict[str, JSON]:
    """Show what was said where a customer's name fits several, or none."""
    entities = shown(said)
    if candidates:
        return entities | {"candidates": [customer.name for customer in candidates]}
    return entities | {"customer": mention, "unknownCustomer": True}


def _item(item: Item) -> dict[str, JSON]:
    if item.value is not None:
        return {"product": item.product, "value": rupees(item.value)}
    shown_item: dict[str, JSON] = {"product": item.product, "quantity": number(item.quantity)}
    if item.unit:
        shown_item["unit"] = item.unit
    if item.price is not None:
        shown_item["price"] = rupees(item.price)
    return shown_item


def _found_item(said: Item, product: str, unit: str, quantity: Milli | None) -> dict[str, JSON]:
    if quantity is None:
        return {"product": product}
    from_unit = {"unit": unit} if said.unit else {}
    return {"product": product, "quantity": number(quantity)} | from_unit
