"""Books in memory, and a desk over them: whole conversations without a database, on a clock that jumps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import trio

from execora.config import Config
from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.session.desk import Desk
from execora.session.port import Claim
from tests.fakes.shop import DEMO_NOW, FakeShop, demo_shop
from tests.fakes.transcripts import FakeTranscripts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from uuid import UUID

    from execora.commands.port import Shop
    from execora.session.port import JSON, Answer, Books, Request


@dataclass
class FakeBooks:
    """One shop's books. A write takes effect once a key, whole or not at all, and takes as long as it is told."""

    shop: FakeShop = field(default_factory=demo_shop)
    answers: dict[str, Answer] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    """Seconds that writes of an intent take."""
    changes: int = 0
    """How many writes changed anything."""

    async def read(self, shop_id: int, work: Callable[[Shop], Awaitable[Answer]]) -> Answer:
        await trio.lowlevel.checkpoint()
        return await work(self.shop)

    async def write(self, shop_id: int, request: Request, work: Callable[[Shop], Awaitable[Answer]]) -> Answer:
        await trio.sleep(self.slow.get(request.intent, 0))
        if request.key in self.answers:
            return replace(self.answers[request.key], repeated=True)
        with self.shop.atomic() as inside:
            answer = await work(inside)
            if not answer.keeps:
                inside.undo()
                return answer
        self.answers[request.key] = answer
        self.changes += bool(inside.change.was)
        return answer

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        await trio.lowlevel.checkpoint()
        return Claim("new")

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, JSON]]) -> None:
        await trio.lowlevel.checkpoint()


def fake_desk(books: FakeBooks, **settings: int) -> Desk:
    """Return a desk over the books, on Friday 20 November 2026 at three in the afternoon."""
    pages = books.shop.pages
    customers, products = (
        NameIndex(pages.customers.values()),
        ProductIndex(item.product for item in pages.shelf.values()),
    )
    return Desk(
        1,
        "demo",
        "Demo",
        books,
        customers,
        products,
        Config(**settings),
        now=lambda: DEMO_NOW,
        transcripts=FakeTranscripts(),
    )


if TYPE_CHECKING:

    def _keeps_its_promises(books: FakeBooks) -> Books:
        return books
