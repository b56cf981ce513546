"""A set of public keys as RFC 7517 writes it, and how long it is good for. Pure: bytes in, keys out.

What is no key of ours is left out, not an error: a set may hold keys for others and for encryption.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

Algorithm = Literal["RS256", "ES256"]

KeySet = Mapping[tuple[str, str], PyJWK]
"""By the key's id and its algorithm: two keys of different kinds may share an id (RFC 7517, section 4.5)."""

LEAST_RSA_BITS = 2048
"""RFC 7518, section 3.3."""

LONGEST_MODULUS = 1366
"""Letters in base64 of 8192 bits: what is longer takes longer to check than a knock is worth."""

USUAL_SECONDS = 300.0
"""How long a set is good for whose server does not say."""

LEAST_SECONDS, MOST_SECONDS = 30.0, 3600.0
"""Bounds for what it says: a key that was taken back must not be good for a day."""


def read(body: bytes) -> KeySet:
    """Return the keys that tokens may be signed with.

    Raises:
        ValueError: it is no set of keys; says why.

    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("what came is no JSON") from None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise ValueError("what came is no set of keys: it has no list of them")
    found: dict[tuple[str, str], PyJWK] = {}
    for jwk in keys:
        algorithm = _algorithm(jwk)
        if algorithm and (key := _key(jwk, algorithm)):
            found.setdefault((jwk["kid"], algorithm), key)
    return found


def seconds_good(cache_control: str) -> float:
    """Return how long a set is good for by its Cache-Control (RFC 9111, section 5.2.2), within our bounds."""
    if re.search(r"\bno-(?:store|cache)\b", cache_control, re.IGNORECASE):
        return LEAST_SECONDS
    told = re.search(r"(?<![\w-])max-age\s*=\s*\"?([0-9]{1,9})\b", cache_control, re.IGNORECASE)
    return min(max(float(told[1]), LEAST_SECONDS), MOST_SECONDS) if told else USUAL_SECONDS


def _algorithm(jwk: object) -> Algorithm | None:
    """Return what a key checks by its kind; None where that is nothing of ours."""
    match jwk:
        case {"kty": "RSA", "kid": str(), "n": str(modulus), **rest} if len(modulus) <= LONGEST_MODULUS:
            return "RS256" if _checks(rest, "RS256") else None
        case {"kty": "EC", "kid": str(), "crv": "P-256", **rest}:
            return "ES256" if _checks(rest, "ES256") else None
    return None


def _checks(jwk: Mapping[object, object], algorithm: Algorithm) -> bool:
    """Tell whether a key checks signatures by an algorithm, as far as it says (RFC 7517, sections 4.2 to 4.4)."""
    deeds = jwk.get("key_ops", ["verify"])
    is_public = "d" not in jwk  # whoever publishes a private key has lost it
    is_for_this = jwk.get("alg", algorithm) == algorithm and jwk.get("use", "sig") == "sig"
    return is_public and is_for_this and isinstance(deeds, list) and "verify" in deeds


def _key(jwk: Mapping[str, object], algorithm: Algorithm) -> PyJWK | None:
    try:
        key = PyJWK(dict(jwk), algorithm)
    except (PyJWTError, ValueError, TypeError):
        return None
    too_short = isinstance(key.key, RSAPublicKey) and key.key.key_size < LEAST_RSA_BITS
    return None if too_short else key
