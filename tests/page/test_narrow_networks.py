"""The page and the whole shop, with something between them that breaks WebSockets."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.microphones import SPOKEN_TO, say_to
from tests.page.real_shop import deepgram, owed, serving
from tests.page.waiting import until
from tests.page.wire import wire

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg
    from playwright.sync_api import Page

    from execora.store.embedded import Addresses
    from tests.emulators.middlebox import Manner

PATIENCE_MILLISECONDS = 20_000

PLAYED = """
window.testPlayed = 0;
const { start } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...when) {
  if (this.context !== window.testMicrophone) window.testPlayed += this.buffer.duration;
  return start.apply(this, when);
};
"""
"""Counts the seconds of speech that the page plays."""


@pytest.mark.parametrize("manner", ["502", "strips", "hangs"])
def test_whatever_breaks_websockets_the_shop_can_be_talked_to(
    page: Page, demo_database: Addresses, token: str, tmp_path: Path, manner: Manner
):
    with serving(demo_database, tmp_path / "stderr") as url, wire(url, manner) as line:
        page.goto(f"{line.url}/?token={token}")
        expect(page.locator("#link-short")).to_have_text("Connected", timeout=PATIENCE_MILLISECONDS)
        page.locator("#say").fill("Rahul ka balance batao")
        page.locator("#say").press("Enter")
        expect(page.locator(".line.shop .text")).to_have_text([re.compile("500")])
        assert line.box
        assert line.box.upgrades == 1


def test_an_answer_that_was_swallowed_with_its_connection_is_shown_all_the_same(
    page: Page, demo_database: Addresses, token: str, tmp_path: Path
):
    with serving(demo_database, tmp_path / "stderr") as url, wire(url, "502") as line:
        page.goto(f"{line.url}/?token={token}")
        expect(page.locator("#link-short")).to_have_text("Connected", timeout=PATIENCE_MILLISECONDS)
        line.proxy.down.swallows = b'"voice:response"'
        page.locator("#say").fill("Rahul ka balance batao")
        page.locator("#say").press("Enter")
        expect(page.locator(".line.shop .text")).to_have_text([re.compile("500")])
        assert line.proxy.down.swallows is None


def test_it_is_heard_and_answered_aloud_there_too(
    page: Page, demo_database: Addresses, books: psycopg.Connection, token: str, tmp_path: Path
):
    said = b64encode(say_to(tmp_path / "said.wav", "राहुल ने दो सौ नकद दिए").read_bytes()).decode()
    page.add_init_script(SPOKEN_TO)
    page.add_init_script(PLAYED)
    with (
        deepgram("Rahul ne 200 cash diye") as settings,
        serving(demo_database, tmp_path / "stderr", **settings) as url,
        wire(url, "400") as line,
    ):
        page.goto(f"{line.url}/?token={token}")
        expect(page.locator("#hears")).to_have_text("Hears: Deepgram")
        page.locator("#open").click()
        page.evaluate("(wav) => testSay(wav)", said)
        expect(page.locator(".line.you .text")).to_have_text(["Rahul ne 200 cash diye"], timeout=PATIENCE_MILLISECONDS)
        expect(page.locator(".line.shop .text")).to_have_text([re.compile("300")])
        until(page, "testPlayed > 1")
        assert owed(books, "Rahul Sharma") == 300_00
        assert line.box
        assert line.box.upgrades == 1
