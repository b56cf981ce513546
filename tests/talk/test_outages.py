"""Twenty seconds without a network, in the middle of it: no reset, no refusal, nothing."""

from __future__ import annotations

import gc
import os
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio

from execora.server.auth import make_token
from execora.session.run import run
from execora.talk.client import Client, converse
from execora.talk.connection import ANSWER_SECONDS, BYE_SECONDS, SILENCE_SECONDS
from execora.talk.doors import DOORS
from execora.talk.line import LONGEST_SECONDS, TRY_SECONDS, Line
from execora.talk.messages import Message
from execora.talk.typing import Keyboard
from tests.emulators.proxy import Proxy
from tests.fakes.books import FakeBooks, fake_desk
from tests.process import eventually
from tests.server.serving import start_server
from tests.talk.test_line import SECRET, SameDesk

if TYPE_CHECKING:
    from collections.abc import Iterator

# trio-websocket 0.12 leaves a client's socket to the garbage collector where the server closes first or refuses
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

AWAY_SECONDS = 20.0


@pytest.fixture(autouse=True)
def left_sockets() -> Iterator[None]:
    yield
    gc.collect()


NOTICED_SECONDS = SILENCE_SECONDS + ANSWER_SECONDS + 1
"""Within so long it is noticed, silent as it is."""

BACK_SECONDS = BYE_SECONDS + LONGEST_SECONDS + TRY_SECONDS + 1
"""Within so long of the network's return the line is in its session again."""


class Talker:
    """Somebody who types, and what the terminal made of it."""

    def __init__(self, url: str, token: str, door: str) -> None:
        self.notes, self.told = list[str](), list[Message]()
        self._keys, self._typed = os.pipe()
        self._line = Line(url, token, self.notes.append, door)
        self._client = Client(self._line, self.told.append, DOORS[door])

    async def run(self) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._line.run)
            await self._line.tried.wait()
            await converse(self._client, Keyboard(self._keys), self.notes.append)
            self._line.leave()
        os.close(self._keys)

    def type(self, text: str) -> None:
        os.write(self._typed, f"{text}\n".encode())

    def leave(self) -> None:
        os.close(self._typed)

    def of(self, kind: str) -> list[Message]:
        return [event["data"] for event in self.told if event["type"] == kind]


@pytest.mark.parametrize("door", DOORS)
async def test_a_network_that_is_gone_for_twenty_seconds_costs_nothing_but_the_time(nursery: trio.Nursery, door: str):
    books = FakeBooks(slow={"RECORD_PAYMENT": 3})
    desk = fake_desk(books)
    served = await start_server(nursery, run, desks=SameDesk(desk), jwt_secret=SECRET)
    token = make_token(served.config, "demo", "owner", 600)
    async with Proxy(partial(trio.open_tcp_stream, "127.0.0.1", served.port)).open() as proxy:
        talker = Talker(f"http://127.0.0.1:{proxy.port}", token, door)
        async with trio.open_nursery() as talking:
            talking.start_soon(talker.run)
            talker.type("Suresh Kumar ne 500 cash diye")
            await eventually(lambda: bool(talker.of("task:started")))
            proxy.vanish()
            back_at = trio.current_time() + AWAY_SECONDS
            talker.type("Amit ke khate mein 200 likho")
            with trio.fail_after(NOTICED_SECONDS):
                await eventually(lambda: "The connection is lost; trying again…" in talker.notes)
            talker.type("Mohan Lal ka balance batao")
            await trio.sleep_until(back_at)
            assert books.changes == 1, "what ran went on without us"
            proxy.go_on()
            with trio.fail_after(BACK_SECONDS):
                await eventually(lambda: "Connected again." in talker.notes)
            await eventually(lambda: len(talker.of("voice:response")) == 3)
            talker.leave()
    numbers = [event["seq"] for event in talker.told]
    assert numbers == sorted(set(numbers)), "each once, in order"
    assert [told["text"] for told in talker.of("voice:transcript")] == [
        "Suresh Kumar ne 500 cash diye",
        "Amit ke khate mein 200 likho",
        "Mohan Lal ka balance batao",
    ]
    assert len(talker.of("task:completed")) == 3
    assert (books.changes, len(desk.sessions)) == (2, 0)
