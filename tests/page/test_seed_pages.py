"""Pages that were written for the server before this one, unchanged, to the end of a bill.

They know no ids, no numbers and no resuming, and are served from an origin of their own. The server, PostgreSQL and the
Chromium are real; Deepgram is an emulator that hears what a test says.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.page.conftest import FLAGS, NAMES
from tests.page.microphones import RATE, browser_hearing, say_to, write_wav
from tests.page.real_shop import owed, serving
from tests.page.test_page_that_hears import PATIENCE_MILLISECONDS, deepgram
from tests.page.waiting import until
from tests.page.wire import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from playwright.sync_api import Page

    from execora.store.embedded import Addresses

PAGES = Path(__file__).parent / "seed"

BILL, BILL_ALOUD = "Rahul ko 2 milk aur 1 bread ka bill bana do", "राहुल को दो दूध और एक ब्रेड का बिल बना दो"


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[str]:
    """Serve the pages, and nothing else; give their address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=PAGES)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def opened(page_name: str, origin: str, url: str, token: str, wav: Path, **more: str) -> Iterator[Page]:
    """Open one of the pages in a browser whose microphone plays a file."""
    door = f"{url.replace('http', 'ws')}/ws?token={token}"
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in {"server": door, **more}.items())
    with browser_hearing(wav, NAMES, [*FLAGS, "--autoplay-policy=no-user-gesture-required"]) as chromium:
        page = chromium.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{origin}/{page_name}.html?{query}")
        yield page
        assert page.evaluate("seen.errors") == []
        assert troubles == []


def say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#send").click()


def bills(books: psycopg.Connection, name: str) -> list[int]:
    """Return the totals of a customer's bills, in paise."""
    query = "select i.total from invoice i join customer c on c.id = i.customer_id where c.name = %s"
    return [total for [total] in books.execute(query, [name]).fetchall()]


@contextmanager
def shop(database: Addresses, tmp_path: Path, origin: str, *heard: str, announced: str = "") -> Iterator[str]:
    """Run a server that a page of another origin may use, and whose Deepgram hears this; give its address."""
    more = {"ANNOUNCED_STT": announced, "ALLOWED_ORIGINS": json.dumps([origin])}
    with deepgram(*heard) as settings, serving(database, tmp_path / "stderr", **settings, **more) as url:
        yield url


def until_silent(page: Page) -> None:
    """Wait until all that was being played has ended."""
    until(page, "seen.until < playing.currentTime")


@pytest.mark.parametrize(("announced", "sends"), [("", "webm"), ("elevenlabs", "pcm")])
def test_a_bill_is_spoken_and_confirmed_aloud(
    demo_database: Addresses,
    books: psycopg.Connection,
    token: str,
    tmp_path: Path,
    origin: str,
    announced: str,
    sends: str,
):
    wav = say_to(tmp_path / "said.wav", BILL_ALOUD, "हाँ कर दो", pause_seconds=5)
    with (
        shop(demo_database, tmp_path, origin, BILL, "haan kar do", announced=announced) as url,
        opened("counter", origin, url, token, wav) as page,
    ):
        expect(page.locator("#status")).to_contain_text(announced or "deepgram")
        page.locator("#voice").select_option("openai")
        page.locator("#start").click()
        expect(page.locator("#intent")).to_have_text("CREATE_INVOICE", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator("#invoice")).to_contain_text("Rahul Sharma 100", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator("#response")).to_contain_text("₹600")
        done = ["CREATE_INVOICE task:completed", "CONFIRM_INVOICE task:completed"]
        expect(page.locator("#tasks li")).to_have_text(done)
        assert (owed(books, "Rahul Sharma"), bills(books, "Rahul Sharma")) == (600_00, [100_00])
        until(page, "seen.ended > 1")
        assert page.evaluate("seen.sent") == [sends]
        assert page.evaluate("seen.cut <= seen.unknown.filter((type) => type === 'voice:tts-stopped').length"), (
            "only who talks over an answer cuts it off"
        )
        page.locator("#stop").click()
        expect(page.locator("#log li").last).to_have_text("stopped")


