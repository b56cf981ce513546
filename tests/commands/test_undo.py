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
    DraftChanged,
    DraftMade,
    DraftsDropped,
    ForGood,
    GoodsReceived,
    MoneyPosted,
    PriceSet,
    ProductAdded,
    ReminderMoved,
    RemindersCancelled,
    RemindersKept,
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


async def test_what_a_newcomer_owed_from_the_start_goes_with_them(till: Till):
    change = await done(till, "CREATE_CUSTOMER", name="Zubin", amount=Paise(100_00))
    assert isinstance(change, CustomerAdded)
    paid = await done(till, "RECORD_PAYMENT", customer="Zubin", amount=Paise(40_00))
    await undo(till, paid)
    assert (await undo(till, change)).error is None
    assert await till.shop.customers.get(change.customer.id) is None
    assert change.customer not in [one.customer for one in await till.shop.customers.balances()]
    assert sum(one.amount for one in till.shop.pages.journals.values() if one.customer_id == change.customer.id) == 0


@pytest.mark.parametrize(
    ("intent", "spoken_of"),
    [
        ("RECORD_PAYMENT", {"amount": Paise(40_00)}),
        ("CREATE_INVOICE", {"items": (goods("Milk", 2),)}),
        ("CREATE_REMINDER", {"moment": SOON}),
    ],
)
async def test_a_newcomer_for_whom_something_was_made_stays(till: Till, intent: str, spoken_of: dict[str, object]):
    change = await done(till, "CREATE_CUSTOMER", name="Zubin", phone="9876500000")
    await done(till, intent, customer="Zubin", **spoken_of)
    said = await undo(till, change)
    assert (said.key, said.error) == ("in_use", "NOT_ALLOWED")
    assert till.shop.customer("Zubin")


async def test_a_newcomer_who_had_a_bill_stays(till: Till):
    change = await done(till, "CREATE_CUSTOMER", name="Zubin")
    bill = await till.bill("Zubin")
    with till.shop.atomic() as inside:
        await inside.bills.cancel_invoice(bill, on=DEMO_NOW.date())
    assert (await undo(till, change)).key == "in_use"


async def test_a_newcomer_of_whom_more_is_known_since_stays(till: Till):
    change = await done(till, "CREATE_CUSTOMER", name="Zubin")
    await done(till, "UPDATE_CUSTOMER", customer="Zubin", phone="9876500000")
    assert (await undo(till, change)).key == "since"
    assert till.shop.customer("Zubin").phone == "9876500000"


async def test_a_customers_fields_are_as_before_unless_somebody_changed_them_since(till: Till):
    before = till.shop.customer("Rahul Sharma")
    after = replace(before, landmark="Mandir")
    with till.shop.atomic() as inside:
        await inside.customers.update(after)
    assert (await undo(till, CustomerChanged(before, after))).error is None
    assert till.shop.customer("Rahul Sharma") == before
    assert (await undo(till, CustomerChanged(before, after))).error == "ALREADY_DONE"
    with till.shop.atomic() as inside:
        await inside.customers.update(replace(before, phone="9876500000"))
    assert (await undo(till, CustomerChanged(before, after))).key == "since"
    assert till.shop.customer("Rahul Sharma").phone == "9876500000"


async def test_a_price_is_as_before_unless_somebody_set_another_since(till: Till):
    milk = till.shop.product("Milk")
    with till.shop.atomic() as inside:
        await inside.products.set_price(milk.id, Paise(35_00))
    change = PriceSet(milk, Paise(30_00), Paise(35_00))
    assert (await undo(till, change)).error is None
    assert till.shop.pages.shelf[milk.id].price == 30_00
    assert (await undo(till, change)).error == "ALREADY_DONE"
    with till.shop.atomic() as inside:
        await inside.products.set_price(milk.id, Paise(34_00))
    assert (await undo(till, change)).key == "since"
    assert till.shop.pages.shelf[milk.id].price == 34_00


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


