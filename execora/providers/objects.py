"""A store of objects behind a URL: S3 and what speaks its protocol, Google's, Azure's, a folder.

By obstore, whose settings come from the environment as each provider has them (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`,
`AWS_REGION`, `GOOGLE_SERVICE_ACCOUNT`, `AZURE_STORAGE_ACCOUNT_KEY`…). Its own asynchronous functions want asyncio, so
the others run in threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import obstore
import trio
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import from_url

from execora.errors import ConfigError, RecordingError
from execora.records.port import Object

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path
    from typing import BinaryIO

T = TypeVar("T")

AT_ONCE = 8
"""Threads that wait for the store."""


class Objects:
    """The objects below a URL such as `s3://bucket/folder`."""

    def __init__(self, url: str, *, patience: timedelta) -> None:
        """Connect to nothing yet.

        Args:
            url: where the objects are; the key of each comes below it.
            patience: how long a request is tried again before it has failed.

        Raises:
            ConfigError: there is no store behind such a URL, or its settings are wrong.

        """
        try:
            self._store = from_url(url, retry_config={"retry_timeout": patience})
        except (BaseError, ValueError) as error:
            why = str(error).partition("\n")[0]  # a dump of its insides follows
            raise ConfigError(f"RECORDINGS_URL: {url} is no store of objects ({why})") from error
        self._threads = trio.CapacityLimiter(AT_ONCE)

    async def put(self, key: str, content: Path | BinaryIO | bytes) -> None:
        """Store a file's content, or bytes; an object of that key is replaced, as a whole or not at all."""
        await self._ask(lambda: obstore.put(self._store, key, content))

    async def below(self, folder: str) -> list[Object]:
        """Return the objects whose keys begin with a folder's and a slash."""
        found = await self._ask(lambda: obstore.list(self._store, folder).collect())
        return [Object(one["path"], one["size"], one["last_modified"]) for one in found]

    async def size(self, key: str) -> int | None:
        """Return how many bytes an object has; None where there is none."""
        try:
            return (await self._ask(lambda: obstore.head(self._store, key)))["size"]
        except _NoSuchObjectError:
            return None

    async def read(self, key: str, start: int, length: int) -> bytes | None:
        """Return so many bytes of an object; None where there is none."""
        try:
            return await self._ask(lambda: bytes(obstore.get_range(self._store, key, start=start, length=length)))
        except _NoSuchObjectError:
            return None

    async def remove(self, *keys: str) -> None:
        """Remove objects; where there is none, nothing happens. Not all may be gone where some were gone before."""
        try:
            await self._ask(lambda: obstore.delete(self._store, keys))
        except _NoSuchObjectError:
            return  # noqa: ASYNC910 - asking has waited

    async def _ask(self, work: Callable[[], T]) -> T:
        """Do something in a thread; whoever is cancelled does not wait for what the store says."""
        try:
            return await trio.to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)
        except (FileNotFoundError, NotFoundError) as error:  # obstore raises Python's own, and has one besides
            raise _NoSuchObjectError("the store of recordings has no such object") from error
        except (BaseError, OSError) as error:
            raise RecordingError(f"the store of recordings failed: {type(error).__name__}") from error


class _NoSuchObjectError(RecordingError):
    """There is nothing under the key."""
