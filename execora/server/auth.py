"""Who may come in, and to which shop: decided from the head of a request, before anything is upgraded or read."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from ipaddress import ip_address
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import jwt
import structlog
import trio

from execora.config import LOOPBACK_NAMES
from execora.errors import ConfigError, DatabaseError
from execora.server.addresses import Proxies
from execora.server.limits import Limits
from execora.server.refusals import Refusals
from execora.server.tokens import BY_SECRET, LONGEST_NAME, ROLES, Holder, Tokens, is_name
from execora.session.desk import Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.config import Config
    from execora.server.limits import Knocks, Limit, Over
    from execora.server.port import Desks
    from execora.session.desk import Desk

log = structlog.get_logger()

USUAL_PORTS = {"http": ":80", "https": ":443"}
"""Those that a browser leaves out of an Origin, and some proxies add to the Host."""

OWN_SITES = ("", "same-origin", "none")
"""Of those who name no Origin: programs, our own page, and whoever types an address. Other pages of the same site are
no more ours than any: on this machine that is whatever else listens on it."""

NO_TOKEN = "A valid token for a shop of this server is needed."
"""All that somebody without one is told; what was wrong with it stands in the log."""

KEYS_AWAY = "Tokens cannot be checked just now; try again in a few seconds."

FOREIGN = (
    "Pages of another origin may not talk to this shop: name theirs in ALLOWED_ORIGINS, or have the proxy pass Host on."
)

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
    peer: str = ""
    """The address that connected."""
    forwarded: str = ""
    """All of X-Forwarded-For."""
    counts: Knocks = "connects"
    """What it is counted as."""
    site: str = ""
    """Sec-Fetch-Site, by which a browser tells whose page asks: https://www.w3.org/TR/fetch-metadata/"""

    def __repr__(self) -> str:
        return f"Knock(host={self.host!r}, origin={self.origin!r})"  # a token is never shown


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may come in."""

    tenant: str
    speaker: Speaker
    expires_at: float | None = None
    """From when on their token is refused, in seconds since 1970; None where there is none."""
    address: str = ""
    """Theirs, or their household's; see `execora.server.addresses`."""

    @property
    def name(self) -> str:
        """Who of their shop it is, however often they come."""
        return f"{self.speaker.role} {self.speaker.subject}"


@dataclass(frozen=True, slots=True)
class Denied:
    """Somebody who may not."""

    status: int
    detail: str
    """For the client."""
    reason: str
    """For the log."""
    limit: str = ""
    """Which one was reached, where that is why."""
    wait_seconds: int | None = None
    """When to try again, where that is known."""


TOO_MUCH: Mapping[Limit, str] = {
    "connects": "This address connects too often",
    "requests": "This address asks too often",
    "addressConnections": "This address has as many conversations as it may",
    "speakerConnections": "One token's owner has as many conversations with this shop as they may",
    "shopConnections": "This shop has as many conversations as it may",
}


def too_much(over: Over) -> Denied:
    """Turn somebody away who has reached a limit."""
    seconds = ceil(over.wait_seconds)
    detail = f"{TOO_MUCH[over.limit]}; try again in {seconds} s."
    return Denied(HTTPStatus.TOO_MANY_REQUESTS, detail, f"limit: {over.limit}", over.limit, seconds)