@pytest.mark.parametrize("changed", [False, True], ids=["made", "changed"])
async def test_what_somebody_else_put_on_a_draft_is_not_taken_off_with_it(till: Till, *, changed: bool):
    change = await done(till, "CREATE_INVOICE", **RAHUL, items=(goods("Milk", 2),))
    if changed:
        change = await done(till, "ADD_ITEM", items=(goods("Bread"),))
    await done(till, "ADD_ITEM", items=(goods("Sugar", 2, unit="kg"),))
    said = await undo(till, change)
    assert (said.key, said.error) == ("since", "NOT_ALLOWED")
    (draft,) = till.shop.pages.drafts.values()
    assert "Sugar" in [line.product.name for line in draft.lines]


async def test_a_draft_that_is_gone_was_taken_back_already_unless_it_became_a_bill(till: Till):
    change = await done(till, "CREATE_INVOICE", **RAHUL, items=(goods("Milk", 2),))
    await done(till, "CANCEL_INVOICE", **RAHUL)
    assert (await undo(till, change)).error == "ALREADY_DONE"
    change = await done(till, "CREATE_INVOICE", **RAHUL, items=(goods("Milk", 2),))
    await done(till, "CONFIRM_INVOICE", **RAHUL)
    assert (await undo(till, change)).key == "since"


async def test_a_draft_is_not_given_back_goods_that_are_sold_no_more(till: Till):
    await till.draft()
    change = await done(till, "REMOVE_ITEM", items=(goods("Bread"),))
    with till.shop.atomic() as inside:
        assert await inside.products.remove(till.shop.product("Bread").id)
    assert (await undo(till, change)).key == "since"


async def test_a_dropped_draft_waits_again_with_all_that_was_on_it(till: Till):
    draft_id = await till.draft()
    await done(till, "ADD_DISCOUNT", amount=Paise(10_00))
    discounted = await done(till, "TOGGLE_GST", with_gst=True)
    before = till.shop.pages.drafts[draft_id]
    change = await done(till, "CANCEL_INVOICE")
    assert change == DraftsDropped((before,))
    said = await undo(till, change)
    assert till.shop.pages.drafts == {draft_id: before}
    assert (said.data["draftId"], said.data["awaitingConfirm"]) == (str(draft_id), True)
    assert (await undo(till, discounted)).error is None, "what was done to it before can still be taken back"


async def test_a_draft_that_was_emptied_waits_again(till: Till):
    await till.draft("Rahul Sharma", goods("Milk", 2))
    await undo(till, await done(till, "REMOVE_ITEM", items=(goods("Milk"),)))
    (draft,) = till.shop.pages.drafts.values()
    assert [line.product.name for line in draft.lines] == ["Milk"]


async def test_of_dropped_drafts_those_wait_again_whose_customers_are_known(till: Till):
    await till.draft("Rahul Sharma")
    await till.draft("Suresh Kumar")
    await till.carry_out("CANCEL_INVOICE", cancel_all=True)
    change = (await till.yes()).reply.change
    assert isinstance(change, DraftsDropped)
    with till.shop.atomic() as inside:
        await inside.customers.erase(till.shop.customer("Suresh Kumar").id)
    said = await undo(till, change)
    assert (said.key, said.data["count"]) == ("some", 1)
    assert [draft.customer.name for draft in till.shop.pages.drafts.values()] == ["Rahul Sharma"]


async def test_drafts_of_which_none_can_wait_again_are_not_taken_back(till: Till):
    await till.draft("Suresh Kumar")
    change = await done(till, "CANCEL_INVOICE")
    with till.shop.atomic() as inside:
        await inside.customers.erase(till.shop.customer("Suresh Kumar").id)
    assert (await undo(till, change)).key == "since"


