"""What the client is told, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio
import trio.testing

from execora.session.history import KEPT_SECONDS, MOST_EVENTS, MOST_ITEMS
from execora.session.outbox import MOST_SPEECH_BYTES, PRESSURE, Outbox
from execora.session.port import Event, Numbered

if TYPE_CHECKING:
    from trio.testing import MockClock


async def out(outbox: Outbox) -> list[Event]:
    return [event for _, event in await outbox.get()]


async def test_events_leave_in_the_order_they_came() -> None:
    outbox = Outbox()
    outbox.put(Event("first"))
    outbox.put(Event("second"))
    assert await out(outbox) == [Event("first"), Event("second")]


async def test_an_event_is_out_once_so_many_are_taken_as_it_was_to_be() -> None:
    outbox = Outbox()
    numbers = []
    for kind in ("first", "second", "third"):
        numbers.append(outbox.coming)
        outbox.put(Event(kind))
        if kind == "second":
            assert outbox.taken < numbers[0]
            await out(outbox)
            assert outbox.taken == numbers[1]
    assert numbers == [1, 2, 3]
    assert outbox.taken < numbers[2]


async def test_what_was_put_in_before_closing_still_leaves() -> None:
    outbox = Outbox()
    outbox.put(Event("last"))
    outbox.close()
    outbox.put(Event("too late"))
    assert await out(outbox) == [Event("last")]
    assert await out(outbox) == []


async def test_a_waiting_reader_wakes_for_an_event_and_for_the_end(nursery: trio.Nursery) -> None:
    outbox = Outbox()
    got: list[Event | None] = []

    async def read() -> None:
        while events := await out(outbox):
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
    assert (await out(outbox))[0] == Event("0")


SOUND = Event("sound", audio=bytes(1000))


async def test_speech_stands_among_the_others_but_is_not_counted() -> None:
    outbox = Outbox()
    outbox.put(Event("first"))
    assert outbox.put_speech(SOUND)
    assert outbox.coming == 2
    outbox.put(Event("second"))
    assert await out(outbox) == [Event("first"), SOUND, Event("second")]
    assert outbox.taken == 2
    assert outbox.coming == 3


async def test_speech_is_withdrawn_for_as_long_as_it_waits() -> None:
    outbox = Outbox()
    outbox.put_speech(SOUND)
    await out(outbox)
    outbox.put_speech(SOUND)
    outbox.put(Event("text"))
    outbox.put_speech(SOUND)
    coming = outbox.coming
    assert outbox.withdraw_speech() == 2
    assert outbox.withdraw_speech() == 0
    assert outbox.coming == coming
    assert await out(outbox) == [Event("text")]


async def test_speech_has_no_room_behind_too_much_of_it_and_the_text_goes_on() -> None:
    outbox = Outbox()
    while outbox.put_speech(Event("sound", audio=bytes(100_000))):
        pass
    outbox.put(Event("text"))
    events = await out(outbox)
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


async def test_every_event_has_its_number_speech_too() -> None:
    outbox = Outbox()
    outbox.put(Event("first"))
    outbox.put_speech(SOUND)
    outbox.put(Event("second"))
    assert [number for number, _ in await outbox.get()] == [1, 2, 3]
    assert outbox.number == 3


# -- a client that is slow, or away --------------------------------------------


def words(text: str, utterance: str = "one", *, final: bool = False) -> Event:
    return Event("voice:transcript", {"text": text, "isFinal": final, "utteranceId": utterance})


async def test_under_pressure_interim_words_take_the_place_of_earlier_ones_and_final_ones_never_do() -> None:
    outbox = Outbox()
    for number in range(PRESSURE):
        outbox.put(Event(f"before {number}"))
    for event in (words("Rahul"), words("Rahul ne"), words("Rahul ne", final=True), words("Rahul ne 500", final=True)):
        outbox.put(event)
    outbox.put(words("Suresh", "two"))
    outbox.put(words("Suresh ne", "two"))
    told = (await out(outbox))[PRESSURE:]
    assert told == [
        words("Rahul ne"),
        words("Rahul ne", final=True),
        words("Rahul ne 500", final=True),
        words("Suresh ne", "two"),
    ]


async def test_without_pressure_nothing_is_merged() -> None:
    outbox = Outbox()
    events = [words("Rahul"), words("Rahul ne"), CHANGED, CHANGED]
    for event in events:
        outbox.put(event)
    assert await out(outbox) == events


CHANGED = Event("shop:changed", {"what": "ledger", "id": "a"})


async def test_interim_words_that_have_left_are_not_changed_any_more() -> None:
    outbox = Outbox()
    outbox.put(words("Rahul"))
    await outbox.get()
    for number in range(PRESSURE):
        outbox.put(Event(f"before {number}"))
    outbox.hold()
    outbox.go_back(0)
    outbox.put(words("Rahul ne"))
    told = await outbox.get()
    assert told[1] == Numbered(1, words("Rahul"))
    assert told[-1] == Numbered(PRESSURE + 2, words("Rahul ne"))


async def test_changes_of_the_shop_are_merged_under_pressure_into_one_of_each_kind() -> None:
    outbox = Outbox()
    for number in range(MOST_EVENTS * 2):
        outbox.put(Event("shop:changed", {"what": ("ledger", "customer")[number % 2], "id": str(number)}))
    assert not outbox.ran_over
    told = await out(outbox)
    assert len(told) == PRESSURE
    assert Event("shop:changed", {"what": "ledger", "id": None}) in told
    assert Event("shop:changed", {"what": "customer", "id": None}) in told


async def test_who_is_told_again_is_told_each_event_by_its_old_number_behind_how_many_come() -> None:
    outbox = Outbox()
    for kind in ("first", "second", "third"):
        outbox.put(Event(kind))
        await outbox.get()
    outbox.hold()
    outbox.put(Event("fourth"))
    outbox.go_back(1)
    assert outbox.taken == 1
    assert await outbox.get() == [
        Numbered(1, Event("session:resumed", {"missed": 3})),
        Numbered(2, Event("second")),
        Numbered(3, Event("third")),
        Numbered(4, Event("fourth")),
    ]
    assert outbox.taken == 4


async def test_nothing_is_given_out_while_nobody_is_there(nursery: trio.Nursery) -> None:
    outbox = Outbox()
    outbox.hold()
    outbox.put(Event("kept"))
    assert not outbox.put_speech(SOUND)
    with trio.move_on_after(0):
        await outbox.get()
    outbox.close()
    assert await outbox.get() == [], "nobody came"


async def test_so_many_events_are_kept_and_no_more(autojump_clock: MockClock) -> None:
    outbox = Outbox()
    for _ in range(MOST_EVENTS + 10):
        outbox.put(Event("pong"))
        await outbox.get()
    assert not outbox.reaches(9)
    assert outbox.reaches(10)
    await trio.sleep(KEPT_SECONDS + 1)
    outbox.put(Event("pong"))
    await outbox.get()
    assert not outbox.reaches(outbox.number - 2)
    assert outbox.reaches(outbox.number - 1)
    assert not outbox.reaches(outbox.number + 1)


def listing(count: int) -> Event:
    balances = {"customers": [{"name": str(number)} for number in range(count)]}
    return Event("voice:response", {"executionResult": {"data": balances}})


async def test_one_answer_may_be_as_large_as_a_shop() -> None:
    outbox = Outbox()
    for _ in range(3):
        outbox.put(listing(MOST_ITEMS + 1))
    assert not outbox.ran_over
    await outbox.get()
    assert not outbox.reaches(2), "it is too large to be kept"
    assert outbox.reaches(3)


async def test_large_answers_for_a_client_that_does_not_read_have_a_bound() -> None:
    outbox = Outbox()
    for _ in range(PRESSURE + 2):
        outbox.put(listing(MOST_ITEMS // PRESSURE))
    assert outbox.ran_over
