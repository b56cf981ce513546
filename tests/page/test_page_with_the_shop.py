"""The page and the whole shop: a real server, a real PostgreSQL, and somebody who types and presses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.real_shop import owed, serving
from tests.page.wire import wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg
    from playwright.sync_api import Locator, Page

    from execora.store.embedded import Addresses

BILL = "Rahul ko 2 milk aur 1 bread ka bill bana do"


@pytest.fixture
def url(demo_database: Addresses, tmp_path: Path) -> Iterator[str]:
    with serving(demo_database, tmp_path / "stderr") as address:
        yield address


@pytest.fixture
def talk(page: Page, url: str, token: str) -> Page:
    """The page on a laptop, where everything shows at once, connected to the shop."""
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(f"{url}/?token={token}")
    expect(page.locator("#link-short")).to_have_text("Connected")
    expect(page.locator("#customers li")).not_to_have_count(0)
    return page


def say(page: Page, *texts: str) -> None:
    for text in texts:
        page.locator("#say").fill(text)
        page.locator("#say").press("Enter")


def answers(page: Page) -> Locator:
    return page.locator(".line.shop .text")


def row(page: Page, part: str, name: str) -> Locator:
    return page.locator(f"#{part} li").filter(has=page.get_by_text(name, exact=True))


def show_all(page: Page) -> None:
    for part in ("customers", "products"):
        page.locator(f"#{part} ~ .more").click()


# -- the main job ----------------------------------------------------------------


def test_a_bill_is_made_and_the_shop_shows_what_came_of_it(talk: Page, books: psycopg.Connection):
    show_all(talk)
    expect(row(talk, "customers", "Rahul Sharma")).to_contain_text("₹500")
    milk = row(talk, "products", "Milk").locator(".value").inner_text()
    say(talk, BILL)
    expect(talk.locator(".draft .title")).to_have_text("Rahul Sharma")
    expect(talk.locator(".bill tbody tr")).to_have_text(["Milk2 packet₹30₹60", "Bread1 packet₹40₹40"])
    expect(talk.locator(".bill .total td")).to_have_text("₹100")
    assert owed(books, "Rahul Sharma") == 500_00

    say(talk, "haan")
    expect(talk.locator(".draft")).to_have_count(0)
    expect(answers(talk).last).to_have_text(re.compile(r"₹600"))
    expect(row(talk, "customers", "Rahul Sharma")).to_contain_text("₹600")
    expect(row(talk, "products", "Milk").locator(".value")).not_to_have_text(milk)
    expect(talk.locator("#today .figure").first).to_contain_text("Bills: 1")
    assert owed(books, "Rahul Sharma") == 600_00


@pytest.mark.parametrize(("button", "balance"), [("Confirm", 600_00), ("Discard", 500_00)])
def test_a_draft_is_settled_with_its_buttons(talk: Page, books: psycopg.Connection, button: str, balance: int):
    say(talk, BILL)
    talk.get_by_role("button", name=button, exact=True).click()
    expect(talk.locator(".draft")).to_have_count(0)
    expect(answers(talk)).to_have_count(2)
    assert owed(books, "Rahul Sharma") == balance


def test_what_another_page_does_shows_here(talk: Page, url: str, token: str):
    other = talk.context.new_page()
    other.goto(f"{url}/?token={token}")
    say(other, "Lakshmi Narayan ne 300 diye")
    expect(answers(other)).to_have_count(1)
    other.close()
    expect(row(talk, "customers", "Lakshmi Narayan")).to_contain_text("₹7,000")


# -- at once, and stopped ----------------------------------------------------------


def test_three_things_run_side_by_side_and_stop_leaves_nothing_half_done(talk: Page, books: psycopg.Connection):
    [[journals]] = books.execute("select count(*) from journal").fetchall()
    with books.transaction():
        books.execute("lock table account in access exclusive mode")
        say(talk, "Suresh Kumar ne 500 diye", "Amit ke khate mein 200 likho", "Mohan Lal ka balance batao")
        expect(talk.locator('#tasks [data-status="RUNNING"]')).to_have_count(3)
        say(talk, "Suresh Kumar ka balance batao")
        expect(talk.locator('#tasks [data-status="QUEUED"] .sub')).to_contain_text("Waiting · for: Payment")
        talk.get_by_role("button", name="Stop all tasks").click()
        expect(talk.locator(".line.note")).to_have_text("Everything has been stopped.")
        expect(talk.locator('#tasks [data-status="CANCELLED"] .sub')).to_have_text(["Cancelled · by stop"] * 4)
    assert books.execute("select count(*) from journal").fetchall() == [(journals,)]
    say(talk, "Suresh Kumar ka balance batao")
    expect(answers(talk)).to_have_text([re.compile("2,400")])


def test_one_of_three_can_be_cancelled(talk: Page, books: psycopg.Connection):
    with books.transaction():
        books.execute("lock table account in access exclusive mode")
        say(talk, "Suresh Kumar ne 500 diye", "Amit ke khate mein 200 likho")
        expect(talk.locator('#tasks [data-status="RUNNING"]')).to_have_count(2)
        talk.get_by_role("button", name="Cancel: Payment · Suresh Kumar · ₹500").click()
        expect(talk.locator('#tasks [data-status="CANCELLED"] .sub')).to_have_text("Cancelled · by you")
    expect(talk.locator('#tasks [data-status="COMPLETED"]')).to_have_count(1)
    assert (owed(books, "Suresh Kumar"), owed(books, "Amit Jain")) == (2400_00, 4700_00)


# -- questions -------------------------------------------------------------------


@pytest.mark.parametrize(("button", "balance"), [("Yes", 13_300_00), ("No", 7300_00)])
def test_a_large_amount_is_asked_about(talk: Page, books: psycopg.Connection, button: str, balance: int):
    say(talk, "Lakshmi Narayan ke khate mein 6000 likho")
    expect(talk.locator(".question .title")).to_contain_text("₹6,000")
    talk.locator(".question").get_by_role("button", name=button, exact=True).click()
    expect(answers(talk)).to_have_count(2)
    expect(talk.locator(".question")).to_have_count(0)
    assert owed(books, "Lakshmi Narayan") == balance


def test_who_is_meant_is_chosen_with_a_button(talk: Page):
    say(talk, "Bharat ka balance batao")
    options = talk.locator(".option")
    expect(options).to_have_text([re.compile("Bharat Bhushan.*Agra wala"), re.compile("Bharat Yadav.*ATM wala")])
    options.first.click()
    expect(answers(talk).last).to_have_text(re.compile("Bharat Bhushan.*900"))


# -- the connection --------------------------------------------------------------


def test_what_is_typed_while_the_server_is_away_is_done_once_when_it_is_back(
    page: Page, demo_database: Addresses, books: psycopg.Connection, tmp_path: Path, token: str
):
    with serving(demo_database, tmp_path / "stderr") as url:
        page.goto(f"{url}/?token={token}")
        expect(page.locator("#link-short")).to_have_text("Connected")
    expect(page.locator("#lost")).to_be_visible()
    say(page, "Rahul ke khate mein 50 likho")
    expect(page.locator(".line.waiting")).to_have_count(1)
    with serving(demo_database, tmp_path / "stderr", port=int(url.rpartition(":")[-1])):
        expect(answers(page)).to_have_text([re.compile("550")], timeout=20_000)
        expect(page.locator("#lost")).to_be_hidden()
    assert owed(books, "Rahul Sharma") == 550_00


def test_a_wire_that_is_cut_in_the_middle_of_it_changes_nothing_but_the_time(
    page: Page, url: str, books: psycopg.Connection, token: str
):
    page.set_viewport_size({"width": 1280, "height": 1600})
    with wire(url) as line:
        page.goto(f"{line.url}/?token={token}")
        expect(page.locator("#link-short")).to_have_text("Connected")
        with books.transaction():
            books.execute("lock table account in access exclusive mode")
            say(page, "Suresh Kumar ne 500 diye", "Amit ke khate mein 200 likho")
            expect(page.locator('#tasks [data-status="RUNNING"]')).to_have_count(2)
            line.cut()
            expect(page.locator("#lost-text")).to_have_text("Connection lost. It will reconnect by itself.")
            say(page, "Mohan Lal ka balance batao")
        expect(page.locator("#lost-in")).to_have_text(re.compile("Trying|in 2 s"), timeout=10_000)
        expect(page.locator('#tasks [data-status="RUNNING"]')).to_have_count(2)
        line.mend()
        expect(answers(page)).to_have_count(3, timeout=20_000)
        expect(page.locator("#lost")).to_be_hidden()
        expect(page.locator(".line.you")).to_have_count(3)
        expect(page.locator('.task[data-status="COMPLETED"]')).to_have_count(3)
        expect(page.locator(".task")).to_have_count(3)
    assert (owed(books, "Suresh Kumar"), owed(books, "Amit Jain")) == (1900_00, 4700_00)


@pytest.mark.parametrize("query", ["", "?token=wrong"])
def test_nobody_comes_in_without_a_token(page: Page, url: str, query: str):
    page.goto(f"{url}/{query}")
    expect(page.locator("#lost-text")).to_contain_text("Your token has expired or is not valid.")
