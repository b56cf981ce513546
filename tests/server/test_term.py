"""Connections end with their token; sessions need not."""

from __future__ import annotations

import json
import math
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
from structlog.testing import capture_logs

from execora.config import Config
from execora.server.auth import Caller, Gate, make_token
from execora.server.doors.ws import Ws
from execora.server.sessions import DOORS, Sessions
from execora.server.term import LOOK_SECONDS, WARNING_SECONDS, Term
from execora.server.tokens import LEEWAY_SECONDS
from execora.session.desk import Speaker
from execora.session.port import GoneError
from execora.session.run import run
from tests.fakes.books import FakeBooks, fake_desk
from tests.server.serving import FakeDesks, raw_client, settings, start_server
from tests.server.test_resuming import SameDesk

if TYPE_CHECKING:
    from trio.testing import MockClock

    from execora.session.desk import Desk

RESUME_SECONDS = Config().resume_seconds
SECRET = "s" * 32

SLOWLY = 4.0
"""Seconds that a whole test may take: the hour goes on beside the clock that jumps."""


# -- the term


class WallClock:
    """Goes as time goes, but for where it is set."""

    def __init__(self) -> None:
        self.off = 1_795_000_000.0

    def __call__(self) -> float:
        return trio.current_time() + self.off


async def test_a_term_comes_to_its_end_when_the_token_does(autojump_clock: MockClock):
    clock = WallClock()
    term = Term(clock() + 100, clock)
    await term.comes_to(60)
    assert trio.current_time() == pytest.approx(40)
    await term.comes_to(0)
    assert trio.current_time() == pytest.approx(100)
    await term.comes_to(0)
    assert trio.current_time() == pytest.approx(100)


async def test_a_clock_that_is_set_back_lengthens_nothing(autojump_clock: MockClock):
    clock = WallClock()
    term = Term(clock() + 100, clock)
    await trio.sleep(50)
    clock.off -= 3600
    await term.comes_to(0)
    assert trio.current_time() == pytest.approx(100)


async def test_a_clock_that_is_set_right_ends_what_it_began_too_late(autojump_clock: MockClock):
    clock = WallClock()
    term = Term(clock() + 4000, clock)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(term.comes_to, 0)
        await trio.sleep(51)
        clock.off += 3600
    assert trio.current_time() == pytest.approx(400)
    late = Term(clock() + 4000, clock)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(late.comes_to, 0)
        await trio.sleep(51)
        clock.off += 5000
    assert trio.current_time() <= 451 + LOOK_SECONDS


# -- a session's connections


class Phone:
    """A line whose client says what the test does, and keeps what it is told."""

    def __init__(self) -> None:
        self._say, self._heard = trio.open_memory_channel[str](math.inf)
        self._told, self._tell = trio.open_memory_channel[dict[str, Any]](math.inf)
        self.told: list[dict[str, Any]] = []
        self.ended: tuple[int, float] | None = None
        """By which code, and when."""
        self._over = trio.Event()

    def say(self, kind: str, **data: object) -> None:
        self._say.send_nowait(json.dumps({"type": kind, "data": data}))

    async def hears(self, kind: str) -> dict[str, Any]:
        """Return the next event of a type, with the time in place of the hour."""
        while (told := await self._tell.receive())["type"] != kind:
            pass
        return told

    async def run(self) -> None:
        await self._over.wait()

    async def receive(self) -> str:
        try:
            return await self._heard.receive()
        except trio.ClosedResourceError:
            raise GoneError from None

    async def send(self, *messages: str | bytes) -> None:
        await trio.lowlevel.checkpoint()
        for message in messages:
            told = json.loads(message) | {"at": trio.current_time()}
            self.told.append(told)
            self._told.send_nowait(told)

    async def settle(self) -> None:
        await trio.lowlevel.checkpoint()

    async def close(self, code: int) -> None:
        await trio.lowlevel.checkpoint()
        self.ended = self.ended or (code, trio.current_time())

    def cut(self) -> None:
        self._heard.close()
        self._over.set()


