"""From the spool to the tables, as they really are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from execora.records.aside import read_aside
from execora.records.left_open import end_left_open
from execora.records.spool import Spool
from execora.store.pool import Pool
from execora.store.transcripts import Transcripts
from tests.process import SECONDS
from tests.store.talks import Talked
from tests.store.town import town, town_database  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.town import Town

LIMIT = 2**20


async def test_what_a_server_leaves_open_is_ended_by_its_next_start_once_all_of_it_is_there(
    town: Town,  # noqa: F811
    tmp_path: Path,
):
    async with Pool(town.addresses.serving, size=2) as pool:
        rows = Transcripts(pool)
        with trio.fail_after(SECONDS):
            async with trio.open_nursery() as nursery:
                first = Spool(tmp_path, rows, limit=LIMIT)
                await nursery.start(first.run)
                talked = Talked(town.shop, server=first.server)
                first.note(talked.opening())
                await first.ship_all()
                last = talked.user("aakhri baat")
                await first.kept(first.note(last))
                nursery.cancel_scope.cancel()
            async with trio.open_nursery() as nursery:
                second = Spool(tmp_path, rows, limit=LIMIT)
                await nursery.start(second.run)
                await nursery.start(_ended, rows, second, talked)
                nursery.cancel_scope.cancel()
        conversation = await rows.find(talked.shop, talked.id)
        assert conversation
        assert (conversation.reason, conversation.utterances, conversation.seconds) == ("crashed", 1, 1.0)


async def _ended(rows: Transcripts, spool: Spool, talked: Talked, *, task_status: trio.TaskStatus[None]) -> None:
    """Start ending what was left open, and be started once it has."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(end_left_open, rows, spool)
        while True:
            found = await rows.find(talked.shop, talked.id)
            if found and found.ended_at:
                task_status.started()
                return nursery.cancel_scope.cancel()


async def test_what_the_tables_refuse_is_set_aside_with_what_postgresql_says(town: Town, tmp_path: Path):  # noqa: F811
    async with Pool(town.addresses.serving, size=2) as pool:
        rows = Transcripts(pool)
        talked, nobody = Talked(town.shop), Talked(4711)
        bad = talked.user("half a letter \ud800 and a nul \x00")
        good = talked.whole()
        with trio.fail_after(SECONDS):
            async with trio.open_nursery() as nursery:
                spool = Spool(tmp_path, rows, limit=LIMIT)
                await nursery.start(spool.run)
                for entry in (bad, *good, stray := nobody.user("kaun hai")):
                    mark = spool.note(entry)
                await spool.kept(mark)
                await spool.ship_all()
                nursery.cancel_scope.cancel()
        assert await rows.entries(talked.shop, talked.id, after=0, limit=100) == good
    aside = {one.what.id: one.reason for one in read_aside(tmp_path) if not isinstance(one.what, bytes)}
    assert aside.keys() == {bad.id, stray.id}
    assert all("PostgreSQL refuses it" in reason for reason in aside.values())
    assert not any("letter" in reason or "kaun" in reason for reason in aside.values())
