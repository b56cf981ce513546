from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
import trio
from structlog.testing import capture_logs
from trio_websocket import open_websocket_url

from execora.errors import DatabaseError
from execora.server.auth import make_token
from execora.server.sessions import DOORS
from execora.session.port import Event, Numbered
from tests.emulators.http import Answer
from tests.emulators.jwks import Issuer, sign
from tests.server.serving import FakeDesks, ask, echo, raw_client, settings, start_server, upgrade_request

if TYPE_CHECKING:
    from execora.session.desk import Desk, Speaker
    from execora.session.port import Door

SECRET = "s" * 32
WITH_SECRET = settings(jwt_secret=SECRET)


async def knock(port: int, **given: str) -> tuple[int, dict[str, object], bytes]:
    """Ask for a conversation; return status, problem document and head of a refusal."""
    answer = await ask(port, upgrade_request(port, **given))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body), head


async def speaker_of(port: int, path: str, headers: str = "") -> bytes:
    async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
        await stream.send_all(upgrade_request(port, path, headers=headers))
        received = b""
        while b"subject" not in received:
            received += await stream.receive_some()
        return received


async def tell_speaker(door: Door, desk: Desk, speaker: Speaker) -> int:
    you = Event("you", {"tenant": desk.tenant, "role": speaker.role, "subject": speaker.subject})
    await door.send([Numbered(1, you)])
    return await echo(door, desk, speaker)


# -- who is let in


async def test_without_a_secret_the_owner_talks_to_the_default_shop(nursery: trio.Nursery):
    served = await start_server(nursery, tell_speaker)
    assert b'"tenant":"demo","role":"owner","subject":"local"' in await speaker_of(served.port, "/ws")


async def test_a_token_in_the_header_or_in_the_query_opens_the_door(nursery: trio.Nursery):
    served = await start_server(nursery, tell_speaker, jwt_secret=SECRET)
    token = make_token(WITH_SECRET, "demo", "staff", 60, subject="till")
    expected = b'"tenant":"demo","role":"staff","subject":"till"'
    assert expected in await speaker_of(served.port, "/ws", f"Authorization: Bearer {token}\r\n")
    assert expected in await speaker_of(served.port, f"/ws?a=b&token={token}")


@pytest.mark.parametrize("path", list(DOORS))
async def test_a_token_among_the_subprotocols_opens_every_door(nursery: trio.Nursery, path: str):
    async def meet(_door: Door, _desk: Desk, speaker: Speaker) -> int:
        await trio.lowlevel.checkpoint()
        met.append(speaker.subject)
        return 1000

    met: list[str] = []
    served = await start_server(nursery, meet, jwt_secret=SECRET)
    token = make_token(WITH_SECRET, "demo", "staff", 60, subject="till")
    offer = f"Sec-WebSocket-Protocol: bearer, {token}\r\n"
    answer = await ask(served.port, upgrade_request(served.port, path, headers=offer))
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"\r\nSec-WebSocket-Protocol: bearer\r\n" in answer
    assert met == ["till"]


async def test_of_several_tokens_the_first_counts_and_no_other_is_tried(nursery: trio.Nursery):
    served = await start_server(nursery, tell_speaker, jwt_secret=SECRET)
    one, two, three = (make_token(WITH_SECRET, "demo", "staff", 60, subject=who) for who in ("one", "two", "three"))
    header = f"Authorization: Bearer {one}\r\n"
    protocol = f"Sec-WebSocket-Protocol: bearer, {two}\r\n"
    assert b'"subject":"one"' in await speaker_of(served.port, f"/ws?token={three}", header + protocol)
    assert b'"subject":"two"' in await speaker_of(served.port, f"/ws?token={three}", protocol)
    for worse in ("Authorization: Bearer nonsense\r\n" + protocol, "Sec-WebSocket-Protocol: bearer, nonsense\r\n"):
        assert (await knock(served.port, path=f"/ws?token={three}", headers=worse))[0] == 401


async def test_a_token_never_reaches_the_log(nursery: trio.Nursery, capfd: pytest.CaptureFixture[str]):
    served = await start_server(nursery, tell_speaker, jwt_secret=SECRET)
    good, stale = (make_token(WITH_SECRET, "demo", "owner", seconds) for seconds in (60, -60))
    with capture_logs() as logs:
        for token in (good, stale, "sesame" * 5):
            for path, headers in (
                (f"/ws?token={token}", ""),
                ("/ws", f"Authorization: Bearer {token}\r\n"),
                ("/ws", f"Sec-WebSocket-Protocol: bearer, {token}\r\n"),
            ):
                async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
                    await stream.send_all(upgrade_request(served.port, path, headers=headers))
                    assert (await stream.receive_some())[9:12] in (b"101", b"401")
    said = str(logs) + "".join(capfd.readouterr())
    assert served.app.gate.refusals.counts == {"unauthorized": 6}
    assert said.count("door.refused") == 2  # one for each reason
    for token in (good, stale, "sesame" * 5):
        assert not any(part in said for part in token.split("."))


