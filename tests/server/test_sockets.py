"""Socket.IO over real sockets, by a client that does only what the test says."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import trio
from structlog.testing import capture_logs

from execora.errors import DatabaseError
from execora.server import sockets, visitors
from execora.session.port import Event, Numbered
from execora.session.run import run
from tests.fakes.hearing import FakeEars, silence
from tests.process import eventually
from tests.records.listening import tone
from tests.server.serving import FakeDesks, Served, ask, start_server, upgrade_request
from tests.server.test_any_door import Shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

PATH = "/socket.io/?EIO=4&transport=polling"
OTHER_ORIGIN = "http://shop.example"
PING = '2/voice,["voice:control",{"type":"ping"}]'


class Poller:
    """A client that polls."""

    def __init__(self, served: Served, http: httpx.AsyncClient, sid: str) -> None:
        self._http, self.sid = http, sid
        self.url = f"{served.url}{PATH}&sid={sid}"
        self.told: list[str] = []
        """While it polled on."""

    async def poll(self, name: str = "") -> list[str]:
        answer = await self._http.get(self._named(name))
        assert answer.status_code == 200, answer.text
        return answer.text.split("\x1e")

    async def poll_on(self) -> None:
        while True:
            self.told += await self.poll()

    def has(self, event: str) -> int:
        return sum(one.startswith(f'42/voice,["{event}"') for one in self.told)

    async def post(self, *packets: str, name: str = "") -> httpx.Response:
        return await self._http.post(self._named(name), content="\x1e".join(packets))

    async def say(self, kind: str, **data: object) -> None:
        await self.post("42/voice," + json.dumps(["voice:control", {"type": kind, "data": data}]))

    def _named(self, name: str) -> str:
        return f"{self.url}&t={name}" if name else self.url

    async def get(self) -> httpx.Response:
        return await self._http.get(self.url)


@asynccontextmanager
async def poller(served: Served, *, connect: bool = True) -> AsyncIterator[Poller]:
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        answer = await http.get(served.url + PATH)
        assert answer.status_code == 200, answer.text
        client = Poller(served, http, json.loads(answer.text[1:])["sid"])
        if connect:
            await client.post("40/voice,")
            (told, *_) = await client.poll()
            assert told.startswith('40/voice,{"sid":"'), told
        yield client


def mistake(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


async def until_gone(served: Served) -> None:
    await served.app.sockets.all_left()


# -- the requests


async def test_the_handshake_tells_what_the_client_is_to_know(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, heartbeat_seconds=7, max_message_bytes=5000)
    answer = await http.get(served.url + PATH)
    assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
    assert answer.headers["cache-control"] == "no-store"
    told = json.loads(answer.text.removeprefix("0"))
    assert len(told.pop("sid")) == 22
    assert told == {"upgrades": ["websocket"], "pingInterval": 7000, "pingTimeout": 7000, "maxPayload": 5000}


@pytest.mark.parametrize(
    ("method", "query", "code"),
    [
        ("GET", "", 5),
        ("GET", "?EIO=3&transport=polling", 5),
        ("GET", "?EIO=4", 0),
        ("GET", "?EIO=4&transport=pigeon", 0),
        ("GET", "?EIO=4&transport=websocket", 3),
        ("POST", "?EIO=4&transport=polling", 2),
        ("GET", "?EIO=4&transport=polling&sid=nobody", 1),
        ("POST", "?EIO=4&transport=polling&sid=nobody", 1),
    ],
)
async def test_a_request_that_makes_no_sense_is_told_so(
    nursery: trio.Nursery, http: httpx.AsyncClient, method: str, query: str, code: int
):
    served = await start_server(nursery)
    answer = await http.request(method, f"{served.url}/socket.io/{query}")
    assert mistake(answer) == (400, code)


async def test_the_path_needs_no_slash_at_its_end(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    answer = await http.get(served.url + PATH.replace("/?", "?"))
    assert answer.text.startswith("0{")


async def test_a_conversation_by_polling(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with poller(served) as client:
        assert (await client.post("4" + PING)).text == "ok"
        (heard,) = await client.poll()
        assert heard.startswith('42/voice,["heard",{"input":"Ping(')
        assert served.app.sessions.open == 1
        await client.post("41/voice,", "1")
        await until_gone(served)
    assert served.app.sessions.open == 0


async def test_what_a_browser_sends_again_by_itself_is_answered_as_before_and_acted_on_once(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with poller(served) as client:
        assert [(await client.post("4" + PING, name="1")).text for _ in range(2)] == ["ok", "ok"]
        answer = await client.poll("2")
        assert [one[:19] for one in answer] == ['42/voice,["heard",{']
        assert await client.poll("2") == answer
        await client.post("4" + PING, name="3")
        (later,) = await client.poll("4")
        assert later.startswith('42/voice,["heard",{')
        assert later != answer[0]


async def test_a_poll_that_waits_on_a_broken_connection_makes_way(nursery: trio.Nursery):
    served, told = await start_server(nursery), list[str]()
    async with poller(served) as client, await trio.open_tcp_stream("127.0.0.1", served.port) as broken:
        path = client.url.removeprefix(served.url)
        await broken.send_all(f"GET {path}&t=1 HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
        await eventually(lambda: all(engine.polling.is_waited_for for engine in served.app.sockets.open))

        async def poll() -> None:
            told.extend(await client.poll("1"))

        async with trio.open_nursery() as polls:
            polls.start_soon(poll)
            assert b" 200 " in await broken.receive_some()
            await client.post("4" + PING, name="1")
    assert [one[:19] for one in told] == ['42/voice,["heard",{']


async def test_a_haan_that_was_spoken_before_its_question_arrived_agrees_to_nothing(nursery: trio.Nursery):
    shop = Shop(ears=FakeEars(confidence=0.98))
    served = await start_server(nursery, run, desks=shop)

    def noted(kind: str) -> list[object]:
        return [entry.body.get("outcome", "") for entry in shop.transcripts.entries if entry.kind == kind]

    async with poller(served) as client, trio.open_nursery() as polls:

        async def say_haan() -> None:
            shop.ears.words.append("haan")
            said = b64encode(tone(0.6) + silence(1)).decode()
            await client.post('451-/voice,["voice:audio_data",{"_placeholder":true,"num":0}]', f"b{said}")

        await client.say("voice:start", encoding="pcm16")
        await client.say("voice:final", text="Rahul ka khata delete karo")
        await eventually(lambda: len(noted("agent")) == 1)
        await say_haan()
        await eventually(lambda: len(noted("agent")) == 2)
        assert "completed" not in noted("task")
        polls.start_soon(client.poll_on)
        await client.say("voice:final", text="Rahul ka khata delete karo")
        await eventually(lambda: client.has("voice:confirm_needed") == 2)
        await eventually(lambda: all(engine.polling.is_waited_for for engine in served.app.sockets.open))
        await say_haan()
        await eventually(lambda: "completed" in noted("task"))
        polls.cancel_scope.cancel()


async def test_a_post_that_is_nonsense_ends_the_session(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with poller(served) as client:
        assert mistake(await client.post("42[]", "4{}")) == (400, 3)
        await until_gone(served)
        assert mistake(await client.get()) == (400, 1)


async def test_a_body_of_a_million_packets_ends_the_session(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=4_000_000)
    async with poller(served) as client:
        assert mistake(await client.post(*["3"] * 1_000_000)) == (400, 3)
        await until_gone(served)


async def test_a_body_over_the_limit_is_refused(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=5000)
    async with poller(served) as client:
        assert (await client.post("4" + "x" * 5000)).status_code == 413


async def test_a_question_about_the_head_of_an_answer_changes_nothing(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    async with poller(served) as client:
        assert (await http.head(client.url)).status_code == 400
        assert (await client.post("4" + PING)).text == "ok"


# -- who is asked


async def test_a_foreign_host_or_origin_is_turned_away_at_each_request(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    async with poller(served) as client:
        for url in (served.url + PATH, client.url):
            for method in ("GET", "POST", "OPTIONS"):
                assert (await http.request(method, url, headers={"Host": "evil.example"})).status_code == 421
                assert (await http.request(method, url, headers={"Origin": OTHER_ORIGIN})).status_code == 403
        request = upgrade_request(served.port, WEBSOCKET_PATH, headers=f"Origin: {OTHER_ORIGIN}\r\n")
        assert (await ask(served.port, request)).startswith(b"HTTP/1.1 403 ")


WEBSOCKET_PATH = "/socket.io/?EIO=4&transport=websocket"


async def test_an_allowed_origin_may_ask_with_credentials(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, allowed_origins=(OTHER_ORIGIN,))
    headers = {"Origin": OTHER_ORIGIN, "Access-Control-Request-Method": "POST"}
    before = await http.options(served.url + PATH, headers=headers)
    answer = await http.get(served.url + PATH, headers={"Origin": OTHER_ORIGIN})
    assert before.status_code == 204
    assert before.headers["access-control-allow-methods"] == "GET, POST"
    for told in (before, answer):
        assert told.headers["access-control-allow-origin"] == OTHER_ORIGIN
        assert told.headers["access-control-allow-credentials"] == "true"
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/socket.io/?EIO=3&transport=websocket", "", 400),
        ("/socket.io/?EIO=4&transport=polling", "", 400),
        ("/socket.io/?EIO=4&transport=websocket&sid=nobody", "", 400),
        ("/socket.io/?transport=websocket", "", 400),
        (WEBSOCKET_PATH, "Sec-WebSocket-Version: 12\r\n", 426),
    ],
)
async def test_an_upgrade_that_makes_no_sense_is_refused(nursery: trio.Nursery, path: str, headers: str, status: int):
    served = await start_server(nursery)
    request = upgrade_request(served.port, path, headers=headers)
    assert (await ask(served.port, request)).startswith(f"HTTP/1.1 {status} ".encode())
    assert served.app.sockets.open == ()


async def test_addresses_that_connect_too_often_are_told_to_wait(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, address_connects_a_minute=2)
    async with poller(served) as client:
        await http.get(served.url + PATH)
        refused = await http.get(served.url + PATH)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert (await client.post("4" + PING)).text == "ok", "what is asked by a session is no connecting"


# -- strangers


async def test_who_does_not_connect_is_let_go(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.1)
    served = await start_server(nursery)
    async with poller(served, connect=False) as client:
        assert await client.poll() == ["1"]
        await until_gone(served)


async def test_strangers_are_bounded_and_the_oldest_goes_first(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockets, "MOST_STRANGERS", 2)
    served = await start_server(nursery)
    async with (
        poller(served) as conversation,
        poller(served, connect=False) as oldest,
        poller(served, connect=False),
        poller(served, connect=False),
    ):
        assert mistake(await oldest.get()) == (400, 1)
        assert len(served.app.sockets.open) == 3
        assert (await conversation.post("4" + PING)).text == "ok"


async def test_who_says_anything_before_connecting_is_let_go(nursery: trio.Nursery):
    served = await start_server(nursery)
    async with poller(served, connect=False) as client:
        await client.post("4" + PING)
        await until_gone(served)


async def test_a_shop_that_cannot_be_opened_is_to_be_tried_again(nursery: trio.Nursery):
    desks = FakeDesks(failure=DatabaseError("away"))
    served = await start_server(nursery, desks=desks)
    async with poller(served, connect=False) as client:
        await client.post("40/voice,")
        assert await client.poll() == ["1"], "npm's client comes back by itself"
    assert served.app.sessions.open == 0


async def test_a_full_server_says_so_before_anybody_connects(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, max_sessions=1)
    async with poller(served):
        assert (await http.get(served.url + PATH)).status_code == 503
        request = upgrade_request(served.port, WEBSOCKET_PATH)
        assert (await ask(served.port, request)).startswith(b"HTTP/1.1 503 ")


async def test_polls_of_conversations_do_not_cut_each_other_off(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(visitors, "MOST_VISITORS", 2)
    served, told = await start_server(nursery), list[str]()

    async def poll(client: Poller) -> None:
        told.extend(await client.poll())

    async with AsyncExitStack() as clients, trio.open_nursery() as polls:
        waiting = []
        for _ in range(5):
            waiting.append(await clients.enter_async_context(poller(served)))
            polls.start_soon(poll, waiting[-1])
            await eventually(lambda: all(engine.polling.is_waited_for for engine in served.app.sockets.open))
        for client in waiting:
            async with await trio.open_tcp_stream("127.0.0.1", served.port) as other:
                body = f"4{PING}"
                head = f"POST {client.url.removeprefix(served.url)} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
                await other.send_all(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
                assert b" 200 " in await other.receive_some()
    assert [one[:19] for one in told] == ['42/voice,["heard",{'] * 5


@pytest.mark.parametrize("limit", ["max_sessions", "address_connections"])
async def test_the_last_place_is_for_whoever_connects_first(nursery: trio.Nursery, limit: str):
    served = await start_server(nursery, **{limit: 1})
    async with poller(served, connect=False) as late, poller(served):
        await late.post("40/voice,")
        assert await late.poll() == ["1"]
        limits = served.app.gate.limits
        assert limits.addresses.of("127.0.0.1", trio.current_time()).connections == 1


# -- the end


async def test_a_bug_ends_the_session_only_and_the_client_may_come_back(nursery: trio.Nursery):
    async def fail(door: Door, desk: Desk, speaker: Speaker) -> int:
        await door.receive()
        raise ZeroDivisionError

    served = await start_server(nursery, fail)
    with capture_logs() as logs:
        async with poller(served) as client, poller(served) as other:
            await client.post("4" + PING)
            assert await client.poll() == ["1"]
            assert len(served.app.sockets.open) == 1
            await other.post("1")
            await until_gone(served)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["session.failed"]


async def test_a_stop_lets_nobody_in_and_waits_for_all(nursery: trio.Nursery):
    served = await start_server(nursery, drain_seconds=0.4)
    async with poller(served) as client, poller(served, connect=False) as stranger:
        told: list[list[str]] = []

        async def poll(one: Poller) -> None:
            told.append(await one.poll())

        async with trio.open_nursery() as polls:
            polls.start_soon(poll, client)
            polls.start_soon(poll, stranger)
            await eventually(lambda: all(engine.polling.is_waited_for for engine in served.app.sockets.open))
            took = await served.stop()
        assert told == [["1"], ["1"]]
    assert took < 1
    assert served.app.sockets.open == ()


async def test_a_stop_waits_for_who_is_between_two_polls(nursery: trio.Nursery):
    desks, finished = FakeDesks(), trio.Event()

    async def finish(door: Door, desk: Desk, speaker: Speaker) -> int:
        await desks.closing.wait()
        await trio.sleep(0.1)
        finished.set()
        return 1001

    served = await start_server(nursery, finish, desks=desks, drain_seconds=2)
    async with poller(served):
        await served.stop()
    assert finished.is_set()


async def test_what_is_told_before_the_first_poll_is_not_lost(nursery: trio.Nursery):
    async def tell(door: Door, desk: Desk, speaker: Speaker) -> int:
        for number in range(100):
            await door.send([Numbered(number, Event("n", {"n": number}))])
        await door.receive()
        return 1000

    served = await start_server(nursery, tell)
    seen: list[Any] = []
    async with poller(served, connect=False) as client:
        await client.post("40/voice,")
        while len(seen) < 101:
            seen += await client.poll()
    assert [json.loads(one.removeprefix("42/voice,"))[1]["n"] for one in seen[1:]] == list(range(100))
