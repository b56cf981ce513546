"""A card for each task."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(page: Page, seconds: float) -> None:
    """Let the page's clock stand at so many seconds after noon."""
    page.clock.set_fixed_time(NOON + timedelta(seconds=seconds))


def queue(
    shop: FakeServer, task: str, intent: str = "CHECK_BALANCE", waits: tuple[str, ...] = (), **more: object
) -> None:
    shop.tell("task:queued", {"taskId": task, "intent": intent, "entities": more, "waitsFor": list(waits)})


def tell(shop: FakeServer, task: str, what: str, **more: object) -> None:
    shop.tell(f"task:{what}", {"taskId": task, "intent": "CHECK_BALANCE"} | more)


def test_a_task_says_what_it_does_and_for_how_long(shop: FakeServer, page: Page):
    card = page.locator("#tasks .task")
    at(page, 0)
    queue(shop, "t", "RECORD_PAYMENT", customer="Rahul Sharma", amount=500)
    expect(card.locator(".title")).to_have_text("Payment · Rahul Sharma · ₹500")
    expect(card.locator(".sub")).to_have_text("Waiting · for its turn")
    at(page, 2)
    expect(card.locator(".time")).to_have_text("2.0 s")
    tell(shop, "t", "started")
    expect(card.locator(".sub")).to_have_text("Running")
    at(page, 5)
    expect(card.locator(".time")).to_have_text("3.0 s")
    at(page, 75)
    expect(card.locator(".time")).to_have_text("1 min 13 s")
    tell(shop, "t", "completed", durationMs=73_012)
    expect(card.locator(".sub")).to_have_text("Done")
    expect(card.locator(".time")).to_have_text("1 min 13 s")


def test_three_tasks_run_side_by_side_and_the_next_waits_for_the_one_it_needs(shop: FakeServer, page: Page):
    for task in ("a", "b", "c"):
        queue(shop, task, "ADD_CREDIT", customer=task)
        tell(shop, task, "started")
    queue(shop, "d", waits=("a",), customer="a")
    expect(page.locator('#tasks [data-status="RUNNING"]')).to_have_count(3)
    expect(page.locator('#tasks [data-status="QUEUED"] .sub')).to_have_text("Waiting · for: Credit")
    tell(shop, "a", "completed", durationMs=5)
    expect(page.locator('#tasks [data-status="QUEUED"] .sub')).to_have_text("Waiting · for its turn")


def test_a_task_can_be_cancelled(shop: FakeServer, page: Page):
    queue(shop, "t", customer="Rahul")
    page.get_by_role("button", name="Cancel: Balance · Rahul").click()
    assert shop.expect("task:cancel")["data"] == {"taskId": "t"}
    tell(shop, "t", "cancelled", reason="client")
    expect(page.locator("#tasks .sub")).to_have_text("Cancelled · by you")
    expect(page.locator("#tasks button:visible")).to_have_count(0)


def test_a_failed_task_says_why(shop: FakeServer, page: Page):
    queue(shop, "t")
    tell(shop, "t", "failed", error={"code": "DEADLINE", "message": "It took too long."}, durationMs=15000)
    expect(page.locator("#tasks .sub")).to_have_text("Failed · It took too long.")
    expect(page.locator("#tasks .time")).to_have_text("15 s")


def test_a_task_whose_end_nobody_told_says_that(shop: FakeServer, page: Page):
    queue(shop, "t")
    tell(shop, "t", "started")
    shop.turn_away()
    expect(page.locator("#tasks .sub")).to_have_text("Connection lost")


def test_finished_tasks_move_aside_and_go_after_five_minutes(shop: FakeServer, page: Page):
    at(page, 0)
    queue(shop, "t", customer="Rahul")
    tell(shop, "t", "completed", durationMs=5)
    expect(page.locator("#tasks .task")).to_have_count(1)
    at(page, 4)
    expect(page.locator("#tasks .task")).to_have_count(0)
    page.locator("#earlier-title").click()
    expect(page.locator("#earlier-title")).to_have_text("Finished: 1")
    expect(page.locator("#earlier-tasks .title")).to_have_text("Balance · Rahul")
    at(page, 5 * 60)
    expect(page.locator("#earlier")).to_be_hidden()


def test_stop_stops_everything(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.tell("voice:response", {"text": "speaking", "language": "en", "executionResult": {}})
    until(page, "testVoice.playing === 1")
    queue(shop, "t")
    tell(shop, "t", "started")
    page.get_by_role("button", name="Stop all tasks").click()
    shop.expect("voice:stop")
    assert page.evaluate("testVoice.playing") == 0
    assert page.evaluate("testEars.current") is None
    shop.tell("voice:stopped", {"message": "Stopped", "cancelled": ["t"]})
    expect(page.locator("#tasks .sub")).to_have_text("Cancelled · by stop")
    expect(page.locator(".line.note")).to_have_text("Everything has been stopped.")


def test_nothing_said_before_stop_is_sent_again_after_it(shop: FakeServer, page: Page):
    page.locator("#say").fill("Rahul ne 500 diye")
    page.locator("#say").press("Enter")
    shop.expect("voice:final")
    page.get_by_role("button", name="Stop all tasks").click()
    shop.expect("voice:stop")
    shop.hang_up()
    shop.expect("voice:start")
    page.locator("#say").fill("next")
    page.locator("#say").press("Enter")
    assert shop.expect("voice:final")["data"]["text"] == "next"
