"""Who listens: the server or the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.page.conftest import Js
    from tests.page.fake_server import FakeServer

SERVING = {"sttAvailable": True, "sttProvider": "deepgram"}

ABLE = """
navigator.mediaDevices.getUserMedia = async () => new MediaStreamAudioDestinationNode(new AudioContext()).stream;
"""
"""A microphone in a silent room."""


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.add_init_script(ABLE)
    return context


@pytest.fixture
def shop(server: FakeServer, page: Page) -> FakeServer:
    server.welcome = SERVING
    page.goto(server.url)
    return server


def unavailable(shop: FakeServer) -> None:
    shop.tell("error", {"code": "STT_UNAVAILABLE", "error": "nobody can hear now"})


def test_where_the_server_hears_the_browsers_recogniser_does_not(shop: FakeServer, page: Page):
    assert shop.expect("voice:start")["data"]["encoding"] == "pcm16"
    page.locator("#open").click()
    shop.expect_frames(5)
    assert page.evaluate("testEars.all.length") == 0
    expect(page.locator("#hears")).to_have_text("Hears: Deepgram")


def test_where_it_does_not_the_browser_hears_and_the_server_knows(server: FakeServer, page: Page):
    page.goto(server.url)
    assert server.expect("voice:start")["data"]["sttProvider"] == "browser"
    page.locator("#open").click()
    until(page, "testEars.current !== null")
    expect(page.locator("#hears")).to_have_text("Hears: browser")


def test_a_browser_without_a_microphone_to_open_uses_its_recogniser(
    server: FakeServer, context: BrowserContext, page: Page
):
    context.add_init_script("delete window.AudioWorkletNode")
    server.welcome = SERVING
    page.goto(server.url)
    assert server.expect("voice:start")["data"]["sttProvider"] == "browser"


def test_an_open_microphone_goes_over_to_the_browser_when_the_server_cannot_hear(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    page.locator("#open").click()
    shop.expect_frames(5)
    unavailable(shop)
    until(page, "testEars.current !== null")
    expect(page.locator("#trouble-text")).to_contain_text("the browser listens instead")
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#hears")).to_have_text("Hears: browser")
    assert shop.expect("voice:start")["data"]["sttProvider"] == "browser"


def test_without_a_recogniser_there_is_typing_and_after_a_while_the_server_again(
    server: FakeServer, context: BrowserContext, page: Page
):
    context.add_init_script("window.webkitSpeechRecognition = window.SpeechRecognition = undefined")
    page.clock.install()
    server.welcome = SERVING
    page.goto(server.url)
    server.expect("voice:start")
    page.locator("#open").click()
    server.expect_frames(1)
    unavailable(server)
    expect(page.locator("#trouble-text")).to_contain_text("Please type for now.")
    expect(page.locator("#mic")).to_be_hidden()
    server.expect("voice:start")
    for _ in range(16):  # so often that the line does not seem dead, though a reply or two come late
        page.clock.run_for(4_000)
        server.tell("pong")
    server.tell("voice:response", {"text": "told", "executionResult": {}})
    expect(page.locator("#mic")).to_be_visible()
    page.locator("#open").click()
    assert server.expect("voice:start")["data"]["encoding"] == "pcm16"


def test_the_next_connection_asks_the_server_again(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    unavailable(shop)
    assert shop.expect("voice:start")["data"]["sttProvider"] == "browser"
    shop.hang_up()
    assert shop.expect("voice:start")["data"]["encoding"] == "pcm16"


def test_without_a_connection_the_browser_hears_and_its_words_wait(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    page.locator("#open").click()
    page.evaluate("testEars.hear('Rahul ko 500 likho', true)")
    expect(page.locator(".line.waiting .text")).to_have_text("Rahul ko 500 likho")


def test_another_recogniser_is_told_once(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    for index, name in enumerate(("deepgram", "local", "local")):
        words = {"text": name, "isFinal": True, "utteranceId": str(index), "provider": name}
        shop.tell("voice:transcript", words)
    expect(page.locator(".line.you")).to_have_count(3)
    expect(page.locator("#hears")).to_have_text("Hears: local")
    expect(page.locator(".line.note")).to_have_text("local hears you from here on.")


def test_who_hears_is_what_was_said_last_about_it(shop: FakeServer, page: Page):
    shop.expect("voice:start")
    shop.tell("voice:started", {"sttProvider": "local", "ttsProvider": "browser"})
    expect(page.locator("#hears")).to_have_text("Hears: local")
    expect(page.locator(".line.note")).to_have_count(0)


def test_words_that_were_heard_lead_back_from_the_shop(shop: FakeServer, page: Page):
    page.get_by_role("button", name="Show the shop").click()
    shop.tell("voice:transcript", {"text": "haan", "isFinal": True, "utteranceId": "u", "provider": "local"})
    expect(page.locator("#talk")).to_be_visible()


@pytest.mark.parametrize(("by_server", "hushed"), [(True, []), (False, ["microphone"])])
def test_over_the_servers_voice_one_can_talk_and_over_the_browsers_not(js: Js, by_server: bool, hushed: list[str]):
    script = """(() => {
        const told = [];
        const idle = { able: true, listening: false, open: false };
        const ears = (name) => ({ ...idle, hush: (quiet) => quiet && told.push(name) });
        new m.Hearing(ears("microphone"), ears("recogniser")).hush(true, a[0]);
        return told;
    })()"""
    assert sorted(js("hearing", script, by_server)) == sorted(["recogniser", *hushed])
