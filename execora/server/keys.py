"""The public keys of whoever signs the tokens: fetched from `JWT_JWKS_URL`, kept for a while, fetched anew.

One task fetches, whoever knocks: a set is looked at again before it is too old, and when somebody brings a token by a
key that is not in it. PyJWT's own client for this waits in urllib, which would hold every conversation up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import inf
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

import httpx
import structlog
import trio

from execora.errors import ExecoraError
from execora.server import jwks

if TYPE_CHECKING:
    from jwt import PyJWK

log = structlog.get_logger()

FETCH_SECONDS = 5.0
"""How long a fetch may take, from the first byte of the question to the last of the answer."""

PAUSE_SECONDS = 5.0
"""Between two fetches, however many strangers bring keys that nobody knows."""

RETRY_SECONDS = 15.0
"""Before it is tried again by itself after a failure."""

KEPT_SECONDS = 6 * 3600.0
"""How long keys are used after they should have been looked at again, while their server is away."""

MOST_BYTES = 131_072
"""The largest set that is read: real ones have a few kilobytes, twenty with certificates."""


class Fetched(NamedTuple):
    """A set of keys that has just come."""

    keys: jwks.KeySet
    seconds: float
    """How long it is good for."""


Fetch = Callable[[], Awaitable[Fetched]]
"""Fetches the keys; raises `KeysError` where they are not to be had. Without a deadline of its own."""


class KeysError(ExecoraError):
    """The keys are not to be had; says why."""


class Keys:
    """The keys that are known now. `run` is their task."""

    def __init__(self, fetch: Fetch) -> None:
        """Know none yet."""
        self._fetch = fetch
        self._keys: jwks.KeySet = {}
        self._again_at = self._good_until = -inf
        self._wanted = trio.Event()
        self._tried = trio.Event()
        """Set with the end of the fetch that is under way, or comes next."""
        self._pausing = False
        self._trouble: str | None = None
        """Why the last fetch has failed."""

    @property
    def state(self) -> Literal["ok", "old", "away"]:
        """How they are: old where they could not be fetched again, away where there are none that may be used."""
        if trio.current_time() >= self._good_until:
            return "away"
        return "old" if self._trouble else "ok"

    async def run(self) -> None:
        """Fetch them, and again whenever it is time or somebody asks for others, until cancelled."""
        while True:
            await self._look()
            self._tried.set()
            self._pausing, self._tried, self._wanted = True, trio.Event(), trio.Event()
            await trio.sleep(PAUSE_SECONDS)
            self._pausing = False
            with trio.move_on_at(self._again_at):
                await self._wanted.wait()

    async def find(self, kid: str, algorithm: str) -> PyJWK | None:
        """Return a key, or None; one that is not known is looked for anew.

        Raises:
            KeysError: that cannot be told now: the keys were fetched just now and not for this one, or cannot be.

        """
        await trio.lowlevel.checkpoint()
        if key := self._known(kid, algorithm):
            return key
        if self._pausing:
            raise KeysError("the keys were fetched just now")
        self._wanted.set()
        with trio.move_on_after(FETCH_SECONDS) as patience:
            await self._tried.wait()
        key = self._known(kid, algorithm)
        if key is None and (patience.cancelled_caught or self.state != "ok"):
            raise KeysError("the keys cannot be fetched")
        return key

    def know(self, kid: str, algorithm: str) -> bool:
        """Tell whether `find` returns a key at once."""
        return self._known(kid, algorithm) is not None

    def _known(self, kid: str, algorithm: str) -> PyJWK | None:
        return self._keys.get((kid, algorithm)) if trio.current_time() < self._good_until else None

    async def _look(self) -> None:
        try:
            with trio.fail_after(FETCH_SECONDS):
                fetched = await self._fetch()
        except (KeysError, trio.TooSlowError) as error:
            self._failed(str(error) or f"no answer in {FETCH_SECONDS:g} seconds")
        else:
            self._take(fetched)

    def _take(self, fetched: Fetched) -> None:
        if self._trouble or fetched.keys.keys() != self._keys.keys():
            log.info("keys.fetched", keys=len(fetched.keys))
        now = trio.current_time()
        self._keys, self._trouble = fetched.keys, None
        self._again_at, self._good_until = now + fetched.seconds, now + fetched.seconds + KEPT_SECONDS

    def _failed(self, reason: str) -> None:
        if reason != self._trouble:
            log.warning("keys.unreachable", reason=reason)
        self._trouble = reason
        self._again_at = trio.current_time() + RETRY_SECONDS


class Endpoint:
    """Where the keys are fetched from."""

    def __init__(self, url: str) -> None:
        """Take a URL; nothing is fetched yet."""
        self._url = url
        self._tls = httpx.create_ssl_context(trust_env=False)  # once: it takes 20 ms, in which nobody else has a turn
        self.host = urlsplit(url).hostname or ""

    async def fetch(self) -> Fetched:
        """Fetch the keys; see `Fetch`.

        No redirect is followed and no proxy of the environment asked: whoever answers for that address decides who
        comes in.
        """
        client = httpx.AsyncClient(verify=self._tls, timeout=None, trust_env=False)
        try:
            async with client, client.stream("GET", self._url, headers=_PLAIN) as response:
                body = await _body(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise KeysError(f"{self.host} cannot be asked ({type(error).__name__})") from error
        try:
            return Fetched(jwks.read(body), jwks.seconds_good(response.headers.get("cache-control", "")))
        except ValueError as error:
            raise KeysError(f"{self.host}: {error}") from error


_PLAIN = {"accept": "application/jwk-set+json, application/json", "accept-encoding": "identity"}


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise KeysError(f"{response.url.host} answers {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise KeysError(f"{response.url.host} compresses, although it was asked not to")
    body = b""
    with trio.CancelScope() as too_much:  # while it reads: where a loop breaks off, httpx leaves its generators behind
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                too_much.cancel()
    if too_much.cancel_called:
        raise KeysError(f"{response.url.host} sends more than {MOST_BYTES} bytes")
    return body
