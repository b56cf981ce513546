"""REMOVE_ITEM: goods taken off the draft that waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from execora.commands.bill import (
    DRAFTED,
    changed,
    draft_shown,
    hold_draft,
    points,
    whole,
    whose_draft,
    within_bounds,
)
from execora.commands.changes import DraftsDropped
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.refusals import refuse
from execora.commands.things import draft_thing
from execora.language.billing import cuts
from execora.language.reading import Entities
from execora.language.vocabulary import BILLS
from execora.language.wording import Unit
from execora.ledger.money import times
from execora.ledger.units import Milli

if TYPE_CHECKING:
    from execora.commands.command import Order, OrderItem
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Item, Reading, Setting
    from execora.ledger.model import Draft, Line, Product


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a draft is open: goods with hata do, nikal do, mat daalo, remove."""
    off_bill = clause.has("draft") or clause.marks(BILLS, "in", "from", "out of")
    if not (setting.draft or off_bill) or not clause.items or clause.numbers or clause.flaw or clause.asks:
        return None
    refuses = clause.negated and not (setting.pending != "question" and _opens_with_no(clause))
    undone = not refuses and (_removes(clause) or _takes_off(clause))
    forbidden = (
        setting.draft
        and clause.negated
        and len(clause.verbs) == 1
        and clause.acts <= {"put", "add", "give", "apply", "write"}
    )
    if not (undone or forbidden) or not clause.requests or clause.has("stock") or _lessens(clause):
        return None
    whose = Entities() if points(_of_all(clause)) else whose_draft(clause) if clause.has("bill", "draft") else None
    return clause.reading("REMOVE_ITEM", replace(whose, items=clause.items), _ACCOUNTS_FOR) if whose else None


def _of_all(clause: Clause) -> Clause:
    """Leave out the "saara" in "saara doodh hata do", which is nobody."""
    all_of_it = {person for person in clause.others if person.ref == "all" and _counts_goods(clause, person.until)}
    return replace(clause, others=tuple(person for person in clause.others if person not in all_of_it))


def _counts_goods(clause: Clause, at: int) -> bool:
    return next((part.kind for part in clause.parts[at:] if part.kind != "filler"), "") == "goods"


def _removes(clause: Clause) -> bool:
    return len(clause.acts & _REMOVING) == 1 and clause.acts <= _REMOVING | {"do", "give"}


def _takes_off(clause: Clause) -> bool:
    """Tell of "take the bread off"."""
    return clause.acts == {"take"} and clause.has("discount") and "off" in clause.sentence


def _opens_with_no(clause: Clause) -> bool:
    """Tell of "nahi nahi, bread nikal do", where the no is to what is on the bill."""
    first = next((at for at, part in enumerate(clause.parts) if part.kind not in _BEFORE_IT), 0)
    if any(part.concept in {"not", "never"} for part in clause.parts[:first]):
        return False  # "don't bread hata do"
    return first > 0 and clause.parts[first].kind == "goods" and not any(p.kind == "not" for p in clause.parts[first:])


_BEFORE_IT = frozenset({"not", "pause", "filler", "yes", "title"})


def _lessens(clause: Clause) -> bool:
    """Tell of "doodh kam kar do", which does not say how much less; "1 doodh kam kar do" and "doodh kaat do" do."""
    return "cut" in clause.acts and not (cuts(clause) or all(item.counted for item in clause.items))


