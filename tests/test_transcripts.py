"""What clients were told is in the transcripts, once, however the server ended."""

# ruff: noqa: F811 - fixtures are imported and then asked for

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import trio
from trio_websocket import ConnectionClosed, wrap_client_stream

from execora.config import Config
from execora.server.auth import make_token
from execora.session.noting import kind_of
from execora.session.port import Event
from tests.process import SECONDS, Server, eventually, server
from tests.shop import demo_database, demo_template, look  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pathlib import Path

    from trio_websocket import WebSocketConnection

    from execora.store.embedded import Addresses

Look = Callable[..., list[tuple[Any, ...]]]

SECRET = "s" * 32

SAID = [f"Amit Jain ne {amount} rupaye diye" for amount in range(101, 121)]

SESSION = """
select is_active, reason, seconds >= 0 and ended_at >= started_at, utterances, answers, completed, failed, cancelled
from execora.conversation where id = %s
"""

ENTRIES = "select number, kind, body from execora.transcript where conversation_id = %s order by number"


async def test_what_was_told_is_kept_once_whether_killed_or_stopped(
    demo_database: Addresses, look: Look, tmp_path: Path
):
    given = ("serve", "--no-browser", "--data", str(tmp_path))
    settings = {"DATABASE_URL": demo_database.serving, "JWT_SECRET": SECRET}
    with trio.fail_after(SECONDS * 2):
        async with server(tmp_path, *given, settings=settings) as first:
            killed = await talk(first, signal.SIGKILL)
        async with server(tmp_path, *given, settings=settings) as second:
            await eventually(lambda: [is_active for is_active, *_ in look(SESSION, killed.id)] == [False])
            stopped = await talk(second, signal.SIGTERM)
            assert await second.ended() == 0
    compare(killed, "crashed", look)
    compare(stopped, "shutdown", look)


class Told:
    """A session as its client knows it."""

    def __init__(self) -> None:
        self.id = ""
        self.noted: Counter[tuple[str, str]] = Counter()
        self.completed = 0

    def take(self, message: str) -> None:
        """Take in something that the server has said."""
        told = json.loads(message)
        event = Event(told["type"], told["data"])
        if event.type == "voice:start":
            self.id = event.data["sessionId"]
        kind = kind_of(event)
        if kind:
            self.noted[named(kind, event.data)] += 1
        self.completed += event.type == "task:completed"


def named(kind: str, data: Any) -> tuple[str, str]:  # noqa: ANN401 - JSON
    """Tell something that was said apart from all else of its session."""
    return kind, str(data["taskId"] if kind == "task" else (data["utteranceId"], data.get("text"), data.get("intent")))


async def talk(running: Server, sign: signal.Signals) -> Told:
    """Say more than is done by then, end the server in the middle of it, and read what still comes."""
    told, host = Told(), running.url.removeprefix("http://")
    token = make_token(Config(jwt_secret=SECRET), "demo", "owner", 60)
    async with (
        await trio.open_tcp_stream("127.0.0.1", int(host.rpartition(":")[2])) as stream,
        trio.open_nursery() as nursery,
    ):
        client = await wrap_client_stream(nursery, stream, host, f"/ws?token={token}")
        for said in SAID:
            await client.send_message(json.dumps({"type": "voice:final", "data": {"text": said}}))
        await read_until_done(client, told, len(SAID) // 2)
        running.process.send_signal(sign)
        with suppress(ConnectionClosed):
            await read_until_done(client, told, len(SAID) + 1)
    return told


async def read_until_done(client: WebSocketConnection, told: Told, tasks: int) -> None:
    """Read until so many tasks are told to be completed."""
    while told.completed < tasks:
        told.take(await client.get_message())


def compare(told: Told, reason: str, look: Look) -> None:
    """Compare what a client was told with what is kept of it."""
    kept = look(ENTRIES, told.id)
    noted = Counter(named(kind, body) for _, kind, body in kept if kind not in ("began", "ended"))
    assert told.completed >= len(SAID) // 2
    assert told.noted - noted == Counter(), "what was told is kept"
    assert set(noted.values()) == {1}, "nothing is kept twice"
    assert [number for number, _, _ in kept] == list(range(1, len(kept) + 1))
    kinds = Counter(body.get("outcome", kind) for _, kind, body in kept)
    counts = tuple(kinds[kind] for kind in ("user", "agent", "completed", "failed", "cancelled"))
    assert look(SESSION, told.id) == [(False, reason, True, *counts)]
