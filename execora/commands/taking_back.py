"""How each change is taken back: with the means of the books, and no other way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, assert_never

from execora.commands.bill import draft_shown
from execora.commands.change_names import named
from execora.commands.changes import (
    BillIssued,
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
from execora.commands.command import Reply
from execora.commands.owing import owing
from execora.commands.port import Duplicate, Short
from execora.language.wording import Quantity
from execora.ledger.model import nameless
from execora.ledger.money import rupees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.commands.changes import Change
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.ledger.model import AccountEntry, Customer, Draft


async def as_known(shop: Shop, change: Change) -> Change:
    """Return a change of money with whose it was as they are known now: who is forgotten has no name any more."""
    if not isinstance(change, MoneyPosted | BillIssued):
        return change
    customer = await shop.customers.get(change.customer.id) or nameless(change.customer.id)
    return replace(change, customer=customer)


async def take_back(shop: Shop, order: Order, change: Change) -> Reply | None:
    """Take a change back, or tell why it cannot be; None where it does not stand any more, by whomever."""
    match change:
        case MoneyPosted():
            return await _money(shop, order, change)
        case GoodsReceived():
            return await _goods(shop, order, change)
        case CustomerAdded():
            return await _newcomer(shop, order, change)
        case CustomerChanged():
            return await _fields(shop, change)
        case ProductAdded(product):
            removed = await shop.products.remove(product.id)
            offered = await shop.products.get(product.id)
            return _done(change) if removed else _not_done("in_use", change) if offered else None
        case PriceSet():
            return await _price(shop, change)
        case DraftMade():
            return await _draft_made(shop, change)
        case DraftChanged():
            return await _draft_changed(shop, change)
        case DraftsDropped():
            return await _drafts_dropped(shop, change)
        case BillIssued():
            return await _bill(shop, order, change)
        case RemindersKept():
            return await _reminders_kept(shop, change)
        case ReminderMoved():
            return await _reminder_moved(shop, order, change)
        case RemindersCancelled():
            return await _reminders_cancelled(shop, order, change)
        case ForGood():
            return None
        case _:
            assert_never(change)


def _done(change: Change, customer: Customer | None = None, shown: Mapping[str, object] | None = None) -> Reply:
    """Return the answer, with whom it was about and what clients are shown of it."""
    whose = {"customer": customer.name, "customerId": str(customer.id)} if customer else {}
    return Reply("done", {**whose, **(shown or {})}, {"what": named(change), "owing": ""})


def _not_done(key: Literal["in_use", "since", "past"], change: Change) -> Reply:
    return Reply(key, words={"what": named(change)}, error="NOT_ALLOWED")


def _counted(change: Change, done: int, of: int) -> Reply:
    """Return the answer where each of several was taken back that stood as it was left."""
    if done == of:
        return _done(change)
    if done == 0:
        return _not_done("since", change)
    return Reply("some", {"count": done}, {"what": named(change), "count": done, "all": of})


async def _money(shop: Shop, order: Order, change: MoneyPosted) -> Reply | None:
    posted = await shop.ledger.reverse(change.journal_id, on=order.now.date())
    if posted is None:
        return None
    shown = {"amount": rupees(change.amount), "balance": rupees(posted.balance), "entryId": str(posted.journal_id)}
    reply = _done(change, change.customer, shown)
    return Reply(reply.key, reply.data, {**reply.words, "owing": owing(posted.balance)})


async def _goods(shop: Shop, order: Order, change: GoodsReceived) -> Reply | None:
    left = await shop.products.take_off(change.product.id, change.quantity)
    if isinstance(left, Short):
        words = {"product": left.product, "stock": Quantity(left.stock, left.product.unit)}
        return Reply("sold", words=words, error="INSUFFICIENT_STOCK")
    return _done(change, shown={"product": change.product.name}) if left else None


async def _newcomer(shop: Shop, order: Order, change: CustomerAdded) -> Reply | None:
    """Let somebody be no customer after all, if nothing is theirs but what they owed from the start."""
    customer = await shop.customers.hold(change.customer.id)
    if customer is None:
        return None
    if customer != change.customer:
        return _not_done("since", change)
    moves = await shop.ledger.statement(customer.id, limit=MOST_MOVES)
    waiting = await shop.bills.drafts(customer.id) or await shop.reminders.waiting(customer.id)
    if waiting or len(moves) == MOST_MOVES or any(move.kind != "opening" and not _is_settled(move) for move in moves):
        return _not_done("in_use", change)
    for move in moves:
        if move.kind == "opening":
            await shop.ledger.reverse(move.journal_id, on=order.now.date())
    return _done(change, customer) if await shop.customers.erase(customer.id) else None


def _is_settled(move: AccountEntry) -> bool:
    """Tell of what no longer counts on an account. A bill is somebody's, also one that was taken back."""
    return move.kind == "reversal" or (move.undone and move.kind != "invoice")


MOST_MOVES = 100
"""Who has as many entries as that is no newcomer."""


async def _fields(shop: Shop, change: CustomerChanged) -> Reply | None:
    """Give a customer the fields of before, if nobody has changed them since."""
    now = await shop.customers.hold(change.after.id)
    if now == change.before:
        return None
    if now != change.after:
        return _not_done("since", change)
    updated = await shop.customers.update(change.before)
    if isinstance(updated, Duplicate):
        return _not_done("in_use", change)
    return _done(change, change.before) if updated else None


