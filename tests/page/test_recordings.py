"""Recordings on the page: that one goes on, what was kept, and what it sounds like."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import trio
from playwright.sync_api import expect

from execora.config import Config
from execora.records.archive import Archive
from execora.records.recorder import Recorder
from execora.server.auth import make_token
from execora.store.pool import Pool
from execora.store.recordings import Recordings
from execora.store.shop import find_shop
from tests.page.real_shop import SECRET, serving
from tests.page.waiting import until
from tests.records.listening import frames, tone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from execora.store.embedded import Addresses
    from tests.page.fake_server import FakeServer

HEARING = {"sttAvailable": True, "sttProvider": "deepgram"}
LATEST = str(UUID(int=2))


@pytest.fixture
def counter(server: FakeServer, page: Page) -> FakeServer:
    """The server, which hears by itself, with the page open on the shop's side."""
    server.welcome = HEARING
    page.goto(server.url)
    server.expect("voice:start")
    page.get_by_role("button", name="Show the shop").click()
    return server


def rows(page: Page) -> Locator:
    return page.locator("#recordings > li")


def test_what_was_kept_is_listed_with_its_hour_and_length(counter: FakeServer, page: Page):
    expect(rows(page).locator(".words")).to_have_text(["Mon, 2 Nov, 3:04 pm12 min 34 s", "Sun, 1 Nov, 3:04 pmNo sound"])
    player = rows(page).first.get_by_label("Play recording: Mon, 2 Nov, 3:04 pm")
    expect(player).to_be_visible()
    assert player.get_attribute("src") == f"{counter.url}api/v1/recordings/{LATEST}/audio?token=t"
    assert player.get_attribute("preload") == "none"
    expect(rows(page).last.locator("audio")).to_be_hidden()


def test_nothing_is_loaded_before_somebody_listens(counter: FakeServer, page: Page):
    expect(rows(page)).to_have_count(2)
    assert [path for path in counter.asked if "audio" in path] == []


def test_a_recording_is_begun_and_ended_with_a_button(counter: FakeServer, page: Page):
    page.get_by_role("button", name="Record", exact=True).click()
    assert counter.expect("recording:start")["data"] == {}
    expect(page.locator("#on-air")).to_be_hidden()
    counter.tell("recording:started", {"recordingId": "r"})
    expect(page.locator("#on-air-text")).to_be_visible()
    button = page.locator("#record")
    expect(button).to_have_text("Stop recording")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    counter.expect("recording:stop")
    counter.tell("recording:stopped", {"recordingId": "r", "durationSeconds": 3, "bytes": 9})
    expect(page.locator("#on-air")).to_be_hidden()
    expect(button).to_have_text("Record")


def test_that_it_goes_on_shows_everywhere_and_is_told(counter: FakeServer, page: Page):
    page.get_by_role("button", name="Back to the conversation").click()
    counter.tell("recording:started", {"recordingId": "r"})
    expect(page.locator("#on-air-told")).to_have_text("This is being recorded")
    page.locator("#on-air").get_by_role("button", name="Stop recording").click()
    counter.expect("recording:stop")


@pytest.mark.parametrize("ending", ["hang up", "RECORDING_FAILED"])
def test_what_ends_it_shows(counter: FakeServer, page: Page, ending: str):
    counter.tell("recording:started", {"recordingId": "r"})
    expect(page.locator("#on-air")).to_be_visible()
    if ending == "hang up":
        counter.turn_away()
    else:
        counter.tell("error", {"code": ending, "error": "full"})
        expect(page.locator("#trouble-text")).to_contain_text("What came before is kept")
    expect(page.locator("#on-air")).to_be_hidden()


def test_where_the_browser_hears_nothing_can_be_recorded(shop: FakeServer, page: Page):
    page.get_by_role("button", name="Show the shop").click()
    expect(page.locator("#record")).to_be_disabled()
    expect(page.locator("#record-hint")).to_contain_text("no sound reaches the server")


