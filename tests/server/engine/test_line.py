"""An Engine.IO session over requests and a WebSocket that only do what the test says, on a clock that jumps."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from execora.server.doors.engineio import MalformedError
from execora.server.engine.line import NOOP_SECONDS, PROBE_SECONDS, Engine
from execora.server.engine.outgoing import PIECE
from execora.server.websocket import LINGER_SECONDS, MOST_WAITING
from execora.session.port import GoneError
from tests.server.serving import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock

    from execora.server.websocket import Wire

EVERY = settings().heartbeat_seconds
SEND_SECONDS = settings().send_seconds


class FakeWire:
    """A WebSocket whose client says what the test says."""

    def __init__(self) -> None:
        self.say, self._heard = trio.open_memory_channel[str | bytes | None](100)
        self.sent: list[str | bytes] = []
        self.code: int | None = None
        self.ended = trio.Event()
        self.reads = True

    async def run(self) -> None:
        await self.ended.wait()

    async def receive(self) -> str | bytes | None:
        try:
            return await self._heard.receive()
        except trio.EndOfChannel:
            raise GoneError from None

    async def send(self, *messages: str | bytes) -> None:
        await trio.lowlevel.checkpoint()
        if not self.reads:
            self.cut()
        if self.ended.is_set():
            raise GoneError
        self.sent += messages

    async def close(self, code: int) -> None:
        await trio.lowlevel.checkpoint()
        self.code = code
        self.leave()

    def cut(self) -> None:
        self.leave()

    def leave(self) -> None:
        self.say.close()
        self.ended.set()


@asynccontextmanager
async def beating(engine: Engine) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.beat)
        yield
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def carried(engine: Engine, *, upgrade: bool = False) -> AsyncIterator[FakeWire]:
    """Let a WebSocket carry it, which leaves in the end."""
    wire = FakeWire()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lambda: engine.carry(cast("Wire", wire), upgrade=upgrade))
        await wait_all_tasks_blocked()
        yield wire
        engine.cut()
        wire.leave()


def a_message(number: int) -> str:
    return f'2/voice,["n",{number}]'


async def all_received(engine: Engine) -> list[str | bytes | None]:
    received: list[str | bytes | None] = []
    try:
        while True:
            received.append(await engine.receive())
    except GoneError:
        return received


# -- polling


async def test_what_is_told_waits_for_the_next_poll():
    engine = Engine(settings())
    await engine.send("2[1]", b"\xff")
    await engine.send("2[2]")
    assert await engine.poll() == "42[1]\x1eb/w==\x1e42[2]"


async def test_a_poll_waits_for_what_is_told(nursery: trio.Nursery, autojump_clock: MockClock):
    engine = Engine(settings())
    nursery.start_soon(engine.send, "2[1]")
    assert await engine.poll() == "42[1]"
    with trio.move_on_after(EVERY / 2) as patience:
        await engine.poll()
    assert patience.cancelled_caught
    await engine.send("2[2]")
    assert await engine.poll() == "42[2]", "a poll that was given up takes nothing with it"


async def test_two_polls_at_once_end_it(nursery: trio.Nursery):
    engine = Engine(settings())
    answers: list[str] = []

    async def poll() -> None:
        answers.append(await engine.poll())

    nursery.start_soon(poll)
    await wait_all_tasks_blocked()
    with pytest.raises(MalformedError):
        await engine.poll()
    await wait_all_tasks_blocked()
    assert answers == ["1"]
    assert await all_received(engine) == []


async def test_a_poll_that_a_browser_sends_again_has_the_answer_that_it_had():
    engine = Engine(settings())
    await engine.send("2[1]")
    answer = await engine.poll("1")
    await engine.send("2[2]")
    assert [await engine.poll("1"), await engine.poll("2")] == [answer, "42[2]"] == ["42[1]", "42[2]"]


async def test_a_poll_that_is_sent_again_takes_the_place_of_the_one_that_waits(nursery: trio.Nursery):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.poll("1"))

    for _ in range(3):
        nursery.start_soon(poll)
        await wait_all_tasks_blocked()
    assert answers == ["6", "6"]
    await engine.send("2[1]")
    await wait_all_tasks_blocked()
    assert answers == ["6", "6", "42[1]"]


async def test_a_poll_that_is_sent_again_just_when_something_is_told_loses_nothing(nursery: trio.Nursery):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.poll("1"))

    nursery.start_soon(poll)
    await wait_all_tasks_blocked()
    engine.open((), 1000)
    answers.append(await engine.poll("1"))
    assert answers[-1].startswith("0{")


async def test_polls_without_a_name_are_all_different():
    engine = Engine(settings())
    for number in (1, 2):
        await engine.send(f"2[{number}]")
        assert await engine.poll() == f"42[{number}]"


async def test_a_post_that_a_browser_sends_again_is_acted_on_once():
    engine = Engine(settings())
    for name in ("1", "1", "2", None, None):
        await engine.post(b"42[]", name)
    engine.cut()
    assert await all_received(engine) == ["2[]"] * 4


async def test_of_a_post_that_broke_off_and_is_sent_again_the_rest_is_taken(nursery: trio.Nursery):
    engine = Engine(settings())
    told = [a_message(n) for n in range(MOST_WAITING + 3)]
    body = "\x1e".join(f"4{one}" for one in told).encode()
    with trio.move_on_after(0):
        await engine.post(body, "1")
    for _ in range(2):
        nursery.start_soon(engine.post, body, "1")
    await wait_all_tasks_blocked()
    assert [await engine.receive() for _ in told] == told
    await wait_all_tasks_blocked()
    engine.cut()
    assert await all_received(engine) == []


async def test_what_was_sent_is_settled_by_the_next_poll(nursery: trio.Nursery):
    engine, settled = Engine(settings()), trio.Event()

    async def send() -> None:
        await engine.send("2[1]")
        await engine.settle()
        settled.set()

    nursery.start_soon(send)
    await wait_all_tasks_blocked()
    for _ in range(2):
        await engine.poll("1")
        await wait_all_tasks_blocked()
        assert not settled.is_set(), "nobody knows whether that answer has arrived"
    nursery.start_soon(engine.poll, "2")
    await wait_all_tasks_blocked()
    assert settled.is_set()
    await engine.settle()


async def test_a_client_that_does_not_poll_again_is_let_go(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.send("2[1]")
    await engine.poll()
    began = trio.current_time()
    with pytest.raises(GoneError):
        await engine.settle()
    assert trio.current_time() - began == pytest.approx(SEND_SECONDS)


async def test_what_goes_on_being_told_does_not_keep_what_was_sent_from_being_settled(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.send("2[1]")
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def chat() -> None:
            while True:
                await engine.send("2[2]")
                await engine.poll()
                await trio.sleep(1)

        with trio.fail_after(3):
            await engine.settle()
        nursery.cancel_scope.cancel()


async def test_nothing_more_is_settled_once_one_last_answer_is_left(nursery: trio.Nursery):
    engine, settled = Engine(settings()), trio.Event()

    async def settle() -> None:
        await engine.settle()
        settled.set()

    await engine.send("2[1]")
    nursery.start_soon(settle)
    await wait_all_tasks_blocked()
    engine.gather()
    await wait_all_tasks_blocked()
    assert settled.is_set()


async def test_a_post_is_answered_once_its_messages_were_taken(nursery: trio.Nursery):
    engine, answered = Engine(settings()), trio.Event()
    count = MOST_WAITING + 3

    async def post() -> None:
        await engine.post("\x1e".join(f"4{a_message(n)}" for n in range(count)).encode())
        answered.set()

    nursery.start_soon(post)
    for number in range(count):
        await wait_all_tasks_blocked()
        assert answered.is_set() == (number >= count - MOST_WAITING)
        assert await engine.receive() == a_message(number)


@pytest.mark.parametrize("body", [b"", b"2probe", b"5", b"4{}", b"\xff", b"9"])
async def test_a_post_that_is_nonsense_ends_it(body: bytes):
    engine = Engine(settings())
    with pytest.raises(MalformedError):
        await engine.post(body)
    assert await all_received(engine) == []
    assert not engine.polls


async def test_two_posts_at_once_end_it(nursery: trio.Nursery):
    engine = Engine(settings())

    async def post() -> None:
        with pytest.raises(GoneError):
            await engine.post(b"\x1e".join([b"42[]"] * 10))

    nursery.start_soon(post)
    await wait_all_tasks_blocked()
    with pytest.raises(MalformedError):
        await engine.post(b"42[]")


async def test_what_came_before_the_client_closed_is_received():
    engine = Engine(settings())
    await engine.post(b"41/voice,\x1e1")
    assert await all_received(engine) == ["1/voice,"]
    with pytest.raises(GoneError):
        await engine.send("2[]")


async def test_who_posts_faster_than_it_may_waits_for_the_answer(nursery: trio.Nursery, autojump_clock: MockClock):
    engine = Engine(settings(messages_a_second=100))

    async def receive() -> None:
        while True:
            await engine.receive()

    nursery.start_soon(receive)
    began = trio.current_time()
    for _ in range(2):
        await engine.post(b"\x1e".join([b"42[]"] * 1000))
    assert trio.current_time() - began == pytest.approx(10, abs=0.1)
    nursery.cancel_scope.cancel()


# -- who is still there


async def test_a_client_that_answers_stays(autojump_clock: MockClock):
    engine = Engine(settings())
    async with beating(engine):
        for _ in range(10):
            assert await engine.poll() == "2"
            await engine.post(b"3")
        assert engine.polls
    assert trio.current_time() == pytest.approx(10 * EVERY)


@pytest.mark.parametrize("died_after", [0.0, 0.5, 0.9])
async def test_a_client_that_is_not_heard_is_found_within_twice_the_interval(
    nursery: trio.Nursery, died_after: float, autojump_clock: MockClock
):
    engine = Engine(settings())
    async with beating(engine):
        nursery.start_soon(engine.poll)
        await trio.sleep(died_after * EVERY)
        await engine.post(b"42[]")
        died_at = trio.current_time()
        await engine.run()
        assert EVERY < trio.current_time() - died_at <= 2 * EVERY + 1e-6


async def test_a_client_that_takes_nothing_is_found_though_it_is_heard(autojump_clock: MockClock):
    engine = Engine(settings())

    async def chat() -> None:
        while True:
            await trio.sleep(1)
            await engine.post(b"3")

    async with beating(engine), trio.open_nursery() as nursery:
        nursery.start_soon(chat)
        await engine.run()
        assert trio.current_time() == pytest.approx(2 * EVERY)
        nursery.cancel_scope.cancel()


async def test_a_client_is_not_blamed_for_what_we_do_not_take(autojump_clock: MockClock):
    engine = Engine(settings())
    async with beating(engine), carried(engine) as wire:
        for number in range(MOST_WAITING + 1):
            await wire.say.send(f"4{a_message(number)}")
        await trio.sleep(10 * EVERY)
        assert not wire.ended.is_set()
        await engine.receive()
        took_at = trio.current_time()
        await engine.run()
        assert trio.current_time() - took_at == pytest.approx(2 * EVERY), "from then on it has to answer"


async def test_a_client_that_does_not_take_what_waits_is_let_go(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.send("2" + "x" * PIECE)
    began = trio.current_time()
    with pytest.raises(GoneError):
        await engine.send("2[]")
    assert trio.current_time() - began == pytest.approx(SEND_SECONDS)
    assert await all_received(engine) == []


# -- the end


async def test_what_waits_is_taken_before_a_close_which_leaves_alone(nursery: trio.Nursery):
    engine = Engine(settings())
    await engine.send("2[1]")
    nursery.start_soon(engine.close, 1001)
    await wait_all_tasks_blocked()
    assert [await engine.poll(), await engine.poll()] == ["42[1]", "1"]
    assert not engine.polls


async def test_a_client_that_does_not_come_for_the_close_is_not_waited_for(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.close(1001)
    assert trio.current_time() == pytest.approx(LINGER_SECONDS)
    with pytest.raises(GoneError):
        await engine.send("2[1]")


async def test_nothing_is_heard_of_a_client_that_we_part_with(nursery: trio.Nursery):
    engine = Engine(settings())
    nursery.start_soon(engine.close, 1001)
    await wait_all_tasks_blocked()
    await engine.post(b"42[1]")
    engine.cut()
    assert await all_received(engine) == []


async def test_what_is_gathered_leaves_in_one_answer(nursery: trio.Nursery):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.poll())

    engine.gather()
    nursery.start_soon(poll)
    for number in (1, 2):
        await engine.send(f"2[{number}]")
        await wait_all_tasks_blocked()
    assert answers == []
    nursery.start_soon(engine.close, 1001)
    await wait_all_tasks_blocked()
    assert answers == ["42[1]\x1e42[2]"]
    engine.cut()


# -- a WebSocket


async def test_a_websocket_carries_everything():
    engine = Engine(settings())
    engine.open((), 1000)
    async with carried(engine) as wire:
        await engine.send("2[1]", b"\xff")
        await wire.say.send("42[2]")
        await wire.say.send(b"\x01")
        await wire.say.send(None)
        assert [await engine.receive() for _ in range(3)] == ["2[2]", b"\x01", None]
        await wait_all_tasks_blocked()
        assert not engine.polls
    handshake, *told = wire.sent
    assert str(handshake).startswith("0{")
    assert told == ["42[1]", b"\xff"]


async def test_a_client_goes_over_once_it_has_probed(nursery: trio.Nursery, autojump_clock: MockClock):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.poll())

    nursery.start_soon(poll)
    async with carried(engine, upgrade=True) as wire:
        assert not engine.may_go_over
        await wire.say.send("2probe")
        await trio.sleep(2 * NOOP_SECONDS)
        assert answers == ["6"], "its poll is answered, or it would never go over"
        nursery.start_soon(poll)
        await trio.sleep(2 * NOOP_SECONDS)
        assert answers == ["6", "6"], "and the next one, which had left before the probe was answered"
        await engine.send("2[1]")
        await wait_all_tasks_blocked()
        assert wire.sent == ["3probe"], "it polls still"
        await wire.say.send("5")
        await wait_all_tasks_blocked()
        assert wire.sent == ["3probe", "42[1]"]
        assert engine.is_waited_for
        assert not engine.polls


@pytest.mark.parametrize("says", ["3probe", "42[]", None])
async def test_a_websocket_that_does_not_probe_changes_nothing(says: str | None):
    engine = Engine(settings())
    async with carried(engine, upgrade=True) as wire:
        await wire.say.send(says)
        await wait_all_tasks_blocked()
        assert wire.ended.is_set()
        assert engine.polls
        assert engine.may_go_over


async def test_a_websocket_that_is_not_taken_up_is_let_go(autojump_clock: MockClock):
    engine = Engine(settings())
    async with carried(engine, upgrade=True) as wire:
        await wire.say.send("2probe")
        await trio.sleep(PROBE_SECONDS + 1)
        assert wire.ended.is_set()
        began = trio.current_time()
        with trio.move_on_after(1):
            await engine.poll()
        assert trio.current_time() - began == pytest.approx(1), "polls wait as before"


async def test_what_was_sent_is_settled_once_the_websocket_has_taken_it(nursery: trio.Nursery):
    engine = Engine(settings())
    await engine.send("2[1]")
    await engine.poll()
    await engine.send("2[2]")
    async with carried(engine, upgrade=True) as wire:
        settled = trio.Event()

        @nursery.start_soon
        async def settle() -> None:
            await engine.settle()
            settled.set()

        await wire.say.send("2probe")
        await wait_all_tasks_blocked()
        assert not settled.is_set()
        await wire.say.send("5")
        await wait_all_tasks_blocked()
        assert settled.is_set()
        assert wire.sent == ["3probe", "42[2]"]


async def test_a_second_websocket_is_not_carried():
    engine = Engine(settings())
    async with carried(engine):
        with trio.fail_after(1):
            await engine.carry(cast("Wire", FakeWire()), upgrade=True)
        assert engine.is_waited_for


async def test_what_came_before_the_websocket_ended_is_received():
    engine = Engine(settings())
    async with carried(engine) as wire:
        for number in range(MOST_WAITING + 3):
            await wire.say.send(f"4{a_message(number)}")
        wire.leave()
        await engine.run()
        assert await all_received(engine) == [a_message(number) for number in range(MOST_WAITING + 3)]


@pytest.mark.parametrize("frame", ["", "9", "4{}", "2probe", "5", "0{}"])
async def test_nonsense_over_a_websocket_ends_it(frame: str):
    engine = Engine(settings())
    async with carried(engine) as wire:
        await wire.say.send(frame)
        assert await all_received(engine) == []
        assert wire.ended.is_set()


async def test_a_close_reaches_the_websocket_behind_all_that_was_told():
    engine = Engine(settings())
    async with carried(engine) as wire:
        await engine.send("2[1]")
        await engine.close(1001)
        assert wire.sent == ["42[1]"]
        assert wire.code == 1001


async def test_a_websocket_that_is_not_read_ends_it():
    engine = Engine(settings())
    async with carried(engine) as wire:
        wire.reads = False
        await engine.send("2[1]")
        await engine.run()
        with pytest.raises(GoneError):
            await engine.send("2[2]")


async def test_cutting_it_cuts_the_websocket():
    engine = Engine(settings())
    async with carried(engine) as wire:
        engine.cut()
        engine.cut()
        assert wire.ended.is_set()


def test_nobody_guesses_the_id_of_another():
    async def ids() -> set[str]:
        await trio.lowlevel.checkpoint()
        return {Engine(settings()).sid for _ in range(100)}

    assert {len(sid) for sid in trio.run(ids)} == {22}
