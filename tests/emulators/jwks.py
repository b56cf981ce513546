"""Whoever signs tokens with keys of their own, and publishes those over HTTP: `JWT_JWKS_URL` leads here.

issuer = Issuer()
issuer.add("a")                                  # a pair of keys, whose public one is published
url = await nursery.start(issuer.server.serve)   # the keys are at any path of it
sign({"sub": …}, "a")                            # a token
issuer.fault = Answer(500)                       # or GARBAGE, HUGE, SILENT, redirect(url) …
issuer.take_back("a")                            # not published any more
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.emulators.http import Answer, Server, told

if TYPE_CHECKING:
    from tests.emulators.http import Asked

GARBAGE = Answer(200, [b"<html>maintenance</html>"])
HUGE = Answer(200, [b'{"keys": [', *[b"0," * 32_768] * 1000])
SILENT = Answer(silent=True)
HALF = Answer(200, [b'{"keys": ['], ends="never")
BROKEN = Answer(200, [b'{"keys": ['], ends="cut")


def redirect(url: str) -> Answer:
    """Lead elsewhere."""
    return Answer(302, headers={"location": url})


def private_key(name: str, algorithm: str = "RS256") -> Any:  # noqa: ANN401 - of either kind
    """Return a private key, the same for a name each time."""
    return _made(name, algorithm)


@cache  # making one takes a tenth of a second
def _made(_name: str, algorithm: str) -> Any:  # noqa: ANN401
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65_537, 2048)


def public_jwk(name: str, algorithm: str = "RS256", **more: object) -> dict[str, Any]:
    """Return the public half of such a key as it is published."""
    public = private_key(name, algorithm).public_key()
    codec = ECAlgorithm if algorithm == "ES256" else RSAAlgorithm
    return {**codec.to_jwk(public, as_dict=True), "kid": name, "alg": algorithm, "use": "sig"} | more


class Issuer:
    """Signs, publishes, and fails as it is told."""

    def __init__(self, cache_control: str = "") -> None:
        self.keys: dict[str, dict[str, Any]] = {}
        """What is published, by the id."""
        self.cache_control = cache_control
        self.fault: Answer | None = None
        """Answered in place of the keys."""
        self.server = Server(self._answer)

    @property
    def asked(self) -> int:
        """How often the keys were asked for."""
        return len(self.server.asked)

    def add(self, kid: str, algorithm: str = "RS256") -> None:
        """Publish a key."""
        self.keys[kid] = public_jwk(kid, algorithm)

    def take_back(self, kid: str) -> None:
        """Publish it no more."""
        del self.keys[kid]

    def _answer(self, _asked: Asked) -> Answer:
        headers = {"cache-control": self.cache_control} if self.cache_control else {}
        return self.fault or told({"keys": list(self.keys.values())}, headers=headers)


def sign(claims: dict[str, Any], name: str, /, algorithm: str = "RS256", **header: object) -> str:
    """Make a token by the private half of a key, which its header names unless it is told another."""
    return jwt.encode(claims, private_key(name, algorithm), algorithm, headers={"kid": name, **header})
