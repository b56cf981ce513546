"""The clients in the docs do what they are there for, each as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trio

from execora.server.auth import make_token
from execora.session.port import Speech
from execora.session.run import run
from execora.sound.stream import RATE
from execora.sound.wav import wav
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars
from tests.server.serving import start_server
from tests.sound.test_echo import pcm, speech
from tests.talk.test_line import SECRET, SameDesk

if TYPE_CHECKING:
    from tests.server.serving import Served

DOC = (Path(__file__).parents[1] / "docs" / "clients.md").read_text("utf-8")

EXAMPLES = dict(re.findall(r"^## (.+?): [^\n]*\n\n```\w+\n(.+?)^```$", DOC, re.MULTILINE | re.DOTALL))

SECONDS = 30


@pytest.fixture
async def served(nursery: trio.Nursery) -> Served:
    """A shop that wants tokens, and in which one thing is heard."""
    ears = FakeEars()
    ears.words.append("Rahul ka balance batao")
    desk = fake_desk(FakeBooks())
    desk.speech = Speech(ears=ears)
    return await start_server(nursery, run, desks=SameDesk(desk), jwt_secret=SECRET)


async def said(served: Served, folder: Path, command: str, example: str, *more: object, token: str = "") -> str:
    """Run an example, for the owner of the shop if no token is given, and return what it printed."""
    script = folder / "client"
    script.write_text(EXAMPLES[example], "utf-8")
    address = served.url if command == "node" else served.url.replace("http", "ws")
    is_owner = not token
    token = token or make_token(served.config, "demo", "owner", 60)
    environment = os.environ | {"NODE_PATH": str(more[0])} if command == "node" else None
    arguments = [command, script, address, token, *(more if command != "node" else ())]
    with trio.fail_after(SECONDS):
        done = await trio.run_process(
            list(map(str, arguments)), capture_stdout=True, stderr=subprocess.STDOUT, check=False, env=environment
        )
    assert (done.returncode == 0) is is_owner, done.stdout.decode()
    return done.stdout.decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "said.wav"
    path.write_bytes(wav(pcm(speech(3, 0.5)), RATE))
    return path


def test_there_is_an_example_for_each_door():
    assert list(EXAMPLES) == ["`/ws`", "`/voice-ws`", "Socket.IO", "Socket.IO, resumed", "`/realtime/conversation`"]


async def test_a_bill_is_said_and_confirmed_over_ws(served: Served, tmp_path: Path):
    told = await said(served, tmp_path, sys.executable, "`/ws`")
    assert re.search(r"₹60.*\n.*INV", told, re.DOTALL)


@pytest.mark.parametrize("example", ["`/voice-ws`", "`/realtime/conversation`"])
async def test_what_a_file_holds_is_heard_and_answered(served: Served, tmp_path: Path, file: Path, example: str):
    assert "₹500" in await said(served, tmp_path, sys.executable, example, file)


async def test_a_balance_is_told_over_socket_io(served: Served, tmp_path: Path, npm_modules: Path):
    assert shutil.which("node")
    assert "₹500" in await said(served, tmp_path, "node", "Socket.IO", npm_modules)


async def test_what_is_said_while_the_connection_is_lost_is_said_again_over_socket_io(
    served: Served, tmp_path: Path, npm_modules: Path
):
    told = await said(served, tmp_path, "node", "Socket.IO, resumed", npm_modules)
    assert [line.count("₹") > 0 for line in told.splitlines()] == [True, True]
    assert told.count("₹300") == 2


async def test_a_client_whose_token_is_refused_says_so_and_ends(served: Served, tmp_path: Path, npm_modules: Path):
    assert "401" in await said(served, tmp_path, sys.executable, "`/ws`", token="no-token")
    assert "token" in await said(served, tmp_path, "node", "Socket.IO", npm_modules, token="no-token")
