"""Language, colours, the keyboard, and the two views of a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from execora.server.static import read_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.page.fake_server import FakeServer


# -- language --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "tag", "stop"), [("hi-en", "hi-Latn", "Roko"), ("hi", "hi", "रोको"), ("en", "en-IN", "Stop")]
)
def test_a_language_is_that_of_the_page_and_of_the_answers(
    shop: FakeServer, page: Page, language: str, tag: str, stop: str
):
    page.get_by_label("Language").select_option(language)
    if language != "en":
        assert shop.expect("voice:start")["data"]["language"] == language
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.locator("#stop .caption")).to_have_text(stop)


def test_a_language_is_remembered(shop: FakeServer, page: Page):
    page.get_by_label("Language").select_option("hi")
    assert shop.expect("voice:start")["data"]["language"] == "hi"
    page.reload()
    assert shop.expect("voice:start")["data"]["language"] == "hi"
    expect(page.locator("#stop .caption")).to_have_text("रोको")


def test_hinglish_comes_first(server: FakeServer, browser: Browser):
    page = browser.new_page()
    page.goto(server.url)
    assert server.expect("voice:start")["data"]["language"] == "hi-en"
    page.close()


@pytest.mark.parametrize(
    "garbage", ["localStorage.setItem('execora.language', 'xx')", "sessionStorage.setItem('execora.outbox', '7')"]
)
def test_what_the_browser_keeps_may_be_garbage(shop: FakeServer, page: Page, garbage: str):
    page.evaluate(garbage)
    page.reload()
    shop.expect("voice:start")
    expect(page.locator("#link-short")).not_to_have_text("")


# -- dark and light --------------------------------------------------------------


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_devices_colours_are_taken(server: FakeServer, page: Page, theme: str):
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(server.url)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)


def test_colours_can_be_changed_and_are_remembered(shop: FakeServer, page: Page):
    dark = page.get_by_role("button", name="Dark colours")
    expect(dark).to_have_attribute("aria-pressed", "false")
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


# -- the keyboard ----------------------------------------------------------------


def test_the_first_tab_offers_the_way_to_the_message_box(shop: FakeServer, page: Page):
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the message box")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_focused()


def test_a_bill_can_be_made_with_the_keyboard_alone(shop: FakeServer, page: Page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Rahul ko 2 milk ka bill bana do")
    page.keyboard.press("Enter")
    shop.expect("voice:final")
    items = [{"product": "Milk", "quantity": 2, "unit": "litre", "price": 30, "total": 60}]
    shop.tell("invoice:draft", {"draftId": "d", "customer": "Rahul Sharma", "items": items, "total": 60})
    confirm = page.get_by_role("button", name="Confirm")
    expect(confirm).to_be_visible()
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if confirm.evaluate("(button) => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert shop.expect("invoice:confirm")["data"] == {"draftId": "d"}


def test_what_has_the_focus_can_be_seen(shop: FakeServer, page: Page):
    for _ in range(14):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")


# -- a phone ---------------------------------------------------------------------


def test_the_shop_is_one_tap_away_and_saying_something_leads_back(shop: FakeServer, page: Page):
    expect(page.locator("#shop")).to_be_hidden()
    page.get_by_role("button", name="Show the shop").click()
    expect(page.locator("#shop")).to_be_visible()
    expect(page.locator("#talk")).to_be_hidden()
    page.locator("#say").fill("haan")
    page.locator("#say").press("Enter")
    expect(page.locator("#talk")).to_be_visible()


def test_a_draft_that_waits_shows_on_the_way_back_from_the_shop(shop: FakeServer, page: Page):
    page.get_by_role("button", name="Show the shop").click()
    shop.tell("invoice:draft", {"draftId": "d", "customer": "Rahul", "items": [], "total": 0})
    expect(page.get_by_role("button", name="Back to the conversation")).to_contain_class("wanted")


def test_a_laptop_shows_everything_at_once(server: FakeServer, context: BrowserContext, page: Page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.url)
    for part in ("#talk", "#work", "#shop", "#dock"):
        expect(page.locator(part)).to_be_in_viewport()
    expect(page.locator("#view")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 640), (360, 740), (768, 1024), (1280, 800)])
def test_nothing_is_cut_off_at_the_side(shop: FakeServer, page: Page, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for language in ("hi-en", "hi", "en"):
        page.locator("#language").select_option(language)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for part in ("#theme", "#stop", "#form button"):
            box = page.locator(part).bounding_box()
            assert box
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height


def test_whatever_is_to_be_pressed_is_large_enough_for_a_thumb(shop: FakeServer, page: Page):
    shop.tell("voice:confirm_needed", {"questionId": "q", "text": "?", "expiresInSeconds": 30})
    shop.tell("invoice:draft", {"draftId": "d", "customer": "Rahul", "items": [], "total": 0})
    shop.tell("task:queued", {"taskId": "t", "intent": "CHECK_BALANCE", "entities": {}})
    shop.tell("error", {"code": "X", "error": "Bad."})
    expect(page.locator("#tasks .task")).to_be_visible()
    expect(page.locator("#trouble-shut")).to_be_visible()
    script = """() => Array.from(document.querySelectorAll("button, select, input, summary"))
        .filter((node) => node.checkVisibility({ visibilityProperty: true }))
        .map((node) => [node.id || node.textContent, node.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""
    assert page.evaluate(script) == []


def test_mic_and_stop_are_within_a_thumbs_reach(shop: FakeServer, page: Page):
    for part in ("#mic", "#stop", "#say"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] > 640 * 0.7


# -- what it is made of ------------------------------------------------------------


def test_nothing_is_fetched_from_elsewhere(server: FakeServer, page: Page):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(server.url)
    server.expect("voice:start")
    expect(page.locator("#customers li")).not_to_have_count(0)
    assert hosts == {server.url.split("/")[2]}


def test_every_module_is_asked_for_at_once_and_not_one_after_the_other():
    beside_the_sound = {"frames.js"}
    modules = {name for name in read_page() if name.endswith(".js")} - beside_the_sound
    named = set(re.findall(r'(?:modulepreload" href|src)="page/(\w+\.js)"', read_page()["index.html"].content.decode()))
    assert named == modules


def test_its_icons_are_drawn(shop: FakeServer, page: Page):
    box = page.locator("#stop use").bounding_box()
    assert box
    assert box["width"] > 10