@pytest.mark.parametrize("path", ["/ws", "/ws?token=", "/ws?token=nonsense", "/ws?token=a&token=b"])
async def test_without_a_good_token_the_door_stays_shut(nursery: trio.Nursery, path: str):
    desks = FakeDesks()
    served = await start_server(nursery, jwt_secret=SECRET, desks=desks)
    status, problem, head = await knock(served.port, path=path)
    assert status == 401
    assert b"WWW-Authenticate: Bearer" in head
    assert problem["detail"] == "A valid token for a shop of this server is needed."
    assert desks.opened == []


async def test_a_token_for_a_shop_that_is_not_here_gets_the_same_plain_answer(nursery: trio.Nursery):
    served = await start_server(nursery, jwt_secret=SECRET)
    token = make_token(WITH_SECRET, "other", "owner", 60)
    status, problem, _ = await knock(served.port, headers=f"Authorization: Bearer {token}\r\n")
    assert (status, problem["detail"]) == (401, "A valid token for a shop of this server is needed.")


async def test_whatever_is_wrong_with_a_token_the_answer_is_the_same_and_the_log_tells(nursery: trio.Nursery):
    served = await start_server(nursery, jwt_secret=SECRET)
    good = make_token(WITH_SECRET, "demo", "owner", 60)
    bad = {
        "no token": "",
        "malformed": "x",
        "wrong algorithm": sign({}, "a"),
        "bad signature": good[:-8] + "AAAAAAAA",
        "expired": make_token(WITH_SECRET, "demo", "owner", -60),
        "no such tenant": make_token(WITH_SECRET, "other", "owner", 60),
        "wrong audience": make_token(settings(jwt_secret=SECRET, jwt_audience="x"), "demo", "owner", 60),
    }
    with capture_logs() as logs:
        answers = [await ask(served.port, upgrade_request(served.port, f"/ws?token={token}")) for token in bad.values()]
    assert len(set(answers)) == 1
    assert [line["reason"] for line in logs if line["event"] == "door.refused"] == list(bad)
    assert served.app.gate.refusals.reasons == dict.fromkeys(bad, 1)


async def test_a_token_by_a_key_opens_the_door_beside_those_by_the_secret(nursery: trio.Nursery):
    issuer = Issuer()
    issuer.add("a")
    url = await nursery.start(issuer.server.serve)
    served = await start_server(nursery, tell_speaker, jwt_secret=SECRET, jwt_jwks_url=f"{url}/jwks.json")
    claims = {"sub": "u1", "tenantId": "demo", "role": "viewer", "exp": time.time() + 60}
    expected = b'"tenant":"demo","role":"viewer","subject":"u1"'
    assert expected in await speaker_of(served.port, f"/ws?token={sign(claims, 'a')}")
    assert b'"subject":"cli"' in await speaker_of(
        served.port, f"/ws?token={make_token(WITH_SECRET, 'demo', 'owner', 60)}"
    )
    status, problem, head = await knock(served.port, path=f"/ws?token={sign(claims, 'b')}")
    assert (status, problem["detail"]) == (503, "Tokens cannot be checked just now; try again in a few seconds.")
    assert b"Retry-After: 5" in head
    assert issuer.asked == 1, "strangers wait for their turn"
    issuer.server.close()


