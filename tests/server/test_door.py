from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
import trio
import trio.testing

from execora.server.door import AT_ONCE, LineDoor
from execora.server.doors.dialect import Taken
from execora.server.doors.ws import Ws
from execora.server.limits import Limits
from execora.server.metering import Metering
from execora.server.refusals import Refusals
from execora.session.port import AskStatus, Audio, Event, Final, GoneError, Numbered, Refused
from tests.server.serving import settings

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class FakeLine:
    """Gives the frames it was made with, and then has ended."""

    def __init__(self, *frames: str | bytes | None) -> None:
        self._frames = list(frames)
        self.sent: list[str | bytes] = []
        self.sends: list[int] = []
        """How many messages were sent at once, each time."""
        self.code: int | None = None
        self.was_cut = False

    async def run(self) -> None:
        await trio.sleep_forever()

    async def receive(self) -> str | bytes | None:
        await trio.lowlevel.checkpoint()
        if not self._frames:
            raise GoneError
        return self._frames.pop(0)

    async def send(self, *messages: str | bytes) -> None:
        await trio.lowlevel.checkpoint()
        self.sent += messages
        self.sends.append(len(messages))

    async def settle(self) -> None:
        await trio.lowlevel.checkpoint()

    async def close(self, code: int) -> None:
        await trio.lowlevel.checkpoint()
        self.code = code

    def cut(self) -> None:
        self.was_cut = True


def numbered(first: int, *events: Event) -> list[Numbered]:
    return [Numbered(number, event) for number, event in enumerate(events, first)]


async def test_frames_become_inputs():
    door = LineDoor(FakeLine(b"a", '{"type": "voice:final", "data": {"text": "haan"}}', None), Ws())
    first, second, third = [await door.receive() for _ in range(3)]
    assert first == Audio(data=b"a")
    assert second == Final(text="haan")
    assert isinstance(third, Refused)
    with pytest.raises(GoneError):
        await door.receive()


async def test_the_tenth_frame_in_a_row_that_is_no_json_ends_it_with_1007():
    line = FakeLine(*["nonsense"] * 10)
    door = LineDoor(line, Ws())
    answers = [await door.receive() for _ in range(9)]
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"BAD_JSON"}
    with pytest.raises(GoneError):
        await door.receive()
    assert line.code == 1007


