"""What the shop looks like now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

    from tests.page.conftest import Js
    from tests.page.fake_server import FakeServer


def rows(page: Page, part: str) -> Locator:
    return page.locator(f"#{part} > li")


def test_who_owes_most_comes_first_and_who_owes_nothing_is_not_shown(shop: FakeServer, page: Page):
    expect(rows(page, "customers").first).to_have_text("Lakshmi NarayanThana road₹7,300")
    expect(rows(page, "customers")).to_have_count(7)
    expect(page.locator("#owing-count")).to_have_text("Customers: 7")
    assert "Ramesh" not in page.locator("#customers").inner_text()


def test_what_runs_low_comes_first_and_is_marked(shop: FakeServer, page: Page):
    expect(rows(page, "products").first).to_have_text("Bread₹45 / packetLow4 packet")
    expect(page.locator("#products .badge:not([hidden])")).to_have_text(["Low", "Low"])
    expect(page.locator("#stock-low")).to_have_text("2 low")


def test_today_is_shown_in_figures(shop: FakeServer, page: Page):
    expect(page.locator("#today-date")).to_have_text("Friday, 20 November")
    expect(page.locator("#today .figure").nth(1)).to_have_text("Received₹5,200.50Cash ₹3,700.50 · UPI ₹1,500")


def test_reminders_say_whom_how_much_and_when(shop: FakeServer, page: Page):
    expect(rows(page, "reminders")).to_have_text(["Suresh KumarSat, 21 Nov, 7:00 pm₹2,400"])


def test_a_reminder_without_an_amount_is_for_what_is_owed(server: FakeServer, page: Page):
    server.books["reminders"]["items"][0]["amount"] = None
    page.goto(server.url)
    expect(rows(page, "reminders")).to_have_text(["Suresh KumarSat, 21 Nov, 7:00 pmwhat is owed"])


def test_an_empty_shop_says_so(server: FakeServer, page: Page):
    for part in ("customers", "products", "reminders"):
        server.books[part] = {"items": [], "next": None}
    page.goto(server.url)
    expect(page.locator(".remark:not([hidden])")).to_have_count(3)
    expect(page.locator("#customers + .remark")).to_have_text("Nobody owes anything.")


def test_a_long_list_is_shown_whole_on_demand(server: FakeServer, page: Page):
    product = server.books["products"]["items"][0]
    server.books["products"]["items"] = [product | {"id": str(n), "name": f"P{n}"} for n in range(40)]
    page.goto(server.url)
    page.get_by_role("button", name="Show the shop").click()
    expect(rows(page, "products")).to_have_count(5)
    more = page.get_by_role("button", name="Show all (40)")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(rows(page, "products")).to_have_count(40)
    page.get_by_role("button", name="Show fewer").click()
    expect(rows(page, "products")).to_have_count(5)


def test_lists_are_read_page_by_page(server: FakeServer, page: Page):
    customer = server.books["customers"]["items"][0]

    def customers(args: Mapping[str, str]) -> object:
        at = int(args.get("cursor", 0))
        items = [customer | {"id": str(at), "name": f"C{at}", "balance": at + 1}]
        return {"items": items, "next": str(at + 1) if at < 2 else None}

    server.books["customers"] = customers
    page.goto(server.url)
    expect(rows(page, "customers").locator(".name")).to_have_text(["C2", "C1", "C0"])


def test_a_change_in_the_shop_shows(shop: FakeServer, page: Page):
    expect(rows(page, "customers")).to_have_count(7)
    shop.books["customers"]["items"][0]["balance"] = 0
    shop.tell("shop:changed", {"what": "ledger", "id": "x"})
    expect(rows(page, "customers")).to_have_count(6)


def test_a_burst_of_changes_is_read_once(shop: FakeServer, page: Page):
    expect(rows(page, "reminders")).to_have_count(1)
    shop.asked.clear()
    shop.books["products"]["items"][0]["stock"] = 1234
    for _ in range(20):
        shop.tell("shop:changed", {"what": "product", "id": "x"})
    expect(page.locator("#products")).to_contain_text("1,234 kg")
    assert shop.asked == ["products?limit=200"]


def test_a_reconnection_reads_everything_again(shop: FakeServer, page: Page):
    expect(rows(page, "customers")).to_have_count(7)
    shop.turn_away()
    expect(page.locator("#lost")).to_be_visible()
    shop.books["customers"]["items"][0]["balance"] = 0
    shop.let_in()
    expect(rows(page, "customers")).to_have_count(6)


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(server: FakeServer, page: Page):
    del server.books["products"]
    page.goto(server.url)
    expect(page.locator("#products + .remark")).to_have_text("Cannot be shown right now")
    expect(rows(page, "customers")).to_have_count(7)


def test_only_what_a_change_can_touch_is_read_again(js: Js):
    kinds = ["customer", "product", "invoice", "ledger", "reminder", "recording", "something new"]
    assert js("books", "a[0].map(m.affected)", kinds) == [
        ["customers", "reminders"],
        ["products"],
        ["customers", "products", "today"],
        ["customers", "today"],
        ["reminders"],
        ["recordings"],
        ["customers", "products", "today", "reminders", "recordings"],
    ]