async def test_while_the_keys_are_away_whoever_has_a_token_is_asked_to_keep_it(nursery: trio.Nursery):
    issuer = Issuer()
    issuer.fault = Answer(500)
    url = await nursery.start(issuer.server.serve)
    served = await start_server(nursery, jwt_jwks_url=f"{url}/jwks.json")
    status, problem, head = await knock(served.port, path=f"/ws?token={sign({}, 'a')}")
    assert (status, problem["detail"]) == (503, "Tokens cannot be checked just now; try again in a few seconds.")
    assert b"Retry-After: 5" in head
    health = await ask(served.port, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert health.startswith(b"HTTP/1.1 200 ")
    assert b'"keys":"away"' in health.replace(b'": "', b'":"')
    issuer.server.close()


async def test_another_name_or_origin_is_turned_away_before_the_upgrade(nursery: trio.Nursery):
    served = await start_server(nursery)
    assert (await knock(served.port, host=f"evil.example:{served.port}"))[0] == 421
    assert (await knock(served.port, headers="Origin: https://evil.example\r\n"))[0] == 403
    assert (await knock(served.port, headers="Origin: null\r\n"))[0] == 403
    own = f"Origin: http://127.0.0.1:{served.port}\r\n"
    assert (await knock(served.port, headers=own + "Origin: https://evil.example\r\n"))[0] == 403
    async with raw_client(served.port, headers=own):
        pass


async def test_an_origin_is_checked_with_a_token_too(nursery: trio.Nursery):
    served = await start_server(nursery, jwt_secret=SECRET)
    token = make_token(WITH_SECRET, "demo", "owner", 60)
    bearer = f"Authorization: Bearer {token}\r\n"
    assert (await knock(served.port, headers=bearer + "Origin: https://evil.example\r\n"))[0] == 403


async def test_books_that_are_away_are_a_503_before_the_upgrade(nursery: trio.Nursery):
    served = await start_server(nursery, desks=FakeDesks(DatabaseError("at 10.0.0.5")))
    status, problem, head = await knock(served.port)
    assert status == 503
    assert b"Retry-After: 5" in head
    assert "10.0.0.5" not in str(problem)


async def test_a_full_server_is_a_503_until_somebody_leaves(nursery: trio.Nursery):
    served = await start_server(nursery, max_sessions=2)
    async with raw_client(served.port):
        async with raw_client(served.port):
            assert (await knock(served.port))[0] == 503
        while served.app.sessions.open > 1:
            await trio.lowlevel.checkpoint()
        async with raw_client(served.port):
            assert served.app.sessions.open == 2


async def test_those_who_wait_for_their_shop_count_too(nursery: trio.Nursery):
    class Slow(FakeDesks):
        async def open(self, tenant: str) -> Desk | None:
            asked.set()
            await opened.wait()
            return await super().open(tenant)

    asked, opened = trio.Event(), trio.Event()
    served = await start_server(nursery, max_sessions=1, desks=Slow())
    async with await trio.open_tcp_stream("127.0.0.1", served.port) as first:
        await first.send_all(upgrade_request(served.port))
        await asked.wait()
        assert (await knock(served.port))[0] == 503
        opened.set()
        assert (await first.receive_some()).startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"), 426),
        (("Sec-WebSocket-Version: 13\r\n", ""), 426),
        (("Sec-WebSocket-Key: ", "Sec-WebSocket-Key: much-too-long-for-a-key-"), 400),
    ],
)
async def test_an_upgrade_that_is_none_is_told_so(nursery: trio.Nursery, wrong: tuple[str, str], status: int):
    served = await start_server(nursery)
    request = upgrade_request(served.port).decode().replace(*wrong).encode()
    assert (await ask(served.port, request)).startswith(f"HTTP/1.1 {status} ".encode())


async def test_there_is_no_other_door(nursery: trio.Nursery):
    served = await start_server(nursery)
    for path in ("/", "/ws/", "/wss", "/api/ws"):
        async with await trio.open_tcp_stream("127.0.0.1", served.port) as stream:
            await stream.send_all(upgrade_request(served.port, path))
            assert not (await stream.receive_some()).startswith(b"HTTP/1.1 101 "), path


# -- how it ends


async def test_a_bug_ends_its_own_session_with_1011_and_no_other(nursery: trio.Nursery):
    async def stumble(door: Door, desk: Desk, speaker: Speaker) -> int:
        heard = await door.receive()
        if "stumble" in repr(heard):
            raise ZeroDivisionError("Rahul ko 500 diye")
        return await echo(door, desk, speaker)

    served = await start_server(nursery, stumble)
    with capture_logs() as logs:
        async with open_websocket_url(served.ws) as other, raw_client(served.port) as unlucky:
            await other.send_message('{"type": "ping"}')
            await unlucky.send('{"type": "voice:final", "data": {"text": "stumble"}}')
            assert await unlucky.close_code() == 1011
            await other.send_message('{"type": "ping"}')
            assert "Ping" in await other.get_message()
    assert served.app.sessions.failed == 1
    (failed,) = [line for line in logs if line["event"] == "session.failed" and line["log_level"] == "error"]
    assert failed["errors"][0].startswith("ZeroDivisionError at ")
    assert all("Rahul" not in str(line) for line in logs if line["log_level"] != "debug")


async def test_several_bugs_at_once_are_one_failure(nursery: trio.Nursery):
    async def fall() -> None:
        await trio.lowlevel.checkpoint()
        raise KeyError("x")

    async def stumble(door: Door, desk: Desk, speaker: Speaker) -> int:
        async with trio.open_nursery() as inner:
            inner.start_soon(fall)
            inner.start_soon(fall)
        return 1000

    served = await start_server(nursery, stumble)
    async with raw_client(served.port) as client:
        assert await client.close_code() == 1011
    assert served.app.sessions.failed == 1


async def test_neither_tokens_nor_words_are_logged(nursery: trio.Nursery):
    served = await start_server(nursery, jwt_secret=SECRET)
    token = make_token(WITH_SECRET, "demo", "owner", 60)
    with capture_logs() as logs:
        async with open_websocket_url(f"{served.ws}?token={token}") as client:
            await client.send_message('{"type": "voice:final", "data": {"text": "Rahul 9876543210"}}')
            await client.get_message()
        await knock(served.port, path=f"/ws?token={token}x")
    assert [line["event"] for line in logs if line["event"] == "door.refused"]
    assert all(token not in str(line) and "Rahul" not in str(line) for line in logs)
