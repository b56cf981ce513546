"""What the database holds of what was said: each request whole or not at all, and told as it is."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import psycopg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tests.storm.record import Message, Record, Task

TABLES = (
    "account customer journal entry product stock_move price draft draft_line invoice invoice_line credit_note series "
    "reminder occurrence request"
).split()
"""Everything that only a request may change."""

REQUESTS = """
select r.key, r.intent, r.answer -> 'data' as data, r.xact::text::bigint from execora.request r
where r.key <> 'demo'
"""

MONEY = """
select j.request_key, j.kind, -e.amount from execora.journal j
join execora.entry e on (e.shop_id, e.journal_id) = (j.shop_id, j.id)
join execora.account a on (a.shop_id, a.id) = (e.shop_id, e.account_id)
where a.kind = 'customer'
"""

STRAYS = """
select 'journal ' || d.id from execora.journal d join execora.request r on r.key = d.request_key where r.xact <> d.xact
union all
select 'stock move ' || d.product_seq from execora.stock_move d join execora.request r on r.key = d.request_key
    where r.xact <> d.xact
union all
select 'invoice ' || d.document from execora.invoice d join execora.journal j using (id) where j.xact <> d.xact
union all
select 'credit note ' || d.document from execora.credit_note d join execora.journal j using (id) where j.xact <> d.xact
"""
"""What was not written in the transaction of its request."""

SUMS = """
select 'the trial balance is ' || sum(a.balance) from execora.account a having sum(a.balance) <> 0
union all
select 'account ' || a.id || ' is not the sum of its entries' from execora.account a
    left join execora.entry e on e.account_id = a.id
    group by a.id, a.balance having a.balance <> coalesce(sum(e.amount), 0)
union all
select 'the stock of ' || p.name || ' is not the sum of its moves' from execora.product p
    left join execora.stock_move m on m.product_id = p.id
    group by p.id, p.name, p.stock having p.stock <> coalesce(sum(m.quantity), 0)
union all
select 'series ' || s.series || ' has holes' from execora.series s where s.last <> (
    select count(*) from (select series from execora.invoice union all select series from execora.credit_note) d
    where d.series = s.series
)
"""
"""What does not add up."""

Row: TypeAlias = "tuple[str, str, Mapping[str, Any]]"
"""A request: its key, intent, and what it was answered."""


@dataclass(slots=True)
class Books:
    """All that is in the books of a shop, seen from outside of Execora."""

    requests: dict[str, Row] = field(default_factory=dict)
    transactions: dict[int, str] = field(default_factory=dict)
    money: defaultdict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    goods: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    prices: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How often a transaction set a price."""
    customers: dict[str, str] = field(default_factory=dict)
    reminders: dict[str, int] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)
    writers: set[int] = field(default_factory=set)
    """The transactions that wrote anything that is still there."""
    faults: list[str] = field(default_factory=list)


def look(owner: str) -> Books:
    """Read all the books over a connection of the owner of the tables."""
    books = Books()
    with psycopg.connect(owner) as connection:
        connection.execute("select set_config('execora.shop', '1', false)")
        for key, intent, data, xact in connection.execute(REQUESTS):
            books.requests[key] = (key, intent, data)
            books.transactions[xact] = key
        for key, kind, paid in connection.execute(MONEY):
            books.money[key].append((kind, paid))
        moves = "select request_key, quantity from execora.stock_move where reason = 'received'"
        for key, quantity in connection.execute(moves):
            books.goods[key].append(quantity)
        books.prices.update(connection.execute("select xmin::text::bigint, price from execora.price").fetchall())
        books.customers = dict(connection.execute("select id::text, name from execora.customer").fetchall())
        books.reminders = dict(connection.execute("select id::text, amount from execora.reminder").fetchall())
        for table in ("invoice", "credit_note"):
            books.documents |= connection.execute(f"select document, id::text from execora.{table}").fetchall()
        books.drafts = {draft for (draft,) in connection.execute("select id::text from execora.draft")}
        for table in TABLES:
            written = connection.execute(f"select distinct xmin::text::bigint from execora.{table}").fetchall()
            books.writers |= {xact for (xact,) in written}
        for query in (STRAYS, SUMS):
            books.faults += [what for (what,) in connection.execute(query)]
    return books


