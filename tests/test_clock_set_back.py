"""A clock that is set back while somebody talks does not lengthen what their token is good for."""

# ruff: noqa: F811 - fixtures are imported and then asked for

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import trio

from execora.config import Config
from execora.server.auth import make_token
from execora.server.tokens import LEEWAY_SECONDS
from tests.emulators.clock import clock
from tests.process import SECONDS, server
from tests.server.serving import raw_client
from tests.shop import demo_database, demo_template  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from pathlib import Path

    from execora.store.embedded import Addresses

SECRET = "the secret of this test's tokens, thirty-two or more"

LEFT = 3.0
"""Seconds that the token is good for."""


async def test_a_connection_ends_in_time_though_the_clock_goes_back_an_hour(demo_database: Addresses, tmp_path: Path):
    given = ("serve", "--no-browser", "--data", str(tmp_path))
    with clock() as walls:
        settings = {"DATABASE_URL": demo_database.serving, "JWT_SECRET": SECRET, **walls.environment}
        async with server(tmp_path, *given, settings=settings) as running:
            port = int(running.url.rpartition(":")[2])
            token = make_token(Config(jwt_secret=SECRET), "demo", "owner", LEFT - LEEWAY_SECONDS)
            async with raw_client(port, headers=f"Authorization: Bearer {token}\r\n") as client:
                while not client.told:
                    await client.read()
                walls.set_off(-3600)
                with trio.fail_after(SECONDS):
                    assert await client.close_code() == 4001
    assert [json.loads(text)["data"].get("code") for text in client.told] == [None, "TOKEN_EXPIRES"]
