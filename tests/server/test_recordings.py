from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from execora.server.auth import make_token
from execora.server.links import Links
from tests.server.serving import FakeArchive, Served, start_server

if TYPE_CHECKING:
    import httpx
    import trio

SECRET = "s" * 32
KEPT = UUID(int=2)


async def link_to(served: Served, http: httpx.AsyncClient) -> str:
    """Return the link of the recording that was kept."""
    listed = (await http.get(f"{served.url}/api/v1/recordings")).json()["items"]
    return served.url + str(listed[1]["url"])


@pytest.mark.parametrize("prefix", ["/api/v1", "/api"])
async def test_recordings_are_listed_newest_first(nursery: trio.Nursery, http: httpx.AsyncClient, prefix: str):
    served = await start_server(nursery)
    listed = (await http.get(f"{served.url}{prefix}/recordings")).json()
    going, kept, lost = listed["items"]
    assert kept.pop("url").startswith(f"/api/v1/recordings/{KEPT}/audio?token=")
    assert kept == {
        "id": str(KEPT),
        "startedAt": "2026-11-20T14:00:00+05:30",
        "seconds": 600.5,
        "bytes": 256_000,
        "state": "kept",
    }
    assert (going["state"], going["seconds"], bool(going["url"])) == ("recording", None, True)
    assert (lost["state"], lost["url"]) == ("lost", None)
    assert listed["next"] is None


async def test_the_list_comes_in_pages(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    first = (await http.get(f"{served.url}/api/v1/recordings?limit=2")).json()
    rest = (await http.get(f"{served.url}/api/v1/recordings?limit=2&cursor={first['next']}")).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [str(UUID(int=id_)) for id_ in (3, 2, 1)]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "cursor", ["", "x", str(KEPT), f"yesterday,{KEPT}", "2026-11-20T14:00:00,2", f"2026-11-20T14:00:00,{KEPT},"]
)
async def test_what_is_no_cursor_is_refused(nursery: trio.Nursery, http: httpx.AsyncClient, cursor: str):
    served = await start_server(nursery)
    refused = await http.get(f"{served.url}/api/v1/recordings", params={"cursor": cursor})
    assert refused.status_code == 400


async def test_a_link_plays_without_any_other_token(nursery: trio.Nursery, http: httpx.AsyncClient):
    archive = FakeArchive()
    served = await start_server(nursery, recordings=archive)
    played = await http.get(await link_to(served, http))
    assert played.status_code == 200
    assert played.content == archive.sound
    assert played.headers["Content-Type"] == "audio/ogg"
    assert played.headers["Cache-Control"] == "no-store"
    assert played.headers["Accept-Ranges"] == "bytes"
    assert played.headers["Content-Length"] == str(len(archive.sound))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, 256_000),
        ("bytes=0-0", 0, 1),
        ("bytes=1000-100999", 1000, 101_000),
        ("bytes=255999-", 255_999, 256_000),
        ("bytes=-500", 255_500, 256_000),
        ("bytes=-256000", 0, 256_000),
        ("bytes=-256001", 0, 256_000),
        ("bytes=200000-999999", 200_000, 256_000),
    ],
)
async def test_players_can_jump(nursery: trio.Nursery, http: httpx.AsyncClient, asked: str, start: int, stop: int):
    archive = FakeArchive()
    served = await start_server(nursery, recordings=archive)
    part = await http.get(await link_to(served, http), headers={"Range": asked})
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/256000"
    assert part.content == archive.sound[start:stop]


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,5-6"},
        {"Range": "lines=1-2"},
        {"Range": "nonsense"},
        {"Range": "bytes=0-1", "If-Range": '"some"'},
    ],
)
async def test_what_else_is_asked_for_gets_all_of_it(
    nursery: trio.Nursery, http: httpx.AsyncClient, headers: dict[str, str]
):
    served = await start_server(nursery)
    whole = await http.get(await link_to(served, http), headers=headers)
    assert (whole.status_code, len(whole.content)) == (200, 256_000)
    assert "Content-Range" not in whole.headers


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-9999999"])
async def test_what_lies_behind_its_end_is_416(nursery: trio.Nursery, http: httpx.AsyncClient, asked: str):
    served = await start_server(nursery)
    refused = await http.get(await link_to(served, http), headers={"Range": asked})
    assert refused.status_code == 416
    assert refused.headers["Content-Range"] == "bytes */256000"


