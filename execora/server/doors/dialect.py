"""What a dialect is: what comes over a connection becomes what a session understands, and back. All are pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from execora.session.port import Input, Numbered, Refused

Frame = str | bytes
"""A message, whole: text or binary."""


class Taken(NamedTuple):
    """What a frame means."""

    inputs: Sequence[Input] = ()
    """For the session, in order."""
    replies: Sequence[Frame] = ()
    """What the dialect answers by itself, at once: what is no business of the session, such as an acknowledgement."""
    refuse: Callable[[Refused], Sequence[Frame]] = lambda _refused: ()
    """Words what it answers instead where an input is not acted on, for its sender has reached a limit."""


class Dialect(Protocol):
    """The language of one connection; it remembers what came before, as far as it matters for what comes next."""

    @property
    def ends_with(self) -> int | None:
        """The close code to end the connection with, once nothing good is to be expected of it; None until then.

        1000 where the client has said that it is done, and will not come back.
        """

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        """Take in a frame at this hour (aware); None stands for one that was over the limit, which is gone."""

    def word(self, told: Numbered, now: datetime) -> Sequence[Frame]:
        """Word an event for the client; `now` (aware) is the hour that it is told. May be nothing."""

    def part(self, code: int, now: datetime) -> Sequence[Frame]:
        """Word a goodbye, for a dialect in which a close code alone does not say it."""
