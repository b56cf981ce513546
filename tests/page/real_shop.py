"""The whole shop behind the page: a server as people start it, on a real PostgreSQL, and a look into its books."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from execora.config import Config
from execora.server.auth import make_token
from tests.emulators.deepgram import KEY
from tests.process import COMMAND, SECONDS, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from execora.store.embedded import Addresses

SECRET = "the page's own secret, thirty-two or more"


@contextmanager
def serving(database: Addresses, said: Path, *, port: int = 0, **more: str) -> Iterator[str]:
    """Run the server as people do, on a port of its own or the one named; give its address."""
    settings = {"DATABASE_URL": database.serving, "JWT_SECRET": SECRET, "PORT": str(port), **more}
    with (
        said.open("ab") as stderr,
        subprocess.Popen(
            [*COMMAND, "serve", "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env=environment(settings),
            cwd=said.parent,
        ) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, said.read_text()
            yield line.split()[-1]
            process.terminate()
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()


@contextmanager
def deepgram(*heard: str) -> Iterator[dict[str, str]]:
    """Give the settings for a Deepgram that hears this, one after the other, whatever is said."""
    command = [sys.executable, "-m", "tests.emulators.deepgram", *(f"--say={text}" for text in heard)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            yield {"STT": "deepgram", "TTS": "local", "DEEPGRAM_URL": url, "DEEPGRAM_API_KEY": KEY}
        finally:
            process.terminate()


@pytest.fixture
def token() -> str:
    return make_token(Config(jwt_secret=SECRET), "demo", "owner", 600)


@pytest.fixture
def books(demo_database: Addresses) -> Iterator[psycopg.Connection]:
    """See the books as nobody else does: all of them, past every rule."""
    with psycopg.connect(demo_database.owner, user="postgres", autocommit=True) as connection:
        connection.execute("set search_path to execora")
        yield connection


def owed(books: psycopg.Connection, name: str) -> int:
    """What a customer owes, in paise."""
    query = "select balance from account join customer using (shop_id, id) where name = %s"
    [[paise]] = books.execute(query, [name]).fetchall()
    return int(paise)
