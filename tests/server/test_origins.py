"""Which browsers' pages may talk to a shop, at every door and at REST; native clients name no origin."""

from __future__ import annotations

import pytest
import trio

from execora.server.auth import make_token
from execora.server.sessions import DOORS
from tests.server.serving import ask, settings, start_server, upgrade_request

SECRET = "s" * 32
TOKEN = make_token(settings(jwt_secret=SECRET), "demo", "owner", 600)

ENGINE = "/socket.io/?EIO=4&transport="
UPGRADES = (*DOORS, f"{ENGINE}websocket")
REQUESTS = (f"{ENGINE}polling", "/api/v1/customers")

SHOP = "shop.example"
"""What browsers know the server as, behind a proxy that speaks TLS and passes Host on."""


async def status_of(port: int, path: str, origin: str | None, host: str = SHOP, site: str | None = None) -> int:
    headers = f"Authorization: Bearer {TOKEN}\r\n" + (f"Origin: {origin}\r\n" if origin is not None else "")
    headers += f"Sec-Fetch-Site: {site}\r\n" if site else ""
    if path in UPGRADES:
        request = upgrade_request(port, path, host=host, headers=headers)
        return int((await first_words(port, request)).split()[1])
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n".encode()
    return int((await ask(port, request)).split()[1])


async def first_words(port: int, request: bytes) -> bytes:
    async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
        await stream.send_all(request)
        return bytes(await stream.receive_some())


@pytest.mark.parametrize("path", [*UPGRADES, *REQUESTS])
async def test_a_page_of_another_origin_is_refused(nursery: trio.Nursery, path: str):
    served = await start_server(nursery, jwt_secret=SECRET)
    foreign = ("https://evil.example", "null", "", "https://shop.example.evil.example", "https://shop.example:8443")
    for origin in foreign:
        assert await status_of(served.port, path, origin) == 403, origin
    assert served.app.sessions.refused == {"forbidden": len(foreign)}


@pytest.mark.parametrize("path", [*UPGRADES, *REQUESTS])
async def test_the_own_page_an_allowed_one_and_a_native_client_are_not(nursery: trio.Nursery, path: str):
    served = await start_server(nursery, jwt_secret=SECRET, allowed_origins=("https://till.example",))
    good = 101 if path in UPGRADES else 200
    for origin in ("https://shop.example", "HTTPS://Shop.Example", "https://till.example", None):
        assert await status_of(served.port, path, origin) == good, origin


@pytest.mark.parametrize("path", [*UPGRADES, *REQUESTS])
async def test_a_port_that_goes_without_saying_may_be_said(nursery: trio.Nursery, path: str):
    served = await start_server(nursery, jwt_secret=SECRET)
    good = 101 if path in UPGRADES else 200
    assert await status_of(served.port, path, "https://shop.example", host="shop.example:443") == good
    assert await status_of(served.port, path, "http://shop.example", host="shop.example:80") == good
    assert await status_of(served.port, path, "https://shop.example", host="shop.example:80") == 403


@pytest.mark.parametrize("path", [*UPGRADES, *REQUESTS])
async def test_the_pictures_of_a_foreign_page_are_refused_and_use_nothing_up(nursery: trio.Nursery, path: str):
    """They name no Origin; whose page they are on, the browser says all the same."""
    served = await start_server(nursery, jwt_secret=SECRET, address_connects_a_minute=1, address_requests_a_minute=1)
    for site in ("cross-site", "same-site", "cross-site"):
        assert await status_of(served.port, path, None, site=site) == 403
    assert await status_of(served.port, path, None, site="same-origin") == (101 if path in UPGRADES else 200)


@pytest.mark.parametrize("path", [*UPGRADES, *REQUESTS])
async def test_an_allowed_page_may_be_of_another_site_and_nobodys_page_too(nursery: trio.Nursery, path: str):
    served = await start_server(nursery, jwt_secret=SECRET, allowed_origins=("https://till.example",))
    good = 101 if path in UPGRADES else 200
    assert await status_of(served.port, path, "https://till.example", site="cross-site") == good
    assert await status_of(served.port, path, None, site="none") == good
