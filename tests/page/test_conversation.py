"""The conversation, as it is read and as it is heard by a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer


def answer(shop: FakeServer, text: str, language: str = "en", *, success: bool = True) -> None:
    shop.tell("voice:response", {"text": text, "language": language, "executionResult": {"success": success}})


def test_what_is_typed_is_sent_and_answered(shop: FakeServer, page: Page):
    page.locator("#say").fill("  Rahul ka balance  ")
    page.locator("#say").press("Enter")
    said = shop.expect("voice:final")
    assert said["data"] == {"text": "Rahul ka balance"}
    assert len(said["id"]) == 36
    answer(shop, "Rahul Sharma owes ₹500.")
    expect(page.get_by_role("log").get_by_role("listitem")).to_have_text(
        ["You: Rahul ka balance", "Execora: Rahul Sharma owes ₹500."]
    )
    expect(page.locator("#say")).to_have_value("")


def test_nothing_typed_sends_nothing(shop: FakeServer, page: Page):
    page.locator("#say").fill("   ")
    page.locator("#say").press("Enter")
    page.locator("#say").fill("haan")
    page.locator("#say").press("Enter")
    assert shop.expect("voice:final")["data"]["text"] == "haan"


def test_an_example_can_be_tried_with_one_tap(shop: FakeServer, page: Page):
    page.get_by_role("button", name="Make a bill for Rahul, 2 milk and 1 bread").click()
    assert shop.expect("voice:final")["data"]["text"] == "Make a bill for Rahul, 2 milk and 1 bread"
    expect(page.locator("#welcome")).to_be_hidden()


def test_each_line_says_in_which_language_it_is(shop: FakeServer, page: Page):
    answer(shop, "राहुल पर ₹500 बाकी है।", "hi")
    answer(shop, "Rahul par ₹500 baki hai.", "hi-en")
    expect(page.locator(".line.shop .text").first).to_have_attribute("lang", "hi")
    expect(page.locator(".line.shop .text").last).to_have_attribute("lang", "hi-Latn")


def test_what_the_server_sends_is_text_and_never_markup(shop: FakeServer, page: Page):
    nasty = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>"
    answer(shop, nasty)
    shop.tell("invoice:draft", {"draftId": "d", "customer": nasty, "items": [], "total": 0})
    shop.tell("voice:choose", {"questionId": "q", "text": nasty, "options": [{"name": nasty, "landmark": nasty}]})
    shop.tell("task:queued", {"taskId": "t", "intent": nasty, "entities": {"customer": nasty}})
    expect(page.locator(".line.shop .text").first).to_have_text(nasty)
    expect(page.locator(".draft .title")).to_have_text(nasty)
    expect(page.locator(".option .name")).to_have_text(nasty)
    expect(page.locator("#tasks .title")).to_contain_text(nasty)
    assert page.locator("main b, main img").count() == 0
    assert page.title() == "Execora"


def test_an_error_is_told_at_once_in_plain_words(shop: FakeServer, page: Page):
    shop.tell("error", {"code": "QUEUE_FULL", "error": "queue full (100)", "recoverable": True})
    expect(page.get_by_role("alert")).to_have_text("Too much is waiting already. Say it again in a moment.")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_have_text("")
    expect(page.locator("#say")).to_be_focused()


def test_an_error_with_a_code_not_known_is_told_in_the_servers_words(shop: FakeServer, page: Page):
    shop.tell("error", {"code": "SOMETHING_ELSE", "error": "The shop is closed.", "recoverable": True})
    expect(page.get_by_role("alert")).to_have_text("The shop is closed.")


def test_thinking_shows_until_the_answer(shop: FakeServer, page: Page):
    shop.tell("voice:thinking", {"transcript": "x"})
    expect(page.locator("#thinking")).to_be_visible()
    answer(shop, "y")
    expect(page.locator("#thinking")).to_be_hidden()


def at_the_end(page: Page) -> bool:
    script = "(box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2"
    answer: bool = page.locator("#talk-scroll").evaluate(script)
    return answer


def test_the_end_stays_in_sight_when_cards_take_its_room(shop: FakeServer, page: Page):
    for number in range(20):
        answer(shop, f"Answer {number}")
    expect(page.locator(".line.shop")).to_have_count(20)
    shop.tell("voice:confirm_needed", {"questionId": "q", "text": "₹6,000?", "expiresInSeconds": 30})
    expect(page.locator(".question")).to_be_visible()
    assert at_the_end(page)


def test_who_reads_further_up_is_left_there(shop: FakeServer, page: Page):
    for number in range(30):
        answer(shop, f"Answer {number}")
    expect(page.locator(".line.shop")).to_have_count(30)
    page.locator("#talk-scroll").evaluate("(box) => new Promise((done) => { box.onscroll = done; box.scrollTop = 0; })")
    answer(shop, "The last")
    expect(page.locator(".line.shop")).to_have_count(31)
    assert page.locator("#talk-scroll").evaluate("(box) => box.scrollTop") == 0