def judge(books: Books, before: Books, records: Sequence[Record], resent: Collection[str]) -> list[str]:
    """Compare what clients were told with what the books hold; return what does not fit."""
    faults = list(books.faults)
    messages, tasks = _by_message(records)
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for key, intent, data in books.requests.values():
        rows[key.rpartition(":")[0]].append((key, intent, data))
    faults += [f"nobody said what is kept as {rows[nobodys]}" for nobodys in rows.keys() - messages.keys()]
    for message_id, message in messages.items():
        faults += _compare(message_id, message, tasks[message_id], rows[message_id], sent_again=message_id in resent)
    strangers = books.writers - before.writers - books.transactions.keys()
    faults += [f"transaction {xact} wrote, and kept no request" for xact in strangers]
    for xact, key in books.transactions.items():
        if trouble := _effect(books, xact, *books.requests[key]):
            faults.append(f"{books.requests[key]} is kept, but {trouble}")
    return faults


def _by_message(
    records: Iterable[Record],
) -> tuple[dict[str, list[tuple[Record, Message]]], dict[str, dict[str, Task]]]:
    """Return what each message was said as, over which connections, and the tasks that it started."""
    messages: defaultdict[str, list[tuple[Record, Message]]] = defaultdict(list)
    tasks: defaultdict[str, dict[str, Task]] = defaultdict(dict)
    for record in records:
        for message_id, message in record.messages.items():
            messages[message_id].append((record, message))
        for task in record.tasks.values():
            known = tasks[task.message].get(task.id)
            if known is None or known.end is None:
                tasks[task.message][task.id] = task
    return messages, tasks


def _compare(
    message_id: str,
    said: list[tuple[Record, Message]],
    tasks: Mapping[str, Task],
    rows: Sequence[Row],
    *,
    sent_again: bool,
) -> list[str]:
    """Compare one message's tasks with its requests."""
    effects = said[0][1].saying.effects
    done = Counter(
        _same(task.intent, task.how["result"]) for task in tasks.values() if task.completed and _writes(task)
    )
    kept = Counter(_same(intent, data) for _, intent, data in rows)
    about = f"of {said[0][1].saying.text!r} ({message_id}) the client was told {done}, and the books hold {kept}"
    if done - kept:
        return [f"lost: {about}"]
    if sent_again and len(rows) + sum(task.end == "task:failed" for task in tasks.values()) != len(effects):
        return [f"sent until it was answered, it must be there once: {about}"]
    if not sent_again and kept - done and any(record.settled([message_id]) for record, _ in said):
        return [f"kept, and told to be otherwise: {about}"]
    strange = [row for row in rows if effects and not any(_fits(row, *effect) for effect in effects)]
    return [f"not as it was said: {row}" for row in strange]


def _same(intent: str, data: Mapping[str, Any]) -> str:
    return f"{intent} {json.dumps(data, sort_keys=True)}"


def _writes(task: Task) -> bool:
    return not task.intent.startswith("CHECK_")


def _fits(row: Row, intent: str, values: Mapping[str, Any]) -> bool:
    return row[1] == intent and all(row[2].get(name) == value for name, value in values.items())


def _effect(books: Books, xact: int, key: str, intent: str, data: Mapping[str, Any]) -> str | None:
    """Tell what of a request's effect is not there exactly once; None where all is."""
    match intent:
        case "RECORD_PAYMENT":
            found, expected = books.money[key], [("payment", _paise(data["amountPaid"]))]
        case "ADD_CREDIT":
            found, expected = books.money[key], [("credit", -_paise(data["amountAdded"]))]
        case "ADD_STOCK":
            found, expected = books.goods[key], [round(data["added"] * 1000)]
        case "SET_PRICE":
            found, expected = books.prices[xact, _paise(data["price"])], int(data["price"] != data["previousPrice"])
        case "CREATE_CUSTOMER":
            found, expected = books.customers.get(data["customerId"]), data["name"]
        case "CREATE_REMINDER":
            found, expected = books.reminders.get(data["reminderId"]), _paise(data["amount"])
        case "CREATE_INVOICE":
            found, expected = _is_somewhere(books, data["draftId"]), True
        case "CONFIRM_INVOICE":
            found, expected = books.documents.get(data["invoiceNo"]), data["invoiceId"]
        case "CANCEL_INVOICE" if data.get("draftId"):
            found, expected = data["draftId"] in books.drafts, False
        case _:
            return None
    return None if found == expected else f"the books hold {found} in place of {expected}"


def _is_somewhere(books: Books, draft_id: str) -> bool:
    """Tell whether a draft waits, has become a bill, or was taken away by a request that says so."""
    ended = any(
        data.get("draftId") == draft_id and not data.get("awaitingConfirm") and intent != "CREATE_INVOICE"
        for _, intent, data in books.requests.values()
    )
    return ended or draft_id in books.drafts or draft_id in books.documents.values()


def _paise(rupees: float) -> int:
    return round(rupees * 100)
