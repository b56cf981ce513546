"""A wire between the page and a server that a test can cut and mend. It runs in a thread of its own, as the page's
tests wait for the browser without Trio."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import trio

from tests.emulators.proxy import Proxy
from tests.page.fake_server import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Wire:
    """Leads to a server."""

    proxy: Proxy
    token: trio.lowlevel.TrioToken
    end: trio.Event

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.proxy.port}"

    def cut(self) -> None:
        """Reset all connections, and every further one, until it is mended."""
        self.proxy.refusing = True
        trio.from_thread.run_sync(self.proxy.cut, trio_token=self.token)

    def vanish(self) -> None:
        """Be no network at all, until it is mended."""
        trio.from_thread.run_sync(self.proxy.vanish, trio_token=self.token)

    def mend(self) -> None:
        trio.from_thread.run_sync(self.proxy.go_on, trio_token=self.token)


@contextmanager
def wire(url: str) -> Iterator[Wire]:
    """Lay a wire to a server."""
    laid: list[Wire] = []
    ready = threading.Event()
    thread = threading.Thread(target=trio.run, args=(partial(_lay, url, laid, ready),))
    thread.start()
    assert ready.wait(PATIENCE_SECONDS)
    try:
        yield laid[0]
    finally:
        trio.from_thread.run_sync(laid[0].end.set, trio_token=laid[0].token)
        thread.join(PATIENCE_SECONDS)


async def _lay(url: str, laid: list[Wire], ready: threading.Event) -> None:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    async with Proxy(partial(trio.open_tcp_stream, parts.hostname, parts.port)).open() as proxy:
        laid.append(Wire(proxy, trio.lowlevel.current_trio_token(), trio.Event()))
        ready.set()
        await laid[0].end.wait()
