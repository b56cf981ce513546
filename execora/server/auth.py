"""Who may come in, and to which shop: decided from the head of a request, before anything is upgraded or read."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import jwt
import trio

from execora.errors import ConfigError, DatabaseError
from execora.session.desk import Speaker

if TYPE_CHECKING:
    from execora.config import Config
    from execora.server.port import Desks
    from execora.session.desk import Desk

ROLES = ("owner", "staff", "viewer")
ALGORITHM = "HS256"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")

NO_TOKEN = "A valid token for a shop of this server is needed."
"""All that somebody without one is told; what was wrong with it stands in the log."""

BOOKS_AWAY = "The books cannot be reached just now; try again in a few seconds."

DESK_SECONDS = 10.0
"""How long opening a shop may take before its caller is asked to come back."""


@dataclass(frozen=True, slots=True)
class Knock:
    """What the head of a request tells about who sent it."""

    host: str
    """The Host header, or nothing where there is none."""
    port: int
    """Ours, on which the request came."""
    origin: str | None = None
    token: str | None = None

    def __repr__(self) -> str:
        return f"Knock(host={self.host!r}, origin={self.origin!r})"  # a token is never shown


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may come in."""

    tenant: str
    speaker: Speaker
    expires_at: float | None = None
    """When their token does, in seconds since 1970; None where there is none."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Somebody who may not."""

    status: int
    detail: str
    """For the client."""
    reason: str
    """For the log."""


def bearer(authorization: str | None) -> str | None:
    """Return the token of an Authorization header, if that is what it holds."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def check_address(config: Config, address: str) -> None:
    """Refuse to listen where others than this machine's users can reach a server that wants no tokens.

    Raises:
        ConfigError: the address is not a loopback one and there is no `JWT_SECRET`.

    """
    if config.jwt_secret is None and not ip_address(address.partition("%")[0]).is_loopback:
        raise ConfigError(
            f"Without JWT_SECRET the server listens on this machine only, not on {config.host}: "
            "set JWT_SECRET to 32 characters or more, or HOST to 127.0.0.1."
        )


def make_token(config: Config, tenant: str, role: str, seconds: float, *, subject: str = "cli") -> str:
    """Make a token that opens a shop for so many seconds.

    Raises:
        ConfigError: there is no `JWT_SECRET`, or no such role.

    """
    if config.jwt_secret is None:
        raise ConfigError("Tokens are made with JWT_SECRET: set it to 32 characters or more, here and for the server.")
    if role not in ROLES:
        raise ConfigError(f"There is no role {role}: it is one of {', '.join(ROLES)}.")
    claims = {"sub": subject, "tenantId": tenant, "role": role, "exp": int(time.time() + seconds)}
    return jwt.encode(claims, config.jwt_secret.get_secret_value(), algorithm=ALGORITHM)


class Gate:
    """Lets callers in: with tokens where there is a secret, from this machine only where there is none."""

    def __init__(self, config: Config, desks: Desks, default_tenant: str) -> None:
        """Take the tenant of everybody who needs no token."""
        self._secret = None if config.jwt_secret is None else config.jwt_secret.get_secret_value()
        self._allowed_origins = frozenset(origin.lower().rstrip("/") for origin in config.allowed_origins)
        self._desks = desks
        self._default_tenant = default_tenant

    async def admit(self, knock: Knock) -> Caller | Denied:
        """Decide about a request by where it comes from and by its token."""
        return self.stranger(knock) or await self.identify(knock.token)

    def stranger(self, knock: Knock) -> Denied | None:
        """Return why a request is not even asked for its token; None where it is."""
        if self._secret is None and not _is_ours(knock.host, knock.port):
            detail = f"Without tokens this server is reached as http://127.0.0.1:{knock.port} only."
            return Denied(HTTPStatus.MISDIRECTED_REQUEST, detail, "the Host header names another server")
        if knock.origin is not None and not self._knows(knock.origin, knock.host):
            return Denied(
                HTTPStatus.FORBIDDEN, "Pages of another origin may not talk to this shop.", "the Origin is not allowed"
            )
        return None

    async def identify(self, token: str | None) -> Caller | Denied:
        """Return who has such a token; everybody is the default tenant's owner where none is wanted."""
        await trio.lowlevel.checkpoint()
        if self._secret is None:
            return Caller(self._default_tenant, Speaker())
        return self._holder(token, self._secret)

    async def desk(self, caller: Caller) -> Desk | Denied:
        """Open the shop that a caller was let in for."""
        try:
            with trio.fail_after(DESK_SECONDS):
                desk = await self._desks.open(caller.tenant)
        except (DatabaseError, trio.TooSlowError) as error:
            return Denied(HTTPStatus.SERVICE_UNAVAILABLE, BOOKS_AWAY, type(error).__name__)
        return desk or Denied(HTTPStatus.FORBIDDEN, NO_TOKEN, "no such tenant")

    def allows(self, origin: str) -> bool:
        """Tell whether pages of a foreign origin may use this server."""
        return origin.lower() in self._allowed_origins

    def _knows(self, origin: str, host: str) -> bool:
        scheme, _, authority = origin.lower().partition("://")
        return (scheme in ("http", "https") and authority == host.lower()) or self.allows(origin)

    def _holder(self, token: str | None, secret: str) -> Caller | Denied:
        if not token:
            return Denied(HTTPStatus.UNAUTHORIZED, NO_TOKEN, "no token")
        try:
            claims = jwt.decode(
                token, secret, algorithms=[ALGORITHM], options={"require": ["sub", "tenantId", "role", "exp"]}
            )
        except jwt.InvalidTokenError as error:
            return Denied(HTTPStatus.UNAUTHORIZED, NO_TOKEN, type(error).__name__)
        tenant, role, subject = claims["tenantId"], claims["role"], claims["sub"]
        if not isinstance(tenant, str) or not tenant or not tenant.isprintable() or role not in ROLES:
            return Denied(HTTPStatus.UNAUTHORIZED, NO_TOKEN, "no such role or tenant")
        return Caller(tenant, Speaker(role=role, subject=subject), claims["exp"])


def _is_ours(host: str, port: int) -> bool:
    """Tell whether a Host header names this machine and our port: a name that was bent to 127.0.0.1 does not."""
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname in LOOPBACK_NAMES and (parts.port or 80) == port and parts.username is None
    except ValueError:
        return False
