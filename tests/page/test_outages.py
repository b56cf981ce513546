"""The page with the whole shop behind it, and no network at all for twenty seconds."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.page.microphones import SPOKEN_TO, say_to
from tests.page.real_shop import deepgram, owed, serving
from tests.page.waiting import PAUSE_MILLISECONDS, TRIES
from tests.page.wire import wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg
    from playwright.sync_api import Page

    from execora.store.embedded import Addresses
    from tests.emulators.middlebox import Manner

AWAY_SECONDS = 20.0

KEPT_SECONDS = 30.0
"""How long a session waits for its client, from when the network has gone at the earliest."""

PATIENCE_MILLISECONDS = 20_000

ANSWERS = 5

HEARD = ("Rahul ka balance batao", "Ramesh ka balance batao")


@pytest.fixture
def url(demo_database: Addresses, tmp_path: Path) -> Iterator[str]:
    """A shop that hears and speaks."""
    with deepgram(*HEARD) as settings, serving(demo_database, tmp_path / "stderr", **settings) as address:
        yield address


@pytest.fixture
def voice(tmp_path: Path) -> str:
    return b64encode(say_to(tmp_path / "said.wav", "राहुल का बैलेंस बताओ").read_bytes()).decode()


def say(page: Page, text: str) -> None:
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")


def lines(page: Page, who: str) -> list[str]:
    """Return what one of them has said, as the page shows it."""
    return sorted(page.locator(f".line.{who} .text").all_inner_texts())


def told(page: Page, url: str, token: str, kind: str) -> list[str]:
    """Return the texts of a kind in the one session in which anything was said, once all of it is written down."""
    for _ in range(TRIES):
        [session] = fetch(url, token, "sessions")["items"]
        messages = fetch(url, token, f"sessions/{session['id']}")["messages"]["items"]
        if sum(message["kind"] == "agent" for message in messages) >= ANSWERS:
            return sorted(message["text"] for message in messages if message["kind"] == kind)
        page.wait_for_timeout(PAUSE_MILLISECONDS)
    raise AssertionError("not all was written down")


def fetch(url: str, token: str, path: str) -> Any:  # noqa: ANN401 - whatever the JSON is
    request = urllib.request.Request(f"{url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=PATIENCE_MILLISECONDS / 1000) as answer:
        return json.load(answer)


@pytest.mark.parametrize("manner", [None, "400"], ids=["WebSocket", "polling"])
def test_a_network_that_is_gone_for_twenty_seconds_costs_nothing_but_the_time(
    page: Page, url: str, books: psycopg.Connection, token: str, voice: str, manner: Manner | None
):
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.add_init_script(SPOKEN_TO)
    answers = page.locator(".line.shop .text")
    with wire(url, manner) as line:
        page.goto(f"{line.url}/?token={token}")
        expect(page.locator("#link-short")).to_have_text("Connected")
        page.locator("#open").click()
        page.evaluate("(wav) => testSay(wav)", voice)
        expect(answers).to_have_text([re.compile("500")], timeout=PATIENCE_MILLISECONDS)

        with books.transaction():
            books.execute("lock table account in access exclusive mode")
            say(page, "Suresh Kumar ne 500 diye")
            expect(page.locator('#tasks [data-status="RUNNING"]')).to_have_count(1)
            line.vanish()
            away = time.monotonic()
            say(page, "Amit ke khate mein 200 likho")
        expect(page.locator("#lost")).to_be_visible(timeout=PATIENCE_MILLISECONDS)
        say(page, "Mohan Lal ka balance batao")
        page.wait_for_timeout(1000 * (away + AWAY_SECONDS - time.monotonic()))
        assert owed(books, "Suresh Kumar") == 1900_00, "what ran goes on without us"
        expect(answers).to_have_count(1)

        line.mend()
        expect(page.locator("#lost")).to_be_hidden(timeout=PATIENCE_MILLISECONDS)
        assert time.monotonic() - away < KEPT_SECONDS
        expect(answers).to_have_count(4, timeout=PATIENCE_MILLISECONDS)
        expect(page.locator('.task[data-status="COMPLETED"]')).to_have_count(4)
        expect(page.locator("#customers")).to_contain_text("₹4,700", timeout=PATIENCE_MILLISECONDS)
        expect(page.locator("#open")).to_have_attribute("aria-pressed", "true")
        page.evaluate("(wav) => testSay(wav)", voice)
        expect(answers).to_have_count(ANSWERS, timeout=PATIENCE_MILLISECONDS)
        assert lines(page, "you") == told(page, url, token, "user")
        assert lines(page, "shop") == told(page, url, token, "agent")
        assert page.locator(".task").count() == ANSWERS
        assert line.box is None or line.box.upgrades == 1
    assert (owed(books, "Suresh Kumar"), owed(books, "Amit Jain")) == (1900_00, 4700_00)