def test_a_new_one_shows_when_the_shop_tells(counter: FakeServer, page: Page):
    expect(rows(page)).to_have_count(2)
    counter.asked.clear()
    counter.books["recordings"]["items"].insert(0, counter.books["recordings"]["items"][0] | {"id": str(uuid4())})
    counter.tell("shop:changed", {"what": "recording", "id": "r"})
    expect(rows(page)).to_have_count(3)
    assert counter.asked == ["recordings?limit=20"]


def test_one_is_deleted_once_that_is_sure(counter: FakeServer, page: Page):
    delete = page.get_by_role("button", name="Delete recording: Mon, 2 Nov")
    page.once("dialog", lambda dialog: dialog.dismiss())
    delete.click()
    page.once("dialog", lambda dialog: dialog.accept())
    del counter.books["recordings"]["items"][0]
    delete.click()
    expect(rows(page)).to_have_count(1)
    assert counter.removed == [LATEST]


def test_one_that_may_not_be_deleted_stays_and_says_so(counter: FakeServer, page: Page):
    counter.may_remove = False
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete recording: Mon, 2 Nov").click()
    expect(page.locator("#trouble-text")).to_contain_text("Only the owner may")
    expect(rows(page)).to_have_count(2)


def test_without_any_the_page_says_so(server: FakeServer, page: Page):
    server.books["recordings"] = {"items": [], "next": None}
    page.goto(server.url)
    page.get_by_role("button", name="Show the shop").click()
    expect(page.locator("#recordings-remark")).to_have_text("Nothing has been recorded yet.")


def test_what_cannot_be_read_is_said(server: FakeServer, page: Page):
    del server.books["recordings"]
    page.goto(server.url)
    page.get_by_role("button", name="Show the shop").click()
    expect(page.locator("#recordings-remark")).to_have_text("Cannot be shown right now")


# -- with the whole shop -------------------------------------------------------


async def record(database: Addresses, folder: Path) -> None:
    """Leave a recording of six seconds in the demo shop."""
    async with Pool(database.serving, size=2) as pool:
        rows = Recordings(pool)
        async with pool.connection() as connection:
            shop = await find_shop(connection, "demo")
        assert shop
        send, receive = trio.open_memory_channel[bytes](1000)
        for frame in frames(tone(6)):
            send.send_nowait(frame)
        send.close()
        recorder = Recorder(rows, Archive(rows, folder, None, days=90))
        await recorder.record(shop.id, uuid4(), uuid4(), receive)


@pytest.fixture
def served(demo_database: Addresses, tmp_path: Path) -> Iterator[str]:
    trio.run(record, demo_database, tmp_path / "kept")
    with serving(demo_database, tmp_path / "stderr", RECORDINGS_URL=f"file://{tmp_path}/kept") as url:
        yield url


def opened(page: Page, url: str, role: str) -> Page:
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(f"{url}/?token={make_token(Config(jwt_secret=SECRET), 'demo', role, 600)}")
    expect(page.locator("#customers li")).not_to_have_count(0)
    return page


def test_a_recording_is_heard_from_any_second_on(served: str, page: Page):
    opened(page, served, "staff")
    expect(rows(page).locator(".sub")).to_have_text(["6.0 s"])
    page.evaluate("document.querySelector('#recordings audio').muted = true")
    page.evaluate("document.querySelector('#recordings audio').play()")
    until(page, "() => document.querySelector('#recordings audio').currentTime > 0.2")
    assert page.evaluate("document.querySelector('#recordings audio').duration") == pytest.approx(6, abs=0.05)
    page.evaluate("document.querySelector('#recordings audio').currentTime = 5")
    until(page, "() => document.querySelector('#recordings audio').ended")


def test_a_viewer_sees_no_recordings(served: str, page: Page):
    opened(page, served, "viewer")
    expect(page.locator("#recordings-panel")).to_be_hidden()
    expect(rows(page)).to_have_count(0)


def test_the_owner_deletes_one_for_good(served: str, page: Page, tmp_path: Path):
    opened(page, served, "owner")
    page.once("dialog", lambda dialog: dialog.accept())
    rows(page).get_by_role("button", name="Delete").click()
    expect(rows(page)).to_have_count(0)
    assert list((tmp_path / "kept").rglob("*.ogg")) == []
