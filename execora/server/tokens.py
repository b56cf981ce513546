"""Whose token it is. Each fault of one has its own name, for the log; whoever brings it is told none of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import jwt

from execora.server.keys import Endpoint, Keys, KeysError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jwt import PyJWK
    from jwt.types import Options

    from execora.config import Config

ROLES = ("owner", "staff", "viewer")

BY_SECRET: Final = "HS256"

LONGEST_TOKEN = 8192

LEEWAY_SECONDS = 10.0
"""So much may the clock of whoever made a token be off ours, with its beginning and with its end."""

LAST_HOUR = 253_402_300_799
"""The end of the year 9999: no number behind it is an hour."""

LONGEST_NAME = 255
"""Of a tenant and of a subject (OpenID Connect Core 1.0, section 2)."""

Fault = Literal[
    "no token",
    "too long",
    "malformed",
    "wrong algorithm",
    "unknown key",
    "keys away",
    "bad signature",
    "no expiry",
    "expired",
    "not yet valid",
    "wrong audience",
    "wrong issuer",
    "no subject",
    "no tenant",
    "no such role",
]


class Holder(NamedTuple):
    """Who has a good token."""

    tenant: str
    role: str
    subject: str
    expires_at: float
    """From when on it is refused, in seconds since 1970."""


class Tokens:
    """Reads tokens: those that were made with our secret, and those by a key of `JWT_JWKS_URL`.

    The algorithm decides which of the two, and a secret is never used as a key or the other way around: RFC 8725,
    section 3.1.
    """

    def __init__(self, config: Config, now: Callable[[], float] = time.time) -> None:
        """Take what tokens must be like from the settings."""
        secret = config.jwt_secret
        self._secret = None if secret is None else secret.get_secret_value()
        self.keys = Keys(Endpoint(config.jwt_jwks_url).fetch) if config.jwt_jwks_url else None
        """Whoever serves runs them; None where there is no place for keys."""
        self._audience, self._issuer, self._now = config.jwt_audience, config.jwt_issuer, now

    async def read(self, token: str | None) -> Holder | Fault:
        """Return who has a token, or what is wrong with it. The signature is looked at before anything it says."""
        if not token:
            return "no token"
        if len(token) > LONGEST_TOKEN:
            return "too long"
        key = await self._key(_header(token))
        if not isinstance(key, _Key):
            return key
        claims = _signed(token, key)
        return self._holder(claims) if isinstance(claims, dict) else claims

    def wait_for_keys(self, token: str | None) -> bool:
        """Tell whether a token is by a key that would have to be fetched."""
        match _header(token) if token and len(token) <= LONGEST_TOKEN else None:
            case {"alg": "RS256" | "ES256" as algorithm, "kid": str(kid)} if self.keys:
                return not self.keys.know(kid, str(algorithm))
        return False

    async def _key(self, header: Mapping[str, object] | None) -> _Key | Fault:
        match header:
            case None:
                return "malformed"
            case {"alg": "HS256"} if self._secret:
                return _Key(BY_SECRET, self._secret)
            case {"alg": "RS256" | "ES256" as algorithm, "kid": str(kid)} if self.keys:
                return await _found(self.keys, kid, str(algorithm))
            case {"alg": "RS256" | "ES256"} if self.keys:
                return "unknown key"
        return "wrong algorithm"

    def _holder(self, claims: Mapping[str, object]) -> Holder | Fault:
        """Return whom claims speak of: RFC 7519, section 4.1, and what is ours."""
        now = self._now()
        if fault := _off_its_time(claims, now) or self._meant_for_others(claims):
            return fault
        tenant, role, subject = claims.get("tenantId"), claims.get("role"), claims.get("sub")
        if not is_name(subject):
            return "no subject"
        if not is_name(tenant):
            return "no tenant"
        if role not in ROLES:
            return "no such role"
        return Holder(str(tenant), str(role), str(subject), _hour(claims["exp"]) + LEEWAY_SECONDS)

    def _meant_for_others(self, claims: Mapping[str, object]) -> Fault | None:
        """Tell whether a token is for somebody else: one that names whom it is for is for nobody without a name."""
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if (self._audience not in audiences) if self._audience else ("aud" in claims):
            return "wrong audience"
        return "wrong issuer" if self._issuer and claims.get("iss") != self._issuer else None


class _Key(NamedTuple):
    """What a signature is checked with, and how: by the key's own algorithm, whatever the token says."""

    algorithm: str
    key: str | PyJWK


async def _found(keys: Keys, kid: str, algorithm: str) -> _Key | Fault:
    try:
        key = await keys.find(kid, algorithm)
    except KeysError:
        return "keys away"
    return _Key(algorithm, key) if key else "unknown key"


def _header(token: str) -> Mapping[str, object] | None:
    try:
        return jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return None


def _signed(token: str, key: _Key) -> dict[str, object] | Fault:
    """Return what a token claims whose signature is good; what that means is looked at by us."""
    try:
        return jwt.decode(token, key.key, algorithms=[key.algorithm], options=_SIGNATURE_ONLY)
    except jwt.InvalidSignatureError:
        return "bad signature"
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return "malformed"


_SIGNATURE_ONLY: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _off_its_time(claims: Mapping[str, object], now: float) -> Fault | None:
    if "exp" not in claims:
        return "no expiry"
    try:
        # iat only tells the age: a clock that was set back would lock everybody out whose token is younger
        expires, begins, _ = (_hour(claims.get(name, 0)) for name in ("exp", "nbf", "iat"))
    except ValueError:
        return "malformed"
    if expires + LEEWAY_SECONDS <= now:
        return "expired"
    return "not yet valid" if begins > now + LEEWAY_SECONDS else None


def _hour(claim: object) -> float:
    """Read a NumericDate (RFC 7519, section 2).

    Raises:
        ValueError: it is none.

    """
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not 0 <= claim <= LAST_HOUR:
        raise ValueError("no hour")
    return float(claim)


def is_name(claim: object) -> bool:
    """Tell whether a claim may name a tenant or a subject."""
    return isinstance(claim, str) and 0 < len(claim) <= LONGEST_NAME and claim.isprintable()
