from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import jwt
import pytest
import trio
import trio.testing
from structlog.testing import capture_logs

from execora.errors import ConfigError, DatabaseError
from execora.server.auth import Caller, Denied, Gate, Knock, bearer, check_address, make_token
from execora.server.tokens import LEEWAY_SECONDS
from execora.session.desk import Speaker
from tests.emulators.jwks import private_key
from tests.server.serving import FakeDesks, settings

if TYPE_CHECKING:
    from trio.testing import MockClock

    from execora.config import Config
    from execora.session.desk import Desk

SECRET = "s" * 32
WITH_SECRET = settings(jwt_secret=SECRET, allowed_origins=("https://shop.example",))
WITHOUT = settings(allowed_origins=("https://shop.example",))


async def admit(config: Config, **knock: Any) -> Caller | Denied:  # noqa: ANN401 - the fields of a Knock
    gate = Gate(config, FakeDesks(), "demo")
    return await gate.admit(Knock(**{"host": "127.0.0.1:8080", "port": 8080, **knock}))


def token(**claims: object) -> str:
    whole = {"sub": "u1", "tenantId": "demo", "role": "staff", "exp": time.time() + 60} | claims
    return jwt.encode({name: value for name, value in whole.items() if value is not None}, SECRET, "HS256")


# -- without a secret


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST:8080"])
async def test_without_a_secret_this_machine_is_let_in_as_the_owner(host: str):
    assert await admit(WITHOUT, host=host) == Caller("demo", Speaker("owner", "local"))


async def test_port_80_need_not_be_named():
    assert isinstance(await admit(WITHOUT, host="localhost", port=80), Caller)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "127.0.0.1:8081",
        "evil.example:8080",
        "127.0.0.1.evil.example:8080",
        "evil.example@127.0.0.1:8080",
        "0.0.0.0:8080",
        "[::1:8080",
        "127.0.0.1:http",
        "127.0.0.1:8080, evil.example",
    ],
)
async def test_a_name_that_was_bent_to_this_machine_is_turned_away(host: str):
    denied = await admit(WITHOUT, host=host)
    assert isinstance(denied, Denied)
    assert denied.status == 421
    assert "127.0.0.1:8080" in denied.detail


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "HTTP://127.0.0.1:8080", "https://shop.example"])
async def test_our_own_page_and_the_allowed_ones_are_let_in(origin: str):
    assert isinstance(await admit(WITHOUT, origin=origin), Caller)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1:8081",
        "ftp://127.0.0.1:8080",
        "https://shop.example.evil",
        "*",
    ],
)
async def test_a_page_of_another_origin_is_turned_away(origin: str):
    for config in (WITHOUT, WITH_SECRET):
        denied = await admit(config, origin=origin, token=token())
        assert isinstance(denied, Denied)
        assert denied.status == 403


# -- with a secret


async def test_a_token_opens_its_shop_in_its_role():
    exp = time.time() + 60
    assert await admit(WITH_SECRET, token=token(exp=exp)) == Caller(
        "demo", Speaker("staff", "u1"), exp + LEEWAY_SECONDS
    )


async def test_behind_a_proxy_the_page_has_the_name_that_the_proxy_was_called():
    caller = await admit(WITH_SECRET, host="kirana.example", origin="https://kirana.example", token=token())
    assert isinstance(caller, Caller)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "",
        "nonsense",
        token(exp=time.time() - 60),
        token(exp=None),
        token(sub=None),
        token(tenantId=None),
        token(tenantId=""),
        token(tenantId=5),
        token(role=None),
        token(role="admin"),
        token(role=["owner"]),
        token(nbf=time.time() + 3600),  # made long before it is tried
        jwt.encode({"sub": "u", "tenantId": "demo", "role": "owner", "exp": time.time() + 60}, "x" * 32, "HS256"),
        jwt.encode({"sub": "u", "tenantId": "demo", "role": "owner", "exp": time.time() + 60}, SECRET * 2, "HS512"),
        jwt.encode({"sub": "u", "tenantId": "demo", "role": "owner", "exp": time.time() + 60}, None, "none"),
    ],
)
async def test_every_bad_token_gets_the_same_plain_answer(bad: str | None):
    denied = await admit(WITH_SECRET, token=bad)
    assert isinstance(denied, Denied)
    assert (denied.status, denied.detail) == (401, "A valid token for a shop of this server is needed.")


