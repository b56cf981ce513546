"""UNDO: each change is named and taken back, or it is said why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, get_args
from uuid import uuid4

import pytest

from execora.commands import by_intent
from execora.commands.changes import (
    Change,
    CustomerAdded,
    CustomerChanged,
    DraftMade,
    ForGood,
    GoodsReceived,
    MoneyPosted,
    PriceSet,
    ProductAdded,
    RemindersCancelled,
    RemindersKept,
    RemindersMoved,
)
from execora.commands.command import Command, Thing, Touches
from execora.ledger.model import Product, Reminder
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.shop import DEMO_NOW
from tests.fakes.till import goods

if TYPE_CHECKING:
    from uuid import UUID

    from tests.fakes.till import Said, Till

RAHUL = {"customer": "Rahul Sharma"}
SOON, LATER = DEMO_NOW + timedelta(hours=2), DEMO_NOW + timedelta(hours=5)


async def undo(till: Till, change: Change) -> Said:
    """Ask for it and say yes."""
    asked = await till.carry_out("UNDO", undoes=change)
    assert asked.reply.asks
    return await till.yes()


async def done(till: Till, intent: str, **spoken_of: object) -> Change:
    said = await till.carry_out(intent, **spoken_of)
    assert said.reply.change, said.key
    return said.reply.change


async def reminder(till: Till) -> Reminder:
    kept = Reminder(uuid4(), till.shop.customer("Rahul Sharma"), None, SOON)
    with till.shop.atomic() as inside:
        await inside.reminders.create(kept)
    return kept


def waiting(till: Till) -> list[Reminder]:
    return list(till.shop.pages.reminders.values())


@pytest.mark.parametrize("intent", ["RECORD_PAYMENT", "ADD_CREDIT"])
async def test_money_is_reversed_once(till: Till, intent: str):
    change = await done(till, intent, **RAHUL, amount=Paise(200_00))
    said = await undo(till, change)
    assert till.shop.owed("Rahul Sharma") == 500_00
    assert said.data["balance"] == 500
    assert (await till.carry_out("UNDO", undoes=change, confirmed=True)).error == "ALREADY_DONE"
    assert till.shop.owed("Rahul Sharma") == 500_00


async def test_goods_are_taken_off_the_shelf(till: Till):
    change = await done(till, "ADD_STOCK", product="Milk", quantity=Milli(5000))
    await undo(till, change)
    assert till.shop.stock("Milk") == 80_000


async def test_goods_that_were_sold_meanwhile_stay(till: Till):
    said = await undo(till, GoodsReceived(till.shop.product("Milk"), Milli(900_000)))
    assert (said.key, said.error) == ("sold", "INSUFFICIENT_STOCK")
    assert till.shop.stock("Milk") == 80_000


async def test_a_newcomer_without_an_entry_is_forgotten(till: Till):
    change = await done(till, "CREATE_CUSTOMER", name="Zubin")
    assert isinstance(change, CustomerAdded)
    await undo(till, change)
    assert await till.shop.customers.get(change.customer.id) is None


async def test_a_newcomer_whose_account_is_used_stays(till: Till):
    change = await done(till, "CREATE_CUSTOMER", name="Zubin", amount=Paise(100_00))
    assert isinstance(change, CustomerAdded)
    assert (await undo(till, change)).key == "in_use"
    assert await till.shop.customers.get(change.customer.id)


async def test_a_customers_fields_are_as_before_unless_somebody_changed_them_since(till: Till):
    before = till.shop.customer("Rahul Sharma")
    after = replace(before, landmark="Mandir")
    with till.shop.atomic() as inside:
        await inside.customers.update(after)
    assert (await undo(till, CustomerChanged(before, after))).error is None
    assert till.shop.customer("Rahul Sharma") == before
    assert (await undo(till, CustomerChanged(before, after))).error == "ALREADY_DONE"


async def test_a_price_is_as_before_unless_somebody_set_another_since(till: Till):
    milk = till.shop.product("Milk")
    with till.shop.atomic() as inside:
        await inside.products.set_price(milk.id, Paise(35_00))
    change = PriceSet(milk, Paise(30_00), Paise(35_00))
    assert (await undo(till, change)).error is None
    assert till.shop.pages.shelf[milk.id].price == 30_00
    assert (await undo(till, change)).error == "ALREADY_DONE"


async def test_a_product_is_sold_no_more_unless_it_was_sold(till: Till):
    milk = till.shop.product("Milk")
    await till.bill()
    assert (await undo(till, ProductAdded(milk))).key == "in_use"
    pen = till.shop.product("Pen")
    assert (await undo(till, ProductAdded(pen))).error is None
    assert (await undo(till, ProductAdded(Product(uuid4(), "Ghost", "kg")))).error == "ALREADY_DONE"


async def test_a_draft_is_dropped_or_given_back_what_was_on_it(till: Till):
    made = await done(till, "CREATE_INVOICE", **RAHUL, items=(goods("Milk", 2),))
    assert isinstance(made, DraftMade)
    added = await done(till, "ADD_ITEM", items=(goods("Bread"),))
    said = await undo(till, added)
    assert said.data["awaitingConfirm"] is True
    assert [line.product.name for line in till.shop.pages.drafts[made.draft.id].lines] == ["Milk"]
    said = await undo(till, made)
    assert said.data["awaitingConfirm"] is False
    assert not till.shop.pages.drafts


async def test_a_bill_gets_a_credit_note(till: Till):
    draft_id: UUID = await till.draft()
    change = await done(till, "CONFIRM_INVOICE", draft_id=draft_id)
    said = await undo(till, change)
    assert said.data["creditNoteNo"] == "CN/2627/00001"
    assert till.shop.owed("Rahul Sharma") == 500_00


async def test_reminders_that_were_made_are_cancelled(till: Till):
    kept = await reminder(till)
    await undo(till, RemindersKept((kept,)))
    assert not waiting(till)
    assert (await undo(till, RemindersKept((kept,)))).error == "ALREADY_DONE"


async def test_reminders_that_were_moved_or_cancelled_wait_again_as_before(till: Till):
    kept = await reminder(till)
    with till.shop.atomic() as inside:
        await inside.reminders.move(kept.id, LATER)
    await undo(till, RemindersMoved((kept,)))
    assert [one.send_at for one in waiting(till)] == [SOON]
    with till.shop.atomic() as inside:
        await inside.reminders.cancel(kept.id)
    await undo(till, RemindersCancelled((kept,)))
    assert [(one.customer, one.send_at) for one in waiting(till)] == [(kept.customer, SOON)]


@pytest.mark.parametrize("kind", [RemindersMoved, RemindersCancelled])
async def test_an_hour_that_has_gone_by_does_not_come_back(till: Till, kind: type[RemindersMoved | RemindersCancelled]):
    gone_by = Reminder(uuid4(), till.shop.customer("Rahul Sharma"), None, DEMO_NOW)
    assert (await undo(till, kind((gone_by,)))).key == "past"


@pytest.mark.parametrize("what", ["bill", "draft", "customer"])
async def test_what_is_gone_for_good_is_refused_before_it_is_asked_about(till: Till, what: str):
    said = await till.carry_out("UNDO", undoes=ForGood(what))  # type: ignore[arg-type]
    assert (said.key, said.error) == ("for_good", "NOT_ALLOWED")


async def test_where_nothing_was_changed_it_is_said_so(till: Till):
    assert (await till.carry_out("UNDO")).key == "nothing"


async def test_nothing_is_taken_back_before_the_yes(till: Till):
    change = await done(till, "RECORD_PAYMENT", **RAHUL, amount=Paise(200_00))
    asked = await till.carry_out("UNDO", undoes=change)
    assert isinstance(change, MoneyPosted)
    assert asked.text.startswith("Rahul Sharma ka ₹200")
    assert till.shop.owed("Rahul Sharma") == 300_00


def test_it_waits_for_whatever_is_written_or_read():
    command = by_intent()["UNDO"]
    assert isinstance(command, Command)
    everything = command.touches(None)  # type: ignore[arg-type]
    for kind in get_args(Thing.__annotations__["kind"]) or ("customer", "product", "draft", "reminder"):
        thing = frozenset({Thing(kind, uuid4())})
        assert everything.conflicts(Touches(reads=thing))
        assert everything.conflicts(Touches(writes=thing))