async def test_a_draft_that_was_made_somebody_elses_is_whose_it_was(till: Till):
    draft_id = await till.draft()
    before = till.shop.pages.drafts[draft_id]
    change = await done(till, "CORRECT", customer="Suresh Kumar", draft_id=draft_id)
    said = await undo(till, change)
    assert till.shop.pages.drafts == {draft_id: before}
    assert said.data["draftId"] == str(draft_id)
    assert [(shown["customer"], shown["awaitingConfirm"]) for _, shown in said.reply.events] == [
        ("Suresh Kumar", False),
        ("Rahul Sharma", True),
    ]


async def test_a_draft_that_was_made_somebody_elses_stays_theirs_where_it_was_added_to(till: Till):
    draft_id = await till.draft()
    change = await done(till, "CORRECT", customer="Suresh Kumar", draft_id=draft_id)
    assert isinstance(change, DraftChanged)
    await done(till, "ADD_ITEM", items=(goods("Sugar", 2, unit="kg"),))
    assert (await undo(till, change)).key == "since"
    assert list(till.shop.pages.drafts) == [change.after.id]


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


async def test_of_reminders_those_are_cancelled_that_still_wait_as_they_were_made(till: Till):
    cancelled, moved, kept = [await reminder(till) for _ in range(3)]
    with till.shop.atomic() as inside:
        await inside.reminders.cancel(cancelled.id)
        await inside.reminders.move(moved.id, LATER)
    said = await undo(till, RemindersKept((cancelled, moved, kept)))
    assert (said.key, said.error, said.data) == ("some", None, {"count": 1})
    assert [one.id for one in waiting(till)] == [moved.id]
    assert (await undo(till, RemindersKept((cancelled, moved)))).key == "since"
    assert [one.id for one in waiting(till)] == [moved.id]


async def test_a_reminder_that_was_moved_waits_for_its_old_hour(till: Till):
    kept = await reminder(till)
    with till.shop.atomic() as inside:
        await inside.reminders.move(kept.id, LATER)
    await undo(till, ReminderMoved(kept, replace(kept, send_at=LATER)))
    assert waiting(till) == [kept]


async def test_a_reminder_that_somebody_moved_again_stays_there(till: Till):
    kept = await reminder(till)
    with till.shop.atomic() as inside:
        await inside.reminders.move(kept.id, LATER + timedelta(hours=1))
    said = await undo(till, ReminderMoved(kept, replace(kept, send_at=LATER)))
    assert (said.key, said.error) == ("since", "NOT_ALLOWED")
    assert [one.send_at for one in waiting(till)] == [LATER + timedelta(hours=1)]


async def test_a_cancelled_reminder_waits_again_and_its_making_can_be_taken_back(till: Till):
    kept = await reminder(till)
    with till.shop.atomic() as inside:
        await inside.reminders.cancel(kept.id)
    await undo(till, RemindersCancelled((kept,)))
    assert waiting(till) == [kept]
    await undo(till, RemindersKept((kept,)))
    assert not waiting(till)


async def test_a_cancelled_reminder_of_somebody_who_was_forgotten_stays_cancelled(till: Till):
    kept = await reminder(till)
    with till.shop.atomic() as inside:
        await inside.reminders.cancel(kept.id)
        await inside.customers.erase(kept.customer.id)
    assert (await undo(till, RemindersCancelled((kept,)))).key == "since"
    assert not waiting(till)


async def test_an_hour_that_has_gone_by_does_not_come_back(till: Till):
    kept = await reminder(till)
    gone_by = replace(kept, id=uuid4(), send_at=DEMO_NOW)
    for change in (ReminderMoved(gone_by, kept), RemindersCancelled((gone_by,))):
        assert (await undo(till, change)).key == "past"
    with till.shop.atomic() as inside:
        await inside.reminders.cancel(kept.id)
    assert (await undo(till, RemindersCancelled((gone_by, kept)))).key == "some"
    assert waiting(till) == [kept]


@pytest.mark.parametrize("what", ["bill", "customer"])
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
