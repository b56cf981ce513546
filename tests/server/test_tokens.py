from __future__ import annotations

import hmac
import json
import math
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import jwt
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from execora.server.tokens import LEEWAY_SECONDS, LONGEST_TOKEN, Holder, Tokens
from tests.emulators.jwks import GARBAGE, Issuer, private_key, public_jwk, sign
from tests.server.serving import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.server.tokens import Fault

SECRET = "s" * 32
NOW = 1_795_000_000.0
CLAIMS = {"sub": "u1", "tenantId": "demo", "role": "staff", "exp": NOW + 60}

HOLDER = Holder("demo", "staff", "u1", NOW + 60 + LEEWAY_SECONDS)


def made(header: dict[str, Any] | None = None, **claims: object) -> str:
    """Make a token with the secret; a claim of `...` is left out."""
    whole = {name: value for name, value in (CLAIMS | claims).items() if value is not ...}
    return by_secret(SECRET, whole, header)


def by_secret(secret: str, claims: object, header: dict[str, Any] | None = None) -> str:
    """Sign by whatever takes the place of a secret; PyJWT would not."""
    signed = raw({"alg": "HS256", "typ": "JWT"} | (header or {}), claims)
    signature = hmac.digest(secret.encode(), signed.encode(), "sha256")
    return f"{signed}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def raw(*parts: object) -> str:
    """Put a token together of whatever it should not hold."""
    texts = [part if isinstance(part, str) else json.dumps(part) for part in parts]
    return ".".join(urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in texts)


async def read(token: str | None, **given: str) -> Holder | Fault:
    return await Tokens(settings(jwt_secret=SECRET, **given), lambda: NOW).read(token)


# -- by the secret


async def test_a_good_token_tells_who_has_it():
    assert await read(made()) == HOLDER
    assert await read(made(iat=NOW, nbf=NOW, jti="1", more={"a": 1})) == HOLDER


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (None, "no token"),
        ("", "no token"),
        ("x" * (LONGEST_TOKEN + 1), "too long"),
        (made(more="x" * LONGEST_TOKEN), "too long"),
        ("nonsense", "malformed"),
        ("a.b.c", "malformed"),
        ("....", "malformed"),
        ("नमस्ते", "malformed"),
        ("\ud800.\ud800.x", "malformed"),
        (raw([], CLAIMS, "x"), "malformed"),
        (raw({"alg": "HS256", "kid": 5}, CLAIMS, "x"), "malformed"),
        (raw({"alg": "HS256", "crit": ["exp"], "exp": 1}, CLAIMS, "x"), "malformed"),
        (raw({"alg": "HS256", "b64": False, "crit": ["b64"]}, "", "x"), "malformed"),
        (raw("[" * 4000, CLAIMS, "x"), "malformed"),
        (made() + ".x", "malformed"),
        (raw({}, CLAIMS, "x"), "wrong algorithm"),
        (raw({"alg": None}, CLAIMS, "x"), "wrong algorithm"),
        (raw({"alg": ["HS256"]}, CLAIMS, "x"), "wrong algorithm"),
        (raw({"alg": "none"}, CLAIMS, ""), "wrong algorithm"),
        (raw({"alg": "None"}, CLAIMS, ""), "wrong algorithm"),
        (raw({"alg": "hs256"}, CLAIMS, "x"), "wrong algorithm"),
        (jwt.encode(CLAIMS, None, "none"), "wrong algorithm"),
        (jwt.encode(CLAIMS, SECRET * 2, "HS512"), "wrong algorithm"),
        (sign(CLAIMS, "a"), "wrong algorithm"),
        (jwt.encode(CLAIMS, "x" * 32, "HS256"), "bad signature"),
        (made().rpartition(".")[0] + ".", "bad signature"),
        (made()[:-8] + "AAAAAAAA", "bad signature"),
        (made(exp=...), "no expiry"),
        (made(exp=NOW - LEEWAY_SECONDS), "expired"),
        (made(exp=0), "expired"),
        (made(exp=True), "malformed"),
        (made(exp=str(NOW + 60)), "malformed"),
        (made(exp=None), "malformed"),
        (made(exp=[NOW + 60]), "malformed"),
        (made(exp=math.inf), "malformed"),
        (made(exp=math.nan), "malformed"),
        (made(exp=1e300), "malformed"),
        (made(exp=10**400), "malformed"),
        (made(exp=-1), "malformed"),
        (made(nbf=NOW + LEEWAY_SECONDS + 1), "not yet valid"),
        (made(nbf="soon"), "malformed"),
        (made(iat=True), "malformed"),
        (made(aud="recording"), "wrong audience"),
        (made(aud=""), "wrong audience"),
        (made(aud=None), "wrong audience"),
        (made(aud=[]), "wrong audience"),
        (made(sub=...), "no subject"),
        (made(sub=""), "no subject"),
        (made(sub="a\nb"), "no subject"),
        (made(sub="a" * 256), "no subject"),
        (made(tenantId=...), "no tenant"),
        (made(tenantId=""), "no tenant"),
        (made(tenantId=5), "no tenant"),
        (made(tenantId=["demo"]), "no tenant"),
        (made(tenantId="demo\0"), "no tenant"),
        (made(role=...), "no such role"),
        (made(role="admin"), "no such role"),
        (made(role="Owner"), "no such role"),
        (made(role=["owner"]), "no such role"),
        (made(role={"owner": True}), "no such role"),
    ],
)
async def test_each_fault_has_its_own_name(bad: str | None, fault: Fault):
    assert await read(bad) == fault


async def test_what_is_no_json_is_malformed_though_it_is_signed():
    for payload in (b"null", b"[]", b"{", b'{"exp": 1' + b"0" * 5000 + b"}", b"[" * 5000):
        assert await read(jwt.PyJWS().encode(payload, SECRET, "HS256")) == "malformed"


