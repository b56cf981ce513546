"""What a shopkeeper says: sentences, and what each must do to the books, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid4, uuid5

if TYPE_CHECKING:
    from random import Random

CUSTOMERS = ("Suresh Kumar", "Ramesh Gupta", "Priya Singh", "Mohan Lal", "Amit Jain", "Imran Khan", "Vijay Patil")
GOODS = ("Biscuit", "Matchbox", "Candle", "Pen")

FRESH = "10 packet biscuit aaya"


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What is in the books, once, when any of the messages that ask for it took effect."""

    kind: Literal["payment", "credit", "invoice", "stock"]
    owed: int = 0
    """By how many paise the customer's balance moves."""
    customer: str = ""
    product: str = ""
    stock: int = 0
    """By how many thousandths the stock moves."""

    def is_meant_by(self, question: str) -> bool:
        """Whether a question about a bill is about this one."""
        return self.customer in question and self.product in question


@dataclass(slots=True)
class Said:
    """A message with an id, and what came back."""

    type: str
    data: dict[str, Any]
    effect: Effect | None = None
    then: Said | None = None
    """What is said once this one is done."""
    button: Said | None = None
    """What was asked about, where this is an answer."""
    id: UUID = field(default_factory=uuid4)
    sent_at: float = 0.0
    session: str = ""
    """The session that has answered something to it."""
    over: bool = False
    """Whether nothing more is waited for."""
    done: bool = False
    """Whether a `voice:response` said that all went well."""
    completed: bool = False
    """Whether a `task:completed` was told."""
    events: list[str] = field(default_factory=list)
    """What came back, with the seconds since it was sent last."""

    def yes(self, question_id: str) -> Said:
        """Return the answer to a question about this message, which then does what it was to do."""
        return Said("voice:answer", {"questionId": question_id, "yes": True}, self.effect, button=self.button or self)

    def is_alike(self, other: Said) -> bool:
        """Whether both are, or lead to, a bill of the same goods for the same customer."""
        mine, theirs = ((said.then or said).effect for said in (self, other))
        if mine is None or theirs is None:
            return False
        return mine.kind == theirs.kind == "invoice" and (mine.customer, mine.product) == (
            theirs.customer,
            theirs.product,
        )

    def anew(self) -> Said:
        """Return the same as a new message."""
        return Said(self.type, self.data, self.effect)

    @property
    def key(self) -> str:
        """The request key under which it takes effect."""
        return f"{self.id}:0"


def next_thing(chance: Random) -> Said:
    """Make something to say: payments, credit, goods, bills and questions."""
    customer = chance.choice(CUSTOMERS)
    amount = chance.randint(11, 900)
    match chance.choices(["payment", "credit", "bill", "stock", "balance"], [4, 3, 3, 1, 2])[0]:
        case "payment":
            return _words(f"{customer} ne {amount} cash diye", Effect("payment", -100 * amount, customer))
        case "credit":
            return _words(f"{customer} ke khate mein {amount} likh do", Effect("credit", 100 * amount, customer))
        case "bill":
            return _bill(customer, chance.choice(GOODS))
        case "stock":
            return _words(FRESH, Effect("stock", product="Biscuit", stock=10_000))
        case _:
            return _words(f"{customer} ka balance batao", None)


def _words(text: str, effect: Effect | None) -> Said:
    return Said("voice:final", {"text": text}, effect)


PRICES = {"Biscuit": 1000, "Matchbox": 200, "Candle": 500, "Pen": 1000}
"""In paise, as the demo shop sells."""


def _bill(customer: str, product: str) -> Said:
    draft = _words(f"{customer} ka bill banao 1 {product}", None)
    effect = Effect("invoice", PRICES[product], customer, product, -1000)
    draft.then = Said("invoice:confirm", {"draftId": str(uuid5(draft.id, "0"))}, effect)
    return draft
