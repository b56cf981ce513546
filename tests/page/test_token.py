"""The shop's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer


@pytest.mark.parametrize("address", ["?token=s3cret", "#token=s3cret"])
def test_the_token_is_taken_out_of_the_address_and_used_everywhere(server: FakeServer, page: Page, address: str):
    server.token = "s3cret"
    page.goto(server.url + address)
    server.expect("voice:start")
    expect(page.locator("#customers li")).not_to_have_count(0)
    assert page.evaluate("location.href") == server.url


def test_the_token_outlives_a_reload(server: FakeServer, page: Page):
    server.token = "s3cret"
    page.goto(server.url + "?token=s3cret")
    server.expect("voice:start")
    page.reload()
    server.expect("voice:start")


def test_what_else_is_in_the_address_stays(server: FakeServer, page: Page):
    page.goto(server.url + "?a=1&token=s3cret#b=2")
    server.expect("voice:start")
    assert page.evaluate("location.search + location.hash") == "?a=1#b=2"


@pytest.mark.parametrize("address", ["", "?token=wrong"])
def test_a_missing_or_wrong_token_is_said_and_not_tried_again(server: FakeServer, page: Page, address: str):
    server.token = "s3cret"
    page.clock.install()
    page.goto(server.url + address)
    expect(page.locator("#lost-text")).to_contain_text("Your token has expired")
    asked = len(server.asked)
    page.clock.run_for(60_000)
    expect(page.locator("#lost-text")).to_contain_text("Your token has expired")
    assert len(server.asked) == asked


def test_without_a_good_token_nothing_untrue_is_shown(server: FakeServer, page: Page):
    server.token = "s3cret"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.url)
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#shop .remark")).to_have_text(["Cannot be shown right now"] * 4)
    expect(page.locator("#recordings-remark")).to_have_text("Cannot be shown right now")
    expect(page.locator("#record-hint")).to_have_text("")
