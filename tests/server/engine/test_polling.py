"""The polling of an Engine.IO session, by requests that only do what the test says, on a clock that jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from execora.server.doors.engineio import MalformedError
from execora.server.engine.session import Engine
from execora.server.websocket import MOST_WAITING
from execora.session.port import GoneError
from tests.server.engine.carrying import a_message, all_received
from tests.server.serving import settings

if TYPE_CHECKING:
    from trio.testing import MockClock


EVERY = settings().heartbeat_seconds


async def test_what_is_told_waits_for_the_next_poll():
    engine = Engine(settings())
    await engine.line.send("2[1]", b"\xff")
    await engine.line.send("2[2]")
    assert await engine.polling.poll() == "42[1]\x1eb/w==\x1e42[2]"


async def test_a_poll_waits_for_what_is_told(nursery: trio.Nursery, autojump_clock: MockClock):
    engine = Engine(settings())
    nursery.start_soon(engine.line.send, "2[1]")
    assert await engine.polling.poll() == "42[1]"
    with trio.move_on_after(EVERY / 2) as patience:
        await engine.polling.poll()
    assert patience.cancelled_caught
    await engine.line.send("2[2]")
    assert await engine.polling.poll() == "42[2]", "a poll that was given up takes nothing with it"


async def test_two_polls_at_once_end_it(nursery: trio.Nursery):
    engine = Engine(settings())
    answers: list[str] = []

    async def poll() -> None:
        answers.append(await engine.polling.poll())

    nursery.start_soon(poll)
    await wait_all_tasks_blocked()
    with pytest.raises(MalformedError):
        await engine.polling.poll()
    await wait_all_tasks_blocked()
    assert answers == ["1"]
    assert await all_received(engine) == []


async def test_a_poll_that_a_browser_sends_again_has_the_answer_that_it_had():
    engine = Engine(settings())
    await engine.line.send("2[1]")
    answer = await engine.polling.poll("1")
    await engine.line.send("2[2]")
    assert [await engine.polling.poll("1"), await engine.polling.poll("2")] == [answer, "42[2]"] == ["42[1]", "42[2]"]


async def test_a_poll_that_is_sent_again_takes_the_place_of_the_one_that_waits(nursery: trio.Nursery):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.polling.poll("1"))

    for _ in range(3):
        nursery.start_soon(poll)
        await wait_all_tasks_blocked()
    assert answers == ["6", "6"]
    await engine.line.send("2[1]")
    await wait_all_tasks_blocked()
    assert answers == ["6", "6", "42[1]"]


async def test_a_poll_that_is_sent_again_just_when_something_is_told_loses_nothing(nursery: trio.Nursery):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.polling.poll("1"))

    nursery.start_soon(poll)
    await wait_all_tasks_blocked()
    engine.open(())
    answers.append(await engine.polling.poll("1"))
    assert answers[-1].startswith("0{")


async def test_polls_without_a_name_are_all_different():
    engine = Engine(settings())
    for number in (1, 2):
        await engine.line.send(f"2[{number}]")
        assert await engine.polling.poll() == f"42[{number}]"


async def test_a_post_that_a_browser_sends_again_is_acted_on_once():
    engine = Engine(settings())
    for name in ("1", "1", "2", None, None):
        await engine.polling.post(b"42[]", name)
    engine.line.cut()
    assert await all_received(engine) == ["2[]"] * 4


async def test_of_a_post_that_broke_off_and_is_sent_again_the_rest_is_taken(nursery: trio.Nursery):
    engine = Engine(settings())
    told = [a_message(n) for n in range(MOST_WAITING + 3)]
    body = "\x1e".join(f"4{one}" for one in told).encode()
    with trio.move_on_after(0):
        await engine.polling.post(body, "1")
    for _ in range(2):
        nursery.start_soon(engine.polling.post, body, "1")
    await wait_all_tasks_blocked()
    assert [await engine.line.receive() for _ in told] == told
    await wait_all_tasks_blocked()
    engine.line.cut()
    assert await all_received(engine) == []


async def test_a_post_is_answered_once_its_messages_were_taken(nursery: trio.Nursery):
    engine, answered = Engine(settings()), trio.Event()
    count = MOST_WAITING + 3

    async def post() -> None:
        await engine.polling.post("\x1e".join(f"4{a_message(n)}" for n in range(count)).encode())
        answered.set()

    nursery.start_soon(post)
    for number in range(count):
        await wait_all_tasks_blocked()
        assert answered.is_set() == (number >= count - MOST_WAITING)
        assert await engine.line.receive() == a_message(number)


@pytest.mark.parametrize("body", [b"", b"2probe", b"5", b"4{}", b"\xff", b"9"])
async def test_a_post_that_is_nonsense_ends_it(body: bytes):
    engine = Engine(settings())
    with pytest.raises(MalformedError):
        await engine.polling.post(body)
    assert await all_received(engine) == []
    assert not engine.polling.goes_on


async def test_two_posts_at_once_end_it(nursery: trio.Nursery):
    engine = Engine(settings())

    async def post() -> None:
        with pytest.raises(GoneError):
            await engine.polling.post(b"\x1e".join([b"42[]"] * 10))

    nursery.start_soon(post)
    await wait_all_tasks_blocked()
    with pytest.raises(MalformedError):
        await engine.polling.post(b"42[]")


async def test_who_posts_faster_than_it_may_waits_for_the_answer(nursery: trio.Nursery, autojump_clock: MockClock):
    engine = Engine(settings(messages_a_second=100))

    async def receive() -> None:
        while True:
            await engine.line.receive()

    nursery.start_soon(receive)
    began = trio.current_time()
    for _ in range(2):
        await engine.polling.post(b"\x1e".join([b"42[]"] * 1000))
    assert trio.current_time() - began == pytest.approx(10, abs=0.1)
    nursery.cancel_scope.cancel()


async def test_what_is_gathered_leaves_in_one_answer(nursery: trio.Nursery):
    engine, answers = Engine(settings()), list[str]()

    async def poll() -> None:
        answers.append(await engine.polling.poll())

    engine.line.gather()
    nursery.start_soon(poll)
    for number in (1, 2):
        await engine.line.send(f"2[{number}]")
        await wait_all_tasks_blocked()
    assert answers == []
    nursery.start_soon(engine.line.close, 1001)
    await wait_all_tasks_blocked()
    assert answers == ["42[1]\x1e42[2]"]
    engine.line.cut()


async def test_a_poll_is_told_of_the_end_and_of_nothing_that_waits():
    engine = Engine(settings())
    await engine.line.send("2[1]")
    engine.line.cut()
    assert await engine.polling.poll() == "1"
