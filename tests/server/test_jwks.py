from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from execora.server.jwks import read, seconds_good
from tests.emulators.jwks import private_key, public_jwk


def keys(*jwks: object) -> list[tuple[str, str]]:
    return list(read(json.dumps({"keys": jwks}).encode()))


def without(name: str, jwk: dict[str, Any]) -> dict[str, Any]:
    return {other: value for other, value in jwk.items() if other != name}


def test_keys_of_both_kinds_are_found_by_their_id():
    assert keys(public_jwk("a"), public_jwk("b", "ES256")) == [("a", "RS256"), ("b", "ES256")]


def test_two_kinds_of_keys_may_share_an_id():
    assert keys(public_jwk("a"), public_jwk("a", "ES256")) == [("a", "RS256"), ("a", "ES256")]


def test_of_two_keys_of_a_kind_and_an_id_the_first_counts():
    found = read(json.dumps({"keys": [public_jwk("a"), {**public_jwk("b"), "kid": "a"}]}).encode())
    assert found["a", "RS256"].key == private_key("a").public_key()


@pytest.mark.parametrize("name", ["alg", "use"])
def test_what_a_key_does_not_say_of_itself_its_kind_does(name: str):
    assert keys(without(name, public_jwk("a"))) == [("a", "RS256")]
    assert keys(without(name, public_jwk("b", "ES256"))) == [("b", "ES256")]


def short_rsa() -> dict[str, Any]:
    weak = rsa.generate_private_key(65_537, 1024).public_key()
    return {**RSAAlgorithm.to_jwk(weak, as_dict=True), "kid": "short"}


def other_curve() -> dict[str, Any]:
    public = ec.generate_private_key(ec.SECP384R1()).public_key()
    return {**ECAlgorithm.to_jwk(public, as_dict=True), "kid": "p384"}


@pytest.mark.parametrize(
    "other",
    [
        None,
        "key",
        {},
        {"kty": "oct", "kid": "a", "alg": "HS256", "k": urlsafe_b64encode(b"s" * 32).decode()},
        {"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        public_jwk("a", alg="HS256"),
        public_jwk("a", alg="none"),
        public_jwk("a", alg="RS512"),
        public_jwk("a", alg="PS256"),
        public_jwk("a", alg=None),
        public_jwk("a", use="enc"),
        public_jwk("a", key_ops=["sign"]),
        public_jwk("a", key_ops="verify"),
        public_jwk("a", kid=5),
        public_jwk("a", n=5),
        public_jwk("a", n="!"),
        public_jwk("a", e="AA"),
        public_jwk("a", n="A" * 100_000),
        public_jwk("a", d="AQAB"),
        without("kid", public_jwk("a")),
        without("e", public_jwk("a")),
        public_jwk("b", "ES256", alg="RS256"),
        public_jwk("b", "ES256", x="AAAA"),
        public_jwk("b", "ES256", crv="P-384"),
        without("crv", public_jwk("b", "ES256")),
        short_rsa(),
        other_curve(),
    ],
)
def test_what_is_no_key_of_ours_is_left_out_and_the_others_are_used(other: object):
    assert keys(other, public_jwk("good")) == [("good", "RS256")]


def test_a_set_without_keys_is_one():
    assert keys() == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"keys": {}}', b"{}", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_set_is_refused(body: bytes):
    with pytest.raises(ValueError, match="what came is no"):
        read(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
names = st.sampled_from(["kty", "kid", "n", "e", "x", "y", "crv", "alg", "use", "key_ops", "d"])


@given(st.sampled_from(["RS256", "ES256"]), st.dictionaries(names, json_values))
def test_no_key_whatever_it_holds_brings_the_set_down(algorithm: str, bent: dict[str, Any]):
    assert ("good", "RS256") in keys(public_jwk("bent", algorithm) | bent, public_jwk("good"))


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("", 300),
        ("public", 300),
        ("max-age=600", 600),
        ("public, MAX-AGE=600, must-revalidate", 600),
        ('max-age="600"', 600),
        ("max-age=0", 30),
        ("max-age=86400", 3600),
        ("max-age=99999999999999", 300),
        ("max-age=-5", 300),
        ("max-age=soon", 300),
        ("s-max-age=600", 300),
        ("no-store", 30),
        ("no-cache, max-age=600", 30),
    ],
)
def test_a_set_is_good_for_as_long_as_it_says_within_bounds(told: str, seconds: float):
    assert seconds_good(told) == seconds
