"""What was said to come after what: "uske baad", "phir". Pure.

A wish that comes after others is carried out once they are: where nothing came of one of them, nothing comes of it, and
where one became a question, it becomes one, too. What only looks something up waits for their end and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from execora.session.turn import Told


@dataclass(slots=True, eq=False)
class Wish:
    """One command of an utterance, from being understood to its end, through questions and tasks."""

    after: tuple[Wish, ...] = ()
    """Those it was said to come after."""
    state: Literal["open", "done", "undone"] = "open"
    task: UUID | None = None
    """The unfinished task that carries it out; an open wish without one waits for an answer, or was let be."""
    told: int = 0
    """Of an undone wish: after how many events the client has been told so."""

    def carry_out(self, task_id: UUID) -> None:
        """Note which task carries it out."""
        self.state, self.task = "open", task_id

    def ask(self) -> None:
        """Note that it waits for an answer."""
        self.task = None

    def do(self) -> None:
        """Note that it is carried out."""
        self.state, self.task, self.after = "done", None, ()

    def fail(self, told: int) -> None:
        """Note that nothing comes of it; the client knows after so many events."""
        self.state, self.task, self.after, self.told = "undone", None, (), told


class Sequence:
    """The wishes of one conversation, as far as those to come can be said to come after them.

    A command without a word of order begins anew. Otherwise it belongs behind all that was said before the word: in
    "A aur B, uske baad C aur D" both C and D come after A and B.
    """

    def __init__(self) -> None:
        self._said: tuple[Wish, ...] = ()
        self._before: tuple[Wish, ...] = ()

    def wish(self, told: Told, *, after: bool, anew: bool) -> Wish:
        """Return a new wish, which comes `after` all those before it or only after what they come after.

        `anew` says that without a word of order it comes after nothing. What came to nothing hinders nothing if that
        had been told when it was said: whoever spoke knew.
        """
        self._said = tuple(wish for wish in self._said if may_hinder(wish, told))
        if after:
            self._before = self._said
        elif anew:
            self._before = self._said = ()
        wish = Wish(self._before)
        self._said = (*self._said, wish)
        return wish

    def miss(self, told: int) -> None:
        """Take in that something was said of which nothing comes; the client knows after so many events."""
        missed = Wish()
        missed.fail(told)
        self._before, self._said = (), (missed,)


def may_hinder(wish: Wish, told: Told) -> bool:
    """Tell whether what comes after a wish still has to look at it, going by what had been told when it was said."""
    return wish.state == "open" or (wish.state == "undone" and wish.told > told.events)


def is_asked(before: Iterable[Wish]) -> bool:
    """Tell whether one of these waits for an answer, or was let be without one."""
    return any(wish.state == "open" and wish.task is None for wish in before)


def hindrance(before: Iterable[Wish]) -> Literal["undone", "open"] | None:
    """Tell what keeps a wish from being carried out, once all that carries out those before it has ended."""
    states = {wish.state for wish in before}
    if "undone" in states:
        return "undone"
    return "open" if "open" in states else None