_REMOVING = frozenset({"remove", "cancel", "cut"})
_ACCOUNTS_FOR = _REMOVING | frozenset(
    "GOODS WHO do give put add apply write no not never bill draft list goods wala take discount rest entry "
    "both".split()
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Take goods off the draft; one that has nothing left on it is cancelled."""
    draft = await hold_draft(shop, order)
    if isinstance(draft, Reply):
        return draft
    lines = _left(draft, order)
    if isinstance(lines, Reply):
        return lines
    if not lines:
        return await _emptied(shop, draft)
    return await changed(shop, draft, await shop.bills.change_draft(draft.id, lines))


def _left(draft: Draft, order: Order) -> tuple[Line, ...] | Reply:
    lines = draft.lines
    for said, item in zip(order.entities.items, order.items, strict=True):
        if all(line.product.id != item.product.id for line in lines):
            words = {"product": item.product, "customer": draft.customer, "lines": draft.lines}
            return Reply("not_on_it", words=words, error="PRODUCT_NOT_FOUND")
        quantity = _how_much(said, item)
        if quantity is not None and not whole(quantity, item.product.unit):
            return refuse("NOT_WHOLE", product=item.product, unit=Unit(item.product.unit))
        lines = _without(lines, item.product, quantity)
    return within_bounds(lines)


def _how_much(said: Item, item: OrderItem) -> Milli | None:
    """Return how much to take off, or None for all of it: "bread hata do" means every bread, "1 bread hata do" one."""
    return item.quantity if said.counted else None


def _without(lines: tuple[Line, ...], product: Product, quantity: Milli | None) -> tuple[Line, ...]:
    """Return the lines with so much of a product taken off, from the last one on."""
    kept: list[Line] = []
    rest: int = sum(line.quantity for line in lines) if quantity is None else quantity
    for line in reversed(lines):
        taken = min(rest, line.quantity) if line.product.id == product.id else 0
        rest -= taken
        left = Milli(line.quantity - taken)
        if left:
            kept.append(replace(line, quantity=left, total=times(line.price, left)) if taken else line)
    return tuple(reversed(kept))


async def _emptied(shop: Shop, draft: Draft) -> Reply:
    if await shop.bills.drop_draft(draft.id) is None:
        return refuse("NO_PENDING_INVOICE")
    shown = draft_shown(replace(draft, lines=()), waits=False)
    words = {"customer": draft.customer}
    return Reply("emptied", shown, words, events=(("invoice:draft", shown),), change=DraftsDropped((draft,)))


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="REMOVE_ITEM",
    title={"hi-en": "Bill se hatao", "hi": "बिल से हटाओ", "en": "Take off bill"},
    summary={
        "hi-en": "Draft bill se saamaan hatana",
        "hi": "ड्राफ़्ट बिल से सामान हटाना",
        "en": "Take goods off a draft bill",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", items=True, draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "Hata diya. {bill} Pakka kar doon?",
            "hi": "हटा दिया। {bill} पक्का कर दूँ?",
            "en": "Taken off. {bill} Shall I confirm it?",
        },
        "emptied": {
            "hi-en": "Hata diya. {customer} ke bill mein kuch nahi bacha, isliye draft cancel kar diya.",
            "hi": "हटा दिया। {customer} के बिल में कुछ नहीं बचा, इसलिए ड्राफ़्ट रद्द कर दिया।",
            "en": "Taken off. Nothing is left on the bill for {customer}, so the draft is cancelled.",
        },
        "not_on_it": {
            "hi-en": "{product} is bill mein hai hi nahi. {customer} ke draft mein hai: {lines}.",
            "hi": "{product} इस बिल में है ही नहीं। {customer} के ड्राफ़्ट में है: {lines}।",
            "en": "There is no {product} on this bill. The draft for {customer} has {lines}.",
        },
    },
    examples=(
        Example("bread hata do", "hi-en", {"items": [{"product": "Bread", "quantity": 1}]}, before=DRAFTED["hi-en"]),
        Example("milk nikaal do", "hi-en", {"items": [{"product": "Milk", "quantity": 1}]}, before=DRAFTED["hi-en"]),
        Example(
            "bread hata do",
            "hi-en",
            {"items": [{"product": "Bread", "quantity": 1}]},
            before=("Rahul ko 2 bread ka bill bana do",),
            reply="emptied",
        ),
        Example(
            "maggi hata do",
            "hi-en",
            {"items": [{"product": "Maggi", "quantity": 1}]},
            before=DRAFTED["hi-en"],
            reply="not_on_it",
        ),
        Example("ब्रेड हटा दो", "hi", {"items": [{"product": "Bread", "quantity": 1}]}, before=DRAFTED["hi"]),
        Example("दूध निकाल दो", "hi", {"items": [{"product": "Milk", "quantity": 1}]}, before=DRAFTED["hi"]),
        Example(
            "मैगी हटा दो",
            "hi",
            {"items": [{"product": "Maggi", "quantity": 1}]},
            before=DRAFTED["hi"],
            reply="not_on_it",
        ),
        Example("remove bread", "en", {"items": [{"product": "Bread", "quantity": 1}]}, before=DRAFTED["en"]),
        Example("take off the milk", "en", {"items": [{"product": "Milk", "quantity": 1}]}, before=DRAFTED["en"]),
        Example(
            "remove maggi",
            "en",
            {"items": [{"product": "Maggi", "quantity": 1}]},
            before=DRAFTED["en"],
            reply="not_on_it",
        ),
    ),
)
