"""Whose turn it is: what was asked and waits for an answer, and which draft a bare haan binds to.

What comes up by itself (the next question, one that the books put, a draft that a yes made) is no business of words
that were said before it was told: two quick haan would answer two things. It is put in `after` so many events, and
words can mean it if as many had been `told`. Words that were spoken mean no other question either: people who type send
a command and its haan back to back, but whoever says haan before a question was told speaks of something else.

Pure: hours are seconds of whatever clock the caller keeps.
"""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from execora.language.reading import Language
    from execora.ledger.model import Customer, Product


class Told(NamedTuple):
    """What had been told when something was said."""

    events: int
    """How many events had left for the client."""
    spoken: bool = False
    """Whether it was spoken, not typed."""


EVERYTHING = Told(sys.maxsize)
"""What a button answers was told: it bears the question's id."""

Held = TypeVar("Held")
"""What is carried out once the answer is there; the turn only keeps it."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Held]):
    """A question that waits for an answer, and fits one thing only."""

    id: UUID
    text: str
    held: Held
    options: tuple[Customer | Product, ...] = ()
    """What there is to choose from; none where the answer is yes or no."""
    speech: str = ""
    """The text for the ear."""
    language: Language = "en"
    """What both are in."""


@dataclass(slots=True)
class Turn(Generic[Held]):
    """What waits for an answer in one conversation. The newest thing is what a bare word is about."""

    question_seconds: float
    """How long a question waits, and how long haan binds to a draft after it was last spoken of."""
    _asked: deque[Asked[Held]] = field(default_factory=deque)
    """The question that is open, and behind it those of the same utterance that are asked next."""
    _asked_at: float = 0.0
    _asked_after: int = 0
    _asked_by_itself: bool = False
    _draft: UUID | None = None
    _draft_at: float = 0.0
    _draft_after: int = 0
    _draft_binds: bool = False

    # -- questions

    def ask(
        self, question: Asked[Held], now: float, *, first: bool = False, after: int = 0, by_itself: bool = False
    ) -> bool:
        """Put a question behind those that are open, or before them; return whether it is to be asked now."""
        self._lapse_if_old(now)
        if first:
            self._asked.appendleft(question)
        else:
            self._asked.append(question)
        if self._asked[0] is question:
            self._asked_at, self._asked_after, self._asked_by_itself = now, after, by_itself
        return self._asked[0] is question

    def question(self, now: float, told: Told = EVERYTHING) -> Asked[Held] | None:
        """Return the open question, if it has not lapsed and what was said can answer it."""
        self._lapse_if_old(now)
        in_time = self._asked_after <= told.events or not (told.spoken or self._asked_by_itself)
        return self._asked[0] if self._asked and in_time else None

    def seconds_left(self, now: float) -> float:
        """Return how long the open question still waits."""
        return max(0.0, self._asked_at + self.question_seconds - now)

    def answered(self, now: float, after: int = 0) -> Asked[Held] | None:
        """Take the open question away, so that no second answer finds it; return the one that is asked next.

        Nor does a second answer mean a draft that was spoken of before.
        """
        self._asked.popleft()
        self._asked_at, self._asked_after, self._asked_by_itself = now, after, True
        self.release_draft()
        return self._asked[0] if self._asked else None

    @property
    def all_asked(self) -> tuple[Asked[Held], ...]:
        """The question that is open, if any, and those behind it."""
        return tuple(self._asked)

    def drop(self, unwanted: Callable[[Asked[Held]], bool], now: float, after: int = 0) -> Asked[Held] | None:
        """Take questions away unanswered; return the one that is asked now because of it, if there is one."""
        first = self.question(now)
        self._asked = deque(asked for asked in self._asked if not unwanted(asked))
        if not self._asked or self._asked[0] is first:
            return None
        self._asked_at, self._asked_after, self._asked_by_itself = now, after, True
        return self._asked[0]

    def lapse(self) -> None:
        """Forget every question: another command has come, or all was stopped."""
        self._asked.clear()

    def _lapse_if_old(self, now: float) -> None:
        if self._asked and now - self._asked_at > self.question_seconds:
            self._asked.clear()

    # -- drafts

    @property
    def draft(self) -> UUID | None:
        """The draft that is open in this conversation."""
        return self._draft

    def open_draft(self, draft_id: UUID) -> None:
        """Note that a draft is there, without asking about it: haan does not mean it."""
        self._draft, self._draft_binds = draft_id, False

    def speak_of_draft(self, draft_id: UUID, now: float, after: int = 0) -> None:
        """Note that a draft was made, changed or shown: from now on haan means it."""
        if self._draft_binds and self._draft == draft_id:
            after = min(after, self._draft_after)
        self._draft, self._draft_at, self._draft_after, self._draft_binds = draft_id, now, after, True

    def release_draft(self) -> None:
        """Let haan mean the draft no longer; it stays open."""
        self._draft_binds = False

    def close_draft(self) -> None:
        """Let no draft be the one that is meant where none is named; it stays as it is."""
        self._draft, self._draft_binds = None, False

    def forget_draft(self, draft_id: UUID) -> None:
        """Note that a draft is no longer open."""
        if self._draft == draft_id:
            self._draft, self._draft_binds = None, False

    # -- what a bare word is about

    def pending(self, now: float, told: Told = EVERYTHING) -> Literal["question", "choice", "draft"] | None:
        """Return the newest thing that waits for an answer."""
        question = self.question(now, told)
        binds = self._draft_binds and now - self._draft_at <= self.question_seconds and self._draft_after <= told.events
        draft_at = self._draft_at if binds else None
        if question is None:
            return None if draft_at is None else "draft"
        if draft_at is not None and draft_at > self._asked_at:
            return "draft"
        return "choice" if question.options else "question"
