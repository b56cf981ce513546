"""One shop as this process serves it: its books, its names in memory, and the conversations that are open."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import trio

from execora.language.devanagari import known_names
from execora.session.allowance import Allowance
from execora.session.durations import Durations
from execora.session.port import Event, Speech

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from execora.config import Config
    from execora.language.names import NameIndex
    from execora.language.products import ProductIndex
    from execora.ledger.model import Customer, Product
    from execora.session.port import Books, Door, Transcripts
    from execora.session.run import Session

MOST_SEEN = 10_000
"""Ids of control messages that are remembered, the latest."""

INDIA = ZoneInfo("Asia/Kolkata")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who talks over a connection."""

    role: str = "owner"
    """owner, staff or viewer; owner where the server wants no tokens."""
    subject: str = "local"
    """The token's `sub`."""


@dataclass(slots=True, eq=False)
class Desk:
    """Where a shop's conversations are held. It lives as long as the server; whoever made it keeps its names fresh."""

    shop_id: int
    tenant: str
    name: str
    books: Books
    customers: NameIndex
    products: ProductIndex
    config: Config
    now: Callable[[], datetime]
    """The hour, aware, in the shop's time zone."""
    transcripts: Transcripts
    """What keeps what is said."""
    sessions: dict[UUID, Session] = field(default_factory=dict)
    """Those that are open, whether or not their client is there."""
    listeners: set[Callable[[Event], None]] = field(default_factory=set)
    """One for each of them: takes an event for its client, never waits."""
    closing: trio.Event = field(default_factory=trio.Event)
    """Set once the server stops: each session then lets what runs come to its end, and ends."""
    speech: Speech = field(default_factory=Speech)
    """What it hears and speaks with."""
    durations: Durations = field(default_factory=Durations)
    """How long its commands take."""
    allowance: Allowance = field(init=False)
    """How often each of its customers may be changed, over whichever conversation."""
    _seen: OrderedDict[UUID, None] = field(default_factory=OrderedDict)
    _in_devanagari: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        """Take the limit from the settings."""
        self.allowance = Allowance(self.config.customer_actions_a_minute)

    @contextmanager
    def open_session(self, session: Session, listener: Callable[[Event], None]) -> Iterator[None]:
        """Know a session, and tell it of the shop's changes, for as long as the block lasts."""
        self.sessions[session.id] = session
        self.listeners.add(listener)
        try:
            yield
        finally:
            self.listeners.discard(listener)
            del self.sessions[session.id]

    def tell_at(self, door: Door, event: Event) -> None:
        """Tell whoever is at a door something; harmless where no conversation has it."""
        for session in self.sessions.values():
            if session.presence.is_at(door):
                session.outbox.put(event)

    def first_time(self, message_id: UUID | None) -> bool:
        """Tell whether a control message (stop, cancel) is new here. It must not wait for the database to know."""
        if message_id is None:
            return True
        new = message_id not in self._seen
        self._seen[message_id] = None
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return new

    def names_for_voices(self) -> Mapping[str, str]:
        """Return how the shop writes its customers and goods in Devanagari; see `for_voice`."""
        if self._in_devanagari is None:
            called: Iterable[Customer | Product] = chain(self.customers, self.products)
            self._in_devanagari = known_names((each.name, each.name_hi) for each in called)
        return self._in_devanagari

    def changed(self, what: str, noun_id: UUID | None) -> None:
        """Tell every open conversation of the shop that something changed; their pages then look it up."""
        if what in ("customer", "product"):
            self._in_devanagari = None
        event = Event("shop:changed", {"what": what, "id": None if noun_id is None else str(noun_id)})
        for tell in tuple(self.listeners):
            tell(event)
