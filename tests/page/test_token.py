"""The shop's token."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from json import dumps
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


def token_of(subject: str, expires: int) -> str:
    """Word a token that the page can read and nobody has to check."""
    claims = {"tenantId": "दुकान", "role": "owner", "sub": subject, "exp": expires}
    return f"head.{urlsafe_b64encode(dumps(claims, ensure_ascii=False).encode()).decode().rstrip('=')}.proof"


@pytest.fixture
def talk(server: FakeServer, page: Page) -> Page:
    """The page, in a session that the server keeps, in the middle of something."""
    server.token = token_of("asha", 1)
    server.welcome = {"resumeToken": "secret", "limits": {"resumeSeconds": 30}}
    page.goto(f"{server.url}#token={server.token}")
    server.expect("voice:start")
    page.locator("#say").fill("Rahul ne 500 diye")
    page.locator("#say").press("Enter")
    said = server.expect("voice:final")
    task = {"taskId": "t", "intent": "RECORD_PAYMENT", "entities": {}}
    server.tell("task:queued", task, reply_to=said["id"], seq=2)
    expect(page.locator("#tasks .sub")).to_have_text("Waiting · for its turn")
    return page


def go_on(server: FakeServer, page: Page) -> None:
    """Open a new link of the same speaker in the tab, and see the session go on."""
    server.token = token_of("asha", 2)
    page.goto(f"{server.url}#token={server.token}")
    asked = server.expect("session:resume")
    assert asked["data"]["lastSeq"] >= 2
    assert page.evaluate("location.href") == server.url
    server.tell("session:resumed", {"missed": 0}, reply_to=asked["id"], seq=asked["data"]["lastSeq"])
    server.expect("voice:start")
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#tasks .sub")).to_have_text("Waiting · for its turn")
    expect(page.locator(".line.you")).to_have_count(1)


def test_a_new_link_in_the_open_tab_goes_on_with_the_session_whose_token_has_expired(server: FakeServer, talk: Page):
    server.hang_up(4001)
    expect(talk.locator("#lost-text")).to_contain_text("Open the page again with a new link")
    expect(talk.locator("#tasks .sub")).to_have_text("Waiting · for its turn")
    go_on(server, talk)


def test_a_new_link_goes_on_with_the_session_before_its_token_expires(server: FakeServer, talk: Page):
    server.tell("error", {"code": "TOKEN_EXPIRES", "error": "come back", "recoverable": True}, seq=3)
    expect(talk.locator("#trouble")).to_be_visible()
    go_on(server, talk)
    expect(talk.locator("#trouble")).to_be_hidden()


def test_a_link_of_another_speaker_begins_anew_and_sends_them_nothing(server: FakeServer, talk: Page):
    server.token = token_of("ravi", 2)
    talk.goto(f"{server.url}#token={server.token}")
    server.expect("voice:start")
    expect(talk.locator("#link-short")).to_have_text("Connected")
    expect(talk.locator(".line.you")).to_have_count(0)
    assert server.heard_nothing_of("session:resume")
    assert server.heard_nothing_of("voice:final")


def test_a_fragment_without_a_token_changes_nothing(server: FakeServer, talk: Page):
    talk.goto(f"{server.url}#say")
    expect(talk.locator("#link-short")).to_have_text("Connected")
    assert server.opened == 1


def test_what_else_is_in_the_address_stays(server: FakeServer, page: Page):
    page.goto(server.url + "?a=1&token=s3cret#b=2")
    server.expect("voice:start")
    assert page.evaluate("location.search + location.hash") == "?a=1#b=2"


@pytest.mark.parametrize("address", ["", "?token=wrong", "#token=no token, टोकन"])
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
