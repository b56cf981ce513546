"""What a sentence was read as. The names and types are those of the table of intents in the README."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from execora.ledger.units import ONE

if TYPE_CHECKING:
    from datetime import date, datetime

    from execora.language.moments import When
    from execora.ledger.model import Mode, Split
    from execora.ledger.money import Paise
    from execora.ledger.units import Milli

Language = Literal["hi-en", "hi", "en"]
"""Hinglish in Roman letters, Hindi in Devanagari, English."""

Ask = Literal["direction", "payer", "batch", "newcomer", "nickname", "rename", "newgoods"]
"""Why a reading has to be asked about before it is carried out, as far as its words alone tell."""

Clarify = Literal[
    "owed", "promised", "negated", "reported", "settle", "reduce", "about", "number", "direction", "unexplained"
]
"""What was unclear about money.

owed: "se 500 lene hain"; promised: "kal 500 dega"; negated: "nahi diye"; reported: "bol raha hai"; settle: "hisaab
barabar"; reduce: "500 kam kar do"; about: "do teen sau"; number: a number word that is none; direction: who gave whom
does not show; unexplained: a word in the sentence that nothing accounts for.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Goods as they were said: either a quantity, or what they should be worth ("20 ka doodh")."""

    product: str
    quantity: Milli = ONE
    unit: str | None = None
    price: Paise | None = None
    value: Paise | None = None
    counted: bool = field(default=False, compare=False)
    """Whether it was said how many or how much: "1 bread", and not "bread"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """Everything a command can speak of; what was not said is None, empty or False, never a made-up value."""

    customer: str | None = None
    """As mentioned, in Roman letters, without honorifics and postpositions."""
    customer_ref: Literal["active", "previous", "both"] | None = None
    """both: the two who were spoken of last, where nobody is named: "dono ko"."""
    customers: tuple[str, ...] = ()
    all_customers: bool = False
    payer: str | None = None
    """Who brought the money, where that is not the account it goes to."""
    name: str | None = None
    phone: str | None = None
    nickname: str | None = None
    landmark: str | None = None
    email: str | None = None
    gstin: str | None = None
    amount: Paise | None = None
    mode: Mode | None = None
    splits: tuple[Split, ...] = ()
    items: tuple[Item, ...] = ()
    product: str | None = None
    quantity: Milli | None = None
    unit: str | None = None
    price: Paise | None = None
    percent: Milli | None = None
    """Thousandths of a percent."""
    moment: datetime | None = None
    """`datetime` on the wire: what was said, before it is moved into the hours in which reminders go out."""
    recurrence: str | None = None
    day: date | None = None
    """Of something to come, where no hour is said: `datetime` on the wire, too."""
    date: date | None = None
    period: Literal["today", "yesterday", "week", "month"] | None = None
    with_gst: bool | None = None
    cancel_all: bool = False
    auto_send: bool = False
    channel: Literal["whatsapp", "email"] | None = None
    language: str | None = None
    """BCP 47, among them some that no answer is worded in."""
    task: Literal["last", "all"] | None = None
    index: int | None = None
    """Which of the options offered, from 0; -1 is the last."""
    when: When | None = None
    """Of a correction, or a reminder that is moved: the pieces of the moment that are said; the rest of it stays."""
    instead_of: When | None = None
    """The moment of the reminder that is moved, as far as that is said: "kal ki jagah parso"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One command as it was understood."""

    intent: str
    entities: Entities = field(default_factory=Entities)
    confidence: float = 1.0
    asks: frozenset[Ask] = frozenset()
    clarify: Clarify | None = None
    """Set where the intent is CLARIFY."""
    urgent: bool = False
    """"jaldi", "pehle": ten more of priority."""
    direction: Literal["in", "out"] | None = None
    """Of a correction: whether its words say that money came in ("nahi Suresh ne") or went out ("nahi Suresh ko")."""
    after: bool = False
    """Whether its words say that it comes after what was said before it: "uske baad", "phir"."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence is heard in."""

    now: datetime
    """Aware, in the shop's time zone."""
    pending: Literal["question", "choice", "draft"] | None = None
    """The newest thing that waits for an answer and that a bare haan would bind to."""
    asked: str | None = None
    """The intent of the command that the open question is about."""
    draft: bool = False
    """A draft bill is open in this conversation, whether or not haan still binds to it."""
    busy: bool = False
    """A task runs or waits."""
