"""A WebSocket whose client only does what the test says, and what a session over it has received."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

import trio
from trio.testing import wait_all_tasks_blocked

from execora.session.port import GoneError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.server.engine.session import Engine
    from execora.server.websocket import Wire


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
async def carried(engine: Engine, *, upgrade: bool = False) -> AsyncIterator[FakeWire]:
    """Let a WebSocket carry it, which leaves in the end."""
    wire = FakeWire()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lambda: engine.carriage.carry(cast("Wire", wire), upgrade=upgrade))
        await wait_all_tasks_blocked()
        yield wire
        engine.line.cut()
        wire.leave()


def a_message(number: int) -> str:
    return f'2/voice,["n",{number}]'


async def all_received(engine: Engine) -> list[str | bytes | None]:
    received: list[str | bytes | None] = []
    try:
        while True:
            received.append(await engine.line.receive())
    except GoneError:
        return received
