from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest
import trio
from trio_websocket import open_websocket_url

from execora.errors import DatabaseError
from execora.providers.port import Condition
from execora.server import pages
from execora.session.port import Speech
from tests.process import eventually
from tests.server.serving import FakeShop, ask, start_server

if TYPE_CHECKING:
    import httpx


# -- the page


async def test_the_page_is_served_with_all_that_it_loads(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    page = await http.get(served.url + "/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:src|href)="(/?page/[^"]+)"', page.text)
    assert loaded
    for path in loaded:
        assert (await http.get(f"{served.url}/{path.lstrip('/')}")).status_code == 200, path


async def test_a_browser_asks_again_and_gets_nothing_that_it_has(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    first = await http.get(served.url + "/")
    assert first.headers["cache-control"] == "no-cache"
    again = await http.get(served.url + "/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await http.get(served.url + "/", headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    "path", ["/page/nope.js", "/page/", "/page/../auth.py", "/page/%2e%2e/auth.py", "/page//etc/passwd", "/page/x.py"]
)
async def test_nothing_but_the_page_is_on_the_shelf(nursery: trio.Nursery, path: str):
    served = await start_server(nursery)
    answer = await ask(served.port, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")


async def test_every_answer_keeps_other_pages_out(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    for path in ("/", "/health", "/nope", "/api/v1/customers"):
        headers = (await http.get(served.url + path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_the_page_and_health_are_open_where_a_token_is_wanted(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, jwt_secret="s" * 32)
    for path in ("/", "/health", "/health/ready"):
        assert (await http.get(served.url + path, headers={"Host": "shop.example"})).status_code == 200


# -- health


async def test_health_tells_how_the_parts_are(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    answer = await http.get(served.url + "/health")
    assert answer.status_code == 200
    nobody = {"serves": "browser", "chain": []}
    parts = {"status": "ok", "database": "ok", "sessions": 0, "failed": 0, "refused": {}, "stt": nobody, "tts": nobody}
    body = answer.json()
    assert body.pop("tasks") == trio.lowlevel.current_statistics().tasks_living  # the same loop serves and asks
    assert body == parts | {"transcripts": {"state": "ok", "depth": 0}}
    assert (await http.get(served.url + "/health/ready")).json() == {"ready": True}


@dataclass
class Chain:
    """A chain of recognisers of which the first is broken."""

    serving: str | None = "local"
    conditions: tuple[Condition, ...] = (Condition("deepgram", "broken", "HTTP 401"), Condition("local", "up"))


async def test_health_tells_who_hears_and_not_what_is_wrong_with_the_others(
    nursery: trio.Nursery, http: httpx.AsyncClient
):
    served = await start_server(nursery, speech=Speech(ears=cast("Any", Chain())))
    answer = await http.get(served.url + "/health")
    assert answer.status_code == 200
    states = [{"name": "deepgram", "state": "broken"}, {"name": "local", "state": "up"}]
    assert answer.json()["stt"] == {"serves": "local", "chain": states}


async def test_where_every_recogniser_is_broken_the_browser_is_left(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, speech=Speech(ears=cast("Any", Chain(serving=None))))
    answer = await http.get(served.url + "/health")
    assert (answer.status_code, answer.json()["stt"]["serves"]) == (200, "browser")


async def unwell() -> dict[str, str]:
    await trio.lowlevel.checkpoint()
    return {"database": "cannot be reached"}


async def gone() -> dict[str, str]:
    await trio.lowlevel.checkpoint()
    raise DatabaseError("secret address")


async def silent() -> dict[str, str]:
    await trio.sleep_forever()
    raise AssertionError


@pytest.mark.parametrize("health", [unwell, gone, silent])
async def test_health_without_a_database_is_503(
    nursery: trio.Nursery, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, health: object
):
    monkeypatch.setattr(pages, "HEALTH_SECONDS", 0.05)
    served = await start_server(nursery, health=health)
    answer = await http.get(served.url + "/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unwell"
    assert "secret" not in answer.text
    assert (await http.get(served.url + "/health/ready")).status_code == 503


class Counting:
    """Says how the database is once it may, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = trio.Event()

    async def __call__(self) -> dict[str, str]:
        self.asked += 1
        await self.may_answer.wait()
        return {"database": "ok"}


async def test_the_parts_are_asked_once_for_all_who_want_to_know(nursery: trio.Nursery, http: httpx.AsyncClient):
    health = Counting()
    served = await start_server(nursery, health=health)
    states: list[int] = []

    async def ask_for(path: str) -> None:
        states.append((await http.get(served.url + path)).status_code)

    async with trio.open_nursery() as crowd:
        for path in ("/health", "/health/ready") * 5:
            crowd.start_soon(ask_for, path)
        await eventually(lambda: health.asked == 1)
        health.may_answer.set()
    await ask_for("/health")
    assert (states, health.asked) == ([200] * 11, 1)


async def test_what_the_parts_said_is_not_good_for_long(
    nursery: trio.Nursery, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pages, "HEALTH_KEPT_SECONDS", 0)
    health = Counting()
    health.may_answer.set()
    served = await start_server(nursery, health=health)
    for _ in range(2):
        await http.get(served.url + "/health")
    assert health.asked == 2


async def test_a_disk_that_takes_no_transcripts_is_503(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, spooled=lambda: {"state": "No space left on device", "depth": 7})
    answer = await http.get(served.url + "/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "unwell", "ok")
    assert answer.json()["transcripts"] == {"state": "No space left on device", "depth": 7}
    assert (await http.get(served.url + "/health/ready")).status_code == 503


async def test_a_full_server_is_healthy_but_not_ready(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, max_sessions=1)
    async with open_websocket_url(served.ws):
        assert (await http.get(served.url + "/health")).status_code == 200
        assert (await http.get(served.url + "/health/ready")).status_code == 503


# -- what goes wrong


def check_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]
    assert answer.json()["detail"]


async def test_every_refusal_is_a_problem_document(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    check_problem(await http.get(served.url + "/nope"), 404)
    check_problem(await http.get(served.url + "/page/nope"), 404)
    check_problem(await http.get(served.url + "/api/v1/nope"), 404)
    check_problem(await http.get(served.url + "/api/v1/customers?limit=0"), 400)
    check_problem(await http.get(served.url + "/ws"), 426)
    refused = await http.post(served.url + "/api/v1/customers", json={})
    check_problem(refused, 405)
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/nope", "/health", "/api/v1/customers"])
async def test_a_connection_is_used_again_after_a_refusal(nursery: trio.Nursery, http: httpx.AsyncClient, path: str):
    served = await start_server(nursery)
    connections = set()
    for number in range(30):
        refused = await http.post(served.url + path, content=b"x" * 1000 * number)
        assert refused.status_code in (404, 405)
        connections.add(refused.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(connections) == 1


async def test_a_body_that_is_no_utf_8_breaks_nothing(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    for kind in (
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
    ):
        answer = await http.post(served.url + "/health", content=b"\xff\xfe\x00", headers={"Content-Type": kind})
        check_problem(answer, 405)
    assert (await http.request("GET", served.url + "/health", content=b"\xff")).status_code == 200


async def test_a_body_over_the_limit_is_refused_and_the_connection_ends(nursery: trio.Nursery):
    served = await start_server(nursery, max_message_bytes=1024)
    request = b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000
    answer = await ask(served.port, request)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


async def test_a_body_that_does_not_come_is_not_waited_for(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "BODY_SECONDS", 0.1)
    served = await start_server(nursery)
    answer = await ask(served.port, b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\nhalf")
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_connection_that_should_close_closes(nursery: trio.Nursery):
    served = await start_server(nursery)
    answer = await ask(served.port, b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_a_connection_that_is_idle_closes(nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("execora.server.listen.IDLE_SECONDS", 0.1)
    served = await start_server(nursery)
    answer = await ask(served.port, b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("failure", "status"), [(ZeroDivisionError("Rahul owes 500"), 500), (DatabaseError("at 10.0.0.5"), 503)]
)
async def test_a_bug_is_a_500_and_lost_books_are_a_503_and_neither_says_more(
    nursery: trio.Nursery, http: httpx.AsyncClient, failure: Exception, status: int
):
    served = await start_server(nursery, books=FakeShop(failure=failure))
    answer = await http.get(served.url + "/api/v1/customers")
    check_problem(answer, status)
    assert str(failure) not in answer.text
    assert (await http.get(served.url + "/health")).status_code == 200


async def test_books_that_are_away_say_when_to_come_back(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, books=FakeShop(failure=DatabaseError("gone")))
    assert (await http.get(served.url + "/api/v1/customers")).headers["retry-after"] == "5"


# -- pages of other origins


async def test_an_allowed_origin_may_read_answers(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, allowed_origins=("https://shop.example",))
    headers = {"Origin": "https://shop.example"}
    answer = await http.get(served.url + "/api/v1/customers", headers=headers)
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert answer.headers["vary"] == "Origin"
    before = await http.options(served.url + "/api/v1/customers", headers=headers)
    assert before.status_code == 200
    assert before.headers["access-control-allow-headers"] == "Authorization, Content-Type"
    assert before.headers["access-control-allow-methods"] == "GET, PUT, DELETE"


async def test_no_other_origin_may(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, allowed_origins=("https://shop.example",))
    answer = await http.get(served.url + "/api/v1/customers", headers={"Origin": "https://evil.example"})
    check_problem(answer, 403)
    assert "access-control-allow-origin" not in answer.headers
