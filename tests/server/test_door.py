from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import trio

from execora.server.door import WsDoor
from execora.session.port import Audio, Event, Final, GoneError, Refused

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class FakeLine:
    """Gives the frames it was made with, and then has ended."""

    def __init__(self, *frames: str | bytes | None) -> None:
        self._frames = list(frames)
        self.sent: list[str | bytes] = []
        self.code: int | None = None

    async def receive(self) -> str | bytes | None:
        await trio.lowlevel.checkpoint()
        if not self._frames:
            raise GoneError
        return self._frames.pop(0)

    async def send(self, *messages: str | bytes) -> None:
        await trio.lowlevel.checkpoint()
        self.sent += messages

    async def close(self, code: int) -> None:
        await trio.lowlevel.checkpoint()
        self.code = code


async def test_frames_become_inputs():
    door = WsDoor(FakeLine(b"a", '{"type": "voice:final", "data": {"text": "haan"}}', None))
    first, second, third = [await door.receive() for _ in range(3)]
    assert first == Audio(data=b"a")
    assert second == Final(text="haan")
    assert isinstance(third, Refused)
    with pytest.raises(GoneError):
        await door.receive()


async def test_the_tenth_frame_in_a_row_that_is_no_json_ends_it_with_1007():
    line = FakeLine(*["nonsense"] * 10)
    door = WsDoor(line)
    answers = [await door.receive() for _ in range(9)]
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"BAD_JSON"}
    with pytest.raises(GoneError):
        await door.receive()
    assert line.code == 1007


async def test_events_leave_as_the_dialect_words_them():
    line = FakeLine()
    await WsDoor(line, lambda: NOW).send([Event("pong")], 3)
    assert line.sent == ['{"type":"pong","data":{},"seq":3,"timestamp":"2026-11-20T09:30:00.000Z"}']


async def test_sound_is_binary_for_as_long_as_the_latest_start_wants_it_so():
    asked = json.dumps({"type": "voice:start", "data": {"audioOut": "binary"}})
    line = FakeLine(asked, '{"type": "ping"}', '{"type": "voice:start"}')
    door = WsDoor(line, lambda: NOW)
    sound = Event("voice:tts-stream", {"sampleRate": 16_000}, audio=b"ab")
    for seq in range(1, 5):
        await door.send([sound], seq)
        if seq < 4:
            await door.receive()
    kinds = [isinstance(sent, bytes) for sent in line.sent]
    assert kinds == [False, False, True, False, True, False]
