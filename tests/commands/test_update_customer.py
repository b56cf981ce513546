from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.commands.changes import CustomerChanged

if TYPE_CHECKING:
    from tests.fakes.till import Till

SURESH = "Suresh Kumar"


async def test_a_phone_is_kept_and_read_back(till: Till):
    before = till.shop.customer(SURESH)
    said = await till.carry_out("UPDATE_CUSTOMER", customer=SURESH, phone="9876543210")
    after = till.shop.customer(SURESH)
    assert said.texts == {
        "hi-en": "Suresh Kumar ka number 98765 43210 kar diya.",
        "hi": "सुरेश कुमार का नंबर 98765 43210 कर दिया।",
        "en": "Changed for Suresh Kumar: number 98765 43210.",
    }
    assert (after.phone, said.data["phone"], said.data["balance"]) == ("9876543210", "9876543210", 2400)
    assert said.reply.change == CustomerChanged(before, after)


async def test_what_was_not_said_stays_as_it_was(till: Till):
    before = till.shop.customer("Rahul Sharma")
    await till.carry_out("UPDATE_CUSTOMER", customer="Rahul Sharma", landmark="Park Road", email="r@s.in")
    after = till.shop.customer("Rahul Sharma")
    assert (after.landmark, after.email) == ("Park Road", "r@s.in")
    assert (after.name, after.name_hi, after.nickname, after.phone) == (
        before.name,
        before.name_hi,
        before.nickname,
        before.phone,
    )


async def test_another_name_leaves_no_old_one_in_the_other_script(till: Till):
    await till.carry_out("UPDATE_CUSTOMER", customer=SURESH, name="Suresh  Kumawat")
    assert till.shop.customer("Suresh Kumawat").name_hi is None


async def test_a_first_nickname_is_the_nickname_and_the_next_an_alias(till: Till):
    for nickname in ("Guddu", "Bablu", "guddu"):
        await till.carry_out("UPDATE_CUSTOMER", customer="Rahul Verma", nickname=nickname)
    verma = till.shop.customer("Rahul Verma")
    assert (verma.nickname, verma.aliases) == ("Guddu", ("Bablu",))


@pytest.mark.parametrize(
    ("said", "key"),
    [({"phone": "9812345670"}, "same_phone"), ({"name": "RAHUL sharma"}, "same_name")],
)
async def test_what_is_somebody_elses_is_refused(till: Till, said: dict[str, str], key: str):
    before = till.shop.customer(SURESH)
    refused = await till.carry_out("UPDATE_CUSTOMER", customer=SURESH, **said)
    assert (refused.key, refused.error) == (key, "DUPLICATE_FOUND")
    assert "Rahul Sharma (ATM ke paas)" in refused.text
    assert till.shop.customer(SURESH) == before


async def test_where_nothing_is_said_it_asks_what_to_change(till: Till):
    said = await till.carry_out("UPDATE_CUSTOMER", customer=SURESH)
    assert (said.key, said.error, said.reply.change) == ("what", "MISSING_NAME", None)


async def test_what_is_so_already_changes_nothing(till: Till):
    said = await till.carry_out("UPDATE_CUSTOMER", customer=SURESH, phone="9812345672")
    assert (said.error, said.reply.change) == ("ALREADY_DONE", None)


async def test_it_begins_from_what_the_books_hold_now(till: Till):
    remembered = till.shop.customer(SURESH)
    await till.carry_out("UPDATE_CUSTOMER", customer=remembered, phone="9876543210")
    await till.carry_out("UPDATE_CUSTOMER", customer=remembered, landmark="Park Road")
    assert till.shop.customer(SURESH).phone == "9876543210"


async def test_who_is_forgotten_is_not_found(till: Till):
    suresh = till.shop.customer(SURESH)
    await till.shop.customers.erase(suresh.id)
    said = await till.carry_out("UPDATE_CUSTOMER", customer=suresh, phone="9876543210")
    assert said.error == "CUSTOMER_NOT_FOUND"