class Ending(Ws):
    """Ends the connection with a code at its first frame."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self._code = code

    @property
    def ends_with(self) -> int:
        return self._code


@pytest.mark.parametrize(("code", "for_good"), [(1000, True), (1007, False), (1008, False)])
async def test_only_a_client_that_says_that_it_is_done_is_gone_for_good(code: int, for_good: bool):
    line = FakeLine("nonsense")
    door = LineDoor(line, Ending(code))
    with pytest.raises(GoneError) as gone:
        await door.receive()
    assert gone.value.for_good == for_good
    assert line.code == code


class LastWords(Ws):
    """Says something before the end; ten things are meant by a frame."""

    def take(self, frame: str | bytes | None, now: datetime) -> Taken:
        return Taken(super().take(frame, now).inputs * 10)

    def part(self, code: int, now: datetime) -> tuple[str, ...]:
        return ("namaste",)


class SlowLine(FakeLine):
    """Has a client who does not read the last words, but goes on talking."""

    def __init__(self, *frames: str | bytes | None) -> None:
        super().__init__(*frames)
        self.reads = trio.Event()

    async def send(self, *messages: str | bytes) -> None:
        await self.reads.wait()


async def test_whoever_is_told_goodbye_is_not_heard_while_that_waits_to_be_read(nursery: trio.Nursery):
    line = SlowLine(*['{"type": "task:status"}'] * 3)
    door = LineDoor(line, LastWords())
    assert isinstance(await door.receive(), AskStatus)
    nursery.start_soon(door.close, 4001)
    await trio.testing.wait_all_tasks_blocked()
    with pytest.raises(GoneError):
        await door.receive()
    line.reads.set()


async def test_what_comes_once_the_goodbye_is_under_way_is_not_heard(nursery: trio.Nursery):
    frames, received = trio.open_memory_channel[str](1)

    class Waiting(FakeLine):
        async def receive(self) -> str:
            return await received.receive()

    door = LineDoor(Waiting(), Ws())
    with frames, received:
        async with trio.open_nursery() as talk:
            talk.start_soon(_expect_gone, door)
            await trio.testing.wait_all_tasks_blocked()
            await door.close(4001)
            await frames.send('{"type": "task:status"}')


async def _expect_gone(door: LineDoor) -> None:
    with pytest.raises(GoneError):
        await door.receive()


async def test_events_leave_as_the_dialect_words_them():
    line = FakeLine()
    await LineDoor(line, Ws(), lambda: NOW).send([Numbered(3, Event("pong"))])
    assert line.sent == ['{"type":"pong","data":{},"seq":3,"timestamp":"2026-11-20T09:30:00.000Z"}']


async def test_much_that_waited_leaves_in_order_and_a_little_at_once():
    line = FakeLine()
    await LineDoor(line, Ws(), lambda: NOW).send(numbered(1, *[Event("pong")] * 2000))
    assert [json.loads(sent)["seq"] for sent in line.sent] == list(range(1, 2001))
    assert max(line.sends) == AT_ONCE


SOUND = Event("voice:tts-stream", {"sampleRate": 16_000}, audio=b"ab")


async def test_of_events_with_sound_one_is_worded_before_everybody_else_has_a_turn():
    line = FakeLine()
    pong = Event("pong")
    await LineDoor(line, Ws(), lambda: NOW).send(numbered(1, pong, SOUND, SOUND, SOUND, pong, pong))
    assert line.sends == [2, 1, 1, 2]


async def test_sound_is_binary_for_as_long_as_the_latest_start_had_it_so():
    line = FakeLine()
    door = LineDoor(line, Ws(), lambda: NOW)
    binary, base64 = (Event("voice:started", {"audioOut": form}) for form in ("binary", "base64"))
    await door.send(numbered(1, SOUND, binary, SOUND))
    await door.send(numbered(4, SOUND, base64, SOUND))
    kinds = [isinstance(sent, bytes) for sent in line.sent]
    assert kinds == [False, False, False, True, False, True, False, False]


async def test_a_start_that_is_refused_changes_nothing_of_how_sound_leaves():
    line = FakeLine(json.dumps({"type": "voice:start", "data": {"sttProvider": "nobody", "audioOut": "binary"}}))
    door = LineDoor(line, Ws(), lambda: NOW)
    await door.receive()
    await door.send(numbered(1, Event("error", {"code": "BAD_MESSAGE"}), SOUND))
    assert len(line.sent) == 2


async def test_each_message_with_an_id_that_is_refused_is_answered_under_it():
    ids = [UUID(int=number) for number in (1, 2, 3)]
    line = FakeLine(*[f'{{"type": "task:status", "id": "{each}"}}' for each in ids])
    meter = Limits(settings(address_messages_a_minute=1)).meter("a", "s", trio.current_time())
    door = LineDoor(line, Ws(), metering=Metering(meter, Refusals()))
    said = [await door.receive() for _ in ids]
    assert [each.id for each in said if isinstance(each, Refused)] == ids[1:]


async def test_a_client_that_goes_on_regardless_of_its_limit_is_parted_with_by_1008():
    line = FakeLine(*['{"type": "task:status"}'] * 1000)
    meter = Limits(settings(address_messages_a_minute=1)).meter("a", "s", trio.current_time())
    door = LineDoor(line, Ws(), metering=Metering(meter, Refusals()))
    first, second = await door.receive(), await door.receive()
    assert isinstance(first, AskStatus)
    assert isinstance(second, Refused)
    with pytest.raises(GoneError):
        await door.receive()  # no more is said of it in the same second
    assert line.code == 1008


class Acknowledging(Ws):
    """Answers each frame by itself."""

    def take(self, frame: str | bytes | None, now: datetime) -> Taken:
        return Taken(super().take(frame, now).inputs, ("good",), lambda refused: (refused.code,))


async def test_what_is_refused_is_not_acknowledged_and_that_is_said_of_each():
    line = FakeLine(*['{"type": "task:status"}'] * 4)
    meter = Limits(settings(address_messages_a_minute=1)).meter("a", "s", trio.current_time())
    door = LineDoor(line, Acknowledging(), metering=Metering(meter, Refusals()))
    assert isinstance(await door.receive(), AskStatus)
    assert isinstance(await door.receive(), Refused)
    with pytest.raises(GoneError):
        await door.receive()
    assert line.sent == ["good", *["LIMIT_REACHED"] * 3]


async def test_nothing_is_told_behind_a_goodbye(nursery: trio.Nursery):
    line = FakeLine()
    door = LineDoor(line, LastWords(), lambda: NOW)
    nursery.start_soon(door.close, 1003)
    while not line.sent:
        await trio.lowlevel.checkpoint()
    with pytest.raises(GoneError):
        await door.send(numbered(1, Event("pong")))
    assert line.sent == ["namaste"]
    assert (line.code, line.was_cut) == (1003, True)
