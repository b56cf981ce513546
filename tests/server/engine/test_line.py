"""The line of an Engine.IO session: what waits, what has arrived, and the end of both, on a clock that jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from execora.server.engine.outgoing import PIECE
from execora.server.engine.session import Engine
from execora.server.websocket import LINGER_SECONDS
from execora.session.port import GoneError
from tests.server.engine.carrying import all_received, carried
from tests.server.serving import settings

if TYPE_CHECKING:
    from trio.testing import MockClock


SEND_SECONDS = settings().send_seconds


async def test_what_was_sent_is_settled_by_the_next_poll(nursery: trio.Nursery):
    engine, settled = Engine(settings()), trio.Event()

    async def send() -> None:
        await engine.line.send("2[1]")
        await engine.line.settle()
        settled.set()

    nursery.start_soon(send)
    await wait_all_tasks_blocked()
    for _ in range(2):
        await engine.polling.poll("1")
        await wait_all_tasks_blocked()
        assert not settled.is_set(), "nobody knows whether that answer has arrived"
    nursery.start_soon(engine.polling.poll, "2")
    await wait_all_tasks_blocked()
    assert settled.is_set()
    await engine.line.settle()


async def test_a_client_that_does_not_poll_again_is_let_go(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.line.send("2[1]")
    await engine.polling.poll()
    began = trio.current_time()
    with pytest.raises(GoneError):
        await engine.line.settle()
    assert trio.current_time() - began == pytest.approx(SEND_SECONDS)


async def test_what_goes_on_being_told_does_not_keep_what_was_sent_from_being_settled(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.line.send("2[1]")
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def chat() -> None:
            while True:
                await engine.line.send("2[2]")
                await engine.polling.poll()
                await trio.sleep(1)

        with trio.fail_after(3):
            await engine.line.settle()
        nursery.cancel_scope.cancel()


async def test_nothing_more_is_settled_once_one_last_answer_is_left(nursery: trio.Nursery):
    engine, settled = Engine(settings()), trio.Event()

    async def settle() -> None:
        await engine.line.settle()
        settled.set()

    await engine.line.send("2[1]")
    nursery.start_soon(settle)
    await wait_all_tasks_blocked()
    engine.line.gather()
    await wait_all_tasks_blocked()
    assert settled.is_set()


async def test_what_came_before_the_client_closed_is_received():
    engine = Engine(settings())
    await engine.polling.post(b"41/voice,\x1e1")
    assert await all_received(engine) == ["1/voice,"]
    with pytest.raises(GoneError):
        await engine.line.send("2[]")


async def test_a_client_that_does_not_take_what_waits_is_let_go(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.line.send("2" + "x" * PIECE)
    began = trio.current_time()
    with pytest.raises(GoneError):
        await engine.line.send("2[]")
    assert trio.current_time() - began == pytest.approx(SEND_SECONDS)
    assert await all_received(engine) == []


async def test_what_waits_is_taken_before_a_close_which_leaves_alone(nursery: trio.Nursery):
    engine = Engine(settings())
    await engine.line.send("2[1]")
    nursery.start_soon(engine.line.close, 1001)
    await wait_all_tasks_blocked()
    assert [await engine.polling.poll(), await engine.polling.poll()] == ["42[1]", "1"]
    assert not engine.polling.goes_on


async def test_a_client_that_does_not_come_for_the_close_is_not_waited_for(autojump_clock: MockClock):
    engine = Engine(settings())
    await engine.line.close(1001)
    assert trio.current_time() == pytest.approx(LINGER_SECONDS)
    with pytest.raises(GoneError):
        await engine.line.send("2[1]")


async def test_nothing_is_heard_of_a_client_that_we_part_with(nursery: trio.Nursery):
    engine = Engine(settings())
    nursery.start_soon(engine.line.close, 1001)
    await wait_all_tasks_blocked()
    await engine.polling.post(b"42[1]")
    engine.line.cut()
    assert await all_received(engine) == []


async def test_cutting_it_cuts_the_websocket():
    engine = Engine(settings())
    async with carried(engine) as wire:
        engine.line.cut()
        engine.line.cut()
        assert wire.ended.is_set()