class Shop:
    """Sessions at one desk, each held for somebody whose token is good for so many seconds."""

    def __init__(self, nursery: trio.Nursery, books: FakeBooks | None = None) -> None:
        self.desk: Desk = fake_desk(books or FakeBooks())
        gate = Gate(settings(), FakeDesks(), "demo")
        self._sessions = Sessions(settings(), gate, SameDesk(self.desk), run)
        self._nursery = nursery
        self.held = 0

    async def call(self, seconds: float | None, role: str = "owner", subject: str = "u1") -> Phone:
        """Begin a session, and wait for its welcome."""
        phone = Phone()
        expires_at = None if seconds is None else time.time() + seconds
        caller = Caller("demo", Speaker(role, subject), expires_at)
        self._nursery.start_soon(self._hold, phone, caller)
        await phone.hears("voice:start")
        return phone

    async def _hold(self, phone: Phone, caller: Caller) -> None:
        self.held += 1
        await self._sessions.hold(phone, Ws(), caller, self.desk, lambda: None)
        self.held -= 1


def resuming(phone: Phone) -> dict[str, Any]:
    """Return what resumes the session of a phone."""
    welcome = phone.told[0]["data"]
    last = max(told["seq"] for told in phone.told)
    return {"sessionId": welcome["sessionId"], "resumeToken": welcome["resumeToken"], "lastSeq": last}


