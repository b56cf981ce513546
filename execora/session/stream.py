"""One run of hearing, from `voice:start` to whatever ends it."""

from __future__ import annotations

import math
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from execora.session.timeline import Timeline
from execora.sound.pace import Pace
from execora.sound.stream import RATE, Frame, Sound

if TYPE_CHECKING:
    from execora.session.intake import Intake
    from execora.session.own_words import Uttered

UNHEARD = 4096
"""Sounds that may wait for the recogniser, 32 ms each: 131 seconds, four megabytes. Whoever sends them never waits, for
what stops it all comes behind them."""

PATIENCE_SECONDS = 30.0
"""A recogniser that takes nothing of what waits for so long does not hear. A chain of them takes less time to give up
one of its own, and to have another one hear."""


GAP_SECONDS = 0.4
"""When the next sound is so late, whoever spoke has let go of the button, or their telephone has stalled."""

LONGEST_PIECE_SECONDS = 2.0
"""Pages send a piece as soon as it is full, of 20 ms or of a second: the next one takes as long. A file sent at once is
waited for no longer than this."""

NEAR_SECONDS = 0.05
"""So much may a recogniser be off that adds up seconds; no utterance is as short."""

NEAR_SAMPLES = NEAR_SECONDS * RATE

MOST_UNHEARD = 32
"""Utterances cut short whose words may still come: there are seconds between two."""


LONGEST_SECONDS = 15.0
"""So long may an utterance be whose beginning was not heard, and whose end is waited for."""

NEAR_DAMAGES = 5 * RATE
"""Samples between two places at which sound is missing, up to which what lies between them counts as damaged."""


class DeafError(Exception):
    """The recogniser takes too little."""


