"""The WebSocket: it comes back by itself, and knows when not to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.conftest import Js
    from tests.page.fake_server import FakeServer


# -- the pauses ------------------------------------------------------------------


def test_the_pauses_grow_from_half_a_second_to_fifteen(js: Js):
    shortest = js("connection", "a[0].map((failures) => m.pauseBefore(failures, 0))", list(range(7)))
    longest = js("connection", "a[0].map((failures) => m.pauseBefore(failures, 1))", list(range(7)))
    assert shortest == [500, 1000, 2000, 4000, 7500, 7500, 7500]
    assert longest == [1000, 2000, 4000, 8000, 15000, 15000, 15000]


def test_while_a_session_waits_the_pauses_stay_short(js: Js):
    longest = js("connection", "a[0].map((failures) => m.pauseBefore(failures, 1, true))", list(range(5)))
    assert longest == [1000, 2000, 2000, 2000, 2000]


def test_a_try_is_given_longer_each_time_unless_a_session_waits(js: Js):
    seconds = js("connection", "a[0].map((failures) => m.patienceWith(failures) / 1000)", list(range(4)))
    assert seconds == [5, 10, 20, 20]
    assert js("connection", "m.patienceWith(3, true)") == 4000


TRIED = """(async () => {
    const [wait, forget] = [window.setTimeout, window.clearTimeout];
    const timers = [];
    window.setTimeout = (then) => timers.push(then);
    window.clearTimeout = (id) => { timers[id - 1] = null; };
    const turn = () => new Promise((done) => wait(done, 0));
    const tried = [[]];
    const makeTransport = (detour) => ({
        open: ({ closed }) => {
            const count = tried.at(-1).push(detour ? "detour" : "socket");
            if (count < 9) queueMicrotask(() => closed(null));
        },
        close() {},
    });
    const { Way } = await import("/page/way.js");
    const kept = { getItem: () => a[1] ?? null, setItem() {}, removeItem() {} };
    const listener = { connecting() {}, lost() {}, awaited: () => false };
    const connection = new m.Connection(makeTransport, new Way(kept), async () => a[0], listener);
    connection.open();
    for (let pauses = 0; pauses < 3; pauses += 1) {
        await turn();
        tried.push([]);
        timers.findLast(Boolean)();
    }
    await turn();
    [window.setTimeout, window.clearTimeout] = [wait, forget];
    return tried;
})()"""


def test_a_server_that_answers_but_lets_nobody_in_is_tried_once_each_way_and_then_left_for_a_while(js: Js):
    each = ["socket", "detour"]
    assert js("connection", TRIED, 200) == [each, each, each, each]


def test_a_server_that_does_not_answer_is_tried_the_first_way_only(js: Js):
    assert js("connection", TRIED, None) == [["socket"]] * 4


def test_a_detour_that_was_good_is_tried_once_and_then_left_for_a_while(js: Js):
    assert js("connection", TRIED, 200, "8e15") == [["detour"]] * 4


MOVED = """(async () => {
    const opened = [];
    let quiet = true;
    const makeTransport = (detour) => {
        const transport = { detour, over: false, close() { this.over = true; }, send: () => true };
        transport.open = (told) => { transport.told = told; };
        opened.push(transport);
        return transport;
    };
    const way = { detour: true, good() {}, stay() {} };
    const listener = { connecting() {}, told() {}, lost() {}, silent() {}, awaited: () => true, quiet: () => quiet };
    const connection = new m.Connection(makeTransport, way, async () => 200, listener);
    connection.open();
    opened[0].told.message({ type: "voice:start" });
    way.detour = false;
    connection.doubt();
    quiet = a[0];
    opened[1].told.message({ type: "voice:start" });
    opened[0].told.message({ type: "pong" });
    return opened.map(({ over }) => over);
})()"""
"""The detour is open, and the WebSocket that is tried beside it greets us: which of the two are over then?"""


@pytest.mark.parametrize(("quiet", "over"), [(True, [True, False]), (False, [False, True])])
def test_a_websocket_that_greets_somebody_who_has_begun_to_talk_is_left_again(js: Js, quiet: bool, over: list[bool]):
    assert js("connection", MOVED, quiet) == over


# -- losing it and coming back ---------------------------------------------------


def test_a_lost_connection_is_said_and_comes_back_by_itself(shop: FakeServer, page: Page):
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost-text")).to_have_text("Connection lost. It will reconnect by itself.")
    expect(page.locator("#lost-in")).to_have_text(re.compile(r"in \d s"))
    shop.let_in()
    shop.expect("voice:start")
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#link-short")).to_have_text("Connected")


@pytest.fixture
def waiting(shop: FakeServer, page: Page) -> FakeServer:
    """The server is back, the page waits for its next try, and its clock stands still."""
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)
    expect(page.locator("#lost-in")).to_have_text(re.compile(r"in \d s"))
    shop.let_in()
    return shop


def test_it_can_be_told_to_try_now(waiting: FakeServer, page: Page):
    page.locator("#reconnect").click()
    waiting.expect("voice:start")
    expect(page.locator("#lost")).to_be_hidden()


def test_a_network_that_comes_back_is_used_at_once(waiting: FakeServer, page: Page):
    page.evaluate("window.dispatchEvent(new Event('online'))")
    waiting.expect("voice:start")
    expect(page.locator("#lost")).to_be_hidden()


def test_a_server_that_answers_nothing_any_more_is_given_up(shop: FakeServer, page: Page):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    shop.answers_pings = False
    before = shop.opened
    page.clock.run_for(10_000)
    shop.expect("ping")
    expect(page.locator("#lost")).to_be_hidden()
    shop.files.clear()
    page.clock.run_for(5_000)
    expect(page.locator("#lost")).to_be_visible()
    assert shop.expect_files(6) == ["icon.svg"] * 6, "each connection that the browser keeps is tried"
    page.clock.run_for(1_000)
    shop.expect("voice:start")
    assert shop.opened == before + 1


@pytest.mark.parametrize("change", ["offline", "online"])
def test_a_network_that_changes_is_asked_about_at_once(shop: FakeServer, page: Page, change: str):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    shop.answers_pings = False
    page.evaluate("(change) => window.dispatchEvent(new Event(change))", change)
    shop.expect("ping")
    page.clock.run_for(5_000)
    expect(page.locator("#lost")).to_be_visible()


def test_a_server_that_answers_pings_is_kept(shop: FakeServer, page: Page):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    for count in range(1, 5):
        page.clock.run_for(10_000)
        shop.expect("ping")
        shop.tell("voice:response", {"text": "after the pong", "executionResult": {}})
        expect(page.locator(".line.shop")).to_have_count(count)
    expect(page.locator("#lost")).to_be_hidden()
    assert shop.opened == 2


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (4001, "Your token has expired or is not valid. Open the page again with a new link."),
        (1008, "The server does not let this page in."),
    ],
)
def test_a_refusal_is_said_and_not_tried_again(shop: FakeServer, page: Page, code: int, text: str):
    page.clock.install()
    page.reload()
    shop.expect("voice:start")
    before = shop.opened
    shop.hang_up(code)
    expect(page.locator("#lost-text")).to_have_text(text)
    page.clock.run_for(60_000)
    expect(page.locator("#lost-text")).to_have_text(text)
    assert shop.opened == before


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (403, "On the server, name it in ALLOWED_ORIGINS, or have the proxy pass Host on."),
        (421, "Without tokens the shop opens on its own computer only, at http://127.0.0.1."),
    ],
)
def test_an_address_that_the_server_does_not_know_is_said_and_not_tried_again(
    server: FakeServer, page: Page, status: int, text: str
):
    server.bars = status
    page.clock.install()
    page.goto(server.url)
    expect(page.locator("#lost-text")).to_contain_text(text)
    tries = server.tries
    page.clock.run_for(60_000)
    expect(page.locator("#lost-text")).to_contain_text(text)
    assert server.tries == tries


def test_a_token_that_is_about_to_expire_is_said_before(shop: FakeServer, page: Page):
    shop.tell("error", {"code": "TOKEN_EXPIRES", "error": "come back", "recoverable": True, "expiresInSeconds": 60})
    expect(page.locator("#trouble-text")).to_have_text(
        "Your token expires within a minute. Open the page again with a new link."
    )
    expect(page.get_by_text("come back")).to_have_count(0)


# -- what is said meanwhile --------------------------------------------------------


def test_what_is_typed_offline_goes_out_in_order_once_connected(shop: FakeServer, page: Page):
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    for text in ("Rahul ka balance", "Suresh ka balance"):
        page.locator("#say").fill(text)
        page.locator("#say").press("Enter")
    expect(page.locator(".line.waiting")).to_have_count(2)
    expect(page.locator(".later-text").first).to_have_text("Will be sent once connected")
    shop.let_in()
    said = [shop.expect("voice:final") for _ in range(2)]
    assert [message["data"]["text"] for message in said] == ["Rahul ka balance", "Suresh ka balance"]
    assert len({message["id"] for message in said}) == 2
    expect(page.locator(".line.waiting")).to_have_count(0)


def test_what_was_not_answered_is_sent_again_with_the_same_id(shop: FakeServer, page: Page):
    page.locator("#say").fill("Rahul ne 500 diye")
    page.locator("#say").press("Enter")
    first = shop.expect("voice:final")
    shop.hang_up()
    again = shop.expect("voice:final")
    assert (again["id"], again["data"]) == (first["id"], first["data"])
    expect(page.locator(".line.you")).to_have_count(1)


def test_what_was_answered_is_not_sent_again(shop: FakeServer, page: Page):
    page.locator("#say").fill("Rahul ne 500 diye")
    page.locator("#say").press("Enter")
    said = shop.expect("voice:final")
    shop.tell("voice:response", {"text": "Done.", "language": "en", "executionResult": {}}, reply_to=said["id"])
    expect(page.locator(".line.shop")).to_have_count(1)
    shop.hang_up()
    shop.expect("voice:start")
    page.locator("#say").fill("next")
    page.locator("#say").press("Enter")
    assert shop.expect("voice:final")["data"]["text"] == "next"


def test_what_is_typed_offline_outlives_a_reload(shop: FakeServer, page: Page):
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    page.locator("#say").fill("Rahul ka balance")
    page.locator("#say").press("Enter")
    expect(page.locator(".line.waiting")).to_have_count(1)
    shop.let_in()
    page.reload()
    assert shop.expect("voice:final")["data"]["text"] == "Rahul ka balance"
    expect(page.locator(".line.you")).to_have_text("You: Rahul ka balance")


def test_what_was_said_more_than_a_minute_ago_goes_out_only_when_it_is_said_again(shop: FakeServer, page: Page):
    old = {"id": "7" * 36, "type": "voice:final", "data": {"text": "usne 207 diye"}, "saidAt": 0, "sentAt": None}
    page.evaluate("(old) => sessionStorage.setItem('execora.outbox', JSON.stringify([{...old}]))", old)
    page.reload()
    again = page.get_by_role("button", name="Say again")
    again.wait_for()
    assert shop.heard_nothing_of("voice:final")
    again.click()
    assert shop.expect("voice:final")["id"] == old["id"]
    expect(again).to_be_hidden()


def test_what_is_typed_offline_can_be_taken_back(shop: FakeServer, page: Page):
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    page.locator("#say").fill("Rahul ne 500 diye")
    page.locator("#say").press("Enter")
    page.get_by_role("button", name="Do not send").click()
    expect(page.locator(".line.you")).to_have_count(0)
    shop.let_in()
    shop.expect("voice:start")
    assert shop.heard_nothing_of("voice:final")


# -- a session that waits ------------------------------------------------------------


@pytest.fixture
def waits(server: FakeServer, page: Page) -> FakeServer:
    """The server, which keeps sessions for half a minute, with the page in one."""
    server.welcome = {"resumeToken": "secret", "limits": {"resumeSeconds": 30}}
    page.goto(server.url)
    server.expect("voice:start")
    return server


def task(server: FakeServer, kind: str, seq: int, **data: object) -> None:
    server.tell(f"task:{kind}", {"taskId": "t", "intent": "CHECK_BALANCE", **data}, seq=seq)


def test_a_session_that_waits_goes_on_as_if_nothing_had_been(waits: FakeServer, page: Page):
    task(waits, "queued", 2, entities={})
    task(waits, "started", 3)
    expect(page.locator("#tasks .sub")).to_have_text("Running")
    waits.hang_up(1006)
    asked = waits.expect("session:resume")
    assert asked["data"]["lastSeq"] == 3
    assert waits.heard_nothing_of("voice:start"), "first of all it asks for its session"
    expect(page.locator("#lost-text")).to_have_text("Connection lost. It will reconnect by itself.")
    expect(page.locator("#tasks .sub")).to_have_text("Running")
    waits.tell("session:resumed", {"missed": 2}, reply_to=asked["id"], seq=3)
    expect(page.locator("#lost")).to_be_hidden()
    waits.expect("voice:start")
    task(waits, "started", 3)
    task(waits, "completed", 4, durationMs=5)
    waits.tell("voice:response", {"text": "₹500", "executionResult": {}}, seq=5)
    expect(page.locator("#tasks .sub")).to_have_text("Done")
    expect(page.locator(".line.shop")).to_have_count(1)


def test_what_never_arrived_is_sent_again_and_what_did_is_not(waits: FakeServer, page: Page):
    for text in ("arrives", "is lost"):
        page.locator("#say").fill(text)
        page.locator("#say").press("Enter")
    arrives, is_lost = waits.expect("voice:final"), waits.expect("voice:final")
    waits.hang_up(1006)
    asked = waits.expect("session:resume")
    waits.tell("session:resumed", {"missed": 1}, reply_to=asked["id"], seq=1)
    waits.expect("voice:start")
    waits.tell("voice:transcript", {"text": "arrives", "isFinal": True}, reply_to=arrives["id"], seq=2)
    again = waits.expect("voice:final")
    assert (again["id"], again["data"]["text"]) == (is_lost["id"], "is lost")
    expect(page.locator(".line.you")).to_have_count(2)


def test_a_stop_that_never_arrived_is_sent_again(waits: FakeServer, page: Page):
    task(waits, "queued", 2, entities={})
    waits.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    page.get_by_role("button", name="Stop all tasks").click()
    waits.let_in()
    asked = waits.expect("session:resume")
    waits.tell("session:resumed", {"missed": 0}, reply_to=asked["id"], seq=2)
    stop = waits.expect("voice:stop")
    waits.tell("voice:stopped", {"cancelled": ["t"]}, reply_to=stop["id"], seq=3)
    expect(page.locator("#tasks .sub")).to_have_text("Cancelled · by stop")


def test_a_session_that_is_over_gives_way_to_a_fresh_one(waits: FakeServer, page: Page):
    task(waits, "queued", 2, entities={})
    page.locator("#say").fill("Rahul ne 500 diye")
    page.locator("#say").press("Enter")
    said = waits.expect("voice:final")
    waits.hang_up(1001)
    asked = waits.expect("session:resume")
    waits.tell("error", {"code": "CANNOT_RESUME", "error": "It is over."}, reply_to=asked["id"], seq=2)
    assert waits.expect("voice:final")["id"] == said["id"]
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#tasks .sub")).to_have_text("Connection lost")
