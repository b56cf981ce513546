"""A session over one real connection after the other."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import trio
from wsproto.events import TextMessage

from execora.session.run import run
from tests.fakes.books import FakeBooks, fake_desk
from tests.server.serving import RawClient, raw_client, start_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.session.desk import Desk
    from tests.server.serving import Served

ANSWERS = 60


@dataclass
class SameDesk:
    """Knows one shop, and has one desk for it."""

    desk: Desk = field(default_factory=lambda: fake_desk(FakeBooks()))

    async def open(self, tenant: str) -> Desk:
        await trio.lowlevel.checkpoint()
        return self.desk

    def close(self) -> None:
        self.desk.closing.set()


class Till:
    """A client that keeps what it was told by number, whatever connection it came over."""

    def __init__(self, served: Served) -> None:
        self._port = served.port
        self._welcome: dict[str, Any] = {}
        self.told: dict[int, dict[str, Any]] = {}

    @property
    def answered(self) -> int:
        return sum(told["type"] == "voice:response" for told in self.told.values())

    def has(self, answers: int = 0, *, events: int = 0) -> bool:
        return self.answered >= answers and len(self.told) >= events

    async def visit(self, *say: str, until: Callable[[], bool]) -> None:
        """Connect, go on with the session if there is one, say something, and vanish at some moment."""
        async with raw_client(self._port) as line:
            if self._welcome:
                await self.resume(line)
            for text in say:
                await line.send(json.dumps({"type": "voice:final", "data": {"text": text}}))
            while not until():
                await self._read(line)
            line.stream.socket.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    async def resume(self, line: RawClient) -> None:
        token, session_id = self._welcome["resumeToken"], self._welcome["sessionId"]
        data = {"sessionId": session_id, "resumeToken": token, "lastSeq": max(self.told)}
        await line.send(json.dumps({"type": "session:resume", "data": data}))
        while True:
            came = [json.loads(one.data) for one in await line.read() if isinstance(one, TextMessage)]
            kinds = [told["type"] for told in came]
            if "session:resumed" in kinds:
                at = kinds.index("session:resumed")
                assert came[at]["seq"] == max(self.told)
                self._keep(came[at + 1 :])
                return
            assert kinds in ([], ["voice:start"])

    async def _read(self, line: RawClient) -> None:
        self._keep([json.loads(one.data) for one in await line.read() if isinstance(one, TextMessage)])

    def _keep(self, came: list[dict[str, Any]]) -> None:
        for told in came:
            assert told["seq"] == max(self.told, default=0) + 1, "in order, each once"
            self.told[told["seq"]] = told
            if told["type"] == "voice:start":
                self._welcome = told["data"]


async def test_a_client_that_vanishes_again_and_again_misses_nothing(nursery: trio.Nursery):
    desks, chance = SameDesk(), random.Random(5)
    till = Till(await start_server(nursery, run, desks=desks))
    said = 0
    while till.answered < ANSWERS:
        leaves_at = len(till.told) + chance.randint(1, 12)
        more = [f"Suresh ne {10 + said + n} cash diye" for n in range(min(3, ANSWERS - said))]
        said += len(more)
        enough = partial(till.has, ANSWERS) if said == ANSWERS else partial(till.has, events=leaves_at)
        await till.visit(*more, until=enough)
    kinds = [told["type"] for told in till.told.values()]
    assert kinds.count("task:completed") == kinds.count("task:queued") == ANSWERS
    assert len(desks.desk.sessions) == 1


async def test_a_stop_closes_every_connection_with_1001_also_of_a_session_that_was_resumed(nursery: trio.Nursery):
    served = await start_server(nursery, run, desks=SameDesk())
    till = Till(served)
    await till.visit("Rahul ka balance batao", until=lambda: till.answered == 1)
    async with raw_client(served.port) as line:
        await till.resume(line)
        served.scope.cancel()
        assert await line.close_code() == 1001
    with trio.fail_after(5):
        await served.ended.wait()
