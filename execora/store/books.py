"""The shops' books: every transaction on them begins and ends here."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import trio

from execora.errors import DatabaseError, OutcomeUnknownError
from execora.store import messages, names, transcripts
from execora.store.postgres import whatever_it_has_told
from execora.store.shop import Shop, find_shop, shop_ids

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from uuid import UUID

    from execora.ledger.model import Customer, Product, ShelfItem
    from execora.ledger.units import Milli
    from execora.session import port
    from execora.session.port import Answer, Claim, Request
    from execora.store.names import Names
    from execora.store.pool import Pool
    from execora.store.postgres import Connection
    from execora.store.shop import ShopFound

SETTLE_SECONDS = 5
"""How long the outcome of a COMMIT without an answer is looked for, cancelled or not."""

SETTLE_PAUSE_SECONDS = 0.1
"""The pause before asking again while the database cannot be reached."""

COMMITS = 3
"""How often the same work is committed at the most, each time because the one before is known to have been lost."""


class Books:
    """The books of all shops, over one pool of connections; keeps the promises of `execora.session.port.Books`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    # -- what the session does with them -----------------------------------------------------------------------------

    async def read(self, shop_id: int, work: Callable[[Shop], Awaitable[Answer]]) -> Answer:
        """Run work in a read-only transaction, which sees the books as they were when it began."""
        async with self.reading(shop_id) as shop:
            return await work(shop)

    async def write(self, shop_id: int, request: Request, work: Callable[[Shop], Awaitable[Answer]]) -> Answer:
        """Run work in a transaction, once for each request key, and keep its answer beside what it changed.

        Unless its answer `keeps`, all is rolled back and the answer is not stored.

        A COMMIT without an answer is settled by claiming the same key over another connection. The key was claimed
        before the work began, so whoever claims it afterwards waits for the lost transaction to end: either the claim
        is refused and the stored answer is returned, or it is granted, which proves that the lost transaction was
        rolled back for good. Then the work is run again under the same key, as after a deadlock: a mark that it failed
        would gain nothing, and would refuse the key to the client who sends it again.

        Raises:
            KeyReusedError: the key was used for something else.
            OutcomeUnknownError: COMMIT was sent, and the database cannot be asked what became of it.
            DatabaseError: the database cannot be reached, and nothing was changed.

        """
        for _ in range(COMMITS):
            try:
                return await self._pool.retry(partial(self._once, shop_id, request, work), shop=shop_id)
            except _NothingToKeep as undone:
                return undone.answer  # noqa: ASYNC910 - its work has waited
            except OutcomeUnknownError:
                settled = await self._settle(shop_id, request)
            if settled is not None:
                return settled  # noqa: ASYNC910 - settling has waited
        raise DatabaseError("the connection was lost at every COMMIT, and nothing was changed: see the server's log")

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        """Note that a message with an id has come, for 24 hours."""
        async with self._pool.transaction(shop=shop_id) as connection:
            return await messages.claim_message(connection, shop_id, message_id, digest)

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, Any]]) -> None:
        """Note that all a message asked for is finished, and what was answered."""
        async with self._pool.transaction(shop=shop_id) as connection:
            await messages.close_message(connection, message_id, answers)

    # -- what the server does with them ------------------------------------------------------------------------------

    @asynccontextmanager
    async def reading(self, shop_id: int) -> AsyncIterator[Shop]:
        """Open a shop's books to look things up, for as long as the block lasts; what would change them is refused."""
        async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
            yield Shop(connection, shop_id)

    async def set_gst(self, shop_id: int, product_id: UUID, rate: Milli, hsn: str | None) -> ShelfItem | None:
        """Tell the GST rate of a product and, where that is given, its HSN code; None where there is no such product.

        Doing it again changes nothing, so it needs no request.
        """
        async with self._pool.transaction(shop=shop_id) as connection:
            return await Shop(connection, shop_id).products.set_gst(product_id, rate, hsn)

    async def find_shop(self, tenant: str) -> ShopFound | None:
        """Return a tenant's shop, or None where it has none."""
        async with self._pool.connection() as connection:
            return await find_shop(connection, tenant)

    async def names(self, shop_id: int) -> Names:
        """Return all customers and products of a shop."""
        with whatever_it_has_told():
            async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
                return await names.load_all(connection)

    async def customer(self, shop_id: int, customer_id: UUID) -> Customer | None:
        """Return one customer as they are called now, or None where there is none of that id."""
        with whatever_it_has_told():
            async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
                return await names.load_customer(connection, customer_id)

    async def product(self, shop_id: int, product_id: UUID) -> Product | None:
        """Return one product as it is called now, or None where there is none of that id."""
        with whatever_it_has_told():
            async with self._pool.transaction(shop=shop_id, read_only=True) as connection:
                return await names.load_product(connection, product_id)

    async def shop_ids(self) -> range:
        """Return numbers of which each shop has one; some may be nobody's."""
        with whatever_it_has_told():
            async with self._pool.connection() as connection:
                return await shop_ids(connection)

    async def purge(self, shop_id: int) -> int:
        """Remove the messages and drafts of a shop that are too old to matter, and return how many."""
        with whatever_it_has_told():
            return await self._pool.retry(messages.purge, shop=shop_id)

    async def forget_more(self, shop_id: int) -> bool:
        """Empty the next of what was said of those who are forgotten; False once nothing is left that was not searched.

        Each time looks through some thousand entries, so that no transaction is long.
        """
        with whatever_it_has_told():
            return await self._pool.retry(transcripts.forget_more, shop=shop_id)

    # -- one change --------------------------------------------------------------------------------------------------

    async def _once(
        self,
        shop_id: int,
        request: Request,
        work: Callable[[Shop], Awaitable[Answer]],
        connection: Connection,
    ) -> Answer:
        """Do a request's work in a transaction that is open, unless it took effect before."""
        stored = await messages.claim_request(connection, shop_id, request)
        if stored is not None:
            raise _NothingToKeep(replace(stored, repeated=True))
        answer = await work(Shop(connection, shop_id, request.key))
        if not answer.keeps:
            raise _NothingToKeep(answer)
        await messages.keep_answer(connection, request, answer)
        return answer

    async def _settle(self, shop_id: int, request: Request) -> Answer | None:
        """Return what a lost transaction stored, or None where it is known to have been rolled back."""
        with trio.move_on_after(SETTLE_SECONDS, shield=True):
            while True:
                try:
                    return await self._stored(shop_id, request)
                except DatabaseError:
                    pass  # it may come back: a private server is started again at once
                await trio.sleep(SETTLE_PAUSE_SECONDS)
        raise OutcomeUnknownError("no answer came to COMMIT, and the database cannot be asked what became of it")

    async def _stored(self, shop_id: int, request: Request) -> Answer | None:
        """Wait for whoever holds a request's key, and return the stored answer; None where nobody holds it any more."""
        try:
            async with self._pool.transaction(shop=shop_id) as connection:
                raise _Looked(await messages.claim_request(connection, shop_id, request))
        except _Looked as looked:
            return looked.answer  # noqa: ASYNC910 - looking has waited


if TYPE_CHECKING:

    def _keeps_its_promises(books: Books) -> port.Books:
        return books


class _NothingToKeep(Exception):
    """Rolls a transaction back, and carries what is answered all the same; never leaves this file."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class _Looked(Exception):
    """Gives back a key that was claimed only to learn of its fate; never leaves this file."""

    def __init__(self, answer: Answer | None) -> None:
        self.answer = answer
