"""Sentences with the readings they should have, said in whole conversations: what each is understood as, and does.

The session, the commands and the language are the real ones; the books are in memory, so that it is quick and every
change that a sentence makes is seen.
"""

from __future__ import annotations

import json
import math
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import trio
import trio.testing

from execora.language.matching import Found
from execora.session.desk import Speaker
from execora.session.run import run
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.door import FakeDoor
from tests.fakes.shop import FakeShop, demo_shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path

    from execora.ledger.model import Customer
    from execora.session.desk import Desk
    from execora.session.port import Event


@dataclass(frozen=True)
class Case:
    """A line of a file of sentences: what is said, what was said before, and what it means."""

    id: str
    say: str
    intent: str
    """SEVERAL where it is more than one command; `entities["commands"]` then lists them as INTENT:customer:amount."""
    entities: Mapping[str, Any]
    asks_first: bool
    given: Mapping[str, Any]


def cases(path: Path) -> list[Case]:
    """Read a file of sentences: one JSON object a line, with other keys ignored."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Case(line["id"], line["say"], line["intent"], line["entities"], line["asks_first"], line["given"])
        for line in lines
    ]


@dataclass(frozen=True)
class Verdict:
    """What became of a case."""

    case: Case
    intents: tuple[str, ...]
    differences: tuple[str, ...]
    """In what it was understood otherwise than it should be; none where it is right."""
    slots: int
    """Entities that should be there."""
    slots_right: int
    asked: bool
    """Whether it was answered with a question."""
    wrote: bool
    """Whether the books were changed."""

    @property
    def right(self) -> bool:
        """Whether it was understood as it is meant, and asked about where it must be."""
        return not self.differences

    @property
    def wrong_write(self) -> bool:
        """Whether the books were changed by what was not meant."""
        return self.wrote and not self.right


def judge(cases: Sequence[Case], shop: Callable[[], FakeShop] = demo_shop) -> list[Verdict]:
    """Say each sentence in a conversation of its own, in a shop of its own."""

    async def all_of_them() -> list[Verdict]:
        return [await _judge(case, shop()) for case in cases]

    return trio.run(all_of_them)


# -- saying it -----------------------------------------------------------------


@asynccontextmanager
async def _talking(books: FakeBooks) -> AsyncIterator[tuple[FakeDoor, Desk]]:
    door, desk = FakeDoor(), fake_desk(books)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run, door, desk, Speaker())
        await door.next("voice:start")
        yield door, desk
        door.hang_up()


async def _say(door: FakeDoor, text: str) -> list[Event]:
    """Say something, and return all that the client is told until nothing goes on any more."""
    before = len(door.told)
    door.say(text)
    await trio.testing.wait_all_tasks_blocked()
    return door.told[before:]


async def _judge(case: Case, shop: FakeShop) -> Verdict:
    books = FakeBooks(shop, slow={_RUNNING: math.inf} if case.given.get("running") else {})
    async with _talking(books) as (door, desk):
        for sentence in _before(case.given):
            await _say(door, sentence)
        if case.given.get("dup"):
            _double(desk, case.given["dup"])
        changes = books.changes
        told = await _say(door, case.say)
        return verdict(case, told, desk, wrote=books.changes > changes)


_RUNNING = "ADD_CREDIT"
"""What is under way where a task runs: it takes for ever."""

_PENDING = {
    "RECORD_PAYMENT": "Rahul ne 7000 diye",
    "CREATE_REMINDER": "Rahul aur Suresh dono ko reminder bhejo",
    "CREATE_INVOICE": "Rahul ko 2 milk ka bill bana do",
}
"""What is said so that a question, or a draft, waits for an answer."""


def _before(given: Mapping[str, Any]) -> list[str]:
    spoken_of = [given[who] for who in ("previous", "active") if who in given]
    said = [f"{name} ka balance batao" for name in spoken_of]
    if "choice" in given:
        said.append(f"{given['choice']} ka balance batao")
    if "draft" in given:
        said.append(f"{given['draft']} ko 2 milk aur 1 bread ka bill bana do")
    if "pending" in given:
        said.append(_PENDING[given["pending"]])
    if "running" in given:
        said.append("Rahul ke khate mein 500 likh do")
    return said


def _double(desk: Desk, name: str) -> None:
    """Add a second customer of a name."""
    desk.customers.add(type(_found(desk, name))(UUID(int=2), _found(desk, name).name))


def _found(desk: Desk, name: str) -> Customer:
    found = desk.customers.find(name)
    assert isinstance(found, Found), f"{name} is not one customer"
    return found.one


# -- judging it ----------------------------------------------------------------


def verdict(case: Case, told: Sequence[Event], desk: Desk, *, wrote: bool) -> Verdict:
    """Judge what was understood, by what the client was told of it and whether the books were changed."""
    understood = [dict(event.data) for event in told if event.type == "voice:intent"]
    intents = tuple(one["intent"] for one in understood)
    clarified = "CLARIFY" in intents
    asked = clarified or any(event.type in ("voice:confirm_needed", "voice:choose") for event in told)
    if case.intent == "SEVERAL":
        wanted, got = list(case.entities["commands"]), [_brief(one, desk) for one in understood]
        wanted = [_resolved(one, desk) for one in wanted]
        wrong = [] if got == wanted else [f"{' + '.join(got)} instead of {' + '.join(wanted)}"]
        slots = len(wanted)
        right = sum(one == other for one, other in zip(got, wanted, strict=False))
    elif intents != (case.intent,):
        wrong, slots, right = [f"{' + '.join(intents) or 'nothing'} instead of {case.intent}"], len(case.entities), 0
    else:
        wrong = list(_entities_differ(case, understood[0]["entities"], desk))
        slots, right = len(case.entities), len(case.entities) - len(wrong)
        wrong += _made_up(case, understood[0]["entities"])
    if case.asks_first and wrote:
        wrong.append("was not asked about first")
    return Verdict(case, intents, tuple(wrong), slots, max(right, 0), asked, wrote)


_BARE = frozenset({"UNKNOWN", "CLARIFY", "CONFIRM_INVOICE", "CONFIRM", "DENY", "HELP", "PAUSE"})
"""Intents whose entities do not matter beyond those that are asked for."""

_MATTERS = frozenset("amount items product quantity price percent phone recurrence allCustomers".split())
"""What must not be there unless it was said; an amount may be the sum of splits."""


def _made_up(case: Case, got: Mapping[str, Any]) -> list[str]:
    if case.intent in _BARE:
        return []
    said = {*case.entities, *(("amount",) if "splits" in case.entities else ())}
    return [f"{name} was made up" for name in sorted(_MATTERS & got.keys() - said)]


def _brief(one: Mapping[str, Any], desk: Desk) -> str:
    entities = one["entities"]
    parts = [one["intent"], entities.get("customer", ""), _number(entities.get("amount"))]
    return _resolved(":".join(parts), desk)


def _resolved(brief: str, desk: Desk) -> str:
    """Write a command of SEVERAL with its customer's full name, and without empty ends."""
    intent, _, rest = brief.partition(":")
    customer, _, amount = rest.partition(":")
    return f"{intent}:{_full_name(customer, desk)}:{amount}".rstrip(":")


