"""The shape of a voice command. Each file of this folder that holds a `COMMAND` is one; the folder is the registry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from execora.commands.changes import Change
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Entities, Language, Reading, Setting
    from execora.ledger.model import Customer, Product
    from execora.ledger.money import Paise
    from execora.ledger.units import Milli


class Priority(IntEnum):
    """Higher first. A word like "jaldi" adds ten."""

    MESSAGE = 0
    WRITE = 10
    READ = 20


# -- what it needs and touches -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in the books that a command reads or writes: one of a kind, or all of a kind where `id` is None."""

    kind: Literal["customer", "product", "draft", "reminder"]
    id: UUID | None = None

    def meets(self, other: Thing) -> bool:
        """Tell whether the two have anything in common."""
        return self.kind == other.kind and (self.id is None or other.id is None or self.id == other.id)


@dataclass(frozen=True, slots=True)
class Touches:
    """What a command reads and what it writes. One that conflicts with an earlier unfinished one waits for it."""

    reads: frozenset[Thing] = frozenset()
    writes: frozenset[Thing] = frozenset()

    def conflicts(self, other: Touches) -> bool:
        """Tell whether the order of the two matters: one writes what the other reads or writes."""
        return _meet(self.writes, other.reads | other.writes) or _meet(other.writes, self.reads)


def _meet(some: frozenset[Thing], others: frozenset[Thing]) -> bool:
    return any(one.meets(other) for one in some for other in others)


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be found before a command can run."""

    customer: Literal["no", "may", "must"] = "no"
    """must: mentioned, or else the active customer; may: only where it is mentioned."""
    customers: bool = False
    """It can be for several customers at once, or for all who owe."""
    amount: bool = False
    items: bool = False
    product: bool | Literal["may"] = False
    """may: only where it is mentioned."""
    new_product: bool = False
    """It makes a product, and has to know whether something is called so, or much like it, already."""
    name: bool = False
    draft: Literal["no", "makes", "waiting", "open", "ends"] = "no"
    """makes: it opens a draft, whose id is reserved beforehand; waiting: it is about a draft that waits; open: about
    the one that the conversation has open, whoever is named; ends: after it that draft waits no longer."""
    undoes: bool = False
    """It takes back what the conversation changed last, which is known when it runs: `Order.undoes`."""


# -- what runs -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderItem:
    """Goods that were found: quantity in the product's own unit, or the value that was asked for."""

    product: Product
    quantity: Milli | None = None
    value: Paise | None = None
    price: Paise | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A command that is ready to run: whatever it speaks of has been found."""

    intent: str
    entities: Entities
    now: datetime
    """When it was said; aware, in the shop's time zone."""
    said: str
    """The words it was read from."""
    makes: UUID
    """The id of what it makes, reserved when it was understood: customer, draft or reminder."""
    customer: Customer | None = None
    customers: tuple[Customer, ...] = ()
    payer: Customer | None = None
    items: tuple[OrderItem, ...] = ()
    product: Product | None = None
    quantity: Milli | None = None
    """In the product's own unit."""
    alike: tuple[Product, ...] = ()
    """What is called as a new product is to be called, or much like it."""
    draft_id: UUID | None = None
    """The waiting draft it is about; None where the conversation knows of none and the books must tell."""
    shown: Mapping[str, object] | None = None
    """What the client was shown of that draft, as `invoice:draft` shows it, where the command ends a draft that the
    conversation knows: a yes to that is no yes to anything else."""
    confirmed: bool = False
    """A yes was said to what the handler asked."""
    named: tuple[UUID, ...] = ()
    """`Reply.named` of the question that was answered yes: only these may be touched."""
    undoes: Change | None = None
    """The last change of the conversation, where the command takes that back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a command. With an `error`, or where it `asks`, everything the command changed is taken back."""

    key: str
    """Which of the command's replies is said."""
    data: Mapping[str, object] = field(default_factory=dict)
    """`executionResult.data` of the protocol: JSON values, amounts in rupees."""
    words: Mapping[str, object] = field(default_factory=dict)
    """What fills the template, as typed values: Money, Quantity, datetime, Customer…"""
    error: str | None = None
    """One of the protocol's failure codes, or None."""
    events: tuple[tuple[str, Mapping[str, object]], ...] = ()
    """Further events for the client, such as `invoice:draft`."""
    asks: bool = False
    """What the books say calls for a yes first (an issued bill to be cancelled): `key` and `words` are the question.
    After a yes the order runs again, with `confirmed` set."""
    named: tuple[UUID, ...] = ()
    """The ids of what the question named or counted; they come back in `Order.named`, so that a yes touches nothing
    that was made after the question."""
    change: Change | None = None
    """What it changed, so that UNDO can take it back; None where it changed nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a shop has set about asking first."""

    confirm_above: Paise


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a command runs: a key of the command's replies and what fills it."""

    key: str
    words: Mapping[str, object] = field(default_factory=dict)


