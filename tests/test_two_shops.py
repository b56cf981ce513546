"""Two shops at one server, over real connections: whoever has a token of the one tries everything of the other."""

# ruff: noqa: F811 - fixtures are imported and then asked for

from __future__ import annotations

import json
import re
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import trio

from execora.config import Config
from execora.server.auth import make_token
from execora.store.postgres import Connection
from execora.store.shop import open_shop
from tests.process import SECONDS, server
from tests.server.serving import raw_client
from tests.shop import demo_database, demo_template  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from execora.store.embedded import Addresses
    from tests.process import Server
    from tests.server.serving import RawClient

SECRET = "the secret of both shops' tokens, thirty-two or more"

OURS, THEIRS = "demo", "other"

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def token(tenant: str) -> str:
    return make_token(Config(jwt_secret=SECRET), tenant, "owner", 600, subject="same")


class Client:
    """A conversation in which each message is waited for until all that it led to has come."""

    def __init__(self, line: RawClient) -> None:
        self._line = line

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self._line.told]

    async def send(self, kind: str, message_id: str | None = None, **data: object) -> list[dict[str, Any]]:
        """Send a message, and return what it was answered, one by one."""
        message_id = message_id or str(uuid4())
        first = len(self.told)
        await self._line.send(json.dumps({"type": kind, "data": data, "id": message_id}))
        while not any(one.get("replyTo") == message_id for one in self.told[first:]):
            await self._hear()
        ping = str(uuid4())
        await self._line.send(json.dumps({"type": "ping", "data": {}, "id": ping}))
        while not any(one.get("replyTo") == ping for one in self.told) or self._runs(first):
            await self._hear()
        return [one for one in self.told[first:] if one.get("replyTo") == message_id]

    async def say(self, text: str, message_id: str | None = None) -> list[dict[str, Any]]:
        return await self.send("voice:final", message_id, text=text)

    async def sound(self, pcm: bytes) -> None:
        await self._line.send(pcm)

    def last(self, kind: str) -> dict[str, Any]:
        """Return the data of the last event of a type."""
        data: dict[str, Any] = next(one["data"] for one in reversed(self.told) if one["type"] == kind)
        return data

    def _runs(self, first: int) -> bool:
        """Tell whether a task has not been answered yet."""
        told = [(one["type"], one["data"].get("taskId")) for one in self.told[first:]]
        answered = {task for kind, task in told if kind in ("voice:response", "task:cancelled")}
        return any(kind == "task:queued" and task not in answered for kind, task in told)

    async def _hear(self) -> None:
        with trio.fail_after(SECONDS):
            assert await self._line.read(), "the server has left"


@dataclass
class Town:
    """The server, and who calls."""

    running: Server
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=SECONDS, trust_env=False))

    @asynccontextmanager
    async def talking(self, tenant: str) -> AsyncIterator[Client]:
        """Hold a conversation with a shop, and lose it at the end without a goodbye."""
        port = int(self.running.url.rpartition(":")[2])
        async with raw_client(port, headers=f"Authorization: Bearer {token(tenant)}\r\n") as line:
            client = Client(line)
            await client.send("task:status")
            yield client

    async def ask(self, tenant: str, method: str, path: str, **more: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token(tenant)}"}
        return await self.http.request(method, self.running.url + path, headers=headers, **more)  # type: ignore[arg-type]

    async def ids(self, tenant: str, noun: str, *, least: int = 0) -> list[str]:
        """Return the ids of a noun, once there are so many: what was said comes to the database a little later."""
        with trio.fail_after(SECONDS):
            while True:
                listed = (await self.ask(tenant, "GET", f"/api/v1/{noun}")).json()
                if len(listed["items"]) >= least:
                    return [one["id"] for one in listed["items"]]
                await trio.sleep(0.05)


