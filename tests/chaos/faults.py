"""What goes wrong: each fault begins when its block is entered, and its cause has ended when the block is left."""

from __future__ import annotations

import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from tests.chaos.premises import runs, send

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from random import Random

    from tests.chaos.premises import Premises
    from tests.emulators.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with premises, for about so long."""

    name: str
    happens: Callable[[Premises, Random], AbstractAsyncContextManager[None]]
    seconds: float = 0.0
    """How long its cause lasts, at the most."""


# -- processes -----------------------------------------------------------------


@asynccontextmanager
async def server_killed(premises: Premises, _chance: Random) -> AsyncIterator[None]:
    """SIGKILL to the server."""
    await premises.is_up()
    premises.kill_server()
    yield


def postgres_gets(sign: signal.Signals) -> Callable[[Premises, Random], AbstractAsyncContextManager[None]]:
    """Return the fault that sends PostgreSQL's first process a signal."""

    @asynccontextmanager
    async def fault(premises: Premises, _chance: Random) -> AsyncIterator[None]:
        pid = premises.postmaster()
        send(pid, sign)
        yield
        while runs(pid):  # noqa: ASYNC110 - another process has no event for us
            await trio.sleep(0.01)

    return fault


@asynccontextmanager
async def backend_killed(premises: Premises, chance: Random) -> AsyncIterator[None]:
    """SIGKILL to one process that serves a connection: PostgreSQL then ends all the others, and recovers."""
    send(chance.choice(premises.backends()), signal.SIGKILL)
    yield


@asynccontextmanager
async def backends_ended(premises: Premises, _chance: Random) -> AsyncIterator[None]:
    """SIGTERM to every process that serves a connection, as an operator's pg_terminate_backend does."""
    for pid in premises.backends():
        send(pid, signal.SIGTERM)
    yield


# -- the machine ---------------------------------------------------------------


@asynccontextmanager
async def disk_full(premises: Premises, _chance: Random) -> AsyncIterator[None]:
    """No file of the server's grows any more, the spool's neither, nor its log."""
    premises.limit_files(0)
    try:
        yield
    finally:
        premises.limit_files(None)


def clock_set(hours: int) -> Callable[[Premises, Random], AbstractAsyncContextManager[None]]:
    """Return the fault that sets the clock so many hours off; it stays so."""

    @asynccontextmanager
    async def fault(premises: Premises, _chance: Random) -> AsyncIterator[None]:
        assert premises.clock
        premises.clock.set_off(hours * 3600)
        yield

    return fault


# -- wires ---------------------------------------------------------------------

Wire = "Callable[[Premises], Proxy]"


def road(premises: Premises) -> Proxy:
    """Return the wire between server and database."""
    assert premises.road, "the database is the server's own"
    return premises.road


def line(premises: Premises) -> Proxy:
    """Return the wire between clients and server."""
    return premises.line


def on(
    wire: Callable[[Premises], Proxy], harm: Callable[[Proxy], None]
) -> Callable[[Premises, Random], AbstractAsyncContextManager[None]]:
    """Return the fault that does something to a wire until its end."""

    @asynccontextmanager
    async def fault(premises: Premises, _chance: Random) -> AsyncIterator[None]:
        harm(wire(premises))
        try:
            yield
        finally:
            wire(premises).go_on()

    return fault


def stall(wire: Proxy) -> None:
    """Let nothing pass, either way."""
    wire.up.stall()
    wire.down.stall()


def stall_answers(wire: Proxy) -> None:
    """Let what is asked pass, and nothing that is answered."""
    wire.down.stall()


def stall_questions(wire: Proxy) -> None:
    """Let nothing pass that is asked."""
    wire.up.stall()


def cut(wire: Proxy) -> None:
    """Reset all connections; new ones are let through."""
    wire.cut()


def close(wire: Proxy) -> None:
    """Reset all connections, and let no new one through."""
    wire.refusing = True
    wire.cut()


def forget(wire: Proxy) -> None:
    """Lose all connections without telling anybody; new ones are good."""
    wire.forget()


def slow(wire: Proxy) -> None:
    """Let 20 kB a second pass, either way."""
    wire.up.bytes_a_second = wire.down.bytes_a_second = 20_000


def delay(wire: Proxy) -> None:
    """Let everything come 0.15 s late, either way."""
    wire.up.delay_seconds = wire.down.delay_seconds = 0.15


@asynccontextmanager
async def unplugged(premises: Premises, _chance: Random) -> AsyncIterator[None]:
    """Drop every packet between server and database, as a pulled cable does. Wants root and iptables."""
    port = str(road(premises).port)
    ways = [[way, "-i", "lo", "-p", "tcp", end, port, "-j", "DROP"] for way, end in WAYS]
    for way in ways:
        await trio.run_process(["iptables", "-w", "-I", *way])
    try:
        yield
    finally:
        with trio.CancelScope(shield=True):
            for way in ways:
                await trio.run_process(["iptables", "-w", "-D", *way])


WAYS = (("INPUT", "--dport"), ("INPUT", "--sport"))

UNPLUGGED = Fault("database unplugged", unplugged, 8)

PROCESSES = (
    Fault("server killed", server_killed),
    Fault("PostgreSQL restarted (SIGINT)", postgres_gets(signal.SIGINT)),
    Fault("PostgreSQL told to end when all have left (SIGTERM)", postgres_gets(signal.SIGTERM)),
    Fault("PostgreSQL told to end at once (SIGQUIT)", postgres_gets(signal.SIGQUIT)),
    Fault("PostgreSQL killed", postgres_gets(signal.SIGKILL)),
    Fault("a backend killed", backend_killed),
    Fault("all backends ended", backends_ended),
)
"""What may happen where the database is the server's own."""

DISK_FULL = Fault("disk full", disk_full, 3)

CLOCKS = (
    Fault("clock set back an hour", clock_set(-1)),
    Fault("clock set back three hours", clock_set(-3)),
    Fault("clock put right", clock_set(0)),
)
"""What may happen where the clock can be set. Drafts are kept for four hours."""

ROADS = tuple(
    Fault(f"database {name}", on(road, harm), seconds)
    for name, harm, seconds in (
        ("stalled", stall, 3),
        ("answers stalled", stall_answers, 3),
        ("questions stalled", stall_questions, 3),
        ("cut", cut, 0),
        ("cut off", close, 3),
        ("slow", slow, 3),
        ("late", delay, 3),
    )
)
"""What may happen to the wire between server and database."""

LONG = (Fault("database stalled for long", on(road, stall), 20),)
"""Longer than a task may take: what was under way is given up, and its connections."""

LINES = tuple(
    Fault(f"clients {name}", on(line, harm), seconds)
    for name, harm, seconds in (
        ("stalled", stall, 2),
        ("cut", cut, 0),
        ("cut off", close, 1),
        ("forgotten", forget, 0),
        ("slow", slow, 2),
    )
)
"""What may happen to the wire between clients and server."""


async def hold(fault: Fault, chance: Random, *, most: float) -> None:
    """Wait for as long as a fault's cause lasts this time."""
    seconds = min(fault.seconds, most)
    await trio.sleep(chance.uniform(seconds / 2, seconds))
