"""What orders touch: which of them must wait for an earlier one, and which may run beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from execora.commands import all_commands
from execora.commands.command import Command, Touches
from execora.ledger.money import Paise
from execora.ledger.units import Milli
from tests.fakes.till import goods

if TYPE_CHECKING:
    from tests.fakes.till import Till

RAHUL, SURESH = {"customer": "Rahul Sharma"}, {"customer": "Suresh Kumar"}
MILK = {"items": (goods("Milk"),)}
DRAFT = {"draft_id": UUID(int=1)}
OTHER_DRAFT = {"draft_id": UUID(int=2)}
PAID = {"amount": Paise(100)}

Spoken = tuple[str, dict[str, Any]]


def touches(till: Till, spoken: Spoken) -> Touches:
    intent, spoken_of = spoken
    command = next(command for command in all_commands() if command.intent == intent)
    assert isinstance(command, Command)
    return command.touches(till.order_of(intent, **spoken_of))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("RECORD_PAYMENT", RAHUL | PAID), ("CHECK_BALANCE", RAHUL)),
        (("RECORD_PAYMENT", RAHUL | PAID), ("ADD_CREDIT", RAHUL | PAID)),
        (("ADD_CREDIT", RAHUL | PAID), ("GET_CUSTOMER_INFO", RAHUL)),
        (("ADD_CREDIT", RAHUL | PAID), ("LIST_CUSTOMER_BALANCES", {})),
        (("ADD_CREDIT", RAHUL | PAID), ("TOTAL_PENDING_AMOUNT", {})),
        (("RECORD_PAYMENT", RAHUL | PAID), ("DAILY_SUMMARY", {})),
        (("RECORD_PAYMENT", RAHUL | PAID), ("CREATE_REMINDER", {"all_customers": True})),
        (("CREATE_CUSTOMER", {"name": "Ravi"}), ("CREATE_CUSTOMER", {"name": "Ravi"})),
        (("CREATE_CUSTOMER", {"name": "Ravi"}), ("ADD_CREDIT", RAHUL | PAID)),
        (("CREATE_CUSTOMER", {"name": "Ravi"}), ("CREATE_INVOICE", RAHUL | MILK)),
        (("CREATE_INVOICE", RAHUL | MILK), ("CONFIRM_INVOICE", {})),
        (("ADD_ITEM", DRAFT | MILK), ("CONFIRM_INVOICE", DRAFT)),
        (("REMOVE_ITEM", DRAFT | MILK), ("SHOW_PENDING_INVOICE", DRAFT)),
        (("CANCEL_INVOICE", DRAFT), ("CONFIRM_INVOICE", DRAFT)),
        (("CONFIRM_INVOICE", DRAFT | RAHUL), ("CHECK_BALANCE", RAHUL)),
        (("CONFIRM_INVOICE", DRAFT), ("CHECK_BALANCE", SURESH)),
        (("CONFIRM_INVOICE", DRAFT | RAHUL), ("CHECK_STOCK", {"product": "Milk"})),
        (("CANCEL_INVOICE", RAHUL), ("CHECK_BALANCE", RAHUL)),
        (("CANCEL_INVOICE", RAHUL), ("CHECK_STOCK", {"product": "Milk"})),
        (("ADD_STOCK", {"product": "Milk", "quantity": Milli(1)}), ("CHECK_STOCK", {"product": "Milk"})),
        (("ADD_STOCK", {"product": "Milk", "quantity": Milli(1)}), ("CREATE_INVOICE", RAHUL | MILK)),
        (("ADD_STOCK", {"product": "Milk", "quantity": Milli(1)}), ("ADD_ITEM", DRAFT | MILK)),
        (("CREATE_REMINDER", RAHUL), ("LIST_REMINDERS", {})),
        (("CREATE_REMINDER", RAHUL), ("CANCEL_REMINDER", RAHUL)),
    ],
)
def test_the_second_waits_for_the_first_and_the_other_way_round(till: Till, first: Spoken, second: Spoken):
    assert touches(till, first).conflicts(touches(till, second))
    assert touches(till, second).conflicts(touches(till, first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("RECORD_PAYMENT", RAHUL | PAID), ("RECORD_PAYMENT", SURESH | PAID)),
        (("RECORD_PAYMENT", RAHUL | PAID), ("CHECK_BALANCE", SURESH)),
        (("CHECK_BALANCE", RAHUL), ("CHECK_BALANCE", RAHUL)),
        (("CREATE_INVOICE", RAHUL | MILK), ("CREATE_INVOICE", RAHUL | MILK)),
        (("CREATE_INVOICE", RAHUL | MILK), ("CHECK_STOCK", {"product": "Milk"})),
        (("ADD_ITEM", DRAFT | MILK), ("ADD_ITEM", OTHER_DRAFT | MILK)),
        (("CANCEL_INVOICE", DRAFT), ("RECORD_PAYMENT", RAHUL | PAID)),
        (("ADD_STOCK", {"product": "Milk", "quantity": Milli(1)}), ("CHECK_STOCK", {"product": "Bread"})),
        (("ADD_STOCK", {"product": "Milk", "quantity": Milli(1)}), ("CHECK_BALANCE", RAHUL)),
        (("CREATE_REMINDER", RAHUL), ("CREATE_REMINDER", RAHUL)),
        (("CREATE_REMINDER", RAHUL), ("RECORD_PAYMENT", SURESH | PAID)),
        (("DAILY_SUMMARY", {}), ("LIST_CUSTOMER_BALANCES", {})),
    ],
)
def test_the_two_run_side_by_side(till: Till, first: Spoken, second: Spoken):
    assert not touches(till, first).conflicts(touches(till, second))


FOR_VIEWERS = [one for one in all_commands() if isinstance(one, Command) and "viewer" in one.roles]


@pytest.mark.parametrize("command", FOR_VIEWERS, ids=lambda command: command.intent)
def test_what_a_viewer_may_say_writes_nothing(till: Till, command: Command):
    assert not command.touches(till.order_of(command.intent, **RAHUL, **DRAFT)).writes
