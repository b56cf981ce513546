"""A reply, worded for the eye and for the ear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from execora.commands import by_intent
from execora.commands.command import Reply
from execora.commands.refusals import refuse
from execora.language.wording import Apart, Money, Phrase
from execora.ledger.model import Customer
from execora.ledger.money import Paise
from execora.session.answers import say, worded

TODAY = date(2026, 11, 20)
RAHUL = Customer(uuid4(), "Rahul Sharma", "राहुल शर्मा")
AMIT = Customer(uuid4(), "Amit Verma")
BALANCE = by_intent()["CHECK_BALANCE"]


def test_an_answer_shows_figures_and_speaks_words():
    reply = Reply("done", {"balance": 1250}, {"customer": RAHUL, "amount": Money(Paise(1250_00))})
    answer = worded(BALANCE, reply, "hi", TODAY)
    assert "राहुल शर्मा" in answer.text
    assert "₹1,250" in answer.text
    assert answer.text.replace("₹1,250", "बारह सौ पचास रुपये") == answer.speech
    assert (answer.key, answer.language, answer.data) == ("done", "hi", {"balance": 1250})


def test_an_answer_knows_whom_it_names_however_deep():
    reply = Reply("done", words={"customer": (Phrase({}, {"who": Apart(RAHUL)}),), "amount": Phrase({}, {"by": AMIT})})
    reply = replace(reply, words={"customer": "", "amount": "", "unsaid": tuple(reply.words.values())})
    assert set(worded(BALANCE, reply, "hi", TODAY).names) == {RAHUL.id, AMIT.id}


def test_a_refusal_is_worded_in_the_same_way():
    answer = worded(BALANCE, refuse("AMOUNT_BOUNDS", largest=Money(Paise(100_00))), "en", TODAY)
    assert answer.error == "LIMIT_REACHED"
    assert "₹100" in answer.text
    assert "one hundred rupees" in answer.speech


def test_a_hole_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError):
        say(BALANCE, "done", {"customer": RAHUL}, "hi-en", TODAY)
