"""The machine that records is gone, with its disk: what is left is what the store got of it while it was made."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio

from execora.providers.objects import Objects
from execora.records.archive import Archive
from execora.store.pool import Pool
from execora.store.recordings import Recordings
from tests.process import SECONDS
from tests.records.listening import frames, seconds, tone
from tests.store.town import town, town_database  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.port import Recording
    from tests.store.town import Town

SPEAKER = """
import sys, uuid, pathlib, trio
from datetime import timedelta
from execora.providers.objects import Objects
from execora.records.archive import Archive
from execora.records.recorder import Recorder
from execora.store.pool import Pool
from execora.store.recordings import Recordings

async def main(dsn, folder, url, shop, recording):
    async with Pool(dsn, size=2) as pool, trio.open_nursery() as nursery:
        rows = Recordings(pool)
        archive = Archive(rows, pathlib.Path(folder), Objects(url, patience=timedelta(seconds=1)), days=90)
        nursery.start_soon(archive.tend)
        send, receive = trio.open_memory_channel(0)
        nursery.start_soon(Recorder(rows, archive).record, int(shop), uuid.uuid4(), uuid.UUID(recording), receive)
        await send.send(b"")
        print("it records", flush=True)
        while pcm := await trio.to_thread.run_sync(sys.stdin.buffer.read, 640):
            await send.send(pcm)

trio.run(main, *sys.argv[1:])
"""


async def test_but_for_its_last_second_the_store_has_it_and_another_server_closes_it(
    town: Town,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("execora.records.settling.SILENT_SECONDS", 0.0)
    (tmp_path / "store").mkdir()
    recording_id = uuid4()
    said = await trio.to_thread.run_sync(lose_while_recording, town, tmp_path, recording_id)
    async with Pool(town.addresses.serving, size=2) as pool:
        rows = Recordings(pool)
        archive = Archive(rows, tmp_path / "elsewhere", store_in(tmp_path), days=90)
        size = await archive.size(town.shop, recording_id)
        assert size is not None
        played = seconds(await archive.read(town.shop, recording_id, 0, size))
        assert said - 1 <= played <= said
        async with tended(archive):
            row = await closed(rows, town.shop, recording_id)
        assert (row.state, row.seconds) == ("kept", pytest.approx(played, abs=0.001))
        assert row.bytes == size
        assert await rows.not_stored(town.shop) == []
    stored = [path.relative_to(tmp_path / "store") for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert stored == [Path(row.location)], "its parts are gone"


def store_in(folder: Path) -> Objects:
    return Objects(f"file://{folder}/store", patience=timedelta(seconds=1))


def lose_while_recording(town: Town, folder: Path, recording_id: UUID) -> float:  # noqa: F811
    """Speak for two seconds to a process of its own and kill it, with its folder; return how long was spoken."""
    arguments = [town.addresses.serving, str(folder / "own"), f"file://{folder}/store", str(town.shop)]
    command = [sys.executable, "-c", SPEAKER, *arguments, str(recording_id)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == b"it records\n"
        began = time.monotonic()
        for frame in frames(tone(2.2)):
            process.stdin.write(frame)
            process.stdin.flush()
            time.sleep(0.02)  # as a microphone does
        said = min(time.monotonic() - began, 2.2)
        process.kill()
        process.stdin.close()
    (folder / "own").rename(folder / "lost")
    return said


@asynccontextmanager
async def tended(archive: Archive) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(archive.tend)
        yield
        nursery.cancel_scope.cancel()


async def closed(rows: Recordings, shop_id: int, recording_id: UUID) -> Recording:
    """Wait until a recording is closed and stored."""
    with trio.fail_after(SECONDS):
        while await rows.not_stored(shop_id):  # noqa: ASYNC110 - the database has no event for us
            await trio.sleep(0.01)
    found = await rows.find(shop_id, recording_id)
    assert found is not None
    return found
