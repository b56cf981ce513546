"""What the client is told, in order."""

from __future__ import annotations

import trio
import trio.testing

from execora.session.outbox import MOST_EVENTS, MOST_SPEECH_BYTES, Outbox
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


SOUND = Event("sound", audio=bytes(1000))


async def test_speech_stands_among_the_others_but_is_not_counted() -> None:
    outbox = Outbox()
    outbox.put(Event("first"))
    assert outbox.put_speech(SOUND)
    assert outbox.coming == 2
    outbox.put(Event("second"))
    assert await outbox.get() == [Event("first"), SOUND, Event("second")]
    assert outbox.taken == 2
    assert outbox.coming == 3


async def test_speech_is_withdrawn_for_as_long_as_it_waits() -> None:
    outbox = Outbox()
    outbox.put_speech(SOUND)
    await outbox.get()
    outbox.put_speech(SOUND)
    outbox.put(Event("text"))
    outbox.put_speech(SOUND)
    coming = outbox.coming
    assert outbox.withdraw_speech() == 2
    assert outbox.withdraw_speech() == 0
    assert outbox.coming == coming
    assert await outbox.get() == [Event("text")]


async def test_speech_has_no_room_behind_too_much_of_it_and_the_text_goes_on() -> None:
    outbox = Outbox()
    while outbox.put_speech(Event("sound", audio=bytes(100_000))):
        pass
    outbox.put(Event("text"))
    events = await outbox.get()
    assert sum(len(event.audio) for event in events) in range(MOST_SPEECH_BYTES - 100_000, MOST_SPEECH_BYTES + 1)
    assert events[-1] == Event("text")
    assert not outbox.ran_over
    assert outbox.put_speech(SOUND), "there is room again"


async def test_speech_does_not_crowd_out_the_others() -> None:
    outbox = Outbox()
    for _ in range(MOST_EVENTS):
        outbox.put_speech(Event("sound", audio=b"ab"))
        outbox.put(Event("text"))
    assert not outbox.ran_over


async def test_a_closed_outbox_takes_no_speech() -> None:
    outbox = Outbox()
    outbox.close()
    assert not outbox.put_speech(SOUND)
