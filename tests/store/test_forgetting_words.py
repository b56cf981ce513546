"""Whoever is forgotten is forgotten in the transcripts, too: in what is there, and in what comes only later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
import trio

from execora.store.pool import Pool
from execora.store.shop import Shop
from execora.store.transcripts import Transcripts
from tests.store.talks import Talked
from tests.store.town import RAHUL, SURESH, change, until_somebody_waits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.port import JSON, Entry, EntryKind
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
    await begin_to_erase(town, books, customer_id)
    while await books.forget_more(town.shop):
        pass


async def begin_to_erase(town: Town, books: Books, customer_id: UUID = RAHUL.id) -> None:
    """Forget a customer, whose words are yet to be searched for."""
    assert await change(books, town.shop, lambda shop: shop.customers.erase(customer_id))


def pass_days(town: Town, days: int) -> None:
    """Let it be so long ago that anybody was forgotten."""
    with psycopg.connect(town.addresses.owner, user="postgres") as admin:
        for changed in (
            "update execora.forgetting set at = at - make_interval(days => %s) where shop_id = %s",
            "update execora.customer set erased_at = erased_at - make_interval(days => %s) where shop_id = %s",
        ):
            admin.execute("set local session_replication_role = replica")
            admin.execute(changed, [days, town.shop])


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


@pytest.mark.parametrize(
    "text", ["Rahul  Sharma", "Rahul\tSharma", "Rahul\u00a0Sharma", "rahulsharma", "Rahul-Sharma", " Rahul \n Sharma "]
)
async def test_a_name_is_found_however_its_parts_are_spaced(
    town: Town, books: Books, transcripts: Transcripts, text: str
):
    await change(books, town.shop, lambda shop: shop.customers.update(replace(RAHUL, nickname=None)))
    talked = just_now(town)
    await transcripts.keep([talked.user(text)])
    await erase(town, books)
    assert await words(transcripts, talked) == [None]


@pytest.mark.parametrize(
    ("kind", "body"),
    [("task", {"message": "Rahul Sharma owes 500"}), ("intent", {"entities": {"customer": "Rahul Sharma"}})],
)
@pytest.mark.parametrize("late", [False, True])
async def test_all_that_tells_of_them_is_searched(
    town: Town, books: Books, transcripts: Transcripts, kind: EntryKind, body: dict[str, JSON], late: bool
):
    talked = just_now(town)
    said = [talked.entry(kind, **body)]
    if late:
        await erase(town, books)
    await transcripts.keep(said)
    if not late:
        await erase(town, books)
    assert await words(transcripts, talked) == [None]


# -- what comes late


@pytest.mark.parametrize("late", [timedelta(hours=-1), timedelta(0), timedelta(days=6)])
async def test_words_of_theirs_that_come_only_after_are_not_kept(
    town: Town, books: Books, transcripts: Transcripts, late: timedelta
):
    before = Talked(town.shop, began=datetime.now(UTC) - late)
    await erase(town, books)
    await transcripts.keep([before.opening(), before.user("kal Rahul aaya tha"), before.agent("Samjha nahi")])
    assert await words(transcripts, before) == ["began", None, None]


async def test_a_clock_that_is_behind_destroys_no_words(town: Town, books: Books, transcripts: Transcripts):
    behind = Talked(town.shop, began=datetime.now(UTC) - timedelta(minutes=10))
    await erase(town, books)
    await transcripts.keep([behind.user("Suresh ko 5000 udhaar likho"), behind.agent("Likh diya")])
    assert await words(transcripts, behind) == ["Suresh ko 5000 udhaar likho", "Likh diya"]


async def test_who_comes_late_to_an_utterance_that_was_emptied_says_no_more_of_it(
    town: Town, books: Books, transcripts: Transcripts
):
    talked = just_now(town)
    answer = talked.agent("Woh naya hai")
    await transcripts.keep([talked.user("Rahul kaun hai")])
    await erase(town, books)
    pass_days(town, 8)
    await books.forget_more(town.shop)
    await transcripts.keep([answer])
    assert await words(transcripts, talked) == [None, None]


async def test_how_they_were_called_is_known_for_a_week(town: Town, books: Books, transcripts: Transcripts):
    talked = just_now(town)
    await erase(town, books)
    pass_days(town, 6)
    await books.forget_more(town.shop)
    await transcripts.keep([talked.user("Rahul aaya")])
    pass_days(town, 2)
    await books.forget_more(town.shop)
    await transcripts.keep([talked.user("naya Rahul aaya", "v")])
    assert await words(transcripts, talked) == [None, "naya Rahul aaya"]


async def test_what_is_more_than_a_week_late_comes_without_its_words(
    town: Town, books: Books, transcripts: Transcripts
):
    before, after = (Talked(town.shop, began=datetime.now(UTC) - timedelta(days=days)) for days in (9, 7))
    await erase(town, books)
    pass_days(town, 8)
    await books.forget_more(town.shop)
    await transcripts.keep([before.opening(), before.user("kal Rahul aaya tha"), before.task(), before.end()])
    await transcripts.keep([after.user("kal Suresh aaya tha", "v")])
    assert await words(transcripts, before) == ["began", None, "task", "ended"]
    assert await words(transcripts, after) == ["kal Suresh aaya tha"]


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


# -- meanwhile


async def test_nobody_waits_for_an_erasing_nor_it_for_anybody(town: Town, books: Books, transcripts: Transcripts):
    held, free = just_now(town), just_now(town)
    with trio.fail_after(WAITS_SECONDS):
        async with Pool(town.addresses.serving, size=1) as pool:
            async with pool.transaction(shop=town.shop) as holder:
                await holder.execute(SAY, town.shop, uuid4(), held.id, "Rahul aaya")
                await begin_to_erase(town, books)
            async with pool.transaction(shop=town.shop) as holder:
                await Shop(holder, town.shop).customers.erase(SURESH.id)
                await transcripts.keep([free.intent(SURESH.id)])
        while await books.forget_more(town.shop):
            pass
    assert await words(transcripts, held) == [None]
    assert await words(transcripts, free) == [None]


async def test_entries_on_their_way_into_the_table_are_searched_too(town: Town, books: Books, transcripts: Transcripts):
    talked = just_now(town)
    async with (
        trio.open_nursery() as nursery,
        Pool(town.addresses.serving, size=1) as pool,
        pool.transaction(shop=town.shop) as holder,
    ):
        await holder.execute(SAY, town.shop, uuid4(), talked.id, "Rahul aaya")
        await begin_to_erase(town, books)
        nursery.start_soon(books.forget_more, town.shop)
        with trio.fail_after(WAITS_SECONDS):
            await until_somebody_waits(holder)
    assert await words(transcripts, talked) == [None]


async def test_a_search_that_stopped_goes_on_where_it_was(town: Town, books: Books, transcripts: Transcripts):
    await say_much(town, 4100)
    await begin_to_erase(town, books)
    assert await books.forget_more(town.shop)
    assert await left_of(town) == 2100
    await transcripts.keep([(late := just_now(town)).user("Rahul aaya")])
    assert [await books.forget_more(town.shop) for _ in range(3)] == [True, True, False]
    assert await left_of(town) == 0
    assert await words(transcripts, late) == [None]


async def test_of_two_who_search_one_does(town: Town, books: Books):
    await begin_to_erase(town, books)
    async with Pool(town.addresses.serving, size=1) as pool, pool.transaction(shop=town.shop) as holder:
        assert await holder.one("select execora.forget_more()") == (True,)
        with trio.fail_after(WAITS_SECONDS):
            assert not await books.forget_more(town.shop)


async def say_much(town: Town, count: int) -> None:
    """Say Rahul's name so often, in one conversation."""
    async with Pool(town.addresses.serving, size=1) as pool, pool.transaction(shop=town.shop) as connection:
        await connection.execute(
            "insert into execora.transcript (shop_id, id, conversation_id, number, kind, at, body)"
            " select $1, gen_random_uuid(), $2, n, 'user', now(), jsonb_build_object('text', 'Rahul aaya')"
            " from generate_series(1, $3) n",
            town.shop,
            uuid4(),
            count,
        )


async def left_of(town: Town) -> int:
    """Return how many entries have words."""
    async with Pool(town.addresses.serving, size=1) as pool, pool.transaction(shop=town.shop) as connection:
        row = await connection.one("select count(*) from execora.transcript where not body ? 'forgotten'")
    assert row
    return int(row[0])


async def test_those_who_bring_entries_do_not_wait_for_each_other(town: Town, transcripts: Transcripts):
    held, free = just_now(town), just_now(town)
    async with Pool(town.addresses.serving, size=1) as pool, pool.transaction(shop=town.shop) as holder:
        await holder.execute(SAY, town.shop, uuid4(), held.id, "ek")
        with trio.fail_after(10):
            await transcripts.keep([free.opening()])
    assert await words(transcripts, free) == ["began"]