def _number(value: object) -> str:
    return "" if value is None else f"{value:g}"


def _full_name(mention: str, desk: Desk) -> str:
    found = desk.customers.find(mention) if mention else None
    return found.one.name if isinstance(found, Found) else mention


def _entities_differ(case: Case, got: Mapping[str, Any], desk: Desk) -> list[str]:
    wrong = []
    for name, value in case.entities.items():
        if case.intent == "UNKNOWN" or (name == "sendAt") or (name == "unknownCustomer" and case.asks_first):
            continue
        if not _same(name, value, got, desk):
            wrong.append(f"{name}: {value} was understood as {got.get(name)}")
    return wrong


def _same(name: str, value: object, got: Mapping[str, Any], desk: Desk) -> bool:
    there = got.get(name)
    match name:
        case "customer" | "payer":
            return _fold(_full_name(str(there), desk)) == _fold(_full_name(str(value), desk))
        case "customers" | "candidates":
            return sorted(_full_name(one, desk) for one in there or ()) == sorted(
                _full_name(one, desk) for one in value
            )
        case "items":
            return [_item(one, desk) for one in there or ()] == [_item(one, desk) for one in value]
        case "product":
            return _product(str(there), desk) == _product(str(value), desk)
        case "datetime" if there is None or "T" not in value:
            return there is not None and str(there).startswith(value)
        case "datetime":
            return datetime.fromisoformat(there) == datetime.fromisoformat(value)
        case "customerRef" if there is None:
            return "customer" in got
        case "unit":
            return there in (value, None) or _same_amount(got, value)
        case _ if isinstance(value, str) and isinstance(there, str):
            return _fold(there) == _fold(value)
        case _:
            return bool(there == value)


def _same_amount(got: Mapping[str, Any], _unit: str) -> bool:
    return "product" in got  # shown in the product's own unit


def _fold(text: str) -> str:
    return " ".join(text.lower().split())


def _product(mention: str, desk: Desk) -> str:
    found = desk.products.find(mention)
    return found.one.name if isinstance(found, Found) else _fold(mention)


def _item(item: Mapping[str, Any], desk: Desk) -> tuple[object, ...]:
    """Return an item in its product's own unit, so that 500 g and 0.5 kg are one thing."""
    quantity, unit = item.get("quantity", 1), item.get("unit")
    factor = {"g": 0.001, "ml": 0.001, "dozen": 12}.get(str(unit), 1)
    value = item.get("value")
    amount = None if value is not None else round(quantity * factor, 6)
    return (_product(item["product"], desk), amount, value, item.get("price"))
