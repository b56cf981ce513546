"""Talking to the server through a microphone that plays a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.page.conftest import FLAGS, IN_ENGLISH, NAMES
from tests.page.microphones import RATE, browser_hearing, spoken, voicelike, write_wav
from tests.page.stubs import STUBS
from tests.page.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.page.conftest import Js
    from tests.page.fake_server import FakeServer

FRAME_BYTES = 640
FRAMES_A_SECOND = 50
LONGER_THAN_A_TAP = 30

SPOKEN_SECONDS = 1.5
QUIET_SECONDS = 0.4

SECOND_OF_SILENCE = spoken(np.zeros(RATE))

SERVING = {"sttAvailable": True, "ttsAvailable": True, "sttProvider": "local", "ttsProvider": "local"}

WATCHED = """
(() => {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const wire = (window.testWire = { wishes: [], streams: [] });
  devices.getUserMedia = async (wishes) => {
    wire.wishes.push(wishes);
    if (wire.trouble) throw new DOMException("", wire.trouble);
    const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await open({ audio: untouched });
    wire.streams.push(stream);
    return stream;
  };
  const tracks = () => wire.streams.flatMap((stream) => stream.getTracks());
  wire.live = () => tracks().filter((track) => track.readyState === "live").length;
})();
"""
"""Notes what the page asks of the microphone, and keeps the browser from changing what it hears."""


def quiet(seconds: float) -> NDArray[np.float64]:
    return np.zeros(round(seconds * RATE))


@pytest.fixture(scope="module")
def sound() -> NDArray[np.float64]:
    return np.concatenate([quiet(QUIET_SECONDS), voicelike(SPOKEN_SECONDS), quiet(QUIET_SECONDS)])


@pytest.fixture(scope="module")
def browser(sound: NDArray[np.float64], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    wav = write_wav(tmp_path_factory.mktemp("sound") / "microphone.wav", sound)
    with browser_hearing(wav, NAMES, FLAGS) as chromium:
        yield chromium


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    phone = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, locale="en-IN")
    for script in (STUBS, IN_ENGLISH, WATCHED):
        phone.add_init_script(script)
    phone.set_default_timeout(5000)
    yield phone
    phone.close()


@pytest.fixture
def server(server: FakeServer) -> FakeServer:
    server.welcome = SERVING
    return server


def tap(page: Page) -> None:
    """Tap with the keyboard, which is a tap however slow the machine."""
    page.locator("#mic").focus()
    page.keyboard.press("Enter")


def hold(page: Page) -> None:
    page.locator("#mic").hover()
    page.mouse.down()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")


def pcm(frames: list[bytes]) -> NDArray[np.float64]:
    return np.frombuffer(b"".join(frames), "<i2") / 0x8000


def likeness(heard: NDArray[np.float64], sound: NDArray[np.float64]) -> float:
    """How alike two sounds are where they fit best: 1 is the same."""
    size = len(heard) + len(sound)
    fit = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size)))
    return float(fit.max() / np.sqrt((heard**2).sum() * (sound**2).sum()))


# -- what is heard ---------------------------------------------------------------


def test_the_server_gets_all_of_the_sound_as_it_was_in_frames_of_20_ms(
    shop: FakeServer, page: Page, sound: NDArray[np.float64]
):
    hold(page)
    shop.expect_frames(round((SPOKEN_SECONDS + 2 * QUIET_SECONDS) * FRAMES_A_SECOND))
    page.mouse.up()
    shop.expect("voice:end")
    heard = pcm(shop.frames)
    assert {len(frame) for frame in shop.frames} == {FRAME_BYTES}
    assert likeness(heard, sound) > 0.99
    assert np.abs(heard).max() == pytest.approx(np.abs(sound).max(), rel=0.02)


def test_the_browser_is_asked_to_take_our_own_voice_and_noise_out(shop: FakeServer, page: Page):
    hold(page)
    shop.expect_frames(1)
    wishes = {"echoCancellation": True, "noiseSuppression": True, "autoGainControl": True, "channelCount": 1}
    assert page.evaluate("testWire.wishes") == [{"audio": wishes}]


def test_what_is_sent_is_announced_first(shop: FakeServer, page: Page):
    page.reload()
    started = shop.expect("voice:start")["data"]
    hears = {"encoding": "pcm16", "sampleRate": 16000, "channels": 1}
    assert started == {"language": "en", "audioOut": "base64", **hears}


def test_a_browser_that_hears_at_its_own_rate_only_says_so(server: FakeServer, context: BrowserContext, page: Page):
    stubborn = """{
        const connect = AudioContext.prototype.createMediaStreamSource;
        AudioContext.prototype.createMediaStreamSource = function (stream) {
            if (this.sampleRate === 16000) throw new DOMException("rates differ", "NotSupportedError");
            return connect.call(this, stream);
        };
    }"""
    context.add_init_script(stubborn)
    page.goto(server.url)
    assert server.expect("voice:start")["data"]["sampleRate"] == 16000
    hold(page)
    rate = server.expect("voice:start")["data"]["sampleRate"]
    assert rate in (44100, 48000)
    assert {len(frame) for frame in server.expect_frames(5)} == {2 * rate // FRAMES_A_SECOND}


# -- holding and tapping -----------------------------------------------------------


def test_nothing_is_heard_before_the_button_is_pressed_and_after_it_was_let_go(shop: FakeServer, page: Page):
    assert page.evaluate("testWire.streams.length") == 0
    hold(page)
    shop.expect_frames(LONGER_THAN_A_TAP)
    page.mouse.up()
    shop.expect("voice:end")
    count = len(shop.frames)
    page.wait_for_timeout(300)
    assert len(shop.frames) == count


def test_a_tap_listens_until_the_server_has_understood_something(shop: FakeServer, page: Page):
    tap(page)
    shop.expect_frames(10)
    shop.tell("voice:transcript", {"text": "Rahul ko 500", "isFinal": False, "provider": "local"})
    expect(page.locator("#interim-text")).to_have_text("Rahul ko 500")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")
    words = {"text": "Rahul ko 500 likho", "isFinal": True, "utteranceId": "u", "provider": "local"}
    shop.tell("voice:transcript", words)
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".line.you .text")).to_have_text("Rahul ko 500 likho")
    shop.expect("voice:end")


def test_a_second_tap_ends_it(shop: FakeServer, page: Page):
    tap(page)
    shop.expect_frames(5)
    tap(page)
    shop.expect("voice:end")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")


def test_an_open_microphone_goes_on_after_an_utterance_and_while_the_server_speaks(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.tell("voice:transcript", {"text": "haan", "isFinal": True, "utteranceId": "u", "provider": "local"})
    expect(page.locator(".line.you")).to_have_count(1)
    shop.tell("voice:tts-stream", {"audio": SECOND_OF_SILENCE, "format": "wav", "provider": "local", "last": True})
    expect(page.locator("#quiet")).to_be_enabled()
    shop.expect_frames(len(shop.frames) + 20)
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "true")


def test_an_open_microphone_is_heard_again_once_the_connection_is_back(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.expect_frames(5)
    shop.hang_up()
    expect(page.locator("#lost")).to_be_visible()
    shop.frames.clear()
    assert shop.expect("voice:start")["data"]["encoding"] == "pcm16"
    shop.expect_frames(5)


def test_who_speaks_when_the_connection_goes_is_told(shop: FakeServer, page: Page):
    hold(page)
    shop.expect_frames(5)
    shop.turn_away()
    expect(page.locator("#trouble-text")).to_contain_text("you were not heard")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")


# -- the red dot -------------------------------------------------------------------


def test_the_microphone_is_let_go_some_seconds_after_the_last_word(shop: FakeServer, page: Page):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    tap(page)
    shop.expect_frames(5)
    page.clock.run_for(9_000)
    assert page.evaluate("testWire.live()") == 1
    tap(page)
    shop.expect("voice:end")
    page.clock.run_for(4_000)
    assert page.evaluate("testWire.live()") == 1
    page.clock.run_for(2_000)
    assert page.evaluate("testWire.live()") == 0


def test_stop_lets_nothing_more_be_heard(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.expect_frames(5)
    page.locator("#stop").click()
    shop.expect("voice:stop")
    count = len(shop.frames)
    page.wait_for_timeout(200)
    assert len(shop.frames) == count
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "false")
    shop.tell("voice:stopped", {"cancelled": []})
    assert shop.expect("voice:start")["data"]["encoding"] == "pcm16"


# -- what shows ----------------------------------------------------------------------


def test_the_button_shows_how_loud_it_is(shop: FakeServer, page: Page):
    page.evaluate("""() => {
        window.testLevels = [];
        const look = () => testLevels.push(Number(mic.style.getPropertyValue("--level")));
        new MutationObserver(look).observe(mic, { attributes: true, attributeFilter: ["style"] });
    }""")
    hold(page)
    shop.expect_frames(round((SPOKEN_SECONDS + QUIET_SECONDS) * FRAMES_A_SECOND))
    page.mouse.up()
    shop.expect("voice:end")
    until(page, "mic.style.getPropertyValue('--level') === '0.00'")
    assert page.evaluate("Math.max(...testLevels)") > 0.7
    assert page.evaluate("Math.min(...testLevels)") == 0


@pytest.mark.parametrize(("wish", "moves"), [("no-preference", True), ("reduce", False)])
def test_it_does_not_move_for_those_who_do_not_want_that(shop: FakeServer, page: Page, wish: str, moves: bool):
    page.emulate_media(reduced_motion="reduce" if wish == "reduce" else "no-preference")
    hold(page)
    rings = page.evaluate("""["0", "1"].map((level) => {
        mic.style.setProperty("--level", level);
        mic.style.transition = "none";
        return getComputedStyle(mic).boxShadow;
    })""")
    assert (rings[0] != rings[1]) is moves


def test_what_goes_on_is_said_in_a_word(shop: FakeServer, page: Page):
    phase = page.locator("#phase-text")
    expect(phase).to_have_text("Hold to talk")
    page.locator("#open").click()
    expect(phase).to_have_text("Listening, speak now")
    shop.tell("voice:activity", {"speaking": True})
    expect(phase).to_have_text("Hearing you…")
    shop.tell("voice:activity", {"speaking": False})
    expect(phase).to_have_text("Working on it…")
    shop.tell("voice:transcript", {"text": "haan", "isFinal": True, "utteranceId": "u", "provider": "local"})
    expect(phase).to_have_text("Listening, speak now")
    shop.tell("voice:tts-stream", {"audio": SECOND_OF_SILENCE, "format": "wav", "provider": "local", "last": True})
    expect(phase).to_have_text("Speaking…")


# -- when there is none ------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("NotAllowedError", "The microphone is blocked."),
        ("NotFoundError", "No microphone was found."),
        ("NotReadableError", "Another app is using the microphone."),
        ("AbortError", "The microphone could not be opened."),
    ],
)
def test_a_microphone_that_does_not_open_is_told_in_plain_words(shop: FakeServer, page: Page, trouble: str, told: str):
    page.evaluate("(trouble) => (testWire.trouble = trouble)", trouble)
    page.locator("#open").click()
    expect(page.locator("#trouble-text")).to_contain_text(told)
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "false")
    page.evaluate("testWire.trouble = null")
    page.locator("#open").click()
    shop.expect_frames(5)


def test_a_microphone_that_is_pulled_out_is_told(shop: FakeServer, page: Page):
    page.locator("#open").click()
    shop.expect_frames(5)
    page.evaluate("testWire.streams[0].getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(page.locator("#trouble-text")).to_contain_text("No microphone was found.")
    assert page.evaluate("testWire.live()") == 0


@pytest.mark.parametrize("code", ["NOT_STARTED", "BAD_AUDIO"])
def test_sound_that_the_server_does_not_take_ends_the_listening(shop: FakeServer, page: Page, code: str):
    page.locator("#open").click()
    shop.expect_frames(5)
    shop.tell("error", {"code": code, "error": "no"})
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#open")).to_have_attribute("aria-pressed", "false")
    page.locator("#open").click()
    assert shop.expect("voice:start")["data"]["encoding"] == "pcm16"


# -- its own rules -------------------------------------------------------------------

DEVICE = """
    const device = { opened: 0, closed: 0 };
    const open = async ({ frame, ended }) => {
        device.opened += 1;
        device.frame = (...numbers) => numbers.forEach((number) => frame(Int16Array.of(number)));
        return { rate: 16000, close: () => (device.closed += 1) };
    };
    const told = [];
    const heard = new m.Microphone(open, {
        opened: (rate) => told.push(`opened ${rate}`),
        sound: (samples) => (told.push(samples[0]), true),
        ended: () => told.push("ended"),
        level: () => {}, changed: () => {},
        trouble: (code) => told.push(code),
    });
    const soon = () => new Promise((resolve) => setTimeout(resolve));
    const frames = (from, count) => device.frame(...Array.from({ length: count }, (_, index) => from + index));
