"""What a sentence is read as in a shop, and what it should be read as: for the tests and the bench of understanding."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from hypothesis import strategies as st

from execora.commands import all_commands
from execora.language.grammar import HARMLESS, Known, read
from execora.language.matching import Found, Several
from execora.language.names import NameIndex
from execora.language.products import ProductIndex
from execora.language.reading import Setting
from execora.ledger.model import Customer, Product

if TYPE_CHECKING:
    from execora.language.reading import Item, Reading

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 11, 20, 15, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def demo() -> Known:
    """Return the names of the demo shop."""
    shop = json.loads((files("execora.store") / "demo_shop.json").read_text("utf-8"))
    customers = [
        Customer(_id(of["name"]), of["name"], of["nameHi"], of["nickname"], of["landmark"], of["phone"])
        for of in shop["customers"]
    ]
    products = [
        Product(_id(of["name"]), of["name"], of["unit"], of["nameHi"], tuple(of["aliases"])) for of in shop["products"]
    ]
    return Known(NameIndex(customers), ProductIndex(products))


def hard() -> Known:
    """Return the names of the shop that the hard sentences speak of."""
    customers = (
        "Rahul,Suresh,Ramesh,Sharma ji,Bharat ATM wala,doodh wala,Chini Lal,Kalu,Das,Mishri,Ram aur Shyam Traders"
    )
    goods = "chini चीनी sugar,doodh दूध milk,bread ब्रेड,anda अंडा egg,biscuit बिस्किट,aata आटा atta,mishri मिश्री"
    products = [
        Product(_id(words), words.split()[0], "kg", None, tuple(words.split()[1:])) for words in goods.split(",")
    ]
    return Known(NameIndex([Customer(_id(name), name) for name in customers.split(",")]), ProductIndex(products))


def _id(name: str):
    return uuid5(NAMESPACE_OID, name)


def understand(text: str, known: Known, setting: Setting | None = None) -> list[Reading]:
    """Read a sentence with every command there is."""
    return read(text, known=known, setting=setting or Setting(NOW), commands=all_commands())


def changes(readings: list[Reading]) -> list[Reading]:
    """Return those of the readings that change anything."""
    return [reading for reading in readings if reading.intent not in HARMLESS]


# -- what should come of it ----------------------------------------------------


@dataclass(frozen=True)
class Sentence:
    """A sentence, what it is heard in, and what it should be read as."""

    say: str
    setting: Setting
    readings: tuple[tuple[str, dict[str, str]], ...]
    """The intents with their entities; none where any reading will do that changes nothing."""


def sentences(table: str = "sentences.tsv") -> list[Sentence]:
    """Return the sentences of a table."""
    lines = (DATA / table).read_text("utf-8").splitlines()
    return [_sentence(*line.split("\t")) for line in lines if not line.startswith("#")]


def _sentence(given: str, expected: str, say: str) -> Sentence:
    words = set(given.split("+"))
    pending = next((kind for kind in ("question", "choice", "draft") if kind in words), None)
    setting = Setting(NOW, pending, draft="open" in words, busy="busy" in words)
    readings = () if expected == "-" else tuple(_reading(one) for one in expected.split(" + "))
    return Sentence(say, setting, readings)


def _reading(text: str) -> tuple[str, dict[str, str]]:
    intent, _, entities = text.partition(" ")
    # A rule of RFC 5545 has semicolons of its own, without a space.
    return intent, dict(pair.split("=", 1) for pair in entities.split("; ") if pair)


def differences(sentence: Sentence, known: Known) -> list[str]:
    """Return in what a sentence is read otherwise than it should be; nothing where it is read well."""
    got = understand(sentence.say, known, sentence.setting)
    if not sentence.readings:
        asked = sentence.setting.pending in {"question", "choice"}
        harmless = {"CORRECT"} if asked else set()  # it only asks again
        return [
            f"{reading.intent} would change something" for reading in changes(got) if reading.intent not in harmless
        ]
    if len(got) != len(sentence.readings):
        return [f"read as {', '.join(reading.intent for reading in got)}"]
    return [
        difference
        for reading, (intent, entities) in zip(got, sentence.readings, strict=True)
        for difference in _differs(reading, intent, entities, known)
    ]


def _differs(reading: Reading, intent: str, entities: dict[str, str], known: Known) -> list[str]:
    if reading.intent != intent:
        return [f"{intent} was read as {reading.intent}"]
    got = shown(reading, known)
    for name, value in entities.items():
        if name == "customer" and value.startswith(("?", "*")):
            entities = {**entities, name: value[1:]}
    return [
        f"{name}: {value} was read as {got.get(name)}" for name, value in entities.items() if got.get(name) != value
    ] + [f"{name}: {got[name]} was not said" for name in got.keys() - entities.keys() - _OPTIONAL]


_OPTIONAL = frozenset({"moment", "mode"})
"""What a sentence of the table may leave unsaid."""


def shown(reading: Reading, known: Known) -> dict[str, str]:
    """Return the entities of a reading as the table writes them."""
    said = reading.entities
    found = {
        "customer": said.customer and _customer(said.customer, known),
        "ref": None if reading.intent in _NOBODY else said.customer_ref,
        "customers": ",".join(_customer(name, known) for name in said.customers),
        "everybody": "yes" if said.all_customers else None,
        "all": "yes" if said.cancel_all else None,
        "send": "yes" if said.auto_send else None,
        "payer": said.payer and _customer(said.payer, known),
        "amount": _rupees(said.amount),
        "splits": ",".join(f"{_rupees(split.amount)} {split.mode}" for split in said.splits),
        "items": ",".join(_item(item, known) for item in said.items),
        "product": said.product and _product(said.product, known),
        "quantity": _number(said.quantity),
        "moment": said.moment.strftime("%Y-%m-%dT%H:%M") if said.moment else None,
        "date": said.date and said.date.isoformat(),
        "day": said.day and said.day.isoformat(),
        "percent": _number(said.percent),
        "price": _rupees(said.price),
        "gst": None if said.with_gst is None else "yes" if said.with_gst else "no",
        "index": None if said.index is None else str(said.index),
        "clarify": reading.clarify,
        "asks": ",".join(sorted(reading.asks - {"payer"})),
    }
    plain = (
        "name", "phone", "nickname", "landmark", "email", "gstin", "mode", "unit", "recurrence", "period", "task",
        "channel", "language",
    )  # fmt: skip
    found |= {name: getattr(said, name) for name in plain}
    return {name: value for name, value in found.items() if value}


_NOBODY = frozenset({"CLARIFY", "CHOOSE"})


def _customer(mention: str, known: Known) -> str:
    match known.customers.find(mention):
        case Found(customer):
            return customer.name
        case _:
            return mention


def _product(mention: str, known: Known) -> str:
    match known.products.find(mention):
        case Found(product):
            return product.name
        case Several():
            return f"*{mention}"
        case _:
            return f"?{mention}"


def _item(item: Item, known: Known) -> str:
    name = _product(item.product, known)
    if item.value:
        return f"{name}={_rupees(item.value)}"
    price = f"@{_rupees(item.price)}" if item.price else ""
    return f"{name}*{_number(item.quantity)}{f' {item.unit}' if item.unit else ''}{price}"


def _rupees(paise: int | None) -> str | None:
    return None if paise is None else f"{Decimal(paise) / 100:.2f}".removesuffix(".00")


def _number(thousandths: int | None) -> str | None:
    return None if thousandths is None else f"{Decimal(thousandths) / 1000:.3f}".rstrip("0").rstrip(".")


# -- numbers as they are said --------------------------------------------------

_TABLE = [line.split("\t") for line in (DATA / "number_words.tsv").read_text("utf-8").splitlines()]
SPELLINGS = {int(number): (hindi, *roman.split(",")) for number, hindi, roman in _TABLE}
"""How each number up to 99 is written, in Devanagari and in Roman letters."""


@st.composite
def spoken(draw: st.DrawFn, below: int = 10_000_000) -> tuple[int, str]:
    """Make a number and one of the ways to say it."""

    def small(number: int) -> str:
        return draw(st.sampled_from((str(number), *SPELLINGS[number])))

    rest, words = draw(st.integers(1, below - 1)), []
    number = rest
    for size, spellings in (
        (100_000, ("lakh", "lac", "लाख")),
        (1000, ("hazaar", "hazar", "हज़ार")),
        (100, ("sau", "सौ")),
    ):
        count, rest = divmod(rest, size)
        if count:
            words += [small(count), draw(st.sampled_from(spellings))]
    if rest:
        words.append(small(rest))
    return number, " ".join(words)