async def test_a_token_that_ends_is_said_a_minute_before_and_then_its_connection_is_closed_with_4001(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    phone = await Shop(nursery).call(600)
    phone.say("voice:final", text="Rahul ka balance batao")
    error = await phone.hears("error")
    assert error["at"] == pytest.approx(600 - WARNING_SECONDS, abs=SLOWLY)
    assert error["data"] == {
        "error": "Your token expires in 60 seconds: come back with a fresh one, and resume the session.",
        "code": "TOKEN_EXPIRES",
        "recoverable": True,
        "expiresInSeconds": 60,
    }
    assert [told["seq"] for told in phone.told] == list(range(1, error["seq"] + 1))
    await phone.run()
    assert phone.ended == (4001, pytest.approx(600, abs=SLOWLY))
    assert len(phone.told) == error["seq"]


async def test_where_less_is_left_it_is_said_at_once(nursery: trio.Nursery, autojump_clock: MockClock):
    phone = await Shop(nursery).call(20)
    error = await phone.hears("error")
    assert (error["at"], error["seq"]) == (pytest.approx(0, abs=SLOWLY), 2)
    assert 20 - SLOWLY <= error["data"]["expiresInSeconds"] <= 20
    await phone.run()
    assert phone.ended == (4001, pytest.approx(20, abs=SLOWLY))


async def test_without_a_token_a_connection_has_no_end(nursery: trio.Nursery, autojump_clock: MockClock):
    phone = await Shop(nursery).call(None)
    await trio.sleep(10 * 86_400)
    assert phone.ended is None


async def test_what_runs_goes_on_and_a_fresh_token_finds_its_session_where_it_was(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    books = FakeBooks()
    books.slow["RECORD_PAYMENT"] = 10.0
    shop = Shop(nursery, books)
    phone = await shop.call(100)
    await trio.sleep(95)
    phone.say("voice:final", text="Rahul ne 200 cash diye")
    await phone.run()
    await trio.sleep(20)
    assert books.changes == 1
    fresh = await shop.call(300)
    fresh.say("session:resume", **resuming(phone))
    assert (await fresh.hears("voice:response"))["data"]["executionResult"]["success"]
    fresh.say("voice:final", text="uska balance batao")
    assert (await fresh.hears("voice:response"))["data"]["intent"] == "CHECK_BALANCE"
    assert (await fresh.hears("error"))["data"]["code"] == "TOKEN_EXPIRES"
    await fresh.run()
    assert fresh.ended == (4001, pytest.approx(120 + 300, abs=SLOWLY))


async def test_a_session_can_move_to_its_new_token_before_the_old_one_ends(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    shop = Shop(nursery)
    phone = await shop.call(100)
    phone.say("voice:final", text="Rahul ka balance batao")
    await phone.hears("error")
    fresh = await shop.call(1000)
    fresh.say("session:resume", **resuming(phone))
    await fresh.hears("session:resumed")
    await trio.sleep(500)
    assert fresh.ended is None
    fresh.say("ping")
    await fresh.hears("pong")


async def test_a_session_that_nobody_comes_back_to_ends_as_with_a_stop(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    books = FakeBooks()
    books.slow["RECORD_PAYMENT"] = 100.0
    shop = Shop(nursery, books)
    phone = await shop.call(100)
    await trio.sleep(95)
    phone.say("voice:final", text="Rahul ne 200 cash diye")
    await phone.run()
    await trio.sleep(RESUME_SECONDS - 1)
    assert shop.held == 1
    await trio.sleep(2)
    assert (shop.held, books.changes, shop.desk.sessions) == (0, 0, {})


@pytest.mark.parametrize(("role", "subject"), [("owner", "u2"), ("staff", "u1"), ("viewer", "u1")])
async def test_nobody_else_has_the_session_whatever_token_they_show(
    nursery: trio.Nursery, autojump_clock: MockClock, role: str, subject: str
):
    shop = Shop(nursery)
    phone = await shop.call(100)
    phone.say("voice:final", text="Rahul ka balance batao")
    await phone.run()
    other = await shop.call(1000, role, subject)
    other.say("session:resume", **resuming(phone))
    assert (await other.hears("error"))["data"]["code"] == "CANNOT_RESUME"
    back = await shop.call(1000)
    back.say("session:resume", **resuming(phone))
    await back.hears("session:resumed")


async def test_a_client_that_is_told_nothing_is_sent_away_all_the_same(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    """A session that a full disk keeps from its first word holds no connection beyond its token."""

    async def say_nothing(*_: object) -> int:
        await trio.sleep_forever()
        raise AssertionError

    desk, phone = fake_desk(FakeBooks()), Phone()
    sessions = Sessions(settings(), Gate(settings(), FakeDesks(), "demo"), SameDesk(desk), say_nothing)
    caller = Caller("demo", Speaker(), time.time() + 30)
    nursery.start_soon(partial(sessions.hold, phone, Ws(), caller, desk, lambda: None))
    await phone.run()
    assert phone.ended == (4001, pytest.approx(30, abs=SLOWLY))


# -- over real connections


def last_second() -> str:
    """Return a token that is good for a second and a half."""
    return make_token(settings(jwt_secret=SECRET), "demo", "owner", 1.5 - LEEWAY_SECONDS)


@pytest.mark.parametrize("door", DOORS)
async def test_a_token_in_its_last_second_opens_a_door_for_so_long(nursery: trio.Nursery, door: str):
    served = await start_server(nursery, run, desks=SameDesk(), jwt_secret=SECRET)
    token = last_second()
    with capture_logs() as logs, trio.fail_after(10):
        async with raw_client(served.port, door, headers=f"Authorization: Bearer {token}\r\n") as client:
            assert await client.close_code() == 4001
    codes = [json.loads(text)["data"].get("code") for text in client.told]
    assert codes[:2] == [None, "TOKEN_EXPIRES"]
    assert token not in str(logs)


async def test_a_client_of_socket_io_is_told_too_and_sent_away(nursery: trio.Nursery):
    served = await start_server(nursery, run, desks=SameDesk(), jwt_secret=SECRET)
    with trio.fail_after(10):
        async with raw_client(served.port, "/socket.io/?EIO=4&transport=websocket") as client:
            await client.send(f'40/voice,{{"token":"{last_second()}"}}')
            await client.left()
    events = [json.loads(text.removeprefix("42/voice,")) for text in client.told if text.startswith("42/voice,")]
    assert [name for name, *_ in events] == ["voice:start", "error", "session:closing"]
    assert events[1][1]["code"] == "TOKEN_EXPIRES"
    assert events[2][1] == {"code": 4001}
    assert client.told[-1] == "41/voice,"
