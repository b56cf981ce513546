from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from execora.errors import DatabaseError
from execora.server.auth import make_token
from tests.server.serving import FakeDesks, FakeShop, settings, start_server

if TYPE_CHECKING:
    import httpx
    import trio

SECRET = "s" * 32


@pytest.mark.parametrize("prefix", ["/api/v1", "/api"])
async def test_customers_are_listed_with_what_they_owe(nursery: trio.Nursery, http: httpx.AsyncClient, prefix: str):
    served = await start_server(nursery)
    listed = (await http.get(f"{served.url}{prefix}/customers")).json()
    assert listed["next"] is None
    assert listed["items"][0] == {
        "id": str(UUID(int=1)),
        "name": "Customer 001",
        "nickname": "Nick",
        "landmark": "ATM",
        "phone": "9876543210",
        "email": None,
        "gstin": None,
        "balance": 1,
    }


async def test_one_customer_is_shown_and_amounts_have_paise(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    shown = (await http.get(f"{served.url}/api/v1/customers/{UUID(int=2)}")).json()
    assert (shown["name"], shown["balance"]) == ("Customer 002", 12.5)


@pytest.mark.parametrize("customer_id", [str(UUID(int=99)), "nobody", "%00", "1 or 1=1"])
async def test_a_customer_who_is_not_there_is_404(nursery: trio.Nursery, http: httpx.AsyncClient, customer_id: str):
    served = await start_server(nursery)
    assert (await http.get(f"{served.url}/api/v1/customers/{customer_id}")).status_code == 404


async def test_a_list_is_turned_page_by_page(nursery: trio.Nursery, http: httpx.AsyncClient):
    for noun in ("customers", "reminders"):
        served = await start_server(nursery, books=FakeShop(count=5))
        seen, cursor, pages = [], None, 0
        while pages == 0 or cursor:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await http.get(f"{served.url}/api/v1/{noun}", params=params)).json()
            seen += [item["id"] for item in page["items"]]
            cursor, pages = page["next"], pages + 1
        assert (seen, pages) == ([str(UUID(int=number)) for number in range(1, 6)], 3)


async def test_a_full_last_page_is_the_last(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, books=FakeShop(count=2))
    assert (await http.get(served.url + "/api/v1/customers?limit=2")).json()["next"] is None


