"""A conversation that is recorded, by its messages and by voice: from the client's sound to the file and its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from execora.records.archive import Archive
from execora.records.recorder import Recorder
from execora.session.port import Audio, Ping, Record, Recording, Speech, Start
from execora.store.pool import Pool
from execora.store.recordings import Recordings
from tests.records.listening import frames, pitch, seconds, tone
from tests.records.listening import heard as played
from tests.shop import demo_database, demo_template, desk, talking  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from execora.session.desk import Desk
    from execora.store.embedded import Addresses
    from tests.fakes.door import FakeDoor


@pytest.fixture
async def rows(demo_database: Addresses, desk: Desk, tmp_path: Path) -> AsyncIterator[Recordings]:  # noqa: F811
    """The desk's table of recordings, with a recorder at the desk."""
    async with Pool(demo_database.serving, size=2) as pool:
        rows = Recordings(pool)
        desk.speech = Speech(recorder=Recorder(rows, Archive(rows, tmp_path, None, days=90)))
        yield rows


def speak(door: FakeDoor, pcm: bytes) -> None:
    for frame in frames(pcm):
        door.put(Audio(data=frame))


async def recording_of(rows: Recordings, desk: Desk, told: dict[str, Any]) -> Recording:  # noqa: F811
    found = await rows.find(desk.shop_id, UUID(told["recordingId"]))
    assert found is not None
    return found


async def test_what_is_said_between_start_and_stop_is_kept(desk: Desk, rows: Recordings, tmp_path: Path):  # noqa: F811
    async with talking(desk) as door:
        door.put(Start(encoding="pcm16"))
        speak(door, tone(0.5, 1000))
        door.put(Record(on=True))
        speak(door, tone(2))
        door.put(Record(on=False))
        speak(door, tone(0.5, 1000))
        stopped = (await door.next("recording:stopped")).data
    recording = await recording_of(rows, desk, stopped)
    content = (tmp_path / recording.location).read_bytes()
    assert (recording.state, recording.seconds, recording.bytes) == ("kept", pytest.approx(2), len(content))
    assert (stopped["durationSeconds"], stopped["bytes"]) == (pytest.approx(2), len(content))
    assert (len(played(content)) / 48_000, pitch(played(content))) == (pytest.approx(2), pytest.approx(440, abs=1))


async def test_it_begins_and_ends_by_voice(desk: Desk, rows: Recordings, tmp_path: Path):  # noqa: F811
    async with talking(desk) as door:
        door.put(Start(encoding="pcm16"))
        speak(door, tone(0.1))
        door.say("recording chalu karo")
        assert (await door.next("voice:response")).data["text"] == "Recording chalu hai."
        speak(door, tone(1))
        door.say("recording chalu karo")
        assert (await door.next("voice:response")).data["text"] == "Recording pehle se chal rahi hai."
        door.say("recording band karo")
        stopped = (await door.next("recording:stopped")).data
    recording = await recording_of(rows, desk, stopped)
    assert seconds((tmp_path / recording.location).read_bytes()) == pytest.approx(1, abs=0.001)


async def test_a_client_that_hangs_up_leaves_a_whole_recording(desk: Desk, rows: Recordings, tmp_path: Path):  # noqa: F811
    async with talking(desk) as door:
        door.put(Start(encoding="pcm16", keep_audio=True))
        begun = (await door.next("recording:started")).data
        speak(door, tone(1))
        door.put(Ping())
        await door.next("pong")
    recording = await recording_of(rows, desk, begun)
    assert recording.state == "kept"
    assert seconds((tmp_path / recording.location).read_bytes()) == pytest.approx(1, abs=0.001)
