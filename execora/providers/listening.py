"""One conversation's sound on its way to whichever recogniser hears it now, and the watch over that one."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import trio

from execora.providers.port import Fault, FinalWords, ProviderError
from execora.providers.ring import Ring
from execora.sound.stream import BYTES_A_SECOND, RATE, Frame, Sound

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.providers.port import Recogniser, Wanted, Words

START_SECONDS = 4.0
"""How long a run may take to connect: until then it need not take sound."""
STALL_SECONDS = 2.0
"""How long a run that has begun may leave sound untaken."""
DEAF_SECONDS = 4.0
"""How long nothing at all may be heard of an utterance that is over, or of `SPEECH_SECONDS` of one that goes on."""
SPEECH_SECONDS = 3.0
SETTLING_SECONDS = 20.0
"""How long an utterance that is over may stay without its final words, whatever else is heard."""

END = float("inf")
"""Where all sound has ended: only the end of the run settles that."""


class Listening:
    """What one call of `transcribe` keeps from one run to the next."""

    def __init__(self, wanted: Wanted, heard: Callable[[Words], None]) -> None:
        self.wanted, self.heard = wanted, heard
        self.ring = Ring()
        self.ended = False
        """Whether all sound is in the ring."""
        self._came = trio.Event()
        self._room = trio.Event()

    async def collect(self, sound: trio.MemoryReceiveChannel[Sound]) -> None:
        """Take sound as it comes, as long as there is room."""
        async for piece in sound:
            while self.ring.full:
                self._room = trio.Event()
                await self._room.wait()
            self.ring.add(piece)
            self._came.set()
        self.ended = True
        self._came.set()

    async def next(self, number: int) -> int | None:
        """Wait for the sound of a number, or the first after it that is not settled; return which, None at the end."""
        while max(number, self.ring.first) >= self.ring.last:
            if self.ended:
                return None
            self._came = trio.Event()
            await self._came.wait()
        return max(number, self.ring.first)

    async def something_to_hear(self) -> bool:
        """Wait until there is speech that is not settled; tell whether there will be some."""
        while not self.ring.waits:
            self.hush(self.ring.last)
            if await self.next(self.ring.last) is None:
                return False
        return True

    def settle(self, position: int) -> None:
        """Forget the sound before a position."""
        self.ring.settle(position)
        self._room.set()

    def hush(self, number: int) -> None:
        """Forget the silence that leads up to what is unsettled, as far as it was given."""
        self.ring.hush(number)
        self._room.set()


class Run:
    """One run of one recogniser: it is given all that is unsettled, and heard until it ends or is given up.

    Once it is over, whatever it still says is lost on us: the next run hears the same sound.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        listening: Listening,
        worked: Callable[[], None],
        replaceable: Callable[[], bool] = lambda: False,
    ) -> None:
        """Prepare a run; `worked` is called each time that it is of use.

        Between utterances `replaceable` is asked whether a better one could go on; then the run ends.
        """
        self._recogniser, self._listening = recogniser, listening
        self._worked, self._replaceable = worked, replaceable
        self._base = self._given = listening.ring.start
        self._next = listening.ring.first
        self._scope = trio.CancelScope()
        self._patience = trio.CancelScope()
        self._over = False
        self._error: ProviderError | None = None
        self._watch = Watch(self._base)

    async def run(self) -> ProviderError | None:
        """Hear until the sound ends, or a better one could go on; return why it went no further, where it failed."""
        with self._scope:
            async with trio.open_nursery() as nursery:
                to_recogniser, sound = trio.open_memory_channel[Sound](0)
                nursery.start_soon(self._give, to_recogniser)
                nursery.start_soon(self._wait_for_words)
                await self._transcribe(sound)
                nursery.cancel_scope.cancel()
        return self._error

    async def _transcribe(self, sound: trio.MemoryReceiveChannel[Sound]) -> None:
        with sound:
            try:
                await self._recogniser.transcribe(self._listening.wanted, sound, self._hear)
            except ProviderError as error:
                self._fail(error)
            if not self._listening.ended or self._next < self._listening.ring.last:
                self._fail(self._trouble(Fault.AWAY, "it ended before the sound did"))
            if not self._over:  # it has heard the sound to its end: where it told no words, there are none
                self._listening.settle(self._listening.ring.end)
            self._over = True

    # -- sound to it -----------------------------------------------------------

    async def _give(self, to_recogniser: trio.MemorySendChannel[Sound]) -> None:
        with to_recogniser:
            while (number := await self._listening.next(self._next)) is not None:
                sound = self._listening.ring[number]
                self._next = number + 1  # before it is taken: its words may come before we are told that it was
                self._given += len(sound.pcm) if isinstance(sound, Frame) else 0
                await self._hand_over(to_recogniser, sound)
                self._listening.hush(self._next)
        self._expect(self._watch.given(END, trio.current_time()))

    async def _hand_over(self, to_recogniser: trio.MemorySendChannel[Sound], sound: Sound) -> None:
        spoken = sound.seconds if isinstance(sound, Frame) and sound.speech else 0.0
        now = trio.current_time()
        self._expect(self._watch.spoke(spoken, now))
        if not isinstance(sound, Frame):
            self._expect(self._watch.given(self._given, now))
        seconds = STALL_SECONDS if self._watch.begun else START_SECONDS
        with trio.move_on_after(seconds), suppress(trio.BrokenResourceError):
            await to_recogniser.send(sound)
            return
        self._fail(self._trouble(Fault.SLOW, f"it takes no sound for {seconds:g} s"))
        await trio.sleep_forever()  # until the run ends

    # -- words from it ---------------------------------------------------------

    def _hear(self, words: Words) -> None:
        if self._over:
            return
        position = min(self._base + 2 * round(words.until * RATE), self._given)
        final = isinstance(words, FinalWords)
        self._expect(self._watch.heard(position if final else self._base, trio.current_time()))
        if final:
            self._listening.settle(position)
        if final or words.text:
            self._worked()
        self._listening.heard(replace(words, until=position / BYTES_A_SECOND))
        if final and not self._listening.ring.waits and self._replaceable():
            self._over = True
            self._scope.cancel()

    async def _wait_for_words(self) -> None:
        with self._patience:
            await trio.sleep_forever()
        self._fail(self._trouble(Fault.SLOW, "it was given speech and says nothing"))

    def _expect(self, until: float) -> None:
        self._patience.deadline = until

    def _fail(self, error: ProviderError) -> None:
        if not self._over:
            self._over, self._error = True, error
            self._scope.cancel()

    def _trouble(self, fault: Fault, reason: str) -> ProviderError:
        return ProviderError(self._recogniser.name, fault, reason)


