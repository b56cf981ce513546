from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
import trio

from execora.errors import DatabaseError, RefusedError
from execora.store.pool import Pool
from execora.store.transcripts import Transcripts
from tests.store.talks import BEGAN, Talked, at
from tests.store.town import deadlocked_once, until_somebody_waits
from tests.store.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from execora.session.port import Entry, KeptConversation
    from tests.store.town import Town

HERE, BEFORE = "here:2", "here:1"


@pytest.fixture
async def transcripts(town: Town) -> AsyncIterator[Transcripts]:
    async with Pool(town.addresses.serving, size=2) as pool:
        yield Transcripts(pool)


async def kept(transcripts: Transcripts, talked: Talked) -> KeptConversation:
    found = await transcripts.find(talked.shop, talked.id)
    assert found
    return found


async def entries(transcripts: Transcripts, talked: Talked) -> list[Entry]:
    return await transcripts.entries(talked.shop, talked.id, after=0, limit=1000)


def ended(conversation: KeptConversation) -> tuple[str | None, float | None, datetime | None]:
    return conversation.reason, conversation.seconds, conversation.ended_at


# -- keeping


async def test_what_was_said_is_kept_as_it_was_said(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    said = talked.whole()
    await transcripts.keep(said)
    assert await entries(transcripts, talked) == said


async def test_whoever_stops_does_not_wait_for_a_commit_that_hangs(
    town: Town, transcripts: Transcripts, nursery: trio.Nursery, tmp_path: Path
):
    talked = Talked(town.shop)
    said = talked.whole()
    wire = Wire(tmp_path, town.addresses.serving)
    await nursery.start(wire.run)
    async with Pool(wire.dsn, size=1) as pool:
        wire.held_request = b"commit"
        with trio.CancelScope() as stop:
            nursery.start_soon(cancel_once, wire.held, stop)
            await Transcripts(pool).keep(said)
        assert stop.cancelled_caught
        assert trio.current_time() - stop.deadline < 2
    wire.cut()
    await transcripts.keep(said)
    assert await entries(transcripts, talked) == said


async def cancel_once(event: trio.Event, scope: trio.CancelScope) -> None:
    await event.wait()
    scope.deadline = trio.current_time()


async def test_a_conversation_says_who_when_how_long_and_how_much(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    await transcripts.keep(talked.whole())
    conversation = await kept(transcripts, talked)
    assert (conversation.role, conversation.started_at) == ("owner", BEGAN)
    assert ended(conversation) == ("gone", 60.0, BEGAN + timedelta(seconds=60))
    assert (conversation.utterances, conversation.answers) == (2, 2)
    assert (conversation.completed, conversation.failed, conversation.cancelled) == (2, 1, 1)


async def test_it_is_the_same_in_any_order_and_however_often_it_comes(town: Town, transcripts: Transcripts):
    chance = random.Random(5)
    orderly = Talked(town.shop)
    await transcripts.keep(orderly.whole())
    expected = replace(await kept(transcripts, orderly), id=UUID(int=0))
    for _ in range(10):
        talked = Talked(town.shop)
        said = talked.whole()
        coming = said * 3
        chance.shuffle(coming)
        while coming:
            batch = [coming.pop() for _ in range(min(len(coming), chance.randint(1, 6)))]
            await transcripts.keep(batch)
        assert await entries(transcripts, talked) == said
        assert replace(await kept(transcripts, talked), id=UUID(int=0)) == expected


async def test_the_first_word_of_an_entry_stays(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    first = talked.user("pehle")
    await transcripts.keep([first])
    await transcripts.keep([replace(first, body={"text": "baad mein"}, number=7)])
    assert await entries(transcripts, talked) == [first]


async def test_two_entries_of_one_number_are_refused_whole(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    first, second = talked.user("ek"), talked.user("do")
    await transcripts.keep([first])
    with pytest.raises(RefusedError, match="conversation_id_number"):
        await transcripts.keep([second, replace(talked.user("teen"), number=first.number)])
    assert await entries(transcripts, talked) == [first]
    assert (await kept(transcripts, talked)).utterances == 1


@pytest.mark.parametrize(
    "bent",
    [
        lambda entry: replace(entry, kind="gossip"),
        lambda entry: replace(entry, number=0),
        lambda entry: replace(entry, shop_id=999_999),
        lambda entry: replace(entry, body={"text": "a\0b"}),
        lambda entry: replace(entry, body={"utteranceId": random.Random(5).randbytes(9000).hex()}),
        lambda entry: replace(entry, kind="ended"),
        lambda entry: replace(entry, kind="ended", body={"reason": "gone", "seconds": "some"}),
        lambda entry: replace(entry, kind="ended", body={"reason": "gone", "seconds": -1}),
        lambda entry: replace(entry, kind="ended", body={"reason": "gone", "seconds": 1e300}),
    ],
)
async def test_what_can_never_be_is_refused(town: Town, transcripts: Transcripts, bent):  # noqa: ANN001
    talked = Talked(town.shop)
    with pytest.raises(RefusedError):
        await transcripts.keep([bent(talked.user("ek"))])
    assert await transcripts.find(town.shop, talked.id) is None


async def test_a_database_that_is_away_is_said(town: Town):
    with pytest.raises(DatabaseError):
        await Transcripts(Pool("host=/nowhere dbname=none", size=1)).keep([Talked(town.shop).opening()])


async def test_a_database_that_cannot_now_is_no_refusal(town: Town, transcripts: Transcripts):
    with psycopg.connect(town.addresses.owner, user="postgres", autocommit=True) as admin:
        admin.execute("revoke insert on execora.transcript from execora_app")
        try:
            with pytest.raises(DatabaseError):
                await transcripts.keep([Talked(town.shop).opening()])
        finally:
            columns = "shop_id, id, conversation_id, number, kind, at, body, names"
            admin.execute(f"grant insert ({columns}) on execora.transcript to execora_app")


async def test_no_shop_sees_another_ones(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    await transcripts.keep(talked.whole())
    assert await transcripts.find(town.other, talked.id) is None
    assert await transcripts.page(town.other, after=None, limit=9) == []
    assert await transcripts.entries(town.other, talked.id, after=0, limit=9) == []


# -- how it ends


async def test_it_goes_on_until_its_end_comes(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    await transcripts.keep([talked.opening(), talked.user("ek")])
    assert ended(await kept(transcripts, talked)) == (None, None, None)
    await transcripts.keep([talked.end(seconds=2.5, reason="stopped")])
    assert ended(await kept(transcripts, talked)) == ("stopped", 2.5, BEGAN + timedelta(seconds=2.5))


async def test_a_clock_that_is_set_back_changes_no_duration(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    await transcripts.keep([talked.opening()])
    await transcripts.keep([at(talked.end(seconds=90), BEGAN - timedelta(hours=1))])
    conversation = await kept(transcripts, talked)
    assert ended(conversation) == ("gone", 90.0, BEGAN + timedelta(seconds=90))


async def test_what_an_earlier_start_left_open_is_ended_by_its_last_word(town: Town, transcripts: Transcripts):
    left, going, elsewhere = (Talked(town.shop, server) for server in (BEFORE, HERE, "there:1"))
    for talked in (left, going, elsewhere):
        await transcripts.keep([talked.opening(), talked.user("ek"), talked.user("do")])
    assert await transcripts.end_left_open(town.shop, HERE) == 1
    assert await transcripts.end_left_open(town.shop, HERE) == 0
    assert ended(await kept(transcripts, left)) == ("crashed", 2.0, BEGAN + timedelta(seconds=2))
    for talked in (going, elsewhere):
        assert ended(await kept(transcripts, talked)) == (None, None, None)


async def test_a_server_of_a_like_name_is_another_one(town: Town, transcripts: Transcripts):
    other = Talked(town.shop, "here2:1")
    await transcripts.keep([other.opening()])
    assert await transcripts.end_left_open(town.shop, HERE) == 0


async def test_what_a_crash_left_in_the_spool_moves_the_end(town: Town, transcripts: Transcripts):
    left = Talked(town.shop, BEFORE)
    await transcripts.keep([left.opening()])
    await transcripts.end_left_open(town.shop, HERE)
    await transcripts.keep([left.user("ek"), left.user("do")])
    assert ended(await kept(transcripts, left)) == ("crashed", 2.0, BEGAN + timedelta(seconds=2))


async def test_the_servers_own_word_of_the_end_counts_even_late(town: Town, transcripts: Transcripts):
    left = Talked(town.shop, BEFORE)
    await transcripts.keep([left.opening()])
    await transcripts.end_left_open(town.shop, HERE)
    await transcripts.keep([left.end(seconds=5, reason="stopped")])
    assert ended(await kept(transcripts, left)) == ("stopped", 5.0, BEGAN + timedelta(seconds=5))


async def test_a_crash_after_a_clock_was_set_back_has_no_negative_length(town: Town, transcripts: Transcripts):
    left = Talked(town.shop, BEFORE)
    opening, word = left.opening(), at(left.user("ek"), BEGAN - timedelta(hours=1))
    await transcripts.keep([word])
    await transcripts.keep([opening])
    await transcripts.end_left_open(town.shop, HERE)
    assert ended(await kept(transcripts, left)) == ("crashed", 0.0, BEGAN)


@pytest.mark.parametrize(("hours", "is_over"), [(23, False), (25, True)])
async def test_a_server_that_is_not_seen_for_a_day_is_gone(
    town: Town, transcripts: Transcripts, hours: int, is_over: bool
):
    elsewhere, nobodys = Talked(town.shop, "there:1"), Talked(town.shop)
    await transcripts.keep([elsewhere.opening()])
    await transcripts.keep([nobodys.user("ek")])
    unseen_for(town, hours)
    assert await transcripts.end_left_open(town.shop, HERE) == (2 if is_over else 0)


async def test_a_server_that_is_here_keeps_its_quiet_conversations_open(town: Town, transcripts: Transcripts):
    quiet = Talked(town.shop)
    await transcripts.keep([quiet.opening()])
    unseen_for(town, 25)
    assert await transcripts.end_left_open(town.shop, HERE) == 0
    assert await transcripts.end_left_open(town.shop, "there:1") == 0


async def test_a_server_that_is_heard_of_is_here(town: Town, transcripts: Transcripts):
    elsewhere = Talked(town.shop, "there:1")
    await transcripts.keep([elsewhere.opening()])
    unseen_for(town, 25)
    await transcripts.keep([elsewhere.user("ek")])
    assert await transcripts.end_left_open(town.shop, HERE) == 0


def unseen_for(town: Town, hours: int) -> None:
    with psycopg.connect(town.addresses.owner, user="postgres") as admin:
        admin.execute(
            "update execora.conversation set seen_at = now() - make_interval(hours => %s) where shop_id = %s",
            [hours, town.shop],
        )


@pytest.mark.parametrize("server", [BEFORE, HERE])
async def test_whoever_looks_at_many_conversations_waits_for_them_in_the_same_order_as_others(
    town: Town, transcripts: Transcripts, server: str
):
    first, second = sorted((Talked(town.shop, server), Talked(town.shop, server)), key=lambda talked: talked.id)
    for talked in (second, first):  # as they lie in the table
        await transcripts.keep([talked.opening()])
    lock = "select c.id from execora.conversation c where c.id = $1 for update"
    async with (
        Pool(town.addresses.serving, size=1) as pool,
        trio.open_nursery() as nursery,
        pool.transaction(shop=town.shop) as connection,
    ):
        await connection.one(lock, first.id)
        nursery.start_soon(transcripts.end_left_open, town.shop, HERE)
        await until_somebody_waits(connection)
        assert await connection.one(f"{lock} nowait", second.id), "nobody has it before the first"
    for talked in (first, second):
        assert (await kept(transcripts, talked)).reason == ("crashed" if server == BEFORE else None)


async def test_a_deadlock_over_what_was_left_open_is_tried_again(town: Town, transcripts: Transcripts):
    left = Talked(town.shop, BEFORE)
    await transcripts.keep([left.opening()])
    with deadlocked_once(town, "update", "conversation"):
        assert await transcripts.end_left_open(town.shop, HERE) == 1


async def test_whatever_is_against_ending_them_may_pass(town: Town, transcripts: Transcripts):
    with psycopg.connect(town.addresses.owner, user="postgres", autocommit=True) as admin:
        admin.execute("revoke select on execora.conversation from execora_app")
        try:
            with pytest.raises(DatabaseError, match="permission denied"):
                await transcripts.end_left_open(town.shop, HERE)
        finally:
            admin.execute("grant select on execora.conversation to execora_app")


# -- what pages show


async def test_conversations_are_listed_newest_first_page_by_page(town: Town, transcripts: Transcripts):
    talks = [Talked(town.shop, began=BEGAN + timedelta(minutes=minute // 2)) for minute in range(5)]
    for talked in talks:
        await transcripts.keep([talked.opening()])
    listed: list[KeptConversation] = []
    while page := await transcripts.page(town.shop, after=listed[-1].position if listed else None, limit=2):
        listed += page
    assert {one.id for one in listed} == {talked.id for talked in talks}
    assert [one.position for one in listed] == sorted((one.position for one in listed), reverse=True)


async def test_what_was_said_is_listed_in_its_order_page_by_page(town: Town, transcripts: Transcripts):
    talked = Talked(town.shop)
    said = talked.whole()
    await transcripts.keep(said[::-1])
    first = await transcripts.entries(town.shop, talked.id, after=0, limit=3)
    rest = await transcripts.entries(town.shop, talked.id, after=first[-1].number, limit=100)
    assert [*first, *rest] == said


async def test_what_is_not_there_is_not_found(town: Town, transcripts: Transcripts):
    assert await transcripts.find(town.shop, uuid4()) is None
    assert town.shop in await transcripts.shop_ids()
