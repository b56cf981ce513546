"""The shops that this process serves: a desk for each, set up when somebody first comes, kept fresh from then on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.session.desk import Desk
from execora.session.port import Speech
from execora.store.listen import LookAgain, listen
from execora.store.postgres import Notice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from execora.config import Config
    from execora.session.port import Transcripts
    from execora.store.books import Books
    from execora.store.shop import ShopFound

log = structlog.get_logger()

T = TypeVar("T")

CHANNEL = "execora_changed"
"""On which the books tell what was changed: `{"shop": …, "what": …, "id": …}`."""

KINDS = ("customer", "product", "invoice", "ledger", "reminder", "recording")
"""What clients are told of (`shop:changed` of the protocol)."""

FORGOTTEN = "forgotten"
"""Told of a customer: what was said of them is now to be searched for."""

NO_SOUND = Speech()
"""Where neither ears nor voices nor a recorder are there."""

UNHEARD = 1000
"""Changes that may wait to be looked up before the database is left to keep them."""

PAUSE_SECONDS = 0.5
"""Before a name is looked up again that the database did not give."""

PURGE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Change:
    """Something in the books is another than before."""

    shop_id: int
    what: str
    """One of `KINDS`, or something that is the server's own business."""
    id: UUID | None


class Desks:
    """The desks by tenant. `follow` and `purge` are its tasks; whoever serves runs them beside everything else."""

    def __init__(self, books: Books, transcripts: Transcripts, config: Config, speech: Speech = NO_SOUND) -> None:
        self._books = books
        self._transcripts = transcripts
        self._config = config
        self._speech = speech
        self._desks: dict[str, Desk] = {}
        self._closing = trio.Event()
        self._forgotten = trio.Event()
        """Set where somebody was forgotten, or may have been, of whom no transcript was searched yet."""
        self._being_set_up: dict[str, trio.Event] = {}
        self._meanwhile: dict[int, list[Change | LookAgain]] = {}
        """What changed in a shop while its names are loaded: they may have been read before the change."""

    async def open(self, tenant: str) -> Desk | None:
        """Return a tenant's desk, the same one each time; None where there is no such shop.

        Those who come at the same time wait for the first of them to set it up.

        Raises:
            DatabaseError: the books cannot be reached.

        """
        while tenant not in self._desks:
            if tenant not in self._being_set_up:
                return await self._set_up_alone(tenant)
            await self._being_set_up[tenant].wait()  # all go on at once: a lock would let one after the other go
        return self._desks[tenant]

    async def _set_up_alone(self, tenant: str) -> Desk | None:
        done = self._being_set_up[tenant] = trio.Event()
        try:
            return await self._set_up(tenant)
        finally:
            del self._being_set_up[tenant]
            done.set()

    def close(self) -> None:
        """Let the sessions of every shop come to their end."""
        self._closing.set()

    async def _set_up(self, tenant: str) -> Desk | None:
        shop = await self._books.find_shop(tenant)
        if shop is None:
            return None
        desk = self._empty_desk(shop)
        meanwhile = self._meanwhile[shop.id] = [LookAgain()]
        try:
            while meanwhile:
                await self._take_in(desk, meanwhile.pop(0))
            self._desks[tenant] = desk
        finally:
            del self._meanwhile[shop.id]
        log.info("desk.opened", tenant=tenant)
        return desk

    def _empty_desk(self, shop: ShopFound) -> Desk:
        zone = ZoneInfo(shop.timezone)
        return Desk(
            shop_id=shop.id,
            tenant=shop.tenant,
            name=shop.name,
            books=self._books,
            customers=NameIndex(),
            products=ProductIndex(),
            config=self._config,
            now=lambda: datetime.now(zone),
            transcripts=self._transcripts,
            speech=self._speech,
            closing=self._closing,
        )

    # -- keeping them fresh

    async def follow(self, dsn: str, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep every desk's names as the books have them, and its clients told, until cancelled.

        Raises:
            DatabaseError: the first connection could not be made.

        """
        send, receive = trio.open_memory_channel[Notice | LookAgain](UNHEARD)
        async with trio.open_nursery() as nursery:
            await nursery.start(listen, dsn, [CHANNEL], send)
            task_status.started()
            with receive:
                async for heard in receive:
                    await self._hear(change_of(heard) if isinstance(heard, Notice) else heard)

    async def _hear(self, heard: Change | LookAgain) -> None:
        if isinstance(heard, LookAgain) or heard.what == FORGOTTEN:
            self._forgotten.set()
        for shop_id, waiting in self._meanwhile.items():
            if isinstance(heard, LookAgain) or heard.shop_id == shop_id:
                waiting.append(heard)
        for desk in tuple(self._desks.values()):
            if isinstance(heard, LookAgain) or heard.shop_id == desk.shop_id:
                await _until_it_works(partial(self._take_in, desk, heard))

    async def _take_in(self, desk: Desk, heard: Change | LookAgain) -> None:
        """Look up again what may have another name now, then tell the shop's clients."""
        match heard:
            case LookAgain():
                names = await self._books.names(desk.shop_id)
                desk.customers, desk.products = NameIndex(names.customers), ProductIndex(names.products)
                for kind in KINDS:
                    desk.changed(kind, None)
                return
            case Change(what="customer", id=UUID() as customer_id):
                if customer := await self._books.customer(desk.shop_id, customer_id):
                    desk.customers.add(customer)
                else:
                    desk.customers.remove(customer_id)
            case Change(what="product", id=UUID() as product_id):
                if product := await self._books.product(desk.shop_id, product_id):
                    desk.products.add(product)
                else:
                    desk.products.remove(product_id)
        if heard.what in KINDS:
            desk.changed(heard.what, heard.id)

    # -- keeping the books small

    async def purge(self) -> None:
        """Remove what is too old to matter, and what was said of whoever is forgotten, from the books of all shops.

        Now, every hour, and as soon as somebody was forgotten, until cancelled.
        """
        while True:
            self._forgotten = trio.Event()
            for shop_id in await _until_it_works(self._books.shop_ids):
                while await _until_it_works(partial(self._books.forget_more, shop_id)):
                    pass
                await _until_it_works(partial(self._books.purge, shop_id))
            with trio.move_on_after(PURGE_SECONDS):
                await self._forgotten.wait()


async def _until_it_works(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask the database again and again while it is away: what is not taken in now would be wrong until it changes."""
    while True:
        try:
            return await ask()
        except (DatabaseError, OutcomeUnknownError) as error:
            log.warning("desk.database_away", reason=str(error))
        await trio.sleep(PAUSE_SECONDS)


def change_of(notice: Notice) -> Change | LookAgain:
    """Read what the books notified. Whoever may connect may notify: what cannot be read means that all may differ."""
    try:
        told = json.loads(notice.payload)
        return Change(int(told["shop"]), str(told["what"]), UUID(told["id"]) if told["id"] else None)
    except (ValueError, TypeError, KeyError, AttributeError):
        log.warning("desk.notice_unread", length=len(notice.payload))
        return LookAgain()
