"""Orders made by hand and carried out on the books in memory; every reply is worded in all three languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID, uuid4

from execora.commands import by_intent
from execora.commands.command import Command, Limits, Order, OrderItem, Question
from execora.commands.refusals import wording
from execora.language.reading import Entities, Item, Language
from execora.language.wording import fill
from execora.ledger.money import Paise
from execora.ledger.units import ONE, Milli
from tests.fakes.shop import FakeShop, demo_shop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from execora.commands.command import Reply
    from execora.ledger.model import Customer

LIMITS = Limits(confirm_above=Paise(5000_00))


_ABOUT = ("quantity", "draft_id", "shown", "confirmed", "named", "undoes", "alike")
"""What an order may speak of besides names and entities."""


def goods(product: str, quantity: float | None = None, **said: object) -> Item:
    """Return goods as they are said: "2 kilo chini" is `goods("Sugar", 2, unit="kg")`, "chini" is `goods("Sugar")`."""
    milli = ONE if quantity is None else Milli(int(quantity * ONE))
    return Item(product=product, quantity=milli, counted=quantity is not None, **said)


@dataclass(frozen=True)
class Said:
    """What came of an order: the reply, and how it sounds."""

    reply: Reply
    texts: Mapping[Language, str]

    @property
    def key(self) -> str:
        return self.reply.key

    @property
    def error(self) -> str | None:
        return self.reply.error

    @property
    def data(self) -> Mapping[str, Any]:
        return self.reply.data

    @property
    def text(self) -> str:
        return self.texts["hi-en"]


class Till:
    """Where a shop's orders are carried out, each in one transaction, as the real books would."""

    def __init__(self) -> None:
        self.shop: FakeShop = demo_shop()
        self.order: Order | None = None
        self.reply: Reply | None = None

    async def carry_out(self, intent: str, **spoken_of: object) -> Said:
        """Carry out an order; see `order_of` for what it may speak of."""
        self.order = self.order_of(intent, **spoken_of)
        return await self.run(self.order)

    async def yes(self) -> Said:
        """Carry out the last order again, after the yes to what its handler asked."""
        assert self.order is not None, "nothing was carried out"
        assert self.reply is not None, "nothing was carried out"
        assert self.reply.asks, "nothing was asked"
        return await self.run(self.order, confirmed=True, named=self.reply.named)

    async def draft(self, customer: str = "Rahul Sharma", *items: Item) -> UUID:
        """Make a draft and return its id: two packets of milk and one of bread, unless told otherwise."""
        items = items or (goods("Milk", 2), goods("Bread"))
        made = await self.carry_out("CREATE_INVOICE", customer=customer, items=items)
        assert made.error is None
        return UUID(made.data["draftId"])

    async def bill(self, customer: str = "Rahul Sharma", *items: Item) -> UUID:
        """Issue a bill and return its id."""
        draft_id = await self.draft(customer, *items)
        assert (await self.carry_out("CONFIRM_INVOICE", draft_id=draft_id)).error is None
        return draft_id

    def question(self, intent: str, asks: frozenset[str] = frozenset(), **spoken_of: object) -> str | None:
        """Return what is asked before an order runs, in Hinglish, or None."""
        asked = self.asked(intent, asks, **spoken_of)
        return None if asked is None else self.worded(intent, asked)["hi-en"]

    def asked(self, intent: str, asks: frozenset[str] = frozenset(), **spoken_of: object) -> Question | None:
        """Return the question that is asked before an order runs, or None."""
        return self._command(intent).asks_first(self.order_of(intent, **spoken_of), asks, LIMITS)

    def order_of(
        self, intent: str, *, now: datetime | None = None, said: str = "as it was said", **rest: object
    ) -> Order:
        """Return an order: customers and products by their names, items as `goods`, the rest as entities.

        A new product, and how much there is of it, are entities too.
        """
        who = {name: self._customer(rest.pop(name)) for name in ("customer", "payer") if name in rest}
        customers = tuple(self.shop.customer(name) for name in rest.pop("customers", ()))
        new = self._command(intent).needs.new_product
        product = self.shop.product(rest.pop("product")) if "product" in rest and not new else None
        about = {name: rest.pop(name) for name in _ABOUT if name in rest and not (new and name == "quantity")}
        items = tuple(self._item(item) for item in rest.get("items", ()))
        return Order(
            intent=intent,
            entities=Entities(**rest),
            now=now or self.shop.now,
            said=said,
            makes=uuid4(),
            customers=customers,
            items=items,
            product=product,
            **who,
            **about,
        )

    async def run(self, order: Order, **changed: object) -> Said:
        """Carry out an order that is whole, or changed a little."""
        order = replace(order, **changed)
        with self.shop.atomic() as inside:
            reply = await self._command(order.intent).handle(inside, order)
            if reply.error or reply.asks:
                inside.undo()
        self.reply = reply
        return Said(reply, self.worded(order.intent, reply))

    def worded(self, intent: str, reply: Reply | Question) -> dict[Language, str]:
        """Fill a reply's template in every language."""
        templates = wording(self._command(intent), reply.key)
        today = self.shop.now.date()
        return {
            language: fill(templates[language], reply.words, language, today=today) for language in get_args(Language)
        }

    def _customer(self, who: str | Customer) -> Customer:
        return self.shop.customer(who) if isinstance(who, str) else who

    def _item(self, said: Item) -> OrderItem:
        product = self.shop.product(said.product)
        if said.value is not None:
            return OrderItem(product, value=said.value)
        return OrderItem(product, said.quantity, price=said.price)

    def _command(self, intent: str) -> Command:
        command = by_intent()[intent]
        assert isinstance(command, Command)
        return command