async def _price(shop: Shop, change: PriceSet) -> Reply | None:
    """Set the price of before, if nobody has set another since."""
    shelf = await shop.products.hold(change.product.id)
    if shelf is None or shelf.price == change.before:
        return None
    if shelf.price != change.after:
        return _not_done("since", change)
    await shop.products.set_price(change.product.id, change.before)
    return _done(change, shown={"product": change.product.name, "price": rupees(change.before)})


async def _bill(shop: Shop, order: Order, change: BillIssued) -> Reply | None:
    cancelled = await shop.bills.cancel_invoice(change.invoice_id, on=order.now.date())
    if cancelled is None:
        return None
    numbers = {"invoiceId": str(cancelled.id), "invoiceNo": cancelled.number, "creditNoteNo": cancelled.cancelled_by}
    return _done(change, change.customer, numbers)


# -- drafts --------------------------------------------------------------------


async def _draft_made(shop: Shop, change: DraftMade) -> Reply | None:
    """Drop a draft, if nobody has changed it since."""
    now = await shop.bills.hold_draft(change.draft.id)
    if now is None and await shop.bills.invoice(change.draft.id) is None:
        return None
    if now is None or not _is_as_left(now, change.draft):
        return _not_done("since", change)
    await shop.bills.drop_draft(now.id)
    return _with_drafts(_done(change), dropped=(now,))


async def _draft_changed(shop: Shop, change: DraftChanged) -> Reply:
    """Give a draft what was on it, or to whom it was for, if nobody has changed it since."""
    before, now = change.before, await shop.bills.hold_draft(change.after.id)
    if now is None or not _is_as_left(now, change.after) or not await _is_offered(shop, before):
        return _not_done("since", change)
    if before.id == now.id:
        restored = await shop.bills.restore_draft(before)
        return _with_drafts(_done(change), waiting=(restored,)) if restored else _not_done("since", change)
    await shop.bills.drop_draft(now.id)
    made = await _make_again(shop, before)
    return _with_drafts(_done(change), dropped=(now,), waiting=(made,)) if made else _not_done("since", change)


async def _drafts_dropped(shop: Shop, change: DraftsDropped) -> Reply:
    """Make drafts again, each whose customer and goods are still there."""
    made = [draft for before in change.before if (draft := await _make_again(shop, before))]
    reply = _counted(change, len(made), len(change.before))
    return _with_drafts(reply, waiting=made) if made else reply


async def _make_again(shop: Shop, before: Draft) -> Draft | None:
    if not await _is_offered(shop, before):
        return None
    return await shop.bills.make_draft(
        before.id, before.customer.id, before.lines, discount=before.discount, with_gst=before.with_gst
    )


def _is_as_left(now: Draft, left: Draft) -> bool:
    """Tell whether a draft is as it was left: what others have put on it since is not ours to drop."""
    return all(getattr(now, of) == getattr(left, of) for of in ("lines", "discount", "with_gst"))


async def _is_offered(shop: Shop, draft: Draft) -> bool:
    """Tell whether all that was on a draft can still be bought."""
    return all([await shop.products.get(line.product.id) for line in draft.lines])


def _with_drafts(reply: Reply, dropped: Sequence[Draft] = (), waiting: Sequence[Draft] = ()) -> Reply:
    """Show clients every draft that went or waits again; the answer is about those that wait, where there are any."""
    gone = [draft_shown(draft, waits=False) for draft in dropped]
    back = [draft_shown(draft) for draft in waiting]
    about = back or gone
    data = about[0] if len(about) == 1 else {"draftIds": [shown["draftId"] for shown in about]}
    return replace(reply, data={**data, **reply.data}, events=tuple(("invoice:draft", shown) for shown in gone + back))


# -- reminders -----------------------------------------------------------------


async def _reminders_kept(shop: Shop, change: RemindersKept) -> Reply | None:
    """Cancel the reminders that still wait for their hour."""
    now = await shop.reminders.hold(*(made.id for made in change.reminders))
    if not now:
        return None
    standing = [made for made in change.reminders if made.id in now and now[made.id].send_at == made.send_at]
    await shop.reminders.cancel(*(made.id for made in standing))
    return _counted(change, len(standing), len(change.reminders))


async def _reminder_moved(shop: Shop, order: Order, change: ReminderMoved) -> Reply:
    """Let a reminder wait for its old hour, if nobody has given it a third one since."""
    if change.before.send_at <= order.now:
        return _not_done("past", change)
    now = (await shop.reminders.hold(change.after.id)).get(change.after.id)
    if now is None or now.send_at != change.after.send_at:
        return _not_done("since", change)
    await shop.reminders.move(change.before.id, change.before.send_at)
    return _done(change)


async def _reminders_cancelled(shop: Shop, order: Order, change: RemindersCancelled) -> Reply:
    """Let reminders wait again whose hour is to come."""
    to_come = [reminder for reminder in change.before if reminder.send_at > order.now]
    if not to_come:
        return _not_done("past", change)
    waiting = await shop.reminders.restore(*to_come)
    return _counted(change, len(waiting), len(change.before))
