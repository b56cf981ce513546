from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import trio

from execora.errors import DatabaseError
from execora.store import listen as listening
from execora.store.listen import LookAgain, listen
from execora.store.postgres import Connection, Notice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.store.embedded import Addresses
    from tests.store.wire import Wire

LISTENERS = "from pg_stat_activity where query like 'listen%' and datname = current_database()"

Ear = trio.MemoryReceiveChannel[Notice | LookAgain]


@pytest.fixture
async def teller(empty_database: Addresses) -> AsyncIterator[Connection]:
    with closing(await Connection.connect(empty_database.owner)) as teller:
        yield teller


@pytest.fixture
async def ear(empty_database: Addresses, nursery: trio.Nursery) -> Ear:
    """What is heard on two channels, the first words of which are waited for."""
    send_channel, ear = trio.open_memory_channel[Notice | LookAgain](10)
    await nursery.start(listen, empty_database.owner, ["due", 'a "strange" one'], send_channel)
    return ear


async def heard(ear: Ear) -> Notice | LookAgain:
    with trio.fail_after(5):
        return await ear.receive()


async def test_the_first_thing_heard_is_to_look_again(ear: Ear):
    assert await heard(ear) == LookAgain()


async def test_what_is_notified_is_heard_in_order(ear: Ear, teller: Connection):
    await teller.script("notify due, '1'; notify other, '2'; notify \"a \"\"strange\"\" one\", 'चार'; notify due")
    assert await heard(ear) == LookAgain()
    assert [await heard(ear) for _ in range(3)] == [
        Notice("due", "1"),
        Notice('a "strange" one', "चार"),
        Notice("due", ""),
    ]


async def test_nothing_is_heard_of_what_was_rolled_back(ear: Ear, teller: Connection):
    await teller.script("begin; notify due, 'no'; rollback; notify due, 'yes'")
    assert await heard(ear) == LookAgain()
    assert await heard(ear) == Notice("due", "yes")


async def test_a_lost_connection_is_opened_again_and_says_so(ear: Ear, teller: Connection):
    for _ in range(2):
        assert await heard(ear) == LookAgain()
        await teller.fetch(f"select pg_terminate_backend(pid, 5000) {LISTENERS}")
    assert await heard(ear) == LookAgain()
    await teller.script("notify due, 'again'")
    assert await heard(ear) == Notice("due", "again")


async def test_it_keeps_trying_while_there_is_no_server(
    wire: Wire, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listening, "FIRST_PAUSE_SECONDS", 0.001)
    send_channel, ear = trio.open_memory_channel[Notice | LookAgain](10)
    await nursery.start(listen, wire.dsn, ["due"], send_channel)
    assert await heard(ear) == LookAgain()
    wire.cut()
    with pytest.raises(trio.TooSlowError), trio.fail_after(0.05):
        await ear.receive()
    await nursery.start(wire.run)
    assert await heard(ear) == LookAgain()


async def test_a_first_connection_that_cannot_be_made_is_told():
    send_channel, ear = trio.open_memory_channel[Notice | LookAgain](10)
    with pytest.raises(DatabaseError, match="cannot connect"):
        await listen("host=/nowhere", ["due"], send_channel)
    with pytest.raises(trio.EndOfChannel):
        await ear.receive()


async def test_whoever_hears_slowly_misses_nothing(
    empty_database: Addresses, teller: Connection, nursery: trio.Nursery
):
    send_channel, ear = trio.open_memory_channel[Notice | LookAgain](0)
    nursery.start_soon(listen, empty_database.owner, ["due"], send_channel)
    assert await heard(ear) == LookAgain()
    for number in range(100):
        await teller.fetch("select pg_notify('due', $1)", str(number))
    assert [await heard(ear) for _ in range(100)] == [Notice("due", str(number)) for number in range(100)]


async def test_cancelling_closes_the_channel_and_the_connection(empty_database: Addresses, teller: Connection):
    send_channel, ear = trio.open_memory_channel[Notice | LookAgain](1)
    async with trio.open_nursery() as nursery:
        await nursery.start(listen, empty_database.owner, ["due"], send_channel)
        nursery.cancel_scope.cancel()
    assert await heard(ear) == LookAgain()
    with pytest.raises(trio.EndOfChannel):
        await ear.receive()
    with trio.fail_after(5):
        while await teller.fetch(f"select 1 {LISTENERS}"):
            await trio.lowlevel.checkpoint()
