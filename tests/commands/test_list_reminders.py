"""The reminders to come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from execora.ledger.money import Paise
from tests.fakes.shop import DEMO_NOW

if TYPE_CHECKING:
    from tests.fakes.till import Till

TOMORROW = DEMO_NOW.replace(hour=10) + timedelta(days=1)


async def test_the_next_one_comes_first(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Suresh Kumar", moment=TOMORROW + timedelta(days=1))
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW, amount=Paise(500_00))
    said = await till.carry_out("LIST_REMINDERS")
    assert said.data["count"] == 2
    assert [(one["customer"], one["amount"], one["sendAt"]) for one in said.data["reminders"]] == [
        ("Rahul Sharma", 500, "2026-11-21T10:00+05:30"),
        ("Suresh Kumar", None, "2026-11-22T10:00+05:30"),
    ]
    assert said.text == ("2 reminder lage hain: Rahul Sharma kal subah 10 baje aur Suresh Kumar parso subah 10 baje.")


async def test_they_can_be_one_customers_or_one_days(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Suresh Kumar", moment=TOMORROW + timedelta(days=1))
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW)
    of_suresh = await till.carry_out("LIST_REMINDERS", customer="Suresh Kumar")
    of_tomorrow = await till.carry_out("LIST_REMINDERS", date=TOMORROW.date())
    assert [one["customer"] for one in of_suresh.data["reminders"]] == ["Suresh Kumar"]
    assert [one["customer"] for one in of_tomorrow.data["reminders"]] == ["Rahul Sharma"]


async def test_of_many_it_names_a_handful(till: Till):
    for days in range(7):
        await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW + timedelta(days=days))
    said = await till.carry_out("LIST_REMINDERS")
    assert (said.data["count"], len(said.data["reminders"])) == (7, 7)
    assert said.text.endswith("25 November subah 10 baje aur 2 doosre.")


async def test_where_none_waits_it_says_so(till: Till):
    said = await till.carry_out("LIST_REMINDERS")
    assert (said.key, said.error, said.data) == ("none", None, {"count": 0, "reminders": []})
