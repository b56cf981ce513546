"""Who says the answers: the server or the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.page.microphones import spoken
from tests.page.stubs import LOUDSPEAKER
from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.page.fake_server import FakeServer

PIECE = {"audio": spoken(np.zeros(1600)), "format": "wav", "provider": "local", "last": False}


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
    server.welcome = {"ttsAvailable": True, "ttsProvider": "local"}
    page.goto(server.url)
    touch(page)
    return server


def answer(shop: FakeServer, text: str) -> None:
    shop.tell("voice:response", {"text": text, "language": "en", "executionResult": {}})


def test_where_the_server_speaks_the_browser_does_not(shop: FakeServer, page: Page):
    assert "ttsProvider" not in shop.expect("voice:start")["data"]
    answer(shop, "one")
    shop.tell("voice:tts-stream", PIECE)
    until(page, "testSpeaker.laid.length === 1")
    assert page.evaluate("testVoice.said") == []


def test_where_it_does_not_the_browser_speaks_and_the_server_knows(server: FakeServer, page: Page):
    page.goto(server.url)
    assert server.expect("voice:start")["data"]["ttsProvider"] == "browser"
    answer(server, "one")
    until(page, "testVoice.said.length === 1")
    expect(page.locator("#speaks")).to_have_text("Speaks: browser")


def fail(shop: FakeServer, *unsaid: str) -> None:
    left = [{"speech": text, "language": "en"} for text in unsaid]
    shop.tell("error", {"code": "TTS_UNAVAILABLE", "error": "nobody can speak now", "unsaid": left})


def test_what_the_server_could_not_say_is_said_by_the_browser(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    answer(shop, "one")
    fail(shop, "one")
    until(page, "testVoice.said.length === 1")
    assert page.evaluate("testVoice.said[0].text") == "one"
    assert shop.expect("voice:start")["data"]["ttsProvider"] == "browser"
    expect(page.locator("#speaks")).to_have_text("Speaks: browser")
    shop.hang_up()
    assert "ttsProvider" not in shop.expect("voice:start")["data"]


def test_the_browser_waits_for_what_the_server_had_begun_to_say(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    shop.tell("voice:tts-stream", PIECE)
    fail(shop, "the rest")
    answer(shop, "and more")
    expect(page.locator(".line.shop")).to_have_count(1)
    assert page.evaluate("testVoice.said") == []
    assert shop.heard_nothing_of("voice:start")
    page.evaluate("testSpeaker.goOn(1)")
    until(page, "testVoice.said.length === 1")
    page.evaluate("testVoice.finish()")
    until(page, "testVoice.said.length === 2")
    assert [said["text"] for said in page.evaluate("testVoice.said")] == ["the rest", "and more"]
    assert shop.expect("voice:start")["data"]["ttsProvider"] == "browser"


def test_the_rest_is_not_said_to_somebody_who_wants_quiet(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    shop.tell("voice:tts-stream", PIECE)
    fail(shop, "the rest")
    expect(page.locator("#speaks")).to_have_text("Speaks: browser")
    page.keyboard.press("Escape")
    assert shop.expect("voice:start")["data"]["ttsProvider"] == "browser"
    assert page.evaluate("testVoice.said") == []


def test_turned_off_nobody_speaks_and_the_server_makes_no_sound(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    shop.tell("voice:tts-stream", PIECE)
    until(page, "testSpeaker.sounding === 1")
    page.locator("#speak").click()
    assert page.evaluate("testSpeaker.sounding") == 0
    assert shop.expect("voice:start")["data"]["ttsProvider"] == "browser"
    expect(page.locator("#speaks")).to_have_text("Voice off")
    answer(shop, "one")
    shop.tell("voice:tts-stream", PIECE)
    expect(page.locator(".line.shop")).to_have_count(1)
    assert (page.evaluate("testVoice.said"), page.evaluate("testSpeaker.laid.length")) == ([], 1)
    page.locator("#speak").click()
    assert "ttsProvider" not in shop.expect("voice:start")["data"]
    shop.tell("voice:tts-stream", PIECE)
    until(page, "testSpeaker.laid.length === 2")


def test_a_device_without_a_voice_of_its_own_has_the_servers(server: FakeServer, context: BrowserContext, page: Page):
    context.add_init_script("speechSynthesis.voices = []")
    server.welcome = {"ttsAvailable": True, "ttsProvider": "local"}
    page.goto(server.url)
    expect(page.get_by_role("button", name="Speak answers aloud")).to_be_enabled()


def test_another_voice_is_told_once(shop: FakeServer, page: Page):
    expect(page.locator("#speaks")).to_have_text("Speaks: local")
    for name in ("local", "elevenlabs", "elevenlabs"):
        shop.tell("voice:tts-stream", PIECE | {"provider": name})
    expect(page.locator("#speaks")).to_have_text("Speaks: ElevenLabs")
    expect(page.locator(".line.note")).to_have_text("ElevenLabs speaks from here on.")
