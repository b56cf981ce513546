"""Where WebSockets do not get through, the page polls; and nobody who uses it has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.page.microphones import RATE, spoken
from tests.page.stubs import LOUDSPEAKER
from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.fake_server import FakeServer

NOTED = """
window.testTold = [];
addEventListener("DOMContentLoaded", () => {
  const link = document.getElementById("link-told");
  const note = () => window.testTold.push(link.textContent);
  new MutationObserver(note).observe(link, { childList: true, characterData: true, subtree: true });
});
"""
"""Notes what somebody who cannot see the page is told about its connection."""

RESUMABLE = {"resumeToken": "secret", "limits": {"resumeSeconds": 30}}


@pytest.fixture
def narrow(server: FakeServer, page: Page) -> FakeServer:
    """The server, behind something that knows no WebSockets, with the page open and connected."""
    server.breaks_upgrades = True
    page.add_init_script(NOTED)
    page.goto(server.url)
    server.expect("voice:start")
    return server


def say(page: Page, text: str) -> None:
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")


# -- taking it ---------------------------------------------------------------------


def test_a_page_whose_websocket_is_refused_polls_and_nobody_is_told_of_any_loss(narrow: FakeServer, page: Page):
    expect(page.locator("#link-short")).to_have_text("Connected")
    assert page.evaluate("testTold") == ["Connected"]
    assert (narrow.tries, len(narrow.polls)) == (1, 1)


def test_a_websocket_to_which_nothing_comes_back_is_given_up_after_five_seconds(server: FakeServer, page: Page):
    server.hangs = True
    page.clock.install()
    page.goto(server.url)
    server.expect("upgrade")
    assert server.polls == []
    page.clock.run_for(5_000)
    server.expect("voice:start")
    expect(page.locator("#link-short")).to_have_text("Connected")


def test_after_a_normal_loss_the_websocket_is_taken_again(shop: FakeServer, page: Page):
    shop.hang_up()
    shop.expect("voice:start")
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    shop.let_in()
    shop.expect("voice:start")
    assert (shop.opened, shop.polls) == (3, [])


def test_the_tab_remembers_it(narrow: FakeServer, page: Page):
    page.reload()
    narrow.expect("voice:start")
    assert (narrow.tries, len(narrow.polls)) == (1, 2)


def test_a_bad_token_is_told_on_it_too(server: FakeServer, page: Page):
    server.breaks_upgrades = True
    page.goto(server.url)
    server.expect("voice:start")
    server.token = "s3cret"
    server.hang_up(1011)
    expect(page.locator("#lost-text")).to_contain_text("Your token has expired")


def test_the_token_goes_along(server: FakeServer, page: Page):
    server.breaks_upgrades = True
    server.token = "s3cret"
    page.goto(server.url + "#token=s3cret")
    server.expect("voice:start")


# -- talking over it -----------------------------------------------------------------


def test_what_is_said_and_answered_goes_both_ways(narrow: FakeServer, page: Page):
    say(page, "राहुल का बैलेंस 😀")
    said = narrow.expect("voice:final")
    assert said["data"]["text"] == "राहुल का बैलेंस 😀"
    narrow.tell("voice:response", {"text": "₹500 बाकी", "executionResult": {}}, reply_to=said["id"], seq=2)
    expect(page.locator(".line.shop .text")).to_have_text("₹500 बाकी")
    assert page.evaluate("JSON.parse(localStorage.getItem('execora.outbox') ?? '[]')") == []


def test_speech_is_played(server: FakeServer, page: Page):
    server.breaks_upgrades = True
    server.welcome = {"ttsAvailable": True, "ttsProvider": "local"}
    page.add_init_script(LOUDSPEAKER)
    page.goto(server.url)
    server.expect("voice:start")
    page.locator("#say").click()
    piece = {"audio": spoken(np.full(RATE, 0.5)), "format": "wav", "provider": "local", "last": True}
    server.tell("voice:tts-stream", piece)
    until(page, "testSpeaker.laid.length > 0")
    assert page.evaluate("testSpeaker.laid[0].samples") == RATE
    assert page.evaluate("testSpeaker.laid[0].first") == pytest.approx(0.5, abs=0.01)


def test_a_heartbeat_is_answered(narrow: FakeServer, page: Page):
    narrow.beat()
    narrow.tell("voice:response", {"text": "after it", "executionResult": {}})
    expect(page.locator(".line.shop")).to_have_count(1)
    say(page, "behind it")
    narrow.expect("voice:final")
    assert narrow.polls[-1].pongs == 1


@pytest.mark.parametrize(
    ("code", "text"), [(4001, "Your token has expired"), (1008, "The server does not let this page in.")]
)
def test_a_goodbye_says_why(narrow: FakeServer, page: Page, code: int, text: str):
    narrow.hang_up(code)
    expect(page.locator("#lost-text")).to_contain_text(text)


# -- losing it -----------------------------------------------------------------------


def test_it_comes_back_by_the_way_that_was_good(narrow: FakeServer, page: Page):
    narrow.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    narrow.let_in()
    narrow.expect("voice:start")
    expect(page.locator("#lost")).to_be_hidden()
    assert narrow.tries == 1


def test_a_session_goes_on_where_it_was(server: FakeServer, page: Page):
    server.breaks_upgrades = True
    server.welcome = RESUMABLE
    page.goto(server.url)
    server.expect("voice:start")
    server.tell("task:queued", {"taskId": "t", "intent": "CHECK_BALANCE", "entities": {}}, seq=2)
    expect(page.locator("#tasks .sub")).to_have_text("Waiting · for its turn")
    server.hang_up(1011)
    asked = server.expect("session:resume")
    assert asked["data"]["lastSeq"] == 2
    server.tell("session:resumed", {"missed": 1}, reply_to=asked["id"], seq=2)
    server.tell("task:completed", {"taskId": "t", "intent": "CHECK_BALANCE", "durationMs": 5}, seq=3)
    expect(page.locator("#tasks .sub")).to_have_text("Done")


# -- back from it ----------------------------------------------------------------------


@pytest.fixture
def later(server: FakeServer, page: Page) -> FakeServer:
    """The page has been on the detour for ten minutes, in a session."""
    server.breaks_upgrades = True
    server.welcome = RESUMABLE
    page.clock.install()
    page.goto(server.url)
    server.expect("voice:start")
    page.evaluate("sessionStorage.setItem('execora.detour', String(Date.now()))")
    return server


def test_once_the_websocket_gets_through_again_the_session_moves_over(later: FakeServer, page: Page):
    later.breaks_upgrades = False
    page.clock.run_for(10_000)
    asked = later.expect("session:resume")
    assert asked["data"]["lastSeq"] == 1
    later.tell("session:resumed", {"missed": 0}, reply_to=asked["id"], seq=1)
    later.expect("voice:start")
    assert (later.opened, len(later.polls)) == (1, 1)
    expect(page.locator("#link-short")).to_have_text("Connected")
    later.tell("task:queued", {"taskId": "t", "intent": "CHECK_BALANCE", "entities": {}}, seq=2)
    expect(page.locator("#tasks .sub")).to_have_text("Waiting · for its turn")
    page.reload()
    later.expect("voice:start")
    assert later.opened == 2


def test_it_does_not_move_while_a_command_is_at_work(later: FakeServer, page: Page):
    later.tell("task:queued", {"taskId": "t", "intent": "CHECK_BALANCE", "entities": {}}, seq=2)
    expect(page.locator("#tasks .sub")).to_have_text("Waiting · for its turn")
    later.breaks_upgrades = False
    before = later.tries
    page.clock.run_for(10_000)
    later.expect("ping")
    later.tell("task:completed", {"taskId": "t", "intent": "CHECK_BALANCE", "durationMs": 5}, seq=3)
    expect(page.locator("#tasks .sub")).to_have_text("Done")
    assert later.tries == before
    page.clock.run_for(10_000)
    later.expect("session:resume")


def test_it_does_not_move_while_the_microphone_is_open(later: FakeServer, page: Page):
    page.locator("#open").click()
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "true")
    later.breaks_upgrades = False
    before = later.tries
    page.clock.run_for(10_000)
    later.expect("ping")
    later.tell("voice:response", {"text": "here", "executionResult": {}}, seq=2)
    expect(page.locator(".line.shop")).to_have_count(1)
    assert later.tries == before


def test_where_it_does_not_the_page_stays_where_it_is(later: FakeServer, page: Page):
    before = later.tries
    page.clock.run_for(10_000)
    later.expect("ping")
    later.tell("voice:response", {"text": "still here", "executionResult": {}}, seq=2)
    expect(page.locator(".line.shop")).to_have_count(1)
    page.clock.run_for(10_000)
    later.expect("ping")
    assert (later.tries, len(later.polls)) == (before + 1, 1)
