"""A wire between the page and a server that a test can cut and mend. It runs in a thread of its own, as the page's
tests wait for the browser without Trio."""

from __future__ import annotations

import threading
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import trio

from tests.emulators.middlebox import Manner, Middlebox
from tests.emulators.proxy import Proxy
from tests.page.fake_server import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Wire:
    """Leads to a server."""

    proxy: Proxy
    box: Middlebox | None
    """What stands in the middle of it, if anything."""
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
def wire(url: str, manner: Manner | None = None) -> Iterator[Wire]:
    """Lay a wire to a server, in whose middle something stands that treats WebSockets in its manner."""
    laid: list[Wire] = []
    ready = threading.Event()
    thread = threading.Thread(target=trio.run, args=(partial(_lay, url, manner, laid, ready),))
    thread.start()
    assert ready.wait(PATIENCE_SECONDS)
    try:
        yield laid[0]
    finally:
        trio.from_thread.run_sync(laid[0].end.set, trio_token=laid[0].token)
        thread.join(PATIENCE_SECONDS)


async def _lay(url: str, manner: Manner | None, laid: list[Wire], ready: threading.Event) -> None:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    async with AsyncExitStack() as opened:
        box, connect = None, partial(trio.open_tcp_stream, parts.hostname, parts.port)
        if manner:
            box = await opened.enter_async_context(Middlebox(connect, manner).open())
            connect = partial(trio.open_tcp_stream, "127.0.0.1", box.port)
        proxy = await opened.enter_async_context(Proxy(connect).open())
        laid.append(Wire(proxy, box, trio.lowlevel.current_trio_token(), trio.Event()))
        ready.set()
        await laid[0].end.wait()