async def test_a_signature_is_looked_at_before_what_it_signs():
    stranger = jwt.encode(CLAIMS | {"exp": 0, "role": "admin"}, "x" * 32, "HS256")
    assert await read(stranger) == "bad signature"


async def test_clocks_may_differ_a_little():
    assert isinstance(await read(made(exp=NOW - LEEWAY_SECONDS + 1)), Holder)
    assert isinstance(await read(made(nbf=NOW + LEEWAY_SECONDS, iat=NOW + 3600)), Holder)


@pytest.mark.parametrize("aud", ["execora", ["other", "execora"]])
async def test_where_we_have_a_name_a_token_must_be_for_it(aud: object):
    assert await read(made(aud=aud), jwt_audience="execora") == HOLDER
    for other in (..., "execora2", "", None, ["other"], ["EXECORA"], {"execora": 1}, [["execora"]]):
        assert await read(made(aud=other), jwt_audience="execora") == "wrong audience"


async def test_where_an_issuer_is_named_a_token_must_be_from_it():
    assert await read(made(iss="https://login.example"), jwt_issuer="https://login.example") == HOLDER
    for other in (..., "https://login.example/", "", None, ["https://login.example"]):
        assert await read(made(iss=other), jwt_issuer="https://login.example") == "wrong issuer"
    assert await read(made(iss="anybody")) == HOLDER


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)) | st.text())
def test_no_text_is_taken_for_a_token(text: str):
    assert isinstance(trio.run(read, text), str)


# -- by keys


@pytest.fixture
async def issuer(nursery: trio.Nursery) -> AsyncIterator[Issuer]:
    issuer = Issuer()
    issuer.add("a")
    issuer.add("b", "ES256")
    yield issuer
    issuer.server.close()


async def tokens_of(issuer: Issuer, nursery: trio.Nursery, **given: str) -> Tokens:
    url: str = await nursery.start(issuer.server.serve)
    tokens = Tokens(settings(jwt_jwks_url=f"{url}/jwks.json", **given), lambda: NOW)
    assert tokens.keys
    nursery.start_soon(tokens.keys.run)
    return tokens


async def test_tokens_by_keys_of_both_kinds_are_good(issuer: Issuer, nursery: trio.Nursery):
    tokens = await tokens_of(issuer, nursery)
    assert await tokens.read(sign(CLAIMS, "a")) == HOLDER
    assert await tokens.read(sign(CLAIMS, "b", "ES256")) == HOLDER
    assert await tokens.read(sign(CLAIMS | {"exp": NOW - 60}, "a")) == "expired"
    assert issuer.asked == 1


async def test_a_key_is_no_secret_and_a_secret_no_key(issuer: Issuer, nursery: trio.Nursery):
    """A public key is known to everybody: signed with it as if it were a secret, a token is anybody's."""
    tokens = await tokens_of(issuer, nursery, jwt_secret=SECRET)
    jwk = public_jwk("a")
    for secret in (jwk["n"], json.dumps(jwk), SECRET + "x"):
        assert await tokens.read(by_secret(secret, CLAIMS, {"kid": "a"})) == "bad signature"
    assert await tokens.read(made()) == HOLDER
    assert await tokens.read(sign(CLAIMS, "a")) == HOLDER


async def test_without_a_secret_none_is_made_up(issuer: Issuer, nursery: trio.Nursery):
    tokens = await tokens_of(issuer, nursery)
    for secret in ("", "None", SECRET):
        assert await tokens.read(by_secret(secret, CLAIMS)) == "wrong algorithm"


async def test_a_key_checks_its_own_algorithm_only(issuer: Issuer, nursery: trio.Nursery):
    tokens = await tokens_of(issuer, nursery)
    assert await tokens.read(sign(CLAIMS, "a", "RS256", kid="b")) == "unknown key"
    assert await tokens.read(sign(CLAIMS, "b", "ES256", kid="a")) == "keys away"  # so soon after a fetch
    assert await tokens.read(jwt.encode(CLAIMS, private_key("a"), "RS512", headers={"kid": "a"})) == "wrong algorithm"
    assert await tokens.read(jwt.encode(CLAIMS, private_key("a"), "PS256", headers={"kid": "a"})) == "wrong algorithm"


async def test_a_key_that_a_token_brings_along_is_not_looked_at(issuer: Issuer, nursery: trio.Nursery):
    tokens = await tokens_of(issuer, nursery)
    brought = {"jwk": public_jwk("stranger"), "jku": "http://127.0.0.1:1/jwks.json", "x5u": "http://127.0.0.1:1/"}
    assert await tokens.read(sign(CLAIMS, "stranger", **brought)) == "unknown key"
    assert await tokens.read(sign(CLAIMS, "stranger", **brought, kid="a")) == "bad signature"
    assert issuer.asked == 1


@pytest.mark.parametrize("header", [{}, {"kid": ""}, {"kid": "A"}, {"kid": "../../etc/passwd"}])
async def test_a_token_must_name_its_key(issuer: Issuer, nursery: trio.Nursery, header: dict[str, str]):
    tokens = await tokens_of(issuer, nursery)
    assert await tokens.read(jwt.encode(CLAIMS, private_key("a"), "RS256", headers=header)) == "unknown key"


async def test_without_keys_those_by_the_secret_are_good_all_the_same(issuer: Issuer, nursery: trio.Nursery):
    issuer.fault = GARBAGE
    tokens = await tokens_of(issuer, nursery, jwt_secret=SECRET)
    assert await tokens.read(made()) == HOLDER
    assert await tokens.read(sign(CLAIMS, "a")) == "keys away"
