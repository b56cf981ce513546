"""The heart of an Engine.IO session, on a clock that jumps."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio

from execora.server.engine.session import Engine
from execora.server.websocket import MOST_WAITING
from tests.server.engine.carrying import a_message, carried
from tests.server.serving import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio.testing import MockClock


EVERY = settings().heartbeat_seconds


@asynccontextmanager
async def beating(engine: Engine) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.heart.beat)
        yield
        nursery.cancel_scope.cancel()


async def test_a_client_that_answers_stays(autojump_clock: MockClock):
    engine = Engine(settings())
    async with beating(engine):
        for _ in range(10):
            assert await engine.polling.poll() == "2"
            await engine.polling.post(b"3")
        assert engine.polling.goes_on
    assert trio.current_time() == pytest.approx(10 * EVERY)


@pytest.mark.parametrize("died_after", [0.0, 0.5, 0.9])
async def test_a_client_that_is_not_heard_is_found_within_twice_the_interval(
    nursery: trio.Nursery, died_after: float, autojump_clock: MockClock
):
    engine = Engine(settings())
    async with beating(engine):
        nursery.start_soon(engine.polling.poll)
        await trio.sleep(died_after * EVERY)
        await engine.polling.post(b"42[]")
        died_at = trio.current_time()
        await engine.line.run()
        assert EVERY < trio.current_time() - died_at <= 2 * EVERY + 1e-6


async def test_a_client_that_takes_nothing_is_found_though_it_is_heard(autojump_clock: MockClock):
    engine = Engine(settings())

    async def chat() -> None:
        while True:
            await trio.sleep(1)
            await engine.polling.post(b"3")

    async with beating(engine), trio.open_nursery() as nursery:
        nursery.start_soon(chat)
        await engine.line.run()
        assert trio.current_time() == pytest.approx(2 * EVERY)
        nursery.cancel_scope.cancel()


async def test_a_client_is_not_blamed_for_what_we_do_not_take(autojump_clock: MockClock):
    engine = Engine(settings())
    async with beating(engine), carried(engine) as wire:
        for number in range(MOST_WAITING + 1):
            await wire.say.send(f"4{a_message(number)}")
        await trio.sleep(10 * EVERY)
        assert not wire.ended.is_set()
        await engine.line.receive()
        took_at = trio.current_time()
        await engine.line.run()
        assert trio.current_time() - took_at == pytest.approx(2 * EVERY), "from then on it has to answer"
