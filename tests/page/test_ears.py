"""Talking to the page, with a recogniser that behaves as the browsers' do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.page.fake_server import FakeServer


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _time_stands_still(page: Page) -> None:
    """A click is a tap however slow the machine: time passes only where a test says so."""
    page.clock.set_fixed_time(NOON)


def hear(page: Page, text: str, *, final: bool = True) -> None:
    page.evaluate("([text, final]) => testEars.hear(text, final)", [text, final])


def hold(page: Page) -> None:
    page.locator("#mic").hover()
    page.mouse.down()


def listening(page: Page) -> bool:
    answer: bool = page.evaluate("testEars.current !== null")
    return answer


def test_words_show_as_they_are_spoken_and_go_out_when_they_are_final(shop: FakeServer, page: Page):
    page.locator("#mic").click()
    hear(page, "Rahul ko", final=False)
    expect(page.locator("#interim-text")).to_have_text("Rahul ko")
    assert shop.expect("voice:transcript")["data"] == {"text": "Rahul ko"}
    hear(page, "Rahul ko 500 likho")
    assert shop.expect("voice:final")["data"] == {"text": "Rahul ko 500 likho"}
    expect(page.locator("#interim")).to_be_hidden()
    expect(page.locator(".line.you")).to_have_text("You: Rahul ko 500 likho")


def test_a_tap_listens_to_one_utterance(shop: FakeServer, page: Page):
    page.locator("#mic").click()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")
    hear(page, "haan")
    shop.expect("voice:final")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")


def test_holding_listens_to_as_many_utterances_as_there_are(shop: FakeServer, page: Page):
    hold(page)
    page.clock.set_fixed_time(NOON + timedelta(seconds=1))
    hear(page, "Rahul ne 500 diye")
    hear(page, "aur Suresh ka balance", final=False)
    assert listening(page)
    page.mouse.up()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    said = [shop.expect("voice:final")["data"]["text"] for _ in range(2)]
    assert said == ["Rahul ne 500 diye", "aur Suresh ka balance"]


def test_a_touch_listens_too(shop: FakeServer, page: Page):
    page.locator("#mic").tap()
    hear(page, "haan")
    assert shop.expect("voice:final")["data"] == {"text": "haan"}
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")


def test_a_recogniser_that_ends_while_the_button_is_held_is_started_again(shop: FakeServer, page: Page):
    hold(page)
    page.evaluate("testEars.end()")
    assert listening(page)
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")


def test_a_press_while_the_last_words_are_on_their_way_is_not_lost(shop: FakeServer, page: Page):
    page.locator("#mic").click()
    page.evaluate("testEars.slow = true")
    page.locator("#mic").click()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    hold(page)
    page.evaluate("testEars.end()")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")
    assert listening(page)


def test_the_keyboard_can_turn_the_microphone_on_and_off(shop: FakeServer, page: Page):
    page.locator("#mic").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")


def test_words_that_never_became_final_are_left_to_be_checked(shop: FakeServer, page: Page):
    page.evaluate("testEars.finishes = false")
    page.locator("#mic").click()
    hear(page, "Rahul ko paanch", final=False)
    page.evaluate("testEars.end()")
    expect(page.locator("#say")).to_have_value("Rahul ko paanch")
    expect(page.locator("#interim")).to_be_hidden()
    assert shop.heard_nothing_of("voice:final")


@pytest.mark.parametrize(("language", "heard_as"), [("hi-en", "hi-IN"), ("hi", "hi-IN"), ("en", "en-IN")])
def test_it_listens_in_the_language_chosen(shop: FakeServer, page: Page, language: str, heard_as: str):
    page.locator("#language").select_option(language)
    page.locator("#mic").click()
    assert page.evaluate("testEars.current.lang") == heard_as


def test_an_open_microphone_goes_on_listening(shop: FakeServer, page: Page):
    page.locator("#open").click()
    hear(page, "Rahul ka balance")
    shop.expect("voice:final")
    page.evaluate("testEars.end()")
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "true")
    hear(page, "Suresh ka balance")
    assert shop.expect("voice:final")["data"]["text"] == "Suresh ka balance"
    page.locator("#open").click()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    assert not listening(page)


def test_an_open_microphone_does_not_hear_the_page_itself(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.tell("voice:response", {"text": "Rahul owes ₹500.", "language": "en", "executionResult": {}})
    until(page, "testVoice.playing === 1")
    until(page, "testEars.current === null")
    page.evaluate("testVoice.finish()")
    until(page, "testEars.current !== null")


def test_pressing_the_microphone_silences_the_page(shop: FakeServer, page: Page):
    shop.tell("voice:response", {"text": "Rahul owes ₹500.", "language": "en", "executionResult": {}})
    until(page, "testVoice.playing === 1")
    page.locator("#mic").click()
    shop.expect("voice:interrupt")
    assert page.evaluate("testVoice.playing") == 0
    assert listening(page)


def test_a_microphone_that_is_forbidden_is_said_in_plain_words(shop: FakeServer, page: Page):
    page.locator("#open").click()
    page.evaluate("testEars.fail('not-allowed')")
    expect(page.locator("#trouble-text")).to_contain_text("The microphone is blocked.")
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "false")


def test_silence_is_no_trouble(shop: FakeServer, page: Page):
    page.locator("#mic").click()
    page.evaluate("testEars.fail('no-speech')")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#trouble-text")).to_have_text("")


def test_a_recogniser_that_keeps_ending_is_given_up(shop: FakeServer, page: Page):
    page.locator("#open").click()
    for _ in range(3):
        page.evaluate("testEars.end()")
    expect(page.locator("#trouble-text")).to_contain_text("Listening keeps ending.")
    assert not listening(page)


def test_where_the_browser_cannot_listen_the_page_says_so_and_takes_typing(
    server: FakeServer, context: BrowserContext, page: Page
):
    context.add_init_script("window.webkitSpeechRecognition = window.SpeechRecognition = undefined")
    page.goto(server.url)
    server.expect("voice:start")
    expect(page.locator("#ears-note")).to_have_text("This browser cannot listen: please type.")
    expect(page.locator("#mic")).to_be_hidden()
    page.locator("#say").fill("haan")
    page.get_by_role("button", name="Send").click()
    assert server.expect("voice:final")["data"]["text"] == "haan"