def test_a_bill_is_spoken_and_confirmed_by_its_button(
    demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path, origin: str
):
    wav = say_to(tmp_path / "said.wav", BILL_ALOUD)
    with (
        shop(demo_database, tmp_path, origin, BILL, announced="elevenlabs") as url,
        opened("bar", origin, url, token, wav) as page,
    ):
        until(page, "welcome")
        page.locator("#mic").click()
        expect(page.locator("#draft")).to_have_text("Rahul Sharma 100", timeout=PATIENCE_MILLISECONDS)
        page.locator("#confirm").click()
        expect(page.locator("#invoice")).to_contain_text("Rahul Sharma")
        expect(page.locator("#live")).to_contain_text("₹600")
        assert (owed(books, "Rahul Sharma"), bills(books, "Rahul Sharma")) == (600_00, [100_00])
        until(page, "seen.seconds > 3")
        until_silent(page)
        assert page.evaluate("[seen.sent, seen.over]") == [["pcm"], 0]


def test_words_that_a_page_sends_as_text_once_more_are_done_once(
    demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path, origin: str
):
    wav = say_to(tmp_path / "said.wav", "राहुल ने दो सौ नकद दिए")
    with (
        shop(demo_database, tmp_path, origin, "Rahul ne 200 cash diye") as url,
        opened("bar", origin, url, token, wav, voice="browser") as page,
    ):
        until(page, "welcome")
        with books.transaction():
            books.execute("lock table account in access exclusive mode")
            page.locator("#mic").click()
            expect(page.locator("#live")).to_have_text("Rahul ne 200 cash diye", timeout=PATIENCE_MILLISECONDS)
            page.locator("#mic").click()
            until(page, "seen.repeated === 1")
        expect(page.locator("#live")).to_contain_text("₹300")
        assert owed(books, "Rahul Sharma") == 300_00


def test_a_bill_is_typed_and_confirmed_where_the_server_hears_and_speaks_nothing(
    demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path, origin: str
):
    wav = write_wav(tmp_path / "silence.wav", np.zeros(RATE))
    allowed = {"ALLOWED_ORIGINS": json.dumps([origin])}
    with (
        serving(demo_database, tmp_path / "stderr", **allowed) as url,
        opened("counter", origin, url, token, wav) as page,
    ):
        say(page, BILL)
        say(page, "haan")
        expect(page.locator("#invoice")).to_contain_text("Rahul Sharma 100")
        expect(page.locator("#response")).to_contain_text("₹600")
        assert (owed(books, "Rahul Sharma"), bills(books, "Rahul Sharma")) == (600_00, [100_00])


def test_after_a_lost_connection_a_page_that_cannot_resume_goes_on_in_a_session_of_its_own(
    demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path, origin: str
):
    wav = write_wav(tmp_path / "silence.wav", np.zeros(RATE))
    allowed = {"ALLOWED_ORIGINS": json.dumps([origin])}
    with (
        serving(demo_database, tmp_path / "stderr", **allowed) as url,
        wire(url) as line,
        opened("counter", origin, line.url, token, wav) as page,
    ):
        say(page, BILL)
        expect(page.locator("#response")).to_contain_text("₹100")
        line.cut()
        expect(page.locator("#status")).to_have_text("Disconnected")
        line.mend()
        expect(page.locator("#status")).to_contain_text("Session", timeout=20_000)
        say(page, "haan")
        expect(page.locator("#intent")).to_have_text("UNKNOWN")
        assert bills(books, "Rahul Sharma") == []
        say(page, BILL)
        say(page, "haan")
        expect(page.locator("#invoice")).to_contain_text("Rahul Sharma 100")
        assert (owed(books, "Rahul Sharma"), bills(books, "Rahul Sharma")) == (600_00, [100_00])
