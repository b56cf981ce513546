"""The server's voice: piece after piece, silent at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.page.microphones import spoken
from tests.page.stubs import LOUDSPEAKER
from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.page.fake_server import FakeServer

LEAD_SECONDS = 0.06


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.add_init_script(LOUDSPEAKER)
    return context


def touch(page: Page) -> None:
    """Touch the page, and wait until it has felt it."""
    page.locator("#say").click()
    expect(page.locator("#say")).to_be_focused()


@pytest.fixture
def shop(server: FakeServer, page: Page) -> FakeServer:
    """The server, which speaks by itself, with a page that somebody has touched."""
    server.welcome = {"ttsAvailable": True, "ttsProvider": "local"}
    page.goto(server.url)
    server.expect("voice:start")
    touch(page)
    return server


def tell(shop: FakeServer, seconds: float, *, loud: float = 0.5, last: bool = False, rate: int = 16_000) -> None:
    sound = spoken(np.full(round(seconds * rate), loud), rate)
    shop.tell("voice:tts-stream", {"audio": sound, "format": "wav", "provider": "local", "last": last})


def played(page: Page, count: int) -> list[dict[str, Any]]:
    until(page, "(count) => testSpeaker.laid.length === count", count)
    laid: list[dict[str, Any]] = page.evaluate("testSpeaker.laid")
    return laid


def go_on(page: Page, seconds: float) -> None:
    page.evaluate("(seconds) => testSpeaker.goOn(seconds)", seconds)


def test_pieces_follow_each_other_without_a_gap_and_never_overlap(shop: FakeServer, page: Page):
    for seconds in (0.5, 0.25, 1):
        tell(shop, seconds)
    pieces = played(page, 3)
    assert [piece["at"] for piece in pieces] == pytest.approx([LEAD_SECONDS, LEAD_SECONDS + 0.5, LEAD_SECONDS + 0.75])
    assert [piece["seconds"] for piece in pieces] == [0.5, 0.25, 1]


def test_a_piece_is_played_as_it_was_sent_at_its_own_rate(shop: FakeServer, page: Page):
    tell(shop, 0.5, loud=-0.25, rate=22_050)
    [piece] = played(page, 1)
    assert (piece["rate"], piece["contextRate"], piece["samples"]) == (22_050, 22_050, 11_025)
    assert piece["first"] == pytest.approx(-0.25, abs=1e-4)


def test_a_piece_that_comes_late_is_played_at_once(shop: FakeServer, page: Page):
    tell(shop, 0.5)
    played(page, 1)
    go_on(page, 2)
    tell(shop, 0.5)
    assert played(page, 2)[1]["at"] == pytest.approx(2 + LEAD_SECONDS)


def test_another_rate_waits_for_the_sound_before_it(shop: FakeServer, page: Page):
    tell(shop, 0.5)
    tell(shop, 0.5, rate=24_000)
    pieces = played(page, 2)
    assert [piece["contextRate"] for piece in pieces] == [16_000, 16_000]
    assert pieces[1]["at"] == pytest.approx(LEAD_SECONDS + 0.5)


def test_it_shows_that_it_speaks_until_the_answer_has_ended(shop: FakeServer, page: Page):
    quiet = page.locator("#quiet")
    expect(quiet).to_be_disabled()
    tell(shop, 0.5)
    expect(quiet).to_be_enabled()
    expect(page.locator("#phase-text")).to_have_text("Speaking…")
    go_on(page, 1)
    expect(quiet).to_be_enabled()
    tell(shop, 0.5, last=True)
    played(page, 2)
    go_on(page, 1)
    expect(quiet).to_be_disabled()


def test_an_answer_whose_end_never_comes_is_not_waited_for_forever(shop: FakeServer, page: Page):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    touch(page)
    tell(shop, 0.5)
    played(page, 1)
    go_on(page, 1)
    expect(page.locator("#quiet")).to_be_enabled()
    page.clock.run_for(5_000)
    expect(page.locator("#quiet")).to_be_disabled()


def silent(page: Page) -> bool:
    answer: bool = page.evaluate("testSpeaker.sounding === 0")
    return answer


@pytest.mark.parametrize("event", ["voice:tts-stopped", "voice:stopped"])
def test_the_server_can_silence_it(shop: FakeServer, page: Page, event: str):
    tell(shop, 5)
    tell(shop, 5)
    played(page, 2)
    shop.tell(event, {"reason": "interrupt", "cancelled": []})
    until(page, "testSpeaker.sounding === 0")
    tell(shop, 1)
    assert len(played(page, 3)) == 3


@pytest.mark.parametrize("how", ["quiet", "Escape", "mic"])
def test_it_is_silent_at_once_and_drops_what_still_comes_of_it(shop: FakeServer, page: Page, how: str):
    tell(shop, 5)
    played(page, 1)
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        page.locator(f"#{how}").click()
    assert silent(page)
    shop.expect("voice:interrupt")
    tell(shop, 5)
    shop.tell("voice:tts-stopped", {"reason": "interrupt"})
    tell(shop, 1)
    assert [piece["seconds"] for piece in played(page, 2)] == [5, 1]


def test_it_is_silent_when_the_connection_goes(shop: FakeServer, page: Page):
    tell(shop, 5)
    played(page, 1)
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    assert silent(page)


def test_a_page_that_nobody_has_touched_plays_nothing_late(server: FakeServer, page: Page):
    server.welcome = {"ttsAvailable": True, "ttsProvider": "local"}
    page.goto(server.url)
    server.expect("voice:start")
    tell(server, 1)
    server.tell("voice:response", {"text": "told", "executionResult": {}})
    expect(page.locator(".line.shop")).to_have_count(1)
    touch(page)
    tell(server, 2)
    assert [piece["seconds"] for piece in played(page, 1)] == [2]


def test_the_first_touch_lets_the_page_make_sound(shop: FakeServer, page: Page):
    assert page.evaluate("testSpeaker.contexts[0].state") == "running"
