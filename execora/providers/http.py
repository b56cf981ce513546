"""HTTP to a provider: what its answers and httpx's exceptions mean, decided in one place for all adapters."""

from __future__ import annotations

import json
import re
from contextlib import asynccontextmanager, contextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from execora.errors import ConfigError
from execora.providers.port import Fault, ProviderError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

MOST_OF_AN_ERROR = 16_384
"""Bytes of a failure's body that are looked at."""

MOST_CONNECTIONS = 100
"""To one provider; whoever asks beyond that waits for one of them."""


def client(url: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
    """Return a client that keeps its connections and has no deadlines: those are its callers'.

    No proxy is taken from the environment, and no redirect followed: the key goes to that address only.
    """
    limits = httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)
    whole = {"accept-encoding": "identity", **headers}  # sound does not get smaller
    return httpx.AsyncClient(base_url=url, headers=whole, timeout=None, limits=limits, trust_env=False)


def credential(provider: str, key: str) -> str:
    """Return a key as a header can carry it: one that cannot would be quoted in full by the exception of a client.

    Raises:
        ConfigError: it is empty, or has a sign in it that no key has.

    """
    key = key.strip()
    if not re.fullmatch(r"[!-~]+", key):
        raise ConfigError(f"the key for {provider} is not one: it has spaces, line breaks or letters of no key in it")
    return key


async def ask(provider: str, client: httpx.AsyncClient, request: httpx.Request) -> bytes:
    """Send a request and return the whole body of a good answer.

    Raises:
        ProviderError: there is none.

    """
    async with answering(provider, client, request) as response:
        return await response.aread()


@asynccontextmanager
async def answering(provider: str, client: httpx.AsyncClient, request: httpx.Request) -> AsyncIterator[httpx.Response]:
    """Send a request and hand out its good answer, of which only the head was read; close it at the end.

    Raises:
        ProviderError: there is no good answer, or it breaks off while it is read in here.

    """
    with errors_of(provider):
        response = await client.send(request, stream=True)
        try:
            if not response.is_success:
                raise failure(provider, response.status_code, response.headers, await _some(response))
            yield response
        finally:
            await response.aclose()  # httpx shields and bounds it


@contextmanager
def errors_of(provider: str) -> Iterator[None]:
    """Turn httpx's exceptions into ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise ProviderError(provider, Fault.SLOW, type(error).__name__) from error
    except httpx.DecodingError as error:
        raise ProviderError(provider, Fault.NONSENSE, named(error)) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise ProviderError(provider, Fault.REFUSED, f"no request can be made: {type(error).__name__}") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise ProviderError(provider, Fault.AWAY, named(error)) from error


def named(error: BaseException) -> str:
    """Name an exception and, where the system raised it, its reason: other texts may quote what a server sent."""
    cause: BaseException | None = error
    while cause and not (isinstance(cause, OSError) and cause.strerror):
        within = cause.exceptions[0] if isinstance(cause, BaseExceptionGroup) else None
        cause = within or cause.__cause__ or cause.__context__
    return f"{type(error).__name__}: {cause.strerror}" if isinstance(cause, OSError) else type(error).__name__


def failure(provider: str, status: int, headers: Mapping[str, str], body: bytes = b"") -> ProviderError:
    """Say what an answer means that is not good.

    Of its body only codes are told on: sentences could hold a part of the key, or of what was said. `headers` has
    its names in small letters, or takes them in any.
    """
    told = [f"HTTP {status}", *_codes(body), *(headers[name] for name in _TELLING if headers.get(name))]
    return ProviderError(provider, fault_of(status), ", ".join(told), retry_after_seconds=retry_after_seconds(headers))


_TELLING = ("dg-error", "dg-request-id", "x-request-id", "request-id")
"""Headers that say what went wrong, or under which name the provider knows of it."""


def fault_of(status: int) -> Fault:
    """Return what the caller may conclude from a status that is not good."""
    match status:
        case 408 | 504:
            return Fault.SLOW
        case 429:
            return Fault.BUSY
        case 400 | 413 | 415 | 422:
            return Fault.UNFIT
        case _ if 400 <= status < 500:
            return Fault.REFUSED
        case _ if status >= 500:
            return Fault.AWAY
        case _:
            return Fault.NONSENSE


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return what Retry-After asks for (RFC 9110, section 10.2.3); a date counts from that of the answer."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        pause = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, pause.total_seconds())


def _codes(body: bytes) -> Iterator[str]:
    """Find the codes by which providers name an error in the JSON that explains it."""
    try:
        told = json.loads(body)
    except ValueError:
        return
    whole = told if isinstance(told, dict) else {}
    parts = [whole, *(part for part in (whole.get("error"), whole.get("detail")) if isinstance(part, dict))]
    for part in parts:
        for name in ("err_code", "code", "type", "status"):
            if isinstance(code := part.get(name), str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", code):
                yield code


async def _some(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():  # to its end: httpx leaves generators behind where one breaks off
        body += chunk[: MOST_OF_AN_ERROR - len(body)]
    return bytes(body)
