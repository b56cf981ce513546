from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from execora.errors import DatabaseError
from execora.store.pool import Pool
from execora.store.recordings import Recordings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.port import Recording
    from tests.store.town import Town

TALK = UUID(int=9)


@pytest.fixture
async def recordings(town: Town) -> AsyncIterator[Recordings]:
    async with Pool(town.addresses.serving, size=2) as pool:
        yield Recordings(pool)


async def begun(recordings: Recordings, shop_id: int, recording_id: UUID | None = None) -> UUID:
    recording_id = recording_id or uuid4()
    await recordings.begin(shop_id, recording_id, TALK, f"{shop_id}/{recording_id}.ogg")
    return recording_id


async def ended(recordings: Recordings, shop_id: int, *, stored: bool = True) -> UUID:
    recording_id = await begun(recordings, shop_id)
    await recordings.end(shop_id, recording_id, seconds=2.5, size=9000, stored=stored)
    return recording_id


async def age(town: Town, recording_id: UUID, days: float) -> None:
    """Let a recording have begun some days earlier."""
    with psycopg.connect(town.addresses.owner, user="postgres") as connection:
        connection.execute(
            "update execora.recording set started_at = now() - make_interval(secs => %s * 86400) where id = %s",
            [days, recording_id],
        )


async def test_a_recording_goes_on_from_now_until_it_ends(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    going = await recordings.find(town.shop, recording_id)
    assert going is not None
    assert (going.state, going.ended_at, going.seconds, going.bytes) == ("recording", None, None, None)
    assert abs(datetime.now(UTC) - going.started_at) < timedelta(seconds=60)
    await recordings.end(town.shop, recording_id, seconds=2.5, size=9000, stored=True)
    kept = await recordings.find(town.shop, recording_id)
    assert kept is not None
    assert (kept.state, kept.seconds, kept.bytes) == ("kept", 2.5, 9000)
    assert kept.ended_at == kept.started_at + timedelta(seconds=2.5)


async def test_what_is_stored_never_gets_shorter(town: Town, recordings: Recordings):
    recording_id = await ended(recordings, town.shop)
    await recordings.end(town.shop, recording_id, seconds=99, size=1, stored=False)
    await recordings.lost(town.shop, recording_id)
    kept = await recordings.find(town.shop, recording_id)
    assert kept is not None
    assert (kept.state, kept.seconds) == ("kept", 2.5)


async def test_what_is_stored_may_turn_out_longer_and_is_then_to_be_stored_again(town: Town, recordings: Recordings):
    recording_id = await ended(recordings, town.shop)
    await recordings.end(town.shop, recording_id, seconds=3, size=9001, stored=False)
    assert [(one.seconds, one.bytes) for one in await recordings.not_stored(town.shop)] == [(3, 9001)]


async def test_what_is_not_stored_yet_may_turn_out_shorter(town: Town, recordings: Recordings):
    recording_id = await ended(recordings, town.shop, stored=False)
    await recordings.end(town.shop, recording_id, seconds=2, size=8000, stored=True)
    kept = await recordings.find(town.shop, recording_id)
    assert kept is not None
    assert (kept.seconds, kept.bytes, kept.ended_at) == (2, 8000, kept.started_at + timedelta(seconds=2))


async def test_what_was_given_up_may_turn_up(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    await recordings.lost(town.shop, recording_id)
    assert await recordings.not_stored(town.shop) == []
    await recordings.end(town.shop, recording_id, seconds=1, size=1, stored=True)
    kept = await recordings.find(town.shop, recording_id)
    assert kept is not None
    assert kept.state == "kept"


async def test_what_is_not_where_it_is_to_stay_is_found(town: Town, recordings: Recordings):
    going, waiting = await begun(recordings, town.shop), await ended(recordings, town.shop, stored=False)
    await ended(recordings, town.shop)
    assert [one.id for one in await recordings.not_stored(town.shop)] == [going, waiting]
    await recordings.end(town.shop, waiting, seconds=2.5, size=9000, stored=True)
    assert [one.id for one in await recordings.not_stored(town.shop)] == [going]


async def test_they_are_listed_newest_first_page_by_page(town: Town, recordings: Recordings):
    made = [await ended(recordings, town.shop) for _ in range(5)][::-1]
    first = await recordings.page(town.shop, after=None, limit=3)
    rest = await recordings.page(town.shop, after=first[-1].position, limit=3)
    assert [one.id for one in (*first, *rest)] == made


async def test_those_of_one_moment_are_listed_once_each(town: Town, recordings: Recordings):
    made = {await ended(recordings, town.shop) for _ in range(4)}
    with psycopg.connect(town.addresses.owner, user="postgres") as connection:
        connection.execute("update execora.recording set started_at = now() where shop_id = %s", [town.shop])
    seen: list[Recording] = []
    while page := await recordings.page(town.shop, after=seen[-1].position if seen else None, limit=1):
        seen += page
    assert (len(seen), {one.id for one in seen}) == (4, made)


async def test_the_list_goes_on_behind_one_that_was_removed_meanwhile(town: Town, recordings: Recordings):
    *_, second, newest = [await ended(recordings, town.shop) for _ in range(3)]
    first = await recordings.page(town.shop, after=None, limit=1)
    await recordings.remove(town.shop, newest)
    rest = await recordings.page(town.shop, after=first[-1].position, limit=1)
    assert [one.id for one in (*first, *rest)] == [newest, second]


@pytest.mark.parametrize(("days", "found"), [(9.9, False), (10.1, True)])
async def test_old_is_by_its_beginning(town: Town, recordings: Recordings, days: float, found: bool):
    recording_id = await ended(recordings, town.shop)
    await age(town, recording_id, days)
    assert [one.id for one in await recordings.old(town.shop, 10)] == ([recording_id] if found else [])


async def test_what_goes_on_is_never_old(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    await age(town, recording_id, 99)
    assert await recordings.old(town.shop, 10) == []


async def test_what_is_removed_is_forgotten(town: Town, recordings: Recordings):
    recording_id = await ended(recordings, town.shop)
    await recordings.remove(town.shop, recording_id)
    await recordings.remove(town.shop, recording_id)
    assert await recordings.find(town.shop, recording_id) is None


async def test_another_shop_neither_sees_nor_changes_it(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    await recordings.end(town.other, recording_id, seconds=1, size=1, stored=True)
    await recordings.lost(town.other, recording_id)
    await recordings.remove(town.other, recording_id)
    assert await recordings.find(town.other, recording_id) is None
    assert await recordings.page(town.other, after=None, limit=9) == []
    assert await recordings.not_stored(town.other) == []
    going = await recordings.find(town.shop, recording_id)
    assert going is not None
    assert going.state == "recording"


async def test_two_shops_may_use_the_same_id(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    await begun(recordings, town.other, recording_id)
    assert await recordings.find(town.other, recording_id) is not None


async def test_an_id_is_used_once(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    with pytest.raises(errors.UniqueViolation):
        await begun(recordings, town.shop, recording_id)


async def test_every_shop_is_counted(town: Town, recordings: Recordings):
    assert {town.shop, town.other} <= set(await recordings.shop_ids())


async def test_books_that_are_away_are_said(town: Town):
    with pytest.raises(DatabaseError):
        await Recordings(Pool("host=/nowhere dbname=none", size=1)).find(town.shop, TALK)


async def test_whatever_is_against_looking_after_them_may_pass(town: Town, recordings: Recordings):
    recording_id = await begun(recordings, town.shop)
    with psycopg.connect(town.addresses.owner, user="postgres", autocommit=True) as admin:
        admin.execute("revoke select, delete on execora.recording from execora_app")
        try:
            for ask in (recordings.not_stored(town.shop), recordings.remove(town.shop, recording_id)):
                with pytest.raises(DatabaseError, match="permission denied"):
                    await ask
        finally:
            admin.execute("grant select, delete on execora.recording to execora_app")