class Watch:
    """Until when something must be heard. Pure: the time is passed in."""

    def __init__(self, position: int) -> None:
        self._settled = position
        self._marks: deque[tuple[float, float]] = deque()
        """The ends that were given and are not settled: where, and when it was given."""
        self._unheard_seconds = 0.0
        self._owed_since: float | None = None
        self.begun = False
        """Whether anything was heard."""

    def spoke(self, seconds: float, now: float) -> float:
        """Note that speech was given; return until when something must be heard."""
        self._unheard_seconds += seconds
        if self._unheard_seconds >= SPEECH_SECONDS and self._owed_since is None:
            self._owed_since = now
        return self._until()

    def given(self, position: float, now: float) -> float:
        """Note that an utterance has ended there, or at `END` all sound; return until when something must be heard."""
        if position > self._settled:
            self._marks.append((position, now))
            if self._owed_since is None:
                self._owed_since = now
        return self._until()

    def heard(self, position: int, now: float) -> float:
        """Note that something was heard, and all is settled before a position; return until when more must be."""
        self._settled = max(self._settled, position)
        while self._marks and self._marks[0][0] <= self._settled:
            self._marks.popleft()
        self.begun = True
        self._unheard_seconds = 0.0
        self._owed_since = now if self._marks else None
        return self._until()

    def _until(self) -> float:
        deaf = float("inf") if self._owed_since is None else self._owed_since + DEAF_SECONDS
        unsettled = self._marks[0][1] + SETTLING_SECONDS if self._marks else float("inf")
        return min(deaf, unsettled)
