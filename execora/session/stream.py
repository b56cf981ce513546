"""One run of hearing, from `voice:start` to whatever ends it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from execora.sound.stream import Frame, Sound

if TYPE_CHECKING:
    from execora.session.intake import Intake

UNHEARD = 320
"""Sounds that may wait for the recogniser, 32 ms each, ten seconds in all. A chain of recognisers takes them at once
and keeps thirty seconds itself, so a client is far ahead of its own voice before it has to wait."""

PATIENCE_SECONDS = 10.0
"""A recogniser that takes nothing for so long, though more than it can take waits for it, does not hear. Whoever speaks
no faster than people do is never kept waiting: by the time that so much sound waits, so much time has gone by."""


class DeafError(Exception):
    """The recogniser takes no more."""


@dataclass(slots=True, eq=False)
class Stream:
    """What a client streams, and who hears it."""

    intake: Intake
    sound: trio.MemorySendChannel[Sound] | None = None
    """To the recogniser; None where none of ours hears, or none does any more."""
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    done: trio.Event = field(default_factory=trio.Event)
    over: bool = False
    """Whether nothing of it is to be heard any more."""
    streams: bool = False
    """Whether any sound has come."""
    taking: bool = False
    """Whether a message is being taken in."""
    taken_at: float = 0.0
    """When the last message had been taken in."""
    lasts: float = 0.0
    """Seconds of sound in that message: the next may take as long to come."""
    spoken: trio.Event = field(default_factory=trio.Event)
    """Set while something was let through that no end was told of."""
    speaking: bool = False
    """Whether the client knows that somebody speaks."""
    shown: str = ""
    """The interim words that the client sees."""
    told_off: bool = False
    """Whether the client knows that its sound is of no use."""
    _seconds: float = 0.0
    """How much sound the recogniser was given."""
    _settled: float = 0.0
    """How much of it words were told of."""
    _begun: deque[tuple[float, int]] = field(default_factory=deque)
    _sent: int = 0
    _taken: int = 0
    _moved_at: float = 0.0

    # -- sound

    def open(self) -> trio.MemoryReceiveChannel[Sound]:
        """Return the end of the channel from which the recogniser takes."""
        self.sound, receive = trio.open_memory_channel[Sound](UNHEARD)
        return receive

    def cancel(self) -> None:
        """Let nothing more of it be heard; `done` tells when nobody hears it any more."""
        self.over = True
        self.scope.cancel()
        if self.sound is not None:
            self.sound.close()

    def send(self, sound: Sound) -> bool:
        """Give the recogniser a sound; False where there is no room for it now: `wait_and_send` has it then."""
        if self.sound is None:
            return True
        try:
            self.sound.send_nowait(sound)
        except trio.WouldBlock:
            return False
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return True  # one of the two has just ended, and says so itself
        self._note(sound)
        return True

    async def wait_and_send(self, sound: Sound) -> None:
        """Give the recogniser a sound once there is room.

        Raises:
            DeafError: it has taken nothing for `PATIENCE_SECONDS`.

        """
        if self.sound is None:
            return
        self._watch()
        with trio.move_on_at(self._moved_at + PATIENCE_SECONDS):
            try:
                await self.sound.send(sound)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return
            self._note(sound)
            return
        raise DeafError

    def _note(self, sound: Sound) -> None:
        self._sent += 1
        self._watch()
        if isinstance(sound, Frame):
            self._seconds += sound.seconds

    def _watch(self) -> None:
        """Note when the recogniser last took something, or had nothing to take."""
        if self.sound is None:
            return
        waiting = self.sound.statistics().current_buffer_used
        if waiting <= 1 or self._sent - waiting != self._taken:
            self._taken, self._moved_at = self._sent - waiting, trio.current_time()

    # -- utterances

    def begin(self, told: int) -> None:
        """Note that somebody begins to speak, when so many events had left for the client."""
        self._begun.append((self._seconds if self.intake.detects else self._settled, told))

    def told_before(self, until: float, now: int) -> int:
        """Return how many events had left when the utterance began that ends at a second of the sound.

        Words answer nothing that was asked while they were spoken. Where no beginning is known, it is now.
        """
        self._settled = until
        if not self._begun:
            return now
        told = self._begun[0][1]
        while self._begun and self._begun[0][0] < until:
            self._begun.popleft()
        return told

    def open_utterance(self) -> None:
        """Note that something was let through: it is ended by whoever ends it, or by a gap."""
        self.spoken.set()

    def close_utterance(self) -> None:
        """Note that all that was let through has an end."""
        if self.spoken.is_set():
            self.spoken = trio.Event()
