"""A WebSocket that carries an Engine.IO session, and only does what the test says."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from execora.server.engine.carriage import PROBE_SECONDS
from execora.server.engine.polling import NOOP_SECONDS
from execora.server.engine.session import Engine
from execora.server.websocket import MOST_WAITING
from execora.session.port import GoneError
from tests.server.engine.carrying import FakeWire, a_message, all_received, carried
from tests.server.serving import settings

if TYPE_CHECKING:
    from trio.testing import MockClock

    from execora.server.websocket import Wire


async def test_a_websocket_carries_everything():
    engine = Engine(settings())
    engine.open(())
    async with carried(engine) as wire:
        await engine.line.send("2[1]", b"\xff")
        await wire.say.send("42[2]")
        await wire.say.send(b"\x01")
        await wire.say.send(None)
        assert [await engine.line.receive() for _ in range(3)] == ["2[2]", b"\x01", None]
        await wait_all_tasks_blocked()
        assert not engine.polling.goes_on
    handshake, *told = wire.sent
    assert str(handshake).startswith("0{")
    assert told == ["42[1]", b"\xff"]


async def test_a_client_goes_over_once_it_has_probed(nursery: trio.Nursery, autojump_clock: MockClock):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.polling.poll())

    nursery.start_soon(poll)
    async with carried(engine, upgrade=True) as wire:
        assert not engine.carriage.free
        await wire.say.send("2probe")
        await trio.sleep(2 * NOOP_SECONDS)
        assert answers == ["6"], "its poll is answered, or it would never go over"
        nursery.start_soon(poll)
        await trio.sleep(2 * NOOP_SECONDS)
        assert answers == ["6", "6"], "and the next one, which had left before the probe was answered"
        await engine.line.send("2[1]")
        await wait_all_tasks_blocked()
        assert wire.sent == ["3probe"], "it polls still"
        await wire.say.send("5")
        await wait_all_tasks_blocked()
        assert wire.sent == ["3probe", "42[1]"]
        assert engine.polling.is_waited_for
        assert not engine.polling.goes_on


@pytest.mark.parametrize("says", ["3probe", "42[]", None])
async def test_a_websocket_that_does_not_probe_changes_nothing(says: str | None):
    engine = Engine(settings())
    async with carried(engine, upgrade=True) as wire:
        await wire.say.send(says)
        await wait_all_tasks_blocked()
        assert wire.ended.is_set()
        assert engine.polling.goes_on
        assert engine.carriage.free


async def test_a_websocket_that_is_not_taken_up_is_let_go(autojump_clock: MockClock):
    engine = Engine(settings())
    async with carried(engine, upgrade=True) as wire:
        await wire.say.send("2probe")
        await trio.sleep(PROBE_SECONDS + 1)
        assert wire.ended.is_set()
        began = trio.current_time()
        with trio.move_on_after(1):
            await engine.polling.poll()
        assert trio.current_time() - began == pytest.approx(1), "polls wait as before"


async def test_what_was_sent_is_settled_once_the_websocket_has_taken_it(nursery: trio.Nursery):
    engine = Engine(settings())
    await engine.line.send("2[1]")
    await engine.polling.poll()
    await engine.line.send("2[2]")
    async with carried(engine, upgrade=True) as wire:
        settled = trio.Event()

        @nursery.start_soon
        async def settle() -> None:
            await engine.line.settle()
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
            await engine.carriage.carry(cast("Wire", FakeWire()), upgrade=True)
        assert engine.polling.is_waited_for


async def test_what_came_before_the_websocket_ended_is_received():
    engine = Engine(settings())
    async with carried(engine) as wire:
        for number in range(MOST_WAITING + 3):
            await wire.say.send(f"4{a_message(number)}")
        wire.leave()
        await engine.line.run()
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
        await engine.line.send("2[1]")
        await engine.line.close(1001)
        assert wire.sent == ["42[1]"]
        assert wire.code == 1001


async def test_a_websocket_that_is_not_read_ends_it():
    engine = Engine(settings())
    async with carried(engine) as wire:
        wire.reads = False
        await engine.line.send("2[1]")
        await engine.line.run()
        with pytest.raises(GoneError):
            await engine.line.send("2[2]")


async def test_who_goes_over_has_all_that_the_last_poll_was_answered_with():
    engine = Engine(settings())
    await engine.line.send("2[1]")
    await engine.polling.poll()
    async with carried(engine, upgrade=True) as wire:
        await wire.say.send("2probe")
        await wire.say.send("5")
        await wait_all_tasks_blocked()
        with trio.fail_after(1):
            await engine.line.settle()
