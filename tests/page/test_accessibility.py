"""What axe, the accessibility checker, has to say: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer

WIDTHS = {"phone": (360, 640), "laptop": (1280, 800)}


def busy(shop: FakeServer, page: Page) -> None:
    """Let everything that the page can show be there at once."""
    items = [{"product": "Milk", "quantity": 2, "unit": "litre", "price": 30, "total": 60}]
    shop.tell("voice:transcript", {"text": "Rahul ka balance", "isFinal": True, "utteranceId": "u"})
    shop.tell("voice:response", {"text": "Kaun?", "language": "hi-en", "executionResult": {"success": False}})
    shop.tell("voice:response", {"text": "₹500", "language": "hi", "executionResult": {"success": True}})
    shop.tell("invoice:draft", {"draftId": "d", "customer": "Rahul Sharma", "items": items, "total": 60})
    shop.tell("voice:choose", {"questionId": "q", "text": "Kaun sa?", "options": [{"name": "A", "landmark": "B"}]})
    for task, ending in (("a", None), ("b", "started"), ("c", "failed"), ("e", "cancelled")):
        shop.tell("task:queued", {"taskId": task, "intent": "CHECK_BALANCE", "entities": {"customer": "Rahul"}})
        if ending:
            shop.tell(f"task:{ending}", {"taskId": task, "durationMs": 5, "reason": "client"})
    shop.tell("recording:started", {"recordingId": "r"})
    shop.tell("error", {"code": "QUEUE_FULL", "error": "full"})
    shop.tell("voice:thinking", {"transcript": "x"})
    expect(page.locator("#thinking")).to_be_visible()
    expect(page.locator("#customers li")).not_to_have_count(0)


def complaints(page: Page) -> str:
    results = Axe().run(page)
    return "" if results.violations_count == 0 else results.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_busy_page_can_be_used_by_everybody(shop: FakeServer, page: Page, width: str, theme: str):
    page.set_viewport_size({"width": WIDTHS[width][0], "height": WIDTHS[width][1]})
    page.evaluate("(theme) => localStorage.setItem('execora.theme', theme)", theme)
    page.reload()
    shop.expect("voice:start")
    busy(shop, page)
    assert complaints(page) == ""


@pytest.mark.parametrize("phase", ["listening", "hearing", "thinking", "speaking"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whatever_goes_on_can_be_read(server: FakeServer, page: Page, theme: str, phase: str):
    server.welcome = {"sttAvailable": True, "ttsAvailable": True, "sttProvider": "local", "ttsProvider": "elevenlabs"}
    page.emulate_media(reduced_motion="reduce", color_scheme="dark" if theme == "dark" else "light")
    page.goto(server.url)
    expect(page.locator("#speaks")).to_have_text("Speaks: ElevenLabs")
    page.evaluate("(phase) => (document.getElementById('phase').dataset.phase = phase)", phase)
    page.evaluate("document.getElementById('mic').ariaPressed = 'true'")
    assert complaints(page) == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_shop_on_a_phone_can_be_used_by_everybody(shop: FakeServer, page: Page, theme: str):
    page.evaluate("(theme) => localStorage.setItem('execora.theme', theme)", theme)
    page.reload()
    shop.expect("voice:start")
    page.get_by_role("button", name="Show the shop").click()
    expect(page.locator("#customers li")).not_to_have_count(0)
    assert complaints(page) == ""


def test_a_page_without_connection_can_be_used_by_everybody(shop: FakeServer, page: Page):
    shop.turn_away()
    page.locator("#say").fill("haan")
    page.locator("#say").press("Enter")
    expect(page.locator(".line.waiting")).to_be_visible()
    assert complaints(page) == ""


def test_answers_are_announced_politely_and_errors_at_once(shop: FakeServer, page: Page):
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("status")).to_have_count(2)
    expect(page.get_by_role("alert")).to_have_count(1)


def test_the_parts_of_the_page_have_names(shop: FakeServer, page: Page):
    for name in ("Conversation", "At work", "Speak or type"):
        expect(page.get_by_role("region", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("main")).to_be_visible()
