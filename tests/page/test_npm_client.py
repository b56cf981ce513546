"""npm's socket.io-client, unchanged, in a Chromium: a page of another origin, and the whole shop."""

from __future__ import annotations

import json
import re
import threading
from base64 import b64encode
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.npm import npm_modules  # noqa: F401 - a fixture
from tests.page.microphones import say_to
from tests.page.real_shop import deepgram, owed, serving
from tests.page.waiting import until
from tests.page.wire import wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg
    from playwright.sync_api import Page

    from execora.store.embedded import Addresses

POLLING, WEBSOCKET, BOTH = ["polling"], ["websocket"], ["polling", "websocket"]
EACH = pytest.mark.parametrize("transports", [POLLING, WEBSOCKET, BOTH], ids=" then ".join)

HEARD = "Rahul ne 200 cash diye"

CLIENT = """([url, token, transports]) => {
    const quick = { reconnectionDelay: 50, reconnectionDelayMax: 200 };
    const socket = io(url + "/voice", { transports, auth: { token }, ...quick });
    window.client = { socket, events: [], upgrades: 0, acks: [], refusal: null };
    socket.onAny((type, data, about) => client.events.push({ type, data, ...about }));
    socket.on("connect_error", ({ message, data }) => (client.refusal = { message, data }));
    socket.io.on("open", () => socket.io.engine.on("upgrade", () => (client.upgrades += 1)));
    client.of = (type) => client.events.filter((event) => event.type === type);
    client.say = (type, data, id) => socket.emit("voice:control", { type, data, id }, (ack) => client.acks.push(ack));
    client.hear = async (wav) => {
        const pcm = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0)).slice(44);
        for (let from = 0; from < pcm.length; from += 640) {
            socket.emit("voice:audio_data", pcm.slice(from, from + 640));
            if (from % 64_000 === 0) await new Promise((done) => setTimeout(done, 100));
        }
    };
}"""
"""What a page may do with npm's client; all that it is told is kept."""


@pytest.fixture(scope="module")
def elsewhere(npm_modules: Path) -> Iterator[str]:  # noqa: F811 - the fixture
    """Give the address of somebody else's page, which loads the client's file as it came."""
    folder = npm_modules / "socket.io-client/dist"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """A page with the client's script, and the files beside it."""

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        page = b'<!doctype html><script src="socket.io.min.js"></script>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        return None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Say nothing."""


@pytest.fixture
def url(demo_database: Addresses, tmp_path: Path, elsewhere: str) -> Iterator[str]:
    """A shop that hears and speaks, and lets that page in."""
    with (
        deepgram(HEARD) as settings,
        serving(demo_database, tmp_path / "stderr", ALLOWED_ORIGINS=json.dumps([elsewhere]), **settings) as address,
    ):
        yield address


def connected(page: Page, elsewhere: str, url: str, token: str, transports: list[str]) -> None:
    page.goto(elsewhere)
    page.evaluate(CLIENT, [url, token, transports])
    until(page, "client.of('voice:start').length === 1")


def told(page: Page, kind: str) -> list[Any]:
    """Return the data of what it was told of a type."""
    data: list[Any] = page.evaluate("(type) => client.of(type).map(({ data }) => data)", kind)
    return data


@EACH
def test_what_is_said_to_it_is_heard_written_and_answered_aloud(
    page: Page, elsewhere: str, url: str, token: str, books: psycopg.Connection, tmp_path: Path, transports: list[str]
):
    connected(page, elsewhere, url, token, transports)
    if transports == BOTH:
        until(page, "client.upgrades === 1")
    assert page.evaluate("client.socket.io.engine.transport.name") == transports[-1]
    wav = say_to(tmp_path / "said.wav", "राहुल ने दो सौ नकद दिए")
    rate = int.from_bytes(wav.read_bytes()[24:28], "little")
    page.evaluate("(data) => client.say('voice:start', data)", {"encoding": "pcm16", "sampleRate": rate, "channels": 1})
    until(page, "client.of('voice:started').length === 1")
    page.evaluate("(wav) => client.hear(wav)", b64encode(wav.read_bytes()).decode())
    until(page, "client.of('voice:tts-stream').some(({ data }) => data.last)")
    assert [one["text"] for one in told(page, "voice:transcript") if one["isFinal"]] == [HEARD]
    assert re.search("300", told(page, "voice:response")[0]["text"])
    assert owed(books, "Rahul Sharma") == 300_00
    pieces = "client.of('voice:tts-stream').map(({ data }) => new TextDecoder().decode(data.audio.slice(0, 4)))"
    assert set(page.evaluate(pieces)) == {"RIFF"}
    assert page.evaluate("client.acks") == [{"ok": True}]


@EACH
def test_after_a_cut_it_comes_back_and_resumes_its_session(
    page: Page, elsewhere: str, url: str, token: str, books: psycopg.Connection, transports: list[str]
):
    with wire(url) as line:
        connected(page, elsewhere, line.url, token, transports)
        if transports == BOTH:
            until(page, "client.upgrades === 1")
        with books.transaction():
            books.execute("lock table account in access exclusive mode")
            page.evaluate("client.say('voice:final', { text: 'Suresh Kumar ne 500 diye' })")
            until(page, "client.of('task:started').length === 1")
            line.cut()
            until(page, "!client.socket.connected")
        line.mend()
        until(page, "client.of('voice:start').length === 2")
        resume = """() => {
            const { sessionId, resumeToken } = client.of("voice:start")[0].data;
            const again = client.events.findLastIndex(({ type }) => type === "voice:start");
            client.last = client.events[again - 1].seq;
            client.say("session:resume", { sessionId, resumeToken, lastSeq: client.last });
        }"""
        page.evaluate(resume)
        until(page, "client.of('voice:response').length === 1")
    numbers = page.evaluate("client.events.map(({ seq }) => seq)")
    resumed = page.evaluate("client.events.findIndex(({ type }) => type === 'session:resumed')")
    last = page.evaluate("client.last")
    assert numbers[: numbers.index(last) + 1] == list(range(1, last + 1))
    assert numbers[resumed:] == list(range(last, last + len(numbers) - resumed))
    assert [len(told(page, f"task:{state}")) for state in ("queued", "started", "completed")] == [1, 1, 1]
    assert owed(books, "Suresh Kumar") == 1900_00


def test_a_page_that_is_not_let_in_hears_nothing(page: Page, elsewhere: str, demo_database: Addresses, tmp_path: Path):
    with serving(demo_database, tmp_path / "stderr") as url:
        page.goto(elsewhere)
        page.evaluate(CLIENT, [url, None, BOTH])
        until(page, "client.refusal")
        assert page.evaluate("client.events") == []


@pytest.mark.parametrize("transports", [POLLING, WEBSOCKET], ids=" then ".join)
def test_without_a_good_token_it_is_told_so_and_stays_away(page: Page, elsewhere: str, url: str, transports: list[str]):
    page.goto(elsewhere)
    page.evaluate(CLIENT, [url, "wrong", transports])
    until(page, "client.refusal")
    assert page.evaluate("[client.refusal.data.code, client.socket.active]") == [4001, False]
