"""Socket.IO as npm's client speaks it, unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.session.run import run
from tests.npm import npm_client
from tests.server.serving import start_server
from tests.server.test_resuming import SameDesk

if TYPE_CHECKING:
    from pathlib import Path

    import trio

POLLING, WEBSOCKET, BOTH = ["polling"], ["websocket"], ["polling", "websocket"]
NAMESPACE = "/voice"


@pytest.mark.parametrize("transports", [POLLING, WEBSOCKET, BOTH])
async def test_a_balance_is_asked_and_answered(nursery: trio.Nursery, npm_modules: Path, transports: list[str]):
    served = await start_server(nursery, run, desks=SameDesk())
    async with npm_client(npm_modules, served.url + NAMESPACE, transports=transports) as client:
        if transports == BOTH:
            assert (await client.next("upgrade"))["transport"] == "websocket"
        assert (await client.next("connect"))["transport"] == transports[-1]
        welcome, about = await client.event("voice:start")
        assert about["seq"] == 1
        await client.control("voice:final", text="Rahul ka balance batao")
        answer, _ = await client.event("voice:response")
    assert welcome["sessionId"]
    assert answer["executionResult"]["success"]