@dataclass(slots=True, eq=False)
class Stream:
    """What a client streams, and who hears it."""

    intake: Intake
    timeline: Timeline = field(default_factory=lambda: Timeline(Pace()))
    sound: trio.MemorySendChannel[Sound] | None = None
    """On its way to the recogniser; None where none of ours hears, or none does any more."""
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    done: trio.Event = field(default_factory=trio.Event)
    over: bool = False
    """Whether nothing of it is to be heard any more."""
    heard_until: float = math.inf
    """Seconds of the sound up to which words count, once its client has left."""
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
    cut_us_off: bool = False
    """Whether our speech was cut off for an utterance whose words are still to come."""
    held_off: bool = False
    """Whether what came last was over a limit, as the client knows."""
    passes_over: float = 0.0
    """Seconds of sound that go unheard still at the most: it may be the rest of what began over a limit."""
    told_off: bool = False
    """Whether the client knows that its sound is of no use."""
    _given: int = 0
    """Samples that the recogniser was given: seconds that are added up drift off from those that it counts itself."""
    _settled: int = 0
    """How many of them words were told of."""
    _unheard: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=MOST_UNHEARD))
    """From where to where what was spoken goes unheard, in samples."""
    _damaged: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=MOST_UNHEARD))
    """From where to where sound is missing, in samples."""
    _begun: deque[tuple[int, int]] = field(default_factory=deque)
    _told: int = 0
    """What had been told at the latest beginning that words were heard of."""

    # -- sound

    def open(self) -> trio.MemoryReceiveChannel[Sound]:
        """Return the end of the channel at which what waits is handed over."""
        self.sound, receive = trio.open_memory_channel[Sound](UNHEARD)
        return receive

    def cancel(self) -> None:
        """Let nothing more of it be heard; `done` tells when nobody hears it any more."""
        self.over = True
        self.scope.cancel()
        if self.sound is not None:
            self.sound.close()

    def leave(self) -> None:
        """Give the recogniser no more: the client has left. What it cut short is not to be heard, for it may mean more.

        Which utterance it was, only a detector tells; without one, all that is not settled may be it.
        """
        self.heard_until = (self._given if (began := self.unfinished) is None else began) / RATE
        if self.sound is not None:
            self.sound.close()
            self.sound = None

    def counts(self, until: float) -> bool:
        """Tell whether words that end at a second of the sound are to be heard."""
        if any(began < until * RATE - NEAR_SAMPLES <= end for began, end in self._unheard):
            return False
        return not self.over and (self.sound is not None or until - NEAR_SECONDS <= self.heard_until < math.inf)

    @property
    def quiet_at(self) -> float:
        """When no sound has come for so long that this is no pause between two pieces."""
        return self.taken_at + GAP_SECONDS + min(self.lasts, LONGEST_PIECE_SECONDS)

    @property
    def unfinished(self) -> int | None:
        """The sample at which the utterance began that has no end yet; None where there is none such."""
        if not self.spoken.is_set():
            return None
        return self._begun[-1][0] if self.intake.detects and self._begun else self._settled

    def unhear(self, began: int) -> None:
        """Let what was spoken from a sample on go unheard: it goes on, and the rest of it is not passed on."""
        self._unheard.append((began, self._given))
        if self.intake.detects and self._begun and self._begun[-1][0] == began:
            self._begun.pop()
            self.timeline.take_back()

    def damage(self, since: int | None = None) -> None:
        """Note that sound is missing here: whatever is being said, or begins with it, may mean something else.

        From a sample on, if one is named.
        """
        first = self._given if since is None else since
        if self._damaged and first - self._damaged[-1][1] < NEAR_DAMAGES:
            first = min(first, self._damaged.pop()[0])
        self._damaged.append((first, self._given))

    def is_whole(self, until: float) -> bool:
        """Tell whether no sound is missing of the words that come next, which end at a second of the sound."""
        begins, ends = self._settled - NEAR_SAMPLES, until * RATE + NEAR_SAMPLES
        return not any(first <= ends and begins <= last for first, last in self._damaged)

    def send(self, sound: Sound) -> None:
        """Let a sound wait for the recogniser.

        Raises:
            DeafError: too much waits.

        """
        if self.sound is None:
            return
        try:
            self.sound.send_nowait(sound)
        except trio.WouldBlock:
            raise DeafError from None
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return  # one of the two has just ended, and says so itself
        if isinstance(sound, Frame):
            self._given += len(sound.pcm) // 2

    # -- utterances

    def begin(self, told: int) -> None:
        """Note that somebody begins to speak, when so many events had left for the client."""
        if self.intake.detects:
            self.timeline.begin(self._given / RATE)
        self._begun.append((self._given if self.intake.detects else self._settled, told))

    def uttered(self, until: float | None = None) -> Uttered:
        """Return when the words were spoken that end at a second of the sound; at the last one if none is named."""
        samples = self._given if until is None else round(until * RATE)
        return self.timeline.uttered(samples / RATE, self._given / RATE)

    def has_begun(self, until: float) -> bool:
        """Tell whether somebody began to speak, unsettled yet, before a second of the sound."""
        return bool(self._begun) and (not self.intake.detects or self._begun[0][0] < round(until * RATE))

    def told_before(self, until: float, now: int) -> int:
        """Return how many events had left when the utterance began that ends at a second of the sound.

        Words answer nothing that was asked while they were spoken. Words behind those of a beginning, in the same
        stretch of speech, were begun with it: a long one is cut, and a recogniser may end it at a shorter pause than we
        do. Without a detector that cannot be told, and it is now.
        """
        self._settled = round(until * RATE)
        self.timeline.settle(self._settled / RATE)
        if not self._begun or (self.intake.detects and self._begun[0][0] >= self._settled):
            return self._told if self.intake.detects else now
        told = self._begun[0][1]
        while self._begun and self._begun[0][0] < self._settled:
            self._told = self._begun.popleft()[1]
        return told

    def open_utterance(self) -> None:
        """Note that something was let through: it is ended by whoever ends it, or by a gap."""
        self.spoken.set()

    def close_utterance(self) -> None:
        """Note that all that was let through has an end."""
        if self.spoken.is_set():
            self.spoken = trio.Event()


async def hand_over(waiting: trio.MemoryReceiveChannel[Sound], ears: trio.MemorySendChannel[Sound]) -> None:
    """Give a recogniser what waits for it, as it takes it, until one of the two has ended.

    Raises:
        DeafError: it has taken nothing for `PATIENCE_SECONDS`.

    """
    with waiting, ears, suppress(trio.BrokenResourceError):
        async for sound in waiting:
            with trio.move_on_after(PATIENCE_SECONDS) as patience:
                await ears.send(sound)
            if patience.cancelled_caught:
                raise DeafError