def bearer(authorization: str | None) -> str | None:
    """Return the token of an Authorization header, if that is what it holds."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def check_address(config: Config, address: str) -> None:
    """Refuse to listen where others than this machine's users can reach a server that wants no tokens.

    Raises:
        ConfigError: the address is not a loopback one and no tokens are wanted.

    """
    if not config.wants_tokens and not ip_address(address.partition("%")[0]).is_loopback:
        raise ConfigError(
            f"Without JWT_SECRET or JWT_JWKS_URL the server listens on this machine only, not on {config.host}: "
            "set JWT_SECRET to 32 characters or more, JWT_JWKS_URL to where the keys of your tokens are, "
            "or HOST to 127.0.0.1."
        )


def make_token(config: Config, tenant: str, role: str, seconds: float, *, subject: str = "cli") -> str:
    """Make a token that opens a shop for so many seconds, as this server wants them.

    Raises:
        ConfigError: there is no `JWT_SECRET`, or no such role, or no server would take it.

    """
    if config.jwt_secret is None:
        theirs = "Those of JWT_JWKS_URL are made by whoever has its private keys. " if config.jwt_jwks_url else ""
        sentence = "Tokens are made here with JWT_SECRET: set it to 32 characters or more, here and for the server."
        raise ConfigError(theirs + sentence)
    if role not in ROLES:
        raise ConfigError(f"There is no role {role}: it is one of {', '.join(ROLES)}.")
    if not (is_name(tenant) and is_name(subject)):
        raise ConfigError(f"A tenant and a subject have from 1 to {LONGEST_NAME} letters, all of them printable.")
    now = time.time()
    claims = {"sub": subject, "tenantId": tenant, "role": role, "iat": int(now), "exp": int(now + seconds)}
    wanted = {"aud": config.jwt_audience, "iss": config.jwt_issuer}
    claims |= {name: value for name, value in wanted.items() if value}
    return jwt.encode(claims, config.jwt_secret.get_secret_value(), algorithm=BY_SECRET)


class Gate:
    """Lets callers in: with tokens where they are wanted, from this machine only where they are not."""

    def __init__(self, config: Config, desks: Desks, default_tenant: str) -> None:
        """Take the tenant of everybody who needs no token."""
        self._tokens = Tokens(config) if config.wants_tokens else None
        self.keys = self._tokens.keys if self._tokens else None
        """Where there are any, whoever serves runs them."""
        self._allowed_origins = frozenset(origin.lower().rstrip("/") for origin in config.allowed_origins)
        self._desks = desks
        self._default_tenant = default_tenant
        self._proxies = Proxies(config.trusted_proxies)
        self._told_of_proxy = False
        """Whether the log has it that somebody names an X-Forwarded-For who is not believed."""
        self.limits = Limits(config)
        self.refusals = Refusals()

    async def admit(self, knock: Knock) -> Caller | Denied:
        """Decide about a request by where it comes from and by its token.

        A good token is counted apart, by its shop: whoever knocks without one from the same address uses nothing of it
        up. All else is counted for the address, what waits for keys before it does.
        """
        if denied := self.stranger(knock):
            return denied
        waits = self._tokens is not None and self._tokens.wait_for_keys(knock.token)
        if waits and (denied := self.hasty(knock)):
            return denied
        caller = await self.identify(knock.token)
        if isinstance(caller, Denied):
            return caller if waits else self.hasty(knock) or caller
        tenant = caller.tenant if self._tokens else ""
        return self.hasty(knock, tenant) or replace(caller, address=self.address(knock))

    def address(self, knock: Knock) -> str:
        """Return where a request comes from."""
        return self._proxies.sender(knock.peer, knock.forwarded)

    def hasty(self, knock: Knock, tenant: str = "") -> Denied | None:
        """Count a request for its address, or for the shop there that its token is good for.

        Returns why it has to wait, None where it has not.
        """
        if knock.forwarded and not self._told_of_proxy and not self._proxies.trust(knock.peer):
            self._told_of_proxy = True
            log.warning("proxy.not_trusted", peer=knock.peer, cure="TRUSTED_PROXIES, where it is a proxy of yours")
        over = self.limits.knock(self.address(knock), knock.counts, trio.current_time(), tenant)
        return over and too_much(over)

    def stranger(self, knock: Knock) -> Denied | None:
        """Return why a request is not even asked for its token; None where it is."""
        if self._tokens is None and not _is_ours(knock.host, knock.port):
            detail = f"Without tokens this server is reached as http://127.0.0.1:{knock.port} only."
            return Denied(HTTPStatus.MISDIRECTED_REQUEST, detail, "the Host header names another server")
        if knock.origin is None:
            return None if knock.site in OWN_SITES else Denied(HTTPStatus.FORBIDDEN, FOREIGN, "a page of another site")
        if not self._knows(knock.origin, knock.host):
            return Denied(HTTPStatus.FORBIDDEN, FOREIGN, "the Origin is not allowed")
        return None

    async def identify(self, token: str | None) -> Caller | Denied:
        """Return who has such a token; everybody is the default tenant's owner where none is wanted."""
        await trio.lowlevel.checkpoint()
        if self._tokens is None:
            return Caller(self._default_tenant, Speaker())
        match await self._tokens.read(token):
            case Holder(tenant, role, subject, expires_at):
                return Caller(tenant, Speaker(role, subject), expires_at)
            case "keys away":  # it may be a good one: whoever has it is to keep it
                return Denied(HTTPStatus.SERVICE_UNAVAILABLE, KEYS_AWAY, "keys away")
            case fault:
                return Denied(HTTPStatus.UNAUTHORIZED, NO_TOKEN, fault)

    async def desk(self, caller: Caller) -> Desk | Denied:
        """Open the shop that a caller was let in for."""
        try:
            with trio.fail_after(DESK_SECONDS):
                desk = await self._desks.open(caller.tenant)
        except (DatabaseError, trio.TooSlowError):
            return Denied(HTTPStatus.SERVICE_UNAVAILABLE, BOOKS_AWAY, "books away")
        return desk or Denied(HTTPStatus.UNAUTHORIZED, NO_TOKEN, "no such tenant")

    def allows(self, origin: str) -> bool:
        """Tell whether pages of a foreign origin may use this server."""
        return origin.lower() in self._allowed_origins

    def _knows(self, origin: str, host: str) -> bool:
        scheme, _, authority = origin.lower().partition("://")
        ours = host.lower().removesuffix(USUAL_PORTS.get(scheme, ""))
        return (scheme in USUAL_PORTS and authority == ours) or self.allows(origin)


def _is_ours(host: str, port: int) -> bool:
    """Tell whether a Host header names this machine and our port: a name that was bent to 127.0.0.1 does not."""
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname in LOOPBACK_NAMES and (parts.port or 80) == port and parts.username is None
    except ValueError:
        return False