# -- how it proves itself ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, what it is read as, and what comes of it in the demo shop on Friday 20 November 2026 at 15:00."""

    say: str
    language: Language
    entities: Mapping[str, object] = field(default_factory=dict)
    """As `voice:intent` shows them (customer as the full name), `customerId` and other ids left out."""
    reply: str = "done"
    """The key of the reply, or of the question that is asked first; "choose" where options are offered."""
    before: tuple[str, ...] = ()
    """What was said just before, in the same conversation, each answered before the next."""


Wording = Mapping["Language", str]
"""A template in each language: "{customer} ka balance {owed} hai"."""


@dataclass(frozen=True, slots=True)
class Command:
    """A voice command, whole."""

    intent: str
    title: Wording
    """What stands on the card of its task: two or three words."""
    summary: Wording
    """What it does, in a few words: for the answer to "kya kya kar sakte ho" and for the README."""
    priority: Priority
    read: Callable[[Clause, Setting], Reading | None]
    """Its cues: the reading of one clause, or None where the clause is none of its business."""
    handle: Callable[[Shop, Order], Awaitable[Reply]]
    touches: Callable[[Order], Touches]
    replies: Mapping[str, Wording]
    examples: tuple[Example, ...]
    needs: Needs = Needs()
    asks_first: Callable[[Order, frozenset[str], Limits], Question | None] = lambda _order, _asks, _limits: None
    """Whether a yes is needed first. The set holds why the words alone call for one (`Reading.asks`)."""
    asks_itself: Callable[[Order], bool] = lambda _order: False
    """Whether its handler changes nothing in the books, drafts left aside, before a yes to a question of its own: then
    words that may have been misheard need no other."""
    roles: frozenset[str] = frozenset({"owner", "staff", "viewer"})
    """Who may say it."""


class Talk(Protocol):
    """The conversation, as its own commands act on it. Nothing here waits."""

    def say(self, key: str, **words: object) -> None:
        """Answer with one of the command's replies."""

    def refuse(self, key: str, code: str, **words: object) -> None:
        """Answer as `say` does, and that nothing came of it: the code is one of the protocol's failure codes."""

    def may(self, intent: str) -> bool:
        """Tell whether who speaks may say a command for the books."""

    @property
    def asked(self) -> bool:
        """Whether a question is open."""

    def yes(self) -> bool:
        """Carry out what the open question is about, a choice is put again; False where nothing is asked."""

    def no(self) -> None:
        """Let the open question be; the next one of the same utterance is asked then. Or let a draft be a draft."""

    def who(self, mention: str) -> Customer | str:
        """Return the one customer whom a mention fits, or the mention where it fits nobody or several.

        A Customer is named in the letters of the answer.
        """

    def choose(self, mention: str | None, index: int | None) -> bool:
        """Take one of the options on offer, by name or by place; False where that fits none or several of them."""

    @property
    def options(self) -> tuple[object, ...]:
        """What is on offer now, ready to be said."""

    def again(self) -> bool:
        """Say the last answer again and put an open question again, as old as it is; False where nothing was said."""

    def speak(self, language: Language) -> None:
        """Answer in this language from now on, this answer included."""

    def hush(self) -> None:
        """Stop speaking. Tasks go on."""

    def cancel(self, which: Literal["last", "all"]) -> int:
        """Cancel the task that was admitted last, or all, and what is not understood yet; return how many tasks."""

    def counts(self) -> tuple[int, int]:
        """Return how many tasks run and how many wait."""

    def record(self, *, on: bool) -> Literal["done", "already", "unavailable", "not_allowed"]:
        """Begin or end a recording of what the client streams; unavailable where it streams nothing, or none is kept.

        A viewer is not allowed to.

        What comes of it, the client is told by events: the recording that ends is whole a moment later.
        """


@dataclass(frozen=True, slots=True)
class TurnCommand:
    """A command of the conversation itself (haan, ruko, kya kya kar sakte ho): no task, no books."""

    intent: str
    summary: Wording
    read: Callable[[Clause, Setting], Reading | None]
    """As with `Command`."""
    act: Callable[[Talk, Reading], None]
    """What it does to the conversation, and says."""
    replies: Mapping[str, Wording]
    examples: tuple[Example, ...]
