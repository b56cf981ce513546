"""Whoever is forgotten is forgotten in the transcripts, too: in what is there, and in what comes only later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio

from execora.store.pool import Pool
from execora.store.shop import Shop
from execora.store.transcripts import Transcripts
from tests.store.talks import Talked
from tests.store.town import RAHUL, SURESH, change, until_somebody_waits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from execora.session.port import Entry
    from execora.store.books import Books
    from tests.store.town import Town


@pytest.fixture
async def transcripts(town: Town) -> AsyncIterator[Transcripts]:
    async with Pool(town.addresses.serving, size=2) as pool:
        yield Transcripts(pool)


def just_now(town: Town) -> Talked:
    """A conversation of this minute, on a clock that is not behind the database's."""
    return Talked(town.shop, began=datetime.now(UTC) + timedelta(seconds=30))


async def erase(town: Town, books: Books, customer_id: UUID = RAHUL.id) -> None:
    assert await change(books, town.shop, lambda shop: shop.customers.erase(customer_id))


async def words(transcripts: Transcripts, talked: Talked) -> list[str | None]:
    """Return what is left of each entry: its text, its intent, or None where it was forgotten."""
    kept = await transcripts.entries(talked.shop, talked.id, after=0, limit=100)
    return [None if entry.body.get("forgotten") else entry.body.get("text", entry.kind) for entry in kept]


def said_of_both(talked: Talked) -> list[Entry]:
    """One utterance that resolves to Rahul, misheard, and one that does not."""
    first, second = uuid4(), uuid4()
    return [
        talked.opening(),
        talked.user("Raul ka balance", first),
        talked.intent(RAHUL.id, utterance=first, customer="Raul"),
        talked.task("completed", RAHUL.id),
        talked.agent("Raul ka 500 baki hai", RAHUL.id, utterance=first),
        talked.user("uska bhai", second),
        talked.intent(SURESH.id, utterance=second, customer="Suresh"),
        talked.agent("Suresh ka 20 baki hai", SURESH.id, utterance=second),
        talked.end(),
    ]


WAITS_SECONDS = 10
"""A bound for what takes milliseconds."""

SAY = """
insert into execora.transcript (shop_id, id, conversation_id, number, kind, at, body)
values ($1, $2, $3, 1, 'user', now(), jsonb_build_object('text', $4::text))
"""

LEFT = ["began", None, None, None, None, "uska bhai", "intent", "Suresh ka 20 baki hai", "ended"]


async def test_what_was_said_of_them_is_forgotten_with_them(town: Town, books: Books, transcripts: Transcripts):
    talked = just_now(town)
    await transcripts.keep(said_of_both(talked))
    await erase(town, books)
    assert await words(transcripts, talked) == LEFT


async def test_what_waits_in_a_spool_meanwhile_comes_without_its_words(
    town: Town, books: Books, transcripts: Transcripts
):
    talked = just_now(town)
    said = said_of_both(talked)
    await erase(town, books)
    await transcripts.keep(said)
    assert await words(transcripts, talked) == LEFT


@pytest.mark.parametrize("first", range(9))
async def test_it_does_not_matter_what_came_before_and_what_after(
    town: Town, books: Books, transcripts: Transcripts, first: int
):
    talked = just_now(town)
    said = said_of_both(talked)
    await transcripts.keep([said.pop(first)])
    await erase(town, books)
    await transcripts.keep(said[first:] or said)
    await transcripts.keep(said)
    assert await words(transcripts, talked) == LEFT


async def test_what_is_left_says_what_was_done(town: Town, books: Books, transcripts: Transcripts):
    talked = just_now(town)
    await transcripts.keep(said_of_both(talked))
    await erase(town, books)
    task = (await transcripts.entries(town.shop, talked.id, after=0, limit=100))[3]
    assert task.body == {"forgotten": True, "outcome": "completed", "intent": "CHECK_BALANCE", "taskId": "t"}
    conversation = await transcripts.find(town.shop, talked.id)
    assert conversation
    assert (conversation.utterances, conversation.answers, conversation.completed) == (2, 2, 1)


