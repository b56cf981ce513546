"""Reminders that will not be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from execora.commands.changes import RemindersCancelled
from execora.language.moments import When
from tests.fakes.shop import DEMO_NOW

if TYPE_CHECKING:
    from tests.fakes.till import Till

TOMORROW = DEMO_NOW.replace(hour=10) + timedelta(days=1)


async def test_a_customers_reminder_is_cancelled(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Suresh Kumar", moment=TOMORROW)
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW)
    said = await till.carry_out("CANCEL_REMINDER", customer="Rahul Sharma")
    assert (said.data["customer"], said.data["sendAt"]) == ("Rahul Sharma", "2026-11-21T10:00+05:30")
    assert said.text == "Reminder cancel ho gaya: Rahul Sharma kal subah 10 baje."
    assert [one.customer.name for one in till.shop.pages.reminders.values()] == ["Suresh Kumar"]


async def test_one_of_a_day_is_cancelled(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Suresh Kumar", moment=TOMORROW + timedelta(days=1))
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW.replace(hour=19))
    said = await till.carry_out("CANCEL_REMINDER", day=TOMORROW.date())
    assert said.data["customer"] == "Rahul Sharma"


async def test_of_two_on_a_day_the_one_of_that_part_of_it_is_meant(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW)
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW.replace(hour=19))
    evening = When(either=1, part="evening")
    said = await till.carry_out("CANCEL_REMINDER", day=TOMORROW.date(), when=evening)
    assert said.data["sendAt"] == "2026-11-21T19:00+05:30"


async def test_the_only_one_of_a_day_is_asked_about_where_another_hour_was_said(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW.replace(hour=19))
    asked = await till.carry_out("CANCEL_REMINDER", moment=TOMORROW.replace(hour=17))
    assert (asked.reply.asks, len(till.shop.pages.reminders)) == (True, 1)
    await till.yes()
    assert not till.shop.pages.reminders


async def test_one_that_was_moved_to_the_morning_is_found_by_the_hour_that_was_said(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW.replace(hour=23))
    said = await till.carry_out("CANCEL_REMINDER", moment=TOMORROW.replace(hour=23))
    assert said.data["customer"] == "Rahul Sharma"
    assert not till.shop.pages.reminders


async def test_of_two_on_a_day_the_one_of_that_hour_is_meant(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW)
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW.replace(hour=19))
    said = await till.carry_out("CANCEL_REMINDER", customer="Rahul Sharma", moment=TOMORROW.replace(hour=19))
    assert said.data["sendAt"] == "2026-11-21T19:00+05:30"


async def test_several_are_asked_about_with_the_count(till: Till):
    for days in range(2):
        await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW + timedelta(days=days))
    asked = await till.carry_out("CANCEL_REMINDER", customer="Rahul Sharma")
    assert (asked.reply.asks, asked.error) == (True, None)
    assert asked.text.startswith("2 reminder lage hain: Rahul Sharma kal subah 10 baje aur Rahul Sharma parso")
    assert len(till.shop.pages.reminders) == 2
    said = await till.yes()
    assert (said.data["count"], said.text) == (2, "2 reminder cancel ho gaye.")
    assert not till.shop.pages.reminders


async def test_a_yes_leaves_what_was_made_after_the_question(till: Till):
    for days in range(2):
        await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW + timedelta(days=days))
    await till.carry_out("CANCEL_REMINDER")
    order, reply = till.order, till.reply
    assert order is not None
    assert reply is not None
    await till.carry_out("CREATE_REMINDER", customer="Suresh Kumar", moment=TOMORROW)
    await till.run(order, confirmed=True, named=reply.named)
    assert [one.customer.name for one in till.shop.pages.reminders.values()] == ["Suresh Kumar"]


async def test_a_second_yes_finds_them_gone(till: Till):
    for days in range(2):
        await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW + timedelta(days=days))
    await till.carry_out("CANCEL_REMINDER", customer="Rahul Sharma")
    order, reply = till.order, till.reply
    assert order is not None
    assert reply is not None
    await till.yes()
    said = await till.run(order, confirmed=True, named=reply.named)
    assert said.error == "ALREADY_DONE"


async def test_those_that_did_not_wait_any_more_are_counted(till: Till):
    for days in range(3):
        await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW + timedelta(days=days))
    await till.carry_out("CANCEL_REMINDER", customer="Rahul Sharma")
    order, reply = till.order, till.reply
    assert order is not None
    assert reply is not None
    await till.shop.reminders.cancel(reply.named[0])
    said = await till.run(order, confirmed=True, named=reply.named)
    assert said.text == "2 reminder cancel ho gaye. 1 ab baaki nahi tha, isliye chhod diya."


async def test_where_none_fits_it_says_so(till: Till):
    await till.carry_out("CREATE_REMINDER", customer="Rahul Sharma", moment=TOMORROW)
    said = await till.carry_out("CANCEL_REMINDER", customer="Suresh Kumar")
    assert (said.key, said.error) == ("none", "NO_REMINDER")


async def test_it_tells_what_it_changed(till: Till):
    for customer in ("Rahul Sharma", "Suresh Kumar"):
        await till.carry_out("CREATE_REMINDER", customer=customer, moment=TOMORROW)
    before = tuple(await till.shop.reminders.waiting())
    await till.carry_out("CANCEL_REMINDER")
    assert (await till.yes()).reply.change == RemindersCancelled(before)
