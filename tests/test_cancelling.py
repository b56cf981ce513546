from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.storm.books import Books, judge
from tests.storm.campaign import Plan, campaign
from tests.storm.record import Record
from tests.storm.sayings import Saying

if TYPE_CHECKING:
    from collections.abc import Mapping

PAID = Saying("Rahul ne 500 diye", (("RECORD_PAYMENT", {"amountPaid": 500}),), alone=True)
RESULT = {"amountPaid": 500, "customer": "Rahul Sharma"}
KEY = "m:0"


async def test_whatever_is_cancelled_has_happened_whole_or_not_at_all():
    seed = time.time_ns() % 1_000_000
    with tempfile.TemporaryDirectory(prefix="execora-") as folder:
        outcome = await campaign(Path(folder), Plan(points=110, cuts=40, stalls=0, stops=1, clients=8), seed)
    assert outcome.faults == [], f"seed {seed}"
    assert outcome.done.total() >= 150
    assert min(outcome.requests, outcome.resumed) > 0


# -- the judge sees what is wrong --------------------------------------------------------------------------------------


def told(*events: tuple[str, Mapping[str, Any]]) -> Record:
    """Return the record of somebody who said "m" and was told this of it."""
    record = Record("somebody")
    record.said("m", PAID)
    for seq, (kind, data) in enumerate(events, 1):
        record.take({"seq": seq, "type": kind, "data": data, "replyTo": "m"})
    record.messages["m"].whole = True
    return record


def of_task(kind: str, **data: object) -> tuple[str, Mapping[str, Any]]:
    return f"task:{kind}", {"taskId": "t", "intent": "RECORD_PAYMENT", **data}


QUEUED, STARTED = of_task("queued"), of_task("started", attempt=1)
COMPLETED, CANCELLED = of_task("completed", result=RESULT), of_task("cancelled", reason="stop")


def keeping(*keys: str, money: int = 1) -> Books:
    """Return books that hold a payment of 500 under each of these keys, or more or less than one."""
    books = Books()
    for number, key in enumerate(keys, 1):
        books.requests[key] = (key, "RECORD_PAYMENT", RESULT)
        books.transactions[number] = key
        books.writers.add(number)
        books.money[key] = [("payment", 50_000)] * money
    return books


def test_what_is_as_it_was_told_is_no_fault():
    assert judge(keeping(KEY), Books(), [told(QUEUED, STARTED, COMPLETED)], ()) == []
    assert judge(keeping(), Books(), [told(QUEUED, STARTED, CANCELLED)], ()) == []


@pytest.mark.parametrize(
    ("books", "record", "fault"),
    [
        (keeping(), told(QUEUED, STARTED, COMPLETED), "lost"),
        (keeping(KEY), told(QUEUED, STARTED, CANCELLED), "kept, and told to be otherwise"),
        (keeping(KEY, "m:1"), told(QUEUED, STARTED, COMPLETED), "kept, and told to be otherwise"),
        (keeping(KEY, "other:0"), told(QUEUED, STARTED, COMPLETED), "nobody said"),
        (keeping(KEY, money=2), told(QUEUED, STARTED, COMPLETED), "is kept, but"),
        (keeping(KEY, money=0), told(QUEUED, STARTED, COMPLETED), "is kept, but"),
    ],
)
def test_books_that_are_not_as_they_were_told_are_a_fault(books: Books, record: Record, fault: str):
    assert [what for what in judge(books, Books(), [record], ()) if fault in what]


def test_what_is_written_without_a_request_is_a_fault():
    books = keeping(KEY)
    books.writers.add(99)
    assert judge(books, Books(), [told(QUEUED, STARTED, COMPLETED)], ()) == [
        "transaction 99 wrote, and kept no request"
    ]


def test_a_message_that_was_sent_until_it_was_answered_must_be_there():
    assert judge(keeping(), Books(), [told()], ("m",))[0].startswith("sent until it was answered")


@pytest.mark.parametrize(
    "events",
    [
        (QUEUED, STARTED, CANCELLED, COMPLETED),
        (QUEUED, COMPLETED),
        (QUEUED, QUEUED),
        (STARTED,),
        (QUEUED, STARTED, CANCELLED, of_task("cancelled", reason="client")),
        (QUEUED, STARTED, ("voice:stopped", {"cancelled": []})),
        (QUEUED, STARTED, CANCELLED, ("voice:stopped", {"cancelled": ["t"]}), CANCELLED),
        (QUEUED, STARTED, COMPLETED, ("voice:stopped", {"cancelled": ["t"]})),
        (QUEUED, STARTED, COMPLETED, ("voice:response", {"taskId": "t"}), ("voice:response", {"taskId": "t"})),
    ],
)
def test_a_client_that_is_told_what_cannot_be_is_a_fault(events: tuple[tuple[str, Mapping[str, Any]], ...]):
    assert told(*events).faults


def test_an_event_that_is_left_out_is_a_fault():
    record = Record("somebody")
    record.take({"seq": 2, "type": "pong", "data": {}})
    assert record.faults


@pytest.mark.parametrize(("seq", "missed"), [(0, 1), (1, 1), (2, 0)])
def test_a_session_that_is_not_resumed_where_it_was_is_a_fault(seq: int, missed: int):
    record = Record("somebody")
    record.take({"seq": 1, "type": "voice:start", "data": {}})
    record.take({"seq": seq, "type": "session:resumed", "data": {"missed": missed}})
    record.take({"seq": 2, "type": "pong", "data": {}})
    assert record.faults