async def test_the_head_alone_can_be_asked_for(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    link = await link_to(served, http)
    head = await http.head(link)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, "256000", b"")
    assert (await http.get(link)).status_code == 200


async def test_an_empty_recording_is_empty(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, recordings=FakeArchive(sound=b""))
    played = await http.get(await link_to(served, http))
    assert (played.status_code, played.content) == (200, b"")


async def test_a_link_that_has_expired_or_is_for_another_is_403(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, jwt_secret=SECRET)
    expired = Links(served.config, now=lambda: 1_700_000_000).sign(1, KEPT)
    another = Links(served.config).sign(1, UUID(int=1))
    door = make_token(served.config, "demo", "owner", 60)
    for token in (expired, another, door, "nonsense", ""):
        answer = await http.get(f"{served.url}/api/v1/recordings/{KEPT}/audio?token={token}")
        assert answer.status_code == 403
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "link" in answer.json()["detail"]


async def test_a_link_of_another_shop_opens_nothing_here(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, jwt_secret=SECRET)
    foreign = Links(served.config).sign(2, KEPT)
    answer = await http.get(f"{served.url}/api/v1/recordings/{KEPT}/audio?token={foreign}")
    assert answer.status_code == 404


@pytest.mark.parametrize("recording_id", ["nothing", "..%2f2", str(UUID(int=9))])
async def test_what_is_no_recording_is_not_played(nursery: trio.Nursery, http: httpx.AsyncClient, recording_id: str):
    served = await start_server(nursery)
    token = (await link_to(served, http)).partition("token=")[2]
    answer = await http.get(f"{served.url}/api/v1/recordings/{recording_id}/audio?token={token}")
    assert answer.status_code in (403, 404)


@pytest.mark.parametrize(
    ("role", "may_list", "may_remove"), [("owner", 200, 204), ("staff", 200, 403), ("viewer", 403, 403)]
)
async def test_who_may_listen_and_who_may_remove(
    nursery: trio.Nursery, http: httpx.AsyncClient, role: str, may_list: int, may_remove: int
):
    archive = FakeArchive()
    served = await start_server(nursery, recordings=archive, jwt_secret=SECRET)
    headers = {"Authorization": f"Bearer {make_token(served.config, 'demo', role, 60)}"}
    url = f"{served.url}/api/v1/recordings"
    assert (await http.get(url, headers=headers)).status_code == may_list
    assert (await http.delete(f"{url}/{KEPT}", headers=headers)).status_code == may_remove
    assert archive.removed == ([KEPT] if may_remove == 204 else [])
    assert (await http.get(url)).status_code == 401


async def test_what_goes_on_is_not_removed(nursery: trio.Nursery, http: httpx.AsyncClient):
    archive = FakeArchive()
    served = await start_server(nursery, recordings=archive)
    answer = await http.delete(f"{served.url}/api/v1/recordings/{UUID(int=3)}")
    assert (answer.status_code, archive.removed) == (409, [])


@pytest.mark.parametrize("recording_id", ["nothing", str(UUID(int=9))])
async def test_what_is_not_there_is_not_removed(nursery: trio.Nursery, http: httpx.AsyncClient, recording_id: str):
    served = await start_server(nursery)
    assert (await http.delete(f"{served.url}/api/v1/recordings/{recording_id}")).status_code == 404


async def test_a_store_that_fails_is_503(nursery: trio.Nursery, http: httpx.AsyncClient):
    archive = FakeArchive()
    served = await start_server(nursery, recordings=archive)
    link = await link_to(served, http)
    archive.broken = True
    assert (await http.get(link)).status_code == 503
    assert (await http.delete(f"{served.url}/api/v1/recordings/{KEPT}")).status_code == 503
    archive.broken = False
    assert (await http.get(link)).status_code == 200
