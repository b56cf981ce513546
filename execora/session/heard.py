"""What was heard, and what is held until a question about it is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID, uuid5

from execora.commands.changes import about
from execora.language.grammar import HARMLESS
from execora.ledger.model import Customer
from execora.session.sequence import Wish
from execora.session.turn import EVERYTHING, Told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from execora.commands.command import Command, Order
    from execora.language.reading import Language, Reading
    from execora.ledger.model import Product
    from execora.session.port import JSON
    from execora.session.resolve import Choice, Kind


@dataclass(frozen=True, slots=True)
class Heard:
    """One command of an utterance, or a button in its place: where its answers belong."""

    text: str
    utterance_id: UUID
    language: Language
    now: datetime
    message_id: UUID | None = None
    priority: int | None = None
    """From 0 to 100, where the client sets one."""
    number: int = 0
    """Which command of its message it is."""
    done: frozenset[int] = frozenset()
    """The commands of the message that took effect when it came before."""
    told: Told = EVERYTHING
    """What had been told when it was said."""
    read_back: bool = False
    """Whether it may have been misheard, so that what it changes in the books is read back before it is written."""
    certain: float = 1.0
    """From 0 to 1: how certain of the words the ears were, where they may have misheard."""
    wish: Wish = field(default_factory=Wish, compare=False)
    """What becomes of it."""

    @property
    def key(self) -> str:
        """The request key of what it changes."""
        return f"{self.message_id or self.utterance_id}:{self.number}"

    @property
    def makes(self) -> UUID:
        """The id reserved for what it makes: the same however often the message comes."""
        return uuid5(self.message_id or self.utterance_id, str(self.number))


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order that waits for a yes."""

    command: Command
    reading: Reading
    """As it was understood: what a correction puts right."""
    heard: Heard
    """The words it was read from."""
    order: Order
    entities: dict[str, JSON]
    settles: bool = True
    """Whether a yes settles also what the handler asks: not where the question came of a correction, and was put
    without the books."""

    @property
    def acts(self) -> bool:
        """Whether it does more than look something up."""
        return self.order.intent not in HARMLESS

    @property
    def stands_on(self) -> frozenset[UUID]:
        """The ids of what must be there for it: its customers, and a draft that it does not make."""
        order = self.order
        customers = (order.customer, order.payer, *order.customers)
        draft = () if order.draft_id in (None, order.makes) else (order.draft_id,)
        return frozenset({customer.id for customer in customers if customer}.union(draft))

    @property
    def about(self) -> frozenset[UUID]:
        """The ids of the customers whom the question may name."""
        order = self.order
        customers = [order.customer, order.payer, *order.customers, *(about(order.undoes) if order.undoes else ())]
        counted = order.named if order.entities.all_customers else ()
        return frozenset({customer.id for customer in customers if customer} | set(counted))

    @property
    def names(self) -> frozenset[UUID]:
        """The ids of the customers whom it speaks of, a newcomer's too."""
        return self.about | ({self.order.makes} if self.command.needs.name else frozenset())


@dataclass(frozen=True, slots=True)
class HeldChoice:
    """A reading that waits for its shopkeeper to say who or what was meant."""

    command: Command
    reading: Reading
    heard: Heard
    choice: Choice
    chosen: Chosen
    again: bool = False
    """Whether it was put right: then nothing is written without a further question."""

    @property
    def about(self) -> frozenset[UUID]:
        """The ids of the customers there are to choose from, and of those who were chosen before."""
        options = (*self.choice.options, *self.chosen.values())
        return frozenset(option.id for option in options if isinstance(option, Customer))

    @property
    def names(self) -> frozenset[UUID]:
        """The ids of the customers whom it speaks of."""
        return self.about


Chosen: TypeAlias = "Mapping[tuple[Kind, str], Customer | Product]"
"""Who or what was picked where a mention fitted several."""

Held = HeldOrder | HeldChoice
"""What a question is about."""
