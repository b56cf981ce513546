"""Answers aloud: one after the other, quiet at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.page.fake_server import FakeServer


def answer(shop: FakeServer, text: str, language: str = "en") -> None:
    shop.tell("voice:response", {"text": text, "language": language, "executionResult": {}})


def said(page: Page, count: int) -> list[dict[str, Any]]:
    until(page, "(count) => testVoice.said.length === count", count)
    told: list[dict[str, Any]] = page.evaluate("testVoice.said")
    return told


def test_answers_never_overlap(shop: FakeServer, page: Page):
    for text in ("one", "two", "three"):
        answer(shop, text)
    expect(page.locator(".line.shop")).to_have_count(3)
    for count in (1, 2, 3):
        said(page, count)
        page.evaluate("testVoice.finish()")
    assert [one["text"] for one in page.evaluate("testVoice.said")] == ["one", "two", "three"]
    assert page.evaluate("testVoice.most") == 1


@pytest.mark.parametrize("event", ["voice:response", "voice:confirm_needed", "voice:choose"])
def test_what_is_made_for_the_ear_is_spoken_and_the_text_is_shown(shop: FakeServer, page: Page, event: str):
    more = {"executionResult": {}, "questionId": "q", "options": []}
    shop.tell(event, {"text": "₹1,250", "speech": "baarah sau pachaas rupaye", "language": "en", **more})
    assert said(page, 1)[0]["text"] == "baarah sau pachaas rupaye"
    expect(page.locator(".line.shop")).to_contain_text("₹1,250")


@pytest.mark.parametrize(("language", "voice"), [("hi", "hi-IN"), ("en", "en-IN"), ("hi-en", "en-IN")])
def test_an_answer_has_a_voice_of_its_own_language(shop: FakeServer, page: Page, language: str, voice: str):
    answer(shop, "x", language)
    assert said(page, 1)[0]["lang"] == voice


def test_a_language_without_a_voice_is_not_spoken(shop: FakeServer, page: Page):
    page.evaluate("speechSynthesis.voices = [{ lang: 'hi-IN' }]")
    answer(shop, "English", "en")
    answer(shop, "हिन्दी", "hi")
    assert [one["text"] for one in said(page, 1)] == ["हिन्दी"]


@pytest.mark.parametrize("event", ["voice:tts-stopped", "voice:stopped"])
def test_the_server_can_silence_it(shop: FakeServer, page: Page, event: str):
    answer(shop, "one")
    answer(shop, "two")
    said(page, 1)
    shop.tell(event, {"reason": "interrupt", "cancelled": []})
    until(page, "testVoice.playing === 0")
    answer(shop, "three")
    assert [one["text"] for one in said(page, 2)] == ["one", "three"]


def test_escape_silences_it(shop: FakeServer, page: Page):
    answer(shop, "one")
    said(page, 1)
    page.keyboard.press("Escape")
    shop.expect("voice:interrupt")
    assert page.evaluate("testVoice.playing") == 0


def test_the_quiet_button_is_there_while_it_speaks(shop: FakeServer, page: Page):
    quiet = page.get_by_role("button", name="Quiet: stop speaking")
    expect(quiet).to_be_disabled()
    answer(shop, "one")
    quiet.click()
    shop.expect("voice:interrupt")
    expect(quiet).to_be_disabled()
    expect(page.locator("#say")).to_be_focused()


def test_questions_are_spoken(shop: FakeServer, page: Page):
    shop.tell("voice:confirm_needed", {"questionId": "q", "text": "₹6,000?", "expiresInSeconds": 30})
    assert said(page, 1)[0]["text"] == "₹6,000?"


def test_speaking_can_be_turned_off_and_stays_off(shop: FakeServer, page: Page):
    speak = page.get_by_role("button", name="Speak answers aloud")
    answer(shop, "one")
    said(page, 1)
    speak.click()
    until(page, "testVoice.playing === 0")
    page.reload()
    shop.expect("voice:start")
    expect(speak).to_have_attribute("aria-pressed", "false")
    answer(shop, "two")
    expect(page.locator(".line.shop")).to_have_count(1)
    assert page.evaluate("testVoice.said") == []


def test_a_voice_that_never_ends_does_not_hold_up_the_next(shop: FakeServer, page: Page):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    answer(shop, "one")
    answer(shop, "two")
    said(page, 1)
    page.clock.run_for(6_000)
    assert [one["text"] for one in said(page, 2)] == ["one", "two"]


def test_a_device_without_a_voice_says_so(server: FakeServer, context: BrowserContext, page: Page):
    context.add_init_script("speechSynthesis.voices = []")
    page.goto(server.url)
    server.expect("voice:start")
    expect(page.get_by_role("button", name="This device has no voice to speak with")).to_be_disabled()
    page.evaluate(
        "speechSynthesis.voices = [{ lang: 'en-IN' }]; speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
    )
    expect(page.get_by_role("button", name="Speak answers aloud")).to_be_enabled()
