"""Message ids: acted on once, and remembered once all that a message started has ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

import trio
import trio.testing

from execora.errors import DatabaseError
from execora.session.messages import CLAIM_SECONDS, CLOSE_SECONDS, Messages
from execora.session.port import Claim, Event
from tests.fakes.transcripts import FakeTranscripts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from trio.testing import MockClock

    from execora.session.port import JSON

MESSAGE = uuid4()


@dataclass
class Kept:
    """The part of the books that keeps messages."""

    claims: list[Claim] = field(default_factory=list)
    closed: dict[UUID, Sequence[Mapping[str, JSON]]] = field(default_factory=dict)

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        return self.claims.pop(0)

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, JSON]]) -> None:
        self.closed[message_id] = answers


class Lost(Kept):
    """Books that cannot be reached."""

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        raise DatabaseError("gone")

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, JSON]]) -> None:
        raise DatabaseError("gone")


class Slow(Kept):
    """Books that never answer."""

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        await trio.sleep_forever()
        raise AssertionError


def messages(nursery: trio.Nursery, books: Kept, transcripts: FakeTranscripts | None = None) -> Messages:
    return Messages(nursery, books, transcripts or FakeTranscripts(), shop_id=1)  # type: ignore[arg-type]


async def test_answers_are_kept_once_all_that_the_message_started_has_ended() -> None:
    books = Kept([Claim("new")])
    async with trio.open_nursery() as nursery:
        kept = messages(nursery, books)
        await kept.claim(MESSAGE, "body")
        kept.began(MESSAGE)
        kept.ended(MESSAGE)
        kept.heard(Event("voice:response", {"text": "Ho gaya"}, MESSAGE), 1)
        kept.heard(Event("shop:changed", {"what": "ledger"}), 0)
        assert not books.closed
        kept.ended(MESSAGE)
    assert books.closed == {MESSAGE: [{"type": "voice:response", "data": {"text": "Ho gaya"}}]}


async def test_answers_that_the_transcripts_do_not_hold_yet_are_told_to_nobody_again(autojump_clock: MockClock) -> None:
    books, transcripts = Kept([Claim("new"), Claim("new")]), FakeTranscripts(writes=False)
    async with trio.open_nursery() as nursery:
        kept = messages(nursery, books, transcripts)
        for message_id in (MESSAGE, other := uuid4()):
            await kept.claim(message_id, "body")
            kept.heard(Event("voice:response", {"text": "Ho gaya"}, message_id), 1)
        kept.ended(MESSAGE)
        await trio.sleep(2 * CLOSE_SECONDS)
        kept.ended(other)
        await trio.sleep(CLOSE_SECONDS / 2)
        assert not books.closed
        transcripts.write()
    assert list(books.closed) == [other]


async def test_a_message_under_way_that_comes_again_is_not_acted_on() -> None:
    async with trio.open_nursery() as nursery:
        kept = messages(nursery, Kept([Claim("new")]))
        await kept.claim(MESSAGE, "body")
        assert (await kept.claim(MESSAGE, "body")).state == "done"


async def test_what_a_lost_connection_cancelled_stays_open_so_that_sending_it_again_does_it() -> None:
    books = Kept([Claim("new")])
    async with trio.open_nursery() as nursery:
        kept = messages(nursery, books)
        await kept.claim(MESSAGE, "body")
        kept.began(MESSAGE)
        kept.ended(MESSAGE)
        kept.ended(MESSAGE, kept=False)
    assert not books.closed


async def test_a_finished_message_brings_its_answers() -> None:
    done = Claim("done", answers=[{"type": "voice:response", "data": {}}])
    async with trio.open_nursery() as nursery:
        assert await messages(nursery, Kept([done])).claim(MESSAGE, "body") is done


async def test_books_that_cannot_be_asked_let_the_message_through() -> None:
    async with trio.open_nursery() as nursery:
        kept = messages(nursery, Lost())
        assert (await kept.claim(MESSAGE, "body")).state == "new"
        kept.ended(MESSAGE)


async def test_books_that_do_not_answer_hold_a_message_up_for_a_moment_only(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with trio.open_nursery() as nursery:
        assert (await messages(nursery, Slow()).claim(MESSAGE, "body")).state == "new"
    assert trio.current_time() == CLAIM_SECONDS


async def test_messages_without_an_id_are_not_kept() -> None:
    books = Kept()
    async with trio.open_nursery() as nursery:
        kept = messages(nursery, books)
        kept.began(None)
        kept.heard(Event("pong"), 0)
        kept.ended(None)
    assert not books.closed