"""


def play(js: Js, script: str) -> list[object]:
    told: list[object] = js("microphone", f"await (async () => {{ {DEVICE} {script}; return told; }})()")
    return told


def test_what_was_said_just_before_the_next_press_goes_along(js: Js):
    told = play(
        js,
        """heard.press(); await soon(); frames(0, 3); heard.finish(); frames(3, 10); frames(100, 15);
        heard.press(); frames(200, 2)""",
    )
    assert told == ["opened 16000", *range(13), "ended", "opened 16000", *range(105, 115), 200, 201]


def test_who_lets_go_with_the_last_syllable_is_heard_to_its_end(js: Js):
    told = play(js, "heard.press(); await soon(); frames(0, 3); heard.finish(); frames(3, 100)")
    assert told == ["opened 16000", *range(13), "ended"]


def test_a_press_right_after_another_ends_the_first_utterance(js: Js):
    told = play(
        js, "heard.press(); await soon(); frames(0, 2); heard.finish(); frames(2, 2); heard.press(); frames(4, 1)"
    )
    assert told == ["opened 16000", 0, 1, 2, 3, "ended", "opened 16000", 4]


def test_a_press_that_ends_before_the_microphone_is_there_sends_nothing(js: Js):
    assert play(js, "heard.press(); heard.finish(); await soon(); frames(0, 5)") == []


def test_two_presses_while_it_opens_open_it_once(js: Js):
    assert play(js, "heard.press(); heard.finish(); heard.press(); await soon(); told.push(device.opened)")[-1] == 1


def test_a_tap_to_which_nobody_speaks_ends_after_ten_seconds(js: Js):
    told = play(js, "heard.press(); heard.single(); await soon(); frames(0, 600); told.push(heard.listening)")
    assert told == ["opened 16000", *range(511), "ended", False]


def test_a_tap_goes_on_for_as_long_as_somebody_speaks(js: Js):
    script = (
        "heard.press(); heard.single(); await soon(); heard.notice(true); frames(0, 900); told.push(heard.listening)"
    )
    assert play(js, script)[-1] is True


def test_a_voice_that_the_browser_cannot_take_out_is_not_heard(js: Js):
    told = play(
        js,
        """heard.keepOpen(true); await soon(); frames(0, 1); heard.hush(true); frames(10, 20); heard.hush(false);
        frames(40, 1)""",
    )
    assert told == ["opened 16000", 0, 40]


def test_a_button_that_is_held_is_heard_over_it(js: Js):
    assert play(js, "heard.hush(true); heard.press(); await soon(); frames(0, 1)") == ["opened 16000", 0]


def test_closing_forgets_the_end_of_the_utterance(js: Js):
    told = play(js, "heard.press(); await soon(); frames(0, 1); heard.close(); frames(1, 30)")
    assert told == ["opened 16000", 0]