def test_a_token_is_not_shown_with_the_knock():
    assert "secret" not in repr(Knock("localhost", 80, token="secret"))


@pytest.mark.parametrize(
    ("header", "found"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", None), ("Bearer", ""), (None, None), ("", None)],
)
def test_a_token_is_found_in_the_authorization(header: str | None, found: str | None):
    assert bearer(header) == found


async def test_a_token_made_here_is_let_in_here():
    made = make_token(WITH_SECRET, "demo", "viewer", 60, subject="till")
    caller = await admit(WITH_SECRET, token=made)
    assert isinstance(caller, Caller)
    assert (caller.tenant, caller.speaker) == ("demo", Speaker("viewer", "till"))
    assert caller.expires_at == pytest.approx(time.time() + 60 + LEEWAY_SECONDS, abs=5)


async def test_a_token_made_here_runs_out():
    assert isinstance(await admit(WITH_SECRET, token=make_token(WITH_SECRET, "demo", "owner", -60)), Denied)


def test_no_token_is_made_without_a_secret_or_for_no_role():
    with pytest.raises(ConfigError, match="JWT_SECRET"):
        make_token(WITHOUT, "demo", "owner", 60)
    with pytest.raises(ConfigError, match="owner, staff, viewer"):
        make_token(WITH_SECRET, "demo", "admin", 60)


# -- the shop


async def open_desk(desks: FakeDesks, tenant: str = "demo") -> Desk | Denied:
    return await Gate(WITHOUT, desks, "demo").desk(Caller(tenant, Speaker()))


async def test_a_caller_comes_to_the_desk_of_their_shop():
    desk = await open_desk(FakeDesks())
    assert not isinstance(desk, Denied)
    assert desk.tenant == "demo"


async def test_a_shop_that_is_not_here_gets_the_plain_answer_too():
    denied = await open_desk(FakeDesks(), "other")
    assert isinstance(denied, Denied)
    assert (denied.status, denied.detail) == (401, "A valid token for a shop of this server is needed.")


async def test_books_that_are_away_ask_to_come_back():
    denied = await open_desk(FakeDesks(DatabaseError("gone")))
    assert isinstance(denied, Denied)
    assert denied.status == 503


async def test_a_desk_that_takes_for_ever_is_not_waited_for(autojump_clock: MockClock):
    class Slow(FakeDesks):
        async def open(self, tenant: str) -> Desk | None:
            await trio.sleep_forever()

    denied = await open_desk(Slow())
    assert isinstance(denied, Denied)
    assert denied.status == 503
    assert trio.current_time() == pytest.approx(10)


# -- the address


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.0.0.53"])
def test_without_a_secret_loopback_is_listened_on(address: str):
    check_address(WITHOUT, address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "fe80::1%eth0"])
def test_without_a_secret_no_other_address_is_listened_on(address: str):
    with pytest.raises(ConfigError, match="JWT_SECRET"):
        check_address(WITHOUT, address)
    check_address(WITH_SECRET, address)


async def test_a_proxy_that_is_not_trusted_is_told_of_once():
    gate = Gate(settings(jwt_secret="s" * 32, trusted_proxies=("10.0.0.1",)), FakeDesks(), "demo")
    with capture_logs() as logs:
        for peer in ("10.0.0.1", "127.0.0.1", "127.0.0.1"):
            gate.hasty(Knock("shop.example", 80, peer=peer, forwarded="198.51.100.7"))
    assert [line["peer"] for line in logs] == ["127.0.0.1"]


async def test_a_token_that_waits_for_keys_is_counted_for_its_address_before_it_does(nursery: trio.Nursery):
    config = settings(jwt_jwks_url="https://login.example/jwks.json", address_connects_a_minute=1)
    gate = Gate(config, FakeDesks(), "demo")
    knock = Knock("shop.example", 80, token=jwt.encode({}, private_key("a"), "RS256", headers={"kid": "a"}))
    nursery.start_soon(gate.admit, knock)
    await trio.testing.wait_all_tasks_blocked()
    denied = await gate.admit(knock)
    assert isinstance(denied, Denied)
    assert denied.limit == "connects"
    nursery.cancel_scope.cancel()