@asynccontextmanager
async def town_of(database: Addresses, folder: Path) -> AsyncIterator[Town]:
    with closing(await Connection.connect(database.owner)) as owner:
        await open_shop(owner, THEIRS, "The shop across the street", state_code="27")
    settings = {"DATABASE_URL": database.serving, "JWT_SECRET": SECRET}
    async with server(folder, "serve", "--no-browser", "--data", str(folder), settings=settings) as running:
        town = Town(running)
        async with town.http:
            yield town


@pytest.fixture
async def town(demo_database: Addresses, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_of(demo_database, tmp_path) as town:
        yield town


# -- what is theirs must not be told apart from what is not there at all


def shape(told: object) -> str:
    """Return an answer without what is another each time: ids, numbers of events, hours, how long it took."""
    text = UUID.sub("<id>", json.dumps(told, sort_keys=True))
    return re.sub(r'"(seq|timestamp|durationMs)": (?:[\d.]+|"[^"]*")', r'"\1": 0', text)


async def same(client: Client, kind: str, name: str, theirs: object, never: object, **more: object) -> str:
    """Send a message with an id of the other shop, and with one that never was; return what both are answered."""
    first, second = [shape(await client.send(kind, **{name: given}, **more)) for given in (theirs, never)]
    assert first == second, f"{kind} tells whose {name} it is"
    return first


def rows_of(database: Addresses, tenant: str) -> dict[str, object]:
    """Return what is in the books of a shop, table by table, whatever tables there are."""
    with psycopg.connect(database.owner, user="postgres", autocommit=True) as admin:
        tables = admin.execute(
            "select table_name from information_schema.columns where table_schema = 'execora'"
            " and column_name = 'shop_id' and table_name not in ('transcript', 'conversation', 'message')"
        ).fetchall()
        (shop,) = admin.execute("select id from execora.shop where tenant = %s", [tenant]).fetchone() or (0,)
        return {
            table: admin.execute(
                f"select count(*), md5(string_agg(t::text, ';' order by t::text)) from execora.{table} t"
                f" where shop_id = {shop}".encode()
            ).fetchone()
            for (table,) in tables
        }


async def test_no_message_reaches_into_another_shop(town: Town, demo_database: Addresses):
    async with town.talking(OURS) as lost:
        await lost.say("Suresh ka balance batao")
    async with town.talking(OURS) as ours, town.talking(THEIRS) as spy:
        await ours.say("Rahul ka balance batao")
        task = ours.last("task:completed")["taskId"]
        await ours.say("Rahul ko 2 milk aur 1 bread ka bill bana do")
        draft = ours.last("invoice:draft")["draftId"]
        await ours.say("Rahul ne 6000 cash diye")
        question = ours.last("voice:confirm_needed")["questionId"]
        before = rows_of(demo_database, OURS)

        for answer in ({"yes": True}, {"yes": False}, {"option": 0}):
            assert "NO_SUCH_QUESTION" in await same(spy, "voice:answer", "questionId", question, str(uuid4()), **answer)
        for button in ("invoice:confirm", "invoice:cancel"):
            assert "NO_PENDING_INVOICE" in await same(spy, button, "draftId", draft, str(uuid4()))
        for deed in ("task:status", "task:cancel"):
            assert "NO_SUCH_TASK" in await same(spy, deed, "taskId", task, str(uuid4()))
        await spy.say("haan")
        await spy.send("task:cancel", taskId="all")
        for theirs in (lost, ours):
            welcome = theirs.told[0]["data"]
            async with town.talking(THEIRS) as fresh:
                stolen = {"resumeToken": welcome["resumeToken"], "lastSeq": 1}
                told = await same(fresh, "session:resume", "sessionId", welcome["sessionId"], str(uuid4()), **stolen)
            assert "CANNOT_RESUME" in told

        assert rows_of(demo_database, OURS) == before
        assert not any(one.get("data", {}).get("customer") for one in spy.told)
        answer = (await ours.send("voice:answer", questionId=question, yes=True))[-1]
        assert answer["data"]["executionResult"]["success"], "the question was as open as it had been"
        await ours.send("invoice:confirm", draftId=draft)
        assert ours.last("invoice:confirmed")["customerName"] == "Rahul Sharma"


async def test_an_id_of_a_message_is_another_in_another_shop(town: Town, demo_database: Addresses):
    message_id = str(uuid4())
    async with town.talking(OURS) as ours, town.talking(THEIRS) as spy:
        (*_, first) = await ours.say("Rahul ne 200 cash diye", message_id)
        paid = first["data"]["executionResult"]["data"]
        before = rows_of(demo_database, OURS)
        (*_, answer) = await spy.say("Rahul ne 200 cash diye", message_id)
        fresh = await spy.say("Rahul ne 200 cash diye")
        assert answer["data"]["executionResult"]["error"] == "CUSTOMER_NOT_FOUND"
        assert shape(answer["data"]) == shape(fresh[-1]["data"])
        (*_, other) = await spy.say("Suresh ne 300 cash diye", message_id)
        assert other["data"]["code"] == "ID_REUSED", "their own use of it, that is"
        assert rows_of(demo_database, OURS) == before
        (*_, again) = await ours.say("Rahul ne 200 cash diye", message_id)
        assert again["data"]["executionResult"]["data"] == paid
        assert rows_of(demo_database, OURS) == before


async def test_no_path_of_rest_leads_into_another_shop(town: Town, demo_database: Addresses):
    async with town.talking(OURS) as ours:
        await ours.say("Rahul ko kal shaam 7 baje 500 ka reminder bhejna")
        await ours.say("Suresh ko kal shaam 8 baje 500 ka reminder bhejna")
        await ours.send("voice:start", sttProvider="browser", encoding="pcm16")
        await ours.send("recording:start")
        await ours.sound(bytes(32_000))
        await ours.send("recording:stop")
        await ours.send("voice:stop")
    async with town.talking(THEIRS) as theirs:
        await theirs.say("naya customer Ravi jodo")
    names = ("customers", "products", "reminders", "recordings", "sessions")
    nouns = {noun: await town.ids(OURS, noun, least=1) for noun in names}
    before = rows_of(demo_database, OURS)
    paths = [
        ("GET", "/api/v1/customers/{customers}"),
        ("GET", "/api/v1/customers?cursor={customers}"),
        ("PUT", "/api/v1/products/{products}/gst"),
        ("GET", "/api/v1/products?cursor={products}"),
        ("GET", "/api/v1/reminders?cursor={reminders}"),
        ("GET", "/api/v1/sessions/{sessions}"),
        ("GET", "/api/v1/sessions?cursor=2099-01-01T00:00:00,{sessions}"),
        ("GET", "/api/v1/recordings?cursor=2099-01-01T00:00:00,{recordings}"),
        ("DELETE", "/api/v1/recordings/{recordings}"),
        ("GET", "/api/v1/recordings/{recordings}/audio"),
        ("GET", "/api/v1/recordings/{recordings}/audio?token=" + token(OURS)),
        ("GET", "/api/v1/recordings/{recordings}/audio?token=" + token(THEIRS)),
    ]
    for method, path in paths:
        content = '{"rate": 18}' if method == "PUT" else None
        theirs, never = [
            await town.ask(THEIRS, method, path.format(**ids), content=content)
            for ids in ({noun: found[0] for noun, found in nouns.items()}, dict.fromkeys(nouns, str(uuid4())))
        ]
        assert (theirs.status_code, theirs.content) == (never.status_code, never.content), path
        ours_by_id = await town.ask(OURS, "GET", path.format(**{noun: found[0] for noun, found in nouns.items()}))
        assert theirs.content != ours_by_id.content or theirs.status_code == 403, "it is there to be found"
    assert len(await town.ids(THEIRS, "sessions", least=1)) == 1
    assert [len(await town.ids(THEIRS, noun)) for noun in nouns] == [1, 0, 0, 0, 1]
    assert rows_of(demo_database, OURS) == before
    assert [await town.ids(OURS, noun) for noun in nouns] == list(nouns.values())
