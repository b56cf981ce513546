"""Refusals that commands share."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args
from uuid import uuid4

import pytest

from execora.commands import by_intent
from execora.commands.refusals import QUESTIONS, REFUSALS, amount_refused, no_customer, refuse, wording
from execora.language.reading import Language
from execora.language.wording import Apart, Money, Phrase, Quantity, Unit, fill
from execora.ledger.model import Customer, Draft, Line, Product
from execora.ledger.money import LARGEST, Paise
from execora.ledger.units import Milli

RAHUL = Customer(uuid4(), "Rahul Sharma", "राहुल शर्मा", landmark="ATM ke paas")
MILK = Product(uuid4(), "Milk", "packet", "दूध")
DRAFT = Draft(uuid4(), RAHUL, (Line(MILK, Milli(1000), Paise(30_00), Paise(30_00)),), datetime(2026, 11, 20))

PROTOCOL = set(
    "CUSTOMER_NOT_FOUND MULTIPLE_CUSTOMERS CUSTOMER_CONTEXT_MISSING PRODUCT_NOT_FOUND MULTIPLE_PRODUCTS "
    "INSUFFICIENT_STOCK MISSING_AMOUNT MISSING_ITEMS MISSING_NAME MISSING_DATETIME NO_PHONE NO_INVOICE NO_REMINDER "
    "NO_PENDING_INVOICE MULTIPLE_PENDING_INVOICES DUPLICATE_FOUND ALREADY_DONE NOT_ALLOWED LIMIT_REACHED QUEUE_FULL "
    "DEADLINE UNKNOWN_INTENT INTERNAL OUTCOME_UNKNOWN PREREQUISITE_FAILED".split()
)
"""The failure codes that clients are told."""

WORDS: dict[str, dict[str, object]] = {
    "choose": {"name": "Bharat", "options": (Apart(RAHUL), Apart(RAHUL))},
    "choose_near": {"name": "Rakesh", "options": (Apart(RAHUL),)},
    "corrected": {"what": Phrase({"hi-en": "Yaad", "hi": "याद", "en": "Reminder"}), "about": (RAHUL,)},
    "NO_SUCH_CUSTOMER": {"name": "Zubair"},
    "CUSTOMER_NOT_FOUND": {"name": "Zubair"},
    "PRODUCT_NOT_FOUND": {"name": "jalebi"},
    "MISSING_QUANTITY": {"product": MILK},
    "UNIT_MISMATCH": {"product": MILK, "unit": Unit("packet")},
    "NOT_WHOLE": {"product": MILK, "unit": Unit("packet")},
    "VALUE_NOT_WHOLE": {
        "product": MILK,
        "unit": Unit("packet"),
        "price": Money(Paise(30_00)),
        "value": Money(Paise(20_00)),
    },
    "NO_PRICE": {"product": MILK},
    "NO_GST_RATE": {"products": (MILK,)},
    "AMOUNT_BOUNDS": {"largest": Money(LARGEST)},
    "QUANTITY_BOUNDS": {"product": MILK, "largest": Quantity(Milli(5000), "packet")},
    "NOTHING_LEFT": {"customer": RAHUL, "lines": DRAFT.lines},
    "TOO_MANY_CHANGES": {"customer": RAHUL, "most": 60, "seconds": 1},
    "MULTIPLE_PENDING_INVOICES": {"options": (DRAFT, DRAFT)},
    "PREREQUISITE_FAILED": {"what": Phrase({"hi-en": "Yaad", "hi": "याद", "en": "Reminder"}), "about": (RAHUL,)},
}


@pytest.mark.parametrize("key", [*QUESTIONS, *REFUSALS])
@pytest.mark.parametrize("language", get_args(Language))
def test_it_is_filled_by_what_its_file_promises(key: str, language: Language):
    templates = {**QUESTIONS, **REFUSALS}[key]
    text = fill(templates[language], WORDS.get(key, {}), language, today=date(2026, 11, 20))
    assert not set("{}") & set(text)
    assert any("\u0900" <= letter <= "\u097f" for letter in text) is (language == "hi")


@pytest.mark.parametrize("key", REFUSALS)
def test_its_code_is_one_that_clients_know(key: str):
    assert refuse(key).error in PROTOCOL


def test_a_key_that_is_no_code_has_one():
    assert refuse("QUANTITY_BOUNDS", product=MILK).error == "LIMIT_REACHED"


def test_a_command_that_words_it_itself_is_heard_first():
    command = by_intent()["CHECK_BALANCE"]
    assert wording(command, "done") is command.replies["done"]
    assert wording(command, "CUSTOMER_NOT_FOUND") is REFUSALS["CUSTOMER_NOT_FOUND"]
    assert wording(command, "choose") is QUESTIONS["choose"]


def test_a_reply_that_nobody_has_worded_is_a_bug():
    with pytest.raises(KeyError):
        wording(by_intent()["CHECK_BALANCE"], "short")


def test_somebody_who_is_not_in_the_books_is_named():
    refused = no_customer(RAHUL)
    assert (refused.error, refused.words) == ("CUSTOMER_NOT_FOUND", {"name": RAHUL})


@pytest.mark.parametrize(
    ("amount", "fits"), [(-1, False), (0, False), (1, True), (LARGEST, True), (LARGEST + 1, False)]
)
def test_an_amount_is_between_a_paisa_and_the_largest(amount: int, fits: bool):
    assert (amount_refused(Paise(amount)) is None) is fits
