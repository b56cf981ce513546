from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from execora.errors import DatabaseError
from execora.server.auth import make_token
from tests.server.serving import FakeTables, start_server

if TYPE_CHECKING:
    import httpx
    import trio

SECRET = "s" * 32
TALKED = UUID(int=2)


@pytest.mark.parametrize("prefix", ["/api/v1", "/api"])
async def test_sessions_are_listed_newest_first(nursery: trio.Nursery, http: httpx.AsyncClient, prefix: str):
    served = await start_server(nursery)
    listed = (await http.get(f"{served.url}{prefix}/sessions")).json()
    going, ended, crashed = listed["items"]
    assert ended == {
        "id": str(TALKED),
        "role": "staff",
        "startedAt": "2026-11-20T14:00:00+05:30",
        "endedAt": "2026-11-20T14:10:00+05:30",
        "isActive": False,
        "seconds": 600.5,
        "reason": "left",
        "counts": {"utterances": 2, "answers": 3, "completed": 4, "failed": 5, "cancelled": 6},
    }
    assert (going["isActive"], going["endedAt"], going["seconds"], going["reason"]) == (True, None, None, None)
    assert (crashed["isActive"], crashed["reason"], crashed["role"]) == (False, "crashed", None)
    assert listed["next"] is None


async def test_the_list_comes_in_pages(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    first = (await http.get(f"{served.url}/api/v1/sessions?limit=2")).json()
    rest = (await http.get(f"{served.url}/api/v1/sessions?limit=2&cursor={first['next']}")).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [str(UUID(int=id_)) for id_ in (3, 2, 1)]
    assert rest["next"] is None


async def test_a_session_shows_what_was_said_in_it(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    session = (await http.get(f"{served.url}/api/v1/sessions/{TALKED}")).json()
    listed = (await http.get(f"{served.url}/api/v1/sessions")).json()["items"][1]
    messages = session.pop("messages")
    assert session == listed
    assert messages["items"][0] == {
        "number": 1,
        "kind": "user",
        "at": "2026-11-20T15:00:00+05:30",
        "text": "word 1",
    }
    assert ([one["number"] for one in messages["items"]], messages["next"]) == ([1, 2, 3], None)


async def test_what_was_said_comes_in_pages(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    first = (await http.get(f"{served.url}/api/v1/sessions/{TALKED}?limit=2")).json()["messages"]
    rest = (await http.get(f"{served.url}/api/v1/sessions/{TALKED}?limit=2&cursor={first['next']}")).json()["messages"]
    assert [one["text"] for one in first["items"] + rest["items"]] == ["word 1", "word 2", "word 3"]
    assert rest["next"] is None


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "9" * 19, "\u0663"])
async def test_what_is_no_cursor_is_refused(nursery: trio.Nursery, http: httpx.AsyncClient, cursor: str):
    served = await start_server(nursery)
    for path in ("sessions", f"sessions/{TALKED}"):
        refused = await http.get(f"{served.url}/api/v1/{path}", params={"cursor": cursor})
        assert refused.status_code == 400


@pytest.mark.parametrize("session_id", [str(UUID(int=7)), "x"])
async def test_a_session_that_is_not_there_is_not_found(
    nursery: trio.Nursery, http: httpx.AsyncClient, session_id: str
):
    served = await start_server(nursery)
    assert (await http.get(f"{served.url}/api/v1/sessions/{session_id}")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("staff", 200), ("viewer", 403), (None, 401)])
async def test_the_owner_and_the_staff_may_read(
    nursery: trio.Nursery, http: httpx.AsyncClient, role: str | None, status: int
):
    served = await start_server(nursery, jwt_secret=SECRET)
    token = make_token(served.config, "demo", role, 60) if role else "none"
    for path in ("sessions", f"sessions/{TALKED}"):
        answer = await http.get(f"{served.url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


async def test_books_that_are_away_are_said(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, transcripts=FakeTables(DatabaseError("at 10.0.0.5")))
    away = await http.get(f"{served.url}/api/v1/sessions")
    assert away.status_code == 503
    assert "10.0.0.5" not in away.text
