"""A card for each task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer


@pytest.fixture
def timed(shop: FakeServer, page: Page) -> FakeServer:
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    return shop


def queue(
    shop: FakeServer, task: str, intent: str = "CHECK_BALANCE", waits: tuple[str, ...] = (), **more: object
) -> None:
    shop.tell("task:queued", {"taskId": task, "intent": intent, "entities": more, "waitsFor": list(waits)})


def tell(shop: FakeServer, task: str, what: str, **more: object) -> None:
    shop.tell(f"task:{what}", {"taskId": task, "intent": "CHECK_BALANCE"} | more)


def test_a_task_says_what_it_does_and_for_how_long(timed: FakeServer, page: Page):
    card = page.locator("#tasks .task")
    queue(timed, "t", "RECORD_PAYMENT", customer="Rahul Sharma", amount=500)
    expect(card.locator(".title")).to_have_text("Payment · Rahul Sharma · ₹500")
    expect(card.locator(".sub")).to_have_text("Waiting · for its turn")
    tell(timed, "t", "started")
    expect(card.locator(".sub")).to_have_text("Running")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 2)
    before = card.locator(".time").inner_text()
    page.clock.run_for(1_000)
    after = card.locator(".time").inner_text()
    assert float(after.removesuffix(" s")) - float(before.removesuffix(" s")) == pytest.approx(1, abs=0.26)
    tell(timed, "t", "completed", durationMs=3012)
    page.clock.run_for(250)
    expect(card.locator(".sub")).to_have_text("Done")
    expect(card.locator(".time")).to_have_text("3.0 s")


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


def test_finished_tasks_move_aside_and_go_after_five_minutes(timed: FakeServer, page: Page):
    queue(timed, "t", customer="Rahul")
    tell(timed, "t", "completed", durationMs=5)
    expect(page.locator("#tasks .task")).to_have_count(1)
    page.clock.run_for(4_500)
    expect(page.locator("#tasks .task")).to_have_count(0)
    page.locator("#earlier-title").click()
    expect(page.locator("#earlier-title")).to_have_text("Finished: 1")
    expect(page.locator("#earlier-tasks .title")).to_have_text("Balance · Rahul")
    page.clock.fast_forward(5 * 60_000)
    expect(page.locator("#earlier")).to_be_hidden()


def test_stop_stops_everything(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.tell("voice:response", {"text": "speaking", "language": "en", "executionResult": {}})
    page.wait_for_function("testVoice.playing === 1")
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
