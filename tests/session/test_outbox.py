"""What the client is told, in order."""

from __future__ import annotations

import trio
import trio.testing

from execora.session.outbox import MOST_EVENTS, Outbox
from execora.session.port import Event


async def test_events_leave_in_the_order_they_came() -> None:
    outbox = Outbox()
    outbox.put(Event("first"))
    outbox.put(Event("second"))
    assert await outbox.get() == [Event("first"), Event("second")]


async def test_an_event_is_out_once_so_many_are_taken_as_it_was_to_be() -> None:
    outbox = Outbox()
    numbers = []
    for kind in ("first", "second", "third"):
        numbers.append(outbox.coming)
        outbox.put(Event(kind))
        if kind == "second":
            assert outbox.taken < numbers[0]
            await outbox.get()
            assert outbox.taken == numbers[1]
    assert numbers == [1, 2, 3]
    assert outbox.taken < numbers[2]


async def test_what_was_put_in_before_closing_still_leaves() -> None:
    outbox = Outbox()
    outbox.put(Event("last"))
    outbox.close()
    outbox.put(Event("too late"))
    assert await outbox.get() == [Event("last")]
    assert await outbox.get() == []


async def test_a_waiting_reader_wakes_for_an_event_and_for_the_end(nursery: trio.Nursery) -> None:
    outbox = Outbox()
    got: list[Event | None] = []

    async def read() -> None:
        while events := await outbox.get():
            got.extend(events)
        got.append(None)

    nursery.start_soon(read)
    await trio.testing.wait_all_tasks_blocked()
    outbox.put(Event("one"))
    await trio.testing.wait_all_tasks_blocked()
    outbox.close()
    await trio.testing.wait_all_tasks_blocked()
    assert got == [Event("one"), None]


async def test_a_client_that_falls_too_far_behind_is_let_go_once_and_nothing_is_dropped_in_silence() -> None:
    outbox = Outbox()
    overflows: list[str] = []
    outbox.on_overflow = lambda: overflows.append("over")
    for number in range(MOST_EVENTS + 5):
        outbox.put(Event(str(number)))
    assert overflows == ["over"]
    assert outbox.ran_over
    assert (await outbox.get())[0] == Event("0")