async def test_a_search_comes_to_the_books_as_it_is(nursery: trio.Nursery, http: httpx.AsyncClient):
    shop = FakeShop()
    served = await start_server(nursery, books=shop)
    await http.get(served.url + "/api/v1/customers", params={"q": " राहुल % _ ' "})
    await http.get(served.url + "/api/v1/customers", params={"q": "  "})
    assert [asked["text"] for asked in shop.asked] == ["राहुल % _ '", None]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%1bb",
        "q=" + "a" * 101,
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=ten",
        "limit=1e2",
        "limit=%D9%A3",
        "limit=",
        "limit=" + "9" * 5000,
        "cursor=first",
        "cursor=",
    ],
)
async def test_a_question_that_makes_no_sense_is_400(nursery: trio.Nursery, http: httpx.AsyncClient, query: str):
    served = await start_server(nursery)
    answer = await http.get(f"{served.url}/api/v1/customers?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["detail"]


async def test_a_query_that_is_no_utf_8_finds_nobody_and_breaks_nothing(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    assert (await http.get(served.url + "/api/v1/customers?q=%ff%ed%a0%80")).status_code == 200


async def test_products_tell_price_and_stock_and_what_runs_low(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    milk, sugar = (await http.get(served.url + "/api/v1/products")).json()["items"]
    assert milk == {
        "id": str(UUID(int=1)),
        "name": "Milk",
        "unit": "packet",
        "price": 30,
        "stock": 50,
        "lowStock": 10,
        "low": False,
        "gstRate": None,
        "hsn": None,
    }
    assert (sugar["price"], sugar["stock"], sugar["lowStock"], sugar["low"]) == (42.5, 2.5, 5, True)


async def test_reminders_tell_when_and_how_much_where_that_is_known(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    first, second, _ = (await http.get(served.url + "/api/v1/reminders")).json()["items"]
    assert first == {
        "id": str(UUID(int=1)),
        "customer": "Customer 001",
        "customerId": str(UUID(int=1)),
        "amount": None,
        "sendAt": "2026-11-20T16:00:00+05:30",
        "recurrence": None,
    }
    assert second["amount"] == 500


async def test_the_day_is_summed_up(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    assert (await http.get(served.url + "/api/v1/summary/daily?date=2026-11-19")).json() == {
        "date": "2026-11-19",
        "invoiceCount": 2,
        "totalSales": 120.5,
        "totalPayments": 80,
        "cashPayments": 50,
        "upiPayments": 30,
        "creditGiven": 500,
        "pendingAmount": 4242,
    }


async def test_no_date_is_the_shops_today(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    assert (await http.get(served.url + "/api/v1/summary/daily")).json()["date"] == "2026-11-20"


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01", "2026-11-20T10:00"])
async def test_a_day_that_is_none_is_400(nursery: trio.Nursery, http: httpx.AsyncClient, day: str):
    served = await start_server(nursery)
    assert (await http.get(f"{served.url}/api/v1/summary/daily?date={day}")).status_code == 400


# -- what an owner tells

GST = f"/api/v1/products/{UUID(int=1)}/gst"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ('{"rate": 18, "hsn": "8509"}', {"rate": 18_000, "hsn": "8509"}),
        ('{"rate": 0.25}', {"rate": 250, "hsn": None}),
        ('{"rate": 0, "hsn": null}', {"rate": 0, "hsn": None}),
    ],
)
async def test_the_gst_rate_of_goods_is_told(nursery: trio.Nursery, http: httpx.AsyncClient, told: str, kept: object):
    shop = FakeShop()
    served = await start_server(nursery, books=shop)
    answer = await http.put(served.url + GST, content=told)
    assert answer.status_code == 200
    assert (answer.json()["gstRate"], answer.json()["hsn"]) == (shop.asked[0]["rate"] / 1000, shop.asked[0]["hsn"])
    assert shop.asked == [kept]


@pytest.mark.parametrize(
    "body",
    [
        *("", "18", "[]", "{}", '{"rate": null}', '{"rate": "18"}', '{"rate": true}', '{"rate": NaN}', '{"rate": -1}'),
        *('{"rate": 51}', '{"rate": 1e99}', '{"rate": 0.0001}', '{"rate": 18, "price": 1}', '{"rate": 18, "hsn": 85}'),
        *('{"rate": 18, "hsn": "850"}', '{"rate": 18, "hsn": "85\u0968\u0968"}', "[" * 10_000, "\udcff", "9" * 5000),
    ],
)
async def test_a_rate_that_is_none_is_400(nursery: trio.Nursery, http: httpx.AsyncClient, body: str):
    shop = FakeShop()
    served = await start_server(nursery, books=shop)
    answer = await http.put(served.url + GST, content=body.encode("utf-8", "surrogateescape"))
    assert answer.status_code == 400
    assert shop.asked == []


@pytest.mark.parametrize("product_id", [str(UUID(int=99)), "milk"])
async def test_a_rate_of_goods_that_are_not_there_is_404(
    nursery: trio.Nursery, http: httpx.AsyncClient, product_id: str
):
    served = await start_server(nursery)
    assert (await http.put(f"{served.url}/api/v1/products/{product_id}/gst", content='{"rate": 5}')).status_code == 404


async def test_only_the_owner_tells_a_rate(nursery: trio.Nursery, http: httpx.AsyncClient):
    shop = FakeShop()
    served = await start_server(nursery, books=shop, jwt_secret=SECRET)
    statuses = []
    for role in ("owner", "staff", "viewer"):
        token = make_token(settings(jwt_secret=SECRET), "demo", role, 60)
        headers = {"Authorization": f"Bearer {token}"}
        statuses.append((await http.put(served.url + GST, content='{"rate": 5}', headers=headers)).status_code)
    assert statuses == [200, 403, 403]
    assert len(shop.asked) == 1


async def test_no_foreign_page_tells_a_rate(nursery: trio.Nursery, http: httpx.AsyncClient):
    shop = FakeShop()
    served = await start_server(nursery, books=shop)
    headers = {"Origin": "https://evil.example"}
    assert (await http.put(served.url + GST, content='{"rate": 5}', headers=headers)).status_code == 403
    assert shop.asked == []


# -- who asks

EVERYTHING = ("customers", f"customers/{UUID(int=1)}", "products", "reminders", "summary/daily")


async def test_every_noun_wants_a_token_where_there_is_a_secret(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, jwt_secret=SECRET)
    good = make_token(settings(jwt_secret=SECRET), "demo", "viewer", 60)
    for prefix in ("/api/v1/", "/api/"):
        for noun in EVERYTHING:
            url = served.url + prefix + noun
            refused = await http.get(url)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Bearer")
            assert (await http.get(url, params={"token": good})).status_code == 401
            assert (await http.get(url, headers={"Authorization": f"Bearer {good}x"})).status_code == 401
            assert (await http.get(url, headers={"Authorization": f"Bearer {good}"})).status_code == 200


async def test_a_token_for_a_shop_that_is_not_here_is_as_bad_as_any(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, jwt_secret=SECRET)
    token = make_token(settings(jwt_secret=SECRET), "other", "owner", 60)
    answer = await http.get(served.url + "/api/v1/customers", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert "other" not in answer.text


async def test_every_noun_wants_to_be_called_by_this_machines_name(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery)
    for noun in EVERYTHING:
        url = f"{served.url}/api/v1/{noun}"
        assert (await http.get(url, headers={"Host": f"evil.example:{served.port}"})).status_code == 421
        assert (await http.get(url, headers={"Origin": "https://evil.example"})).status_code == 403


async def test_a_shop_that_cannot_be_opened_is_503(nursery: trio.Nursery, http: httpx.AsyncClient):
    served = await start_server(nursery, desks=FakeDesks(DatabaseError("gone")))
    assert (await http.get(served.url + "/api/v1/customers")).status_code == 503
