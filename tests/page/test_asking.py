"""Drafts and questions, and their buttons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer

DRAFT: dict[str, Any] = {
    "draftId": "d1",
    "customer": "Rahul Sharma",
    "items": [
        {"product": "Milk", "quantity": 2, "unit": "litre", "price": 30, "total": 60},
        {"product": "Cheeni", "quantity": 0.25, "unit": "kg", "price": 46, "total": 11.5},
    ],
    "subtotal": 71.5,
    "tax": 0,
    "discount": 0,
    "roundOff": 0,
    "total": 71.5,
    "awaitingConfirm": True,
}

QUESTION = {"questionId": "q1", "text": "Put ₹6,000 on Lakshmi Narayan?", "expiresInSeconds": 30}

CHOICE = {
    "questionId": "q2",
    "text": "Which Bharat?",
    "options": [
        {"name": "Bharat Yadav", "landmark": "ATM wala", "phoneEnd": "76"},
        {"name": "Bharat Bhushan", "landmark": "Agra wala"},
        {"name": "Bharat"},
    ],
}


# -- drafts ----------------------------------------------------------------------


def test_a_draft_shows_its_lines_and_its_total(shop: FakeServer, page: Page):
    shop.tell("invoice:draft", DRAFT)
    expect(page.locator(".draft .title")).to_have_text("Rahul Sharma")
    expect(page.locator(".bill tbody tr")).to_have_text(["Milk2 litre₹30₹60", "Cheeni0.25 kg₹46₹11.50"])
    expect(page.locator(".bill tfoot tr")).to_have_text(["Total₹71.50"])


def test_a_draft_shows_how_its_total_comes_about(shop: FakeServer, page: Page):
    shop.tell("invoice:draft", DRAFT | {"discount": 5, "roundOff": 0.5, "total": 67})
    expect(page.locator(".bill tfoot tr")).to_have_text(["Subtotal₹71.50", "Discount-₹5", "Round-off₹0.50", "Total₹67"])


@pytest.mark.parametrize(
    ("taxes", "rows"),
    [
        ({"cgst": 1.5, "sgst": 1.5, "igst": 0}, ["CGST₹1.50", "SGST₹1.50"]),
        ({"cgst": 0, "sgst": 0, "igst": 3}, ["IGST₹3"]),
        ({}, ["GST₹3"]),
    ],
)
def test_a_draft_with_gst_shows_where_the_tax_goes(
    shop: FakeServer, page: Page, taxes: dict[str, float], rows: list[str]
):
    shop.tell("invoice:draft", DRAFT | {"subtotal": 70.5, "discount": 2, "tax": 3} | taxes)
    expect(page.locator(".bill tfoot tr")).to_have_text(["Before GST₹70.50", "Discount-₹2", *rows, "Total₹71.50"])


def test_a_changed_draft_shows_its_new_lines(shop: FakeServer, page: Page):
    shop.tell("invoice:draft", DRAFT)
    expect(page.locator(".bill tbody tr")).to_have_count(2)
    shop.tell("invoice:draft", DRAFT | {"items": DRAFT["items"][:1], "total": 60})
    expect(page.locator(".bill tbody tr")).to_have_text(["Milk2 litre₹30₹60"])
    expect(page.locator(".draft")).to_have_count(1)


@pytest.mark.parametrize(("button", "kind"), [("Confirm", "invoice:confirm"), ("Discard", "invoice:cancel")])
def test_a_press_is_sent_once_and_the_buttons_wait_for_what_comes_of_it(
    shop: FakeServer, page: Page, button: str, kind: str
):
    shop.tell("invoice:draft", DRAFT)
    page.get_by_role("button", name=button, exact=True).click()
    pressed = shop.expect(kind)
    assert pressed["data"] == {"draftId": "d1"}
    expect(page.locator(".draft button:enabled")).to_have_count(0)
    result = {"success": False, "error": "INSUFFICIENT_STOCK", "data": {}}
    shop.tell("voice:response", {"text": "Only 1 litre.", "executionResult": result}, reply_to=pressed["id"])
    expect(page.locator(".draft button:enabled")).to_have_count(2)


def test_a_confirmed_draft_leaves_and_the_thumb_is_not_lost(shop: FakeServer, page: Page):
    shop.tell("invoice:draft", DRAFT)
    page.get_by_role("button", name="Confirm").click()
    shop.tell(
        "invoice:confirmed", {"draftId": "d1", "invoiceNo": "26-27/0001"}, reply_to=shop.expect("invoice:confirm")["id"]
    )
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator("#say")).to_be_focused()


def test_nothing_can_be_pressed_while_there_is_no_connection(shop: FakeServer, page: Page):
    shop.tell("invoice:draft", DRAFT)
    expect(page.locator(".draft button:enabled")).to_have_count(2)
    shop.turn_away()
    expect(page.locator(".draft button:enabled")).to_have_count(0)


# -- questions -------------------------------------------------------------------


@pytest.mark.parametrize(("button", "yes"), [("Yes", True), ("No", False)])
def test_a_question_is_answered_with_a_button(shop: FakeServer, page: Page, button: str, yes: bool):
    shop.tell("voice:confirm_needed", QUESTION)
    page.locator(".question").get_by_role("button", name=button, exact=True).click()
    assert shop.expect("voice:answer")["data"] == {"questionId": "q1", "yes": yes}
    expect(page.locator(".question")).to_have_count(0)


def test_a_choice_has_a_button_for_each_option_that_tells_them_apart(shop: FakeServer, page: Page):
    shop.tell("voice:choose", CHOICE)
    options = page.locator(".question").get_by_role("button")
    expect(options).to_have_text(["Bharat YadavATM wala · phone …76", "Bharat BhushanAgra wala", "Bharat"])
    options.nth(1).click()
    assert shop.expect("voice:answer")["data"] == {"questionId": "q2", "option": 1}


def test_a_question_counts_down_and_goes(shop: FakeServer, page: Page):
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    page.clock.set_fixed_time(noon)
    shop.tell("voice:confirm_needed", QUESTION)
    expect(page.get_by_role("timer")).to_have_text("30 s left")
    page.clock.set_fixed_time(noon + timedelta(seconds=10))
    expect(page.get_by_role("timer")).to_have_text("20 s left")
    page.clock.set_fixed_time(noon + timedelta(seconds=30))
    expect(page.locator(".question")).to_have_count(0)
    expect(page.locator(".line.note")).to_have_text("The question has lapsed; nothing was changed.")


def test_a_question_is_read_out_with_the_conversation(shop: FakeServer, page: Page):
    shop.tell("voice:confirm_needed", QUESTION)
    expect(page.get_by_role("log")).to_contain_text("Execora: Put ₹6,000 on Lakshmi Narayan?")
