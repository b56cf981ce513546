"""What was understood, with what was put right in its place. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from execora.language.moments import day_to_come, moment, recurrence

if TYPE_CHECKING:
    from datetime import datetime

    from execora.language.moments import When
    from execora.language.reading import Entities, Item, Reading


def put_right(understood: Reading, correction: Reading, now: datetime) -> Reading | None:
    """Return a reading with all that a correction says in it; None where it does not show what that takes the place of.

    A correction of the customer that also turns around who paid whom puts nothing right: it is another command.
    """
    against = {"RECORD_PAYMENT": "out", "ADD_CREDIT": "in"}.get(understood.intent)
    if correction.direction is not None and correction.direction == against:
        return None
    said, news = understood.entities, correction.entities
    changed: Entities | None = said
    for step in (_customer, _number, _mode, _goods, _phone, _moment):
        changed = step(changed, news, understood.intent, now) if changed else None
    return None if changed is None or changed == said else replace(understood, entities=changed)


def _customer(said: Entities, news: Entities, intent: str, _now: datetime) -> Entities | None:
    """Put somebody else in the place of the one customer; a newcomer gets another name."""
    if news.customer is None:
        return said
    if said.name is not None and intent == "CREATE_CUSTOMER":
        return replace(said, name=news.customer)
    if said.customers or said.all_customers or said.payer or said.customer_ref == "both":
        return None
    return replace(said, customer=news.customer, customer_ref=None)


def _number(said: Entities, news: Entities, _intent: str, _now: datetime) -> Entities | None:
    """Put an amount in the place of an amount or a price, and so many in the place of so many."""
    if news.percent is not None:
        return None if said.percent is None else replace(said, percent=news.percent)
    if news.amount is not None:
        if said.splits:
            return None
        if said.amount is not None:
            return replace(said, amount=news.amount)
        return None if said.price is None else replace(said, price=news.price or news.amount)
    if news.quantity is None:
        return said
    if said.quantity is not None:
        return replace(said, quantity=news.quantity, unit=news.unit or said.unit)
    if len(said.items) != 1 or said.items[0].value is not None:
        return None
    item = replace(said.items[0], quantity=news.quantity, unit=news.unit or said.items[0].unit)
    return replace(said, items=(item,))


def _mode(said: Entities, news: Entities, intent: str, _now: datetime) -> Entities | None:
    if news.mode is None:
        return said
    return replace(said, mode=news.mode) if intent == "RECORD_PAYMENT" and not said.splits else None


def _goods(said: Entities, news: Entities, _intent: str, _now: datetime) -> Entities | None:
    """Put other goods in the place of the only ones, or another quantity of the same."""
    if news.product is not None:
        if said.product is not None:
            return replace(said, product=news.product)
        only = len(said.items) == 1
        return replace(said, items=(replace(said.items[0], product=news.product),)) if only else None
    if not news.items:
        return said
    if said.product is not None and len(news.items) == 1 and news.items[0].value is None:
        (item,) = news.items
        return replace(said, product=item.product, quantity=item.quantity, unit=item.unit)
    return _with_items(said, news.items)


def _with_items(said: Entities, news: tuple[Item, ...]) -> Entities | None:
    items = list(said.items)
    for item in news:
        same = [at for at, other in enumerate(items) if other.product == item.product]
        places = same or ([0] if len(items) == 1 else [])
        if len(places) != 1:
            return None
        items[places[0]] = item
    return replace(said, items=tuple(items))


def _phone(said: Entities, news: Entities, _intent: str, _now: datetime) -> Entities | None:
    if news.phone is None:
        return said
    return replace(said, phone=news.phone) if said.phone is not None or said.name is not None else None


def _moment(said: Entities, news: Entities, _intent: str, now: datetime) -> Entities | None:
    """Put a day in the place of the day, and an hour in the place of the hour; what was not said stays."""
    when = news.when
    if when is None:
        return said
    if said.moment is None and said.recurrence is None and _intent not in _AT_A_MOMENT:
        return None
    at = _at(when, said.moment, now)
    if at is None or at <= now:
        return None
    return replace(said, moment=at, recurrence=recurrence(when) or said.recurrence)


_AT_A_MOMENT = frozenset({"CREATE_REMINDER", "MODIFY_REMINDER"})


def _at(when: When, before: datetime | None, now: datetime) -> datetime | None:
    if before is None or ("clock" in when.pieces and "day" in when.pieces):
        return moment(when, now)
    if "day" in when.pieces or when.span is not None:
        day = day_to_come(when, now.date())
        return None if day is None else before.replace(year=day.year, month=day.month, day=day.day)
    days = (before.date() - now.date()) // timedelta(days=1)
    return moment(replace(when, days=days), now)
