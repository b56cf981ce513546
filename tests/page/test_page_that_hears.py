"""From a voice to the books: a real server and PostgreSQL, and a Chromium whose microphone plays what somebody says."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.conftest import FLAGS, NAMES
from tests.page.microphones import browser_hearing, say_to
from tests.page.real_shop import deepgram, owed, serving
from tests.page.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg
    from playwright.sync_api import Page

    from execora.store.embedded import Addresses

PATIENCE_MILLISECONDS = 60_000
"""Whisper takes a while on a machine that does other things too."""

LOCAL = {"STT": "local", "TTS": "local"}

LISTENING_IN = """
(() => {
  window.testPlayed = 0;
  window.testCut = 0;
  const { start, stop } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.stop = function () {
    window.testCut += 1;
    return stop.call(this);
  };
  AudioBufferSourceNode.prototype.start = function (...when) {
    window.testPlayed += this.buffer.duration;
    return start.apply(this, when);
  };
})();
"""
"""Counts the seconds of sound that the page plays, and how many pieces of it are cut off."""


@contextmanager
def speaking_to(url: str, token: str, wav: Path, language: str = "hi-en") -> Iterator[Page]:
    """Open the page on a laptop with a microphone that plays a file once it is opened."""
    with browser_hearing(wav, NAMES, FLAGS) as chromium:
        laptop = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-IN")
        laptop.add_init_script(f"localStorage.setItem('execora.language', '{language}')")
        laptop.add_init_script(LISTENING_IN)
        page = laptop.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(f"{url}/?token={token}")
        expect(page.locator("#link")).to_have_attribute("data-phase", "open")
        yield page
        assert troubles == []


def test_what_deepgram_hears_is_seen_written_and_answered_aloud(
    demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path
):
    wav = say_to(tmp_path / "said.wav", "राहुल ने दो सौ नकद दिए")
    with (
        deepgram("Rahul ne 200 cash diye") as settings,
        serving(demo_database, tmp_path / "stderr", **settings) as url,
        speaking_to(url, token, wav) as page,
    ):
        expect(page.locator("#hears")).to_have_text("Sunta: Deepgram")
        page.locator("#open").click()
        expect(page.locator("#interim-text")).to_contain_text("Rahul", timeout=PATIENCE_MILLISECONDS)
        you = page.locator(".line.you .text")
        expect(you).to_have_text("Rahul ne 200 cash diye", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator(".line.shop .text")).to_contain_text("₹300", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator("#today")).to_contain_text("Cash ₹200")
        assert owed(books, "Rahul Sharma") == 300_00
        until(page, "testPlayed > 1")
        expect(page.locator("#speaks")).to_have_text("Bolta: local")


def test_who_talks_over_the_answer_silences_it_and_is_heard(demo_database: Addresses, token: str, tmp_path: Path):
    wav = say_to(tmp_path / "said.wav", "मदद करो मेरी", "राहुल का बैलेंस बताओ", pause_seconds=6)
    with (
        deepgram("madad karo", "Rahul ka balance batao") as settings,
        serving(demo_database, tmp_path / "stderr", **settings) as url,
        speaking_to(url, token, wav) as page,
    ):
        page.locator("#open").click()
        expect(page.locator("#phase")).to_have_attribute("data-phase", "speaking", timeout=PATIENCE_MILLISECONDS)
        assert page.evaluate("testCut") == 0
        expect(page.locator("#phase")).to_have_attribute("data-phase", "hearing", timeout=PATIENCE_MILLISECONDS)
        until(page, "testCut > 0")
        expect(page.locator(".line.shop .text").last).to_contain_text("₹500", timeout=PATIENCE_MILLISECONDS)


def test_hindi_is_heard_on_this_machine(demo_database: Addresses, token: str, tmp_path: Path):
    wav = say_to(tmp_path / "said.wav", "राहुल का बैलेंस बताओ")
    with (
        serving(demo_database, tmp_path / "stderr", **LOCAL) as url,
        speaking_to(url, token, wav) as page,
    ):
        expect(page.locator("#hears")).to_have_text("Sunta: local")
        page.locator("#open").click()
        expect(page.locator(".line.you .text")).to_contain_text("Rahul", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator(".line.shop .text")).to_contain_text("₹500", timeout=PATIENCE_MILLISECONDS)
        until(page, "testPlayed > 1")


@pytest.mark.parametrize(("button", "balance"), [("Yes", 1900_00), ("No", 2400_00)])
def test_what_this_machine_hears_is_read_back_before_it_is_written(
    demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path, button: str, balance: int
):
    wav = say_to(tmp_path / "said.wav", "Suresh Kumar paid five hundred rupees", language="en")
    with (
        serving(demo_database, tmp_path / "stderr", **LOCAL) as url,
        speaking_to(url, token, wav, "en") as page,
    ):
        expect(page.locator("#hears")).to_have_text("Hears: local")
        page.locator("#open").click()
        question = page.locator(".question")
        expect(question.locator(".title")).to_contain_text("₹500", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator(".line.you .text")).to_contain_text(re.compile("suresh", re.IGNORECASE))
        assert owed(books, "Suresh Kumar") == 2400_00
        question.get_by_role("button", name=button, exact=True).click()
        expect(question).to_have_count(0)
        expect(page.locator(".line.shop")).to_have_count(2)
        assert owed(books, "Suresh Kumar") == balance


def test_a_server_that_is_stopped_while_somebody_speaks_ends_in_good_order(
    demo_database: Addresses, token: str, tmp_path: Path
):
    wav = say_to(tmp_path / "said.wav", "राहुल का बैलेंस बताओ और सुरेश का बैलेंस भी बताओ")
    with (
        serving(demo_database, tmp_path / "stderr", **LOCAL) as url,
        speaking_to(url, token, wav) as page,
    ):
        page.locator("#open").click()
        expect(page.locator("#interim-text")).to_contain_text("Rahul", timeout=PATIENCE_MILLISECONDS)
