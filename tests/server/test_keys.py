from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import trio
from structlog.testing import capture_logs

from execora.server import jwks
from execora.server.keys import (
    FETCH_SECONDS,
    KEPT_SECONDS,
    MOST_BYTES,
    PAUSE_SECONDS,
    RETRY_SECONDS,
    Endpoint,
    Fetched,
    Keys,
    KeysError,
)
from tests.emulators.http import Answer
from tests.emulators.jwks import BROKEN, GARBAGE, HALF, HUGE, Issuer, public_jwk, redirect

if TYPE_CHECKING:
    from trio.testing import MockClock

SET_SECONDS = 600.0


class FakeIssuer:
    """Gives a set of keys after a while, or fails; counts how often it was asked."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.seconds = 0.1
        self.fails = False
        self.asked_at: list[float] = []

    async def fetch(self) -> Fetched:
        self.asked_at.append(trio.current_time())
        await trio.sleep(self.seconds)
        if self.fails:
            raise KeysError("it answers 500")
        body = json.dumps({"keys": [public_jwk("same", kid=kid) for kid in self.kids]}).encode()
        return Fetched(jwks.read(body), SET_SECONDS)


async def knows(keys: Keys, kid: str, algorithm: str = "RS256") -> bool:
    return await keys.find(kid, algorithm) is not None


# -- when they are fetched


async def test_the_first_who_knock_wait_for_the_first_fetch(nursery: trio.Nursery, autojump_clock: MockClock):
    issuer = FakeIssuer("a")
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    assert await knows(keys, "a")
    assert trio.current_time() == pytest.approx(0.1)
    await trio.sleep(PAUSE_SECONDS)
    assert not await knows(keys, "a", "ES256")


async def test_a_crowd_shares_one_fetch(nursery: trio.Nursery, autojump_clock: MockClock):
    issuer = FakeIssuer("a")
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    found: list[bool] = []

    async def knock() -> None:
        found.append(await knows(keys, "a"))

    async with trio.open_nursery() as crowd:
        for _ in range(1000):
            crowd.start_soon(knock)
    assert found == [True] * 1000
    assert len(issuer.asked_at) == 1


async def test_a_set_is_fetched_again_when_it_is_too_old_though_nobody_knocks(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    issuer = FakeIssuer("a")
    nursery.start_soon(Keys(issuer.fetch).run)
    await trio.sleep(2 * SET_SECONDS + 1)
    assert issuer.asked_at == pytest.approx([0, SET_SECONDS + 0.1, 2 * SET_SECONDS + 0.2])


async def test_a_new_key_is_looked_for_at_once_and_one_that_is_gone_is_refused(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    issuer = FakeIssuer("old")
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    assert await knows(keys, "old")
    await trio.sleep(60)
    issuer.kids = ("new",)
    assert await knows(keys, "new")
    assert len(issuer.asked_at) == 2
    await trio.sleep(PAUSE_SECONDS)
    assert not await knows(keys, "old")


async def test_a_storm_of_unknown_keys_is_a_fetch_every_few_seconds_and_holds_nobody_up(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    issuer = FakeIssuer("a")
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    await knows(keys, "a")
    for number in range(600):
        await trio.sleep(0.1)
        with suppress(KeysError):
            assert not await knows(keys, f"stranger {number}")
        before = trio.current_time()
        assert await knows(keys, "a")
        assert trio.current_time() == before
    pauses = [second - first for first, second in zip(issuer.asked_at, issuer.asked_at[1:], strict=False)]
    assert min(pauses) >= PAUSE_SECONDS
    assert 60 / (PAUSE_SECONDS + 0.3) - 2 <= len(pauses) <= 60 / PAUSE_SECONDS + 2


async def test_a_key_that_is_newer_than_a_fetch_just_now_is_not_called_unknown(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    issuer = FakeIssuer("old")
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    assert not await knows(keys, "stranger")
    issuer.kids = ("old", "new")
    before = trio.current_time()
    with pytest.raises(KeysError, match="just now"):
        await keys.find("new", "RS256")
    assert trio.current_time() == before
    assert len(issuer.asked_at) == 1
    await trio.sleep(PAUSE_SECONDS)
    assert await knows(keys, "new")


async def test_a_stranger_who_leaves_does_not_take_the_fetch_along(nursery: trio.Nursery, autojump_clock: MockClock):
    issuer = FakeIssuer("a")
    issuer.seconds = 2
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    with trio.move_on_after(1) as patience:
        await knows(keys, "a")
    assert patience.cancelled_caught
    assert await knows(keys, "a")
    assert trio.current_time() == pytest.approx(2)


# -- when they cannot be


async def test_old_keys_stay_in_use_while_their_server_is_away_but_not_for_ever(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    issuer = FakeIssuer("a")
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    assert await knows(keys, "a")
    assert keys.state == "ok"
    issuer.fails = True
    await trio.sleep(SET_SECONDS + KEPT_SECONDS - 5)
    assert keys.state == "old"
    assert await knows(keys, "a")
    with pytest.raises(KeysError):  # it may be one of a set that cannot be fetched
        await keys.find("b", "RS256")
    await trio.sleep(10)
    assert keys.state == "away"
    with pytest.raises(KeysError):
        await keys.find("a", "RS256")


async def test_a_server_that_is_back_is_believed_again(nursery: trio.Nursery, autojump_clock: MockClock):
    issuer = FakeIssuer("a")
    issuer.fails = True
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    with pytest.raises(KeysError):
        await keys.find("a", "RS256")
    assert keys.state == "away"
    issuer.fails = False
    await trio.sleep(RETRY_SECONDS + 1)
    assert await knows(keys, "a")
    assert keys.state == "ok"


async def test_a_fetch_that_takes_for_ever_is_given_up_and_nobody_waits_longer(
    nursery: trio.Nursery, autojump_clock: MockClock
):
    issuer = FakeIssuer("a")
    issuer.seconds = math.inf
    keys = Keys(issuer.fetch)
    nursery.start_soon(keys.run)
    with pytest.raises(KeysError):
        await keys.find("a", "RS256")
    assert trio.current_time() == pytest.approx(FETCH_SECONDS)
    issuer.seconds = 0.1
    await trio.sleep(RETRY_SECONDS + 1)
    assert await knows(keys, "a")


async def test_an_outage_is_logged_once_and_its_end_too(nursery: trio.Nursery, autojump_clock: MockClock):
    issuer = FakeIssuer("a")
    issuer.fails = True
    with capture_logs() as logs:
        nursery.start_soon(Keys(issuer.fetch).run)
        await trio.sleep(10 * RETRY_SECONDS)
        issuer.fails = False
        await trio.sleep(10 * SET_SECONDS)
    assert [line["event"] for line in logs] == ["keys.unreachable", "keys.fetched"]


# -- over a real socket


async def fetched_from(nursery: trio.Nursery, issuer: Issuer, path: str = "/jwks.json") -> Fetched:
    url: str = await nursery.start(issuer.server.serve)
    with trio.fail_after(10):
        return await Endpoint(url + path).fetch()


async def test_a_set_comes_over_http_with_how_long_it_is_good_for(nursery: trio.Nursery):
    issuer = Issuer("public, max-age=900")
    issuer.add("a")
    issuer.add("b", "ES256")
    keys, seconds = await fetched_from(nursery, issuer)
    assert (list(keys), seconds) == ([("a", "RS256"), ("b", "ES256")], 900)
    issuer.server.close()


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Answer(500), "answers 500"),
        (Answer(404), "answers 404"),
        (Answer(204), "answers 204"),
        (redirect("/elsewhere"), "answers 302"),
        (GARBAGE, "no JSON"),
        (HUGE, f"more than {MOST_BYTES} bytes"),
        (BROKEN, "cannot be asked"),
        (Answer(200, [b"\x1f\x8b"], {"content-encoding": "gzip"}), "compresses"),
    ],
)
async def test_an_answer_that_is_none_says_what_is_wrong_with_it(nursery: trio.Nursery, fault: Answer, why: str):
    issuer = Issuer()
    issuer.fault = fault
    with pytest.raises(KeysError, match=why) as refused:
        await fetched_from(nursery, issuer, "/jwks.json?secret=1")
    assert "secret" not in str(refused.value)
    assert [asked.path for asked in issuer.server.asked] == ["/jwks.json"]
    issuer.server.close()


async def test_nobody_there_is_no_keys():
    with pytest.raises(KeysError, match=r"127\.0\.0\.1 cannot be asked \(ConnectError\)"):
        await Endpoint("http://127.0.0.1:1/jwks.json").fetch()


async def test_an_answer_that_comes_to_a_halt_can_be_given_up(nursery: trio.Nursery):
    issuer = Issuer()
    issuer.fault = HALF
    url: str = await nursery.start(issuer.server.serve)
    with trio.move_on_after(0.3) as patience:
        await Endpoint(url).fetch()
    assert patience.cancelled_caught
    issuer.server.close()