@pytest.mark.parametrize(
    "text",
    ["kal Rahul Sharma aaya tha", "RAHUL SHARMA?", "Rahul bola", "राहुल शर्मा आया", "rahulji!", "9812345670 pe call",
     "98123 45670 likho", "+91-98123-45670", 'woh "Rahul"', "naam:\nRahul"],
)  # fmt: skip
async def test_words_that_say_how_they_are_called_are_forgotten(
    town: Town, books: Books, transcripts: Transcripts, text: str
):
    talked = just_now(town)
    await transcripts.keep([talked.user(text), talked.agent("Samjha nahi")])
    await erase(town, books)
    assert await words(transcripts, talked) == [None, None]


@pytest.mark.parametrize("text", ["Rahulpur se maal aaya", "Suresh ATM ke paas hai", "981234567 rupaye", "Tarahul"])
async def test_words_that_only_look_like_it_stay(town: Town, books: Books, transcripts: Transcripts, text: str):
    talked = just_now(town)
    await transcripts.keep([talked.user(text)])
    await erase(town, books)
    assert await words(transcripts, talked) == [text]


async def test_words_from_before_that_come_only_after_are_not_kept(town: Town, books: Books, transcripts: Transcripts):
    before = Talked(town.shop, began=datetime.now(UTC) - timedelta(hours=1))
    said = [before.opening(), before.user("kal Rahul aaya tha"), before.task(), before.end()]
    await erase(town, books)
    await transcripts.keep(said)
    assert await words(transcripts, before) == ["began", None, "task", "ended"]


async def test_where_nobody_was_forgotten_late_words_are_kept(town: Town, books: Books, transcripts: Transcripts):
    before = Talked(town.other, began=datetime.now(UTC) - timedelta(hours=1))
    await erase(town, books)
    await transcripts.keep([before.user("kal Rahul aaya tha")])
    assert await words(transcripts, before) == ["kal Rahul aaya tha"]


async def test_another_shop_remembers_its_own_customer(town: Town, books: Books, transcripts: Transcripts):
    theirs = Talked(town.other)
    await transcripts.keep([theirs.user("Rahul Sharma"), theirs.intent(RAHUL.id)])
    await erase(town, books)
    assert await words(transcripts, theirs) == ["Rahul Sharma", "intent"]


async def test_entries_on_their_way_into_the_table_are_waited_for(town: Town, books: Books, transcripts: Transcripts):
    talked = just_now(town)

    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await holder.execute(SAY, town.shop, uuid4(), talked.id, "Rahul aaya")
        nursery.start_soon(erase, town, books)
        with trio.fail_after(WAITS_SECONDS):
            await until_somebody_waits(holder)
    assert await words(transcripts, talked) == [None]


async def test_entries_wait_for_who_is_just_being_forgotten(town: Town, transcripts: Transcripts):
    talked = just_now(town)
    said: Sequence[Entry] = [talked.intent(RAHUL.id)]
    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await Shop(holder, town.shop).customers.erase(RAHUL.id)
        nursery.start_soon(transcripts.keep, said)
        with trio.fail_after(WAITS_SECONDS):
            await until_somebody_waits(holder)
    assert await words(transcripts, talked) == [None]


async def test_those_who_bring_entries_do_not_wait_for_each_other(town: Town, transcripts: Transcripts):
    held, free = just_now(town), just_now(town)
    async with Pool(town.addresses.serving, size=1) as pool, pool.transaction(shop=town.shop) as holder:
        await holder.execute(SAY, town.shop, uuid4(), held.id, "ek")
        with trio.fail_after(10):
            await transcripts.keep([free.opening()])
    assert await words(transcripts, free) == ["began"]
