"""Ears, a detector and a recorder that do as the test says, and the sound they are given."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import trio

from execora.providers.port import Condition, FinalWords, InterimWords
from execora.session.port import Recorded
from execora.sound.stream import BYTES_A_SECOND, Frame, Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from execora.errors import RecordingError
    from execora.providers.port import Ears, ProviderError, Wanted, Words
    from execora.session.port import Detector, Recorder
    from execora.sound.stream import Sound

LOUD = b"\x10\x27"
"""A sample of somebody who speaks."""


def speech(seconds: float) -> bytes:
    """Return PCM of somebody speaking."""
    return LOUD * (int(seconds * BYTES_A_SECOND) // 2)


def silence(seconds: float) -> bytes:
    """Return PCM of nobody speaking."""
    return bytes(int(seconds * BYTES_A_SECOND) // 2 * 2)


def loudness(chunk: bytes) -> float:
    """Tell speech from silence: a detector that is always right."""
    return 1.0 if chunk.count(LOUD) * 4 > len(chunk) else 0.0


@dataclass
class FakeRun:
    """One run of the recogniser."""

    wanted: Wanted
    heard: Callable[[Words], None]
    sounds: list[Sound] = field(default_factory=list)
    seconds: float = 0.0
    ended_at: list[float] = field(default_factory=list)
    """When utterances were ended for it."""
    ended: trio.Event = field(default_factory=trio.Event)

    @property
    def pcm(self) -> bytes:
        """All the sound it was given."""
        return b"".join(sound.pcm for sound in self.sounds if isinstance(sound, Frame))

    @property
    def ends(self) -> int:
        """How many utterances were ended for it."""
        return self.sounds.count(Mark.UTTERANCE_ENDS)


@dataclass
class FakeEars:
    """Hears at the end of each utterance what the test put into `words`, or whatever `say` is told."""

    name: str = "fake"
    ends_utterances: bool = False
    words: deque[str] = field(default_factory=deque)
    sure: bool = True
    confidence: float | None = None
    """Of what it hears, where `say` is not told."""
    runs: list[FakeRun] = field(default_factory=list)
    started: trio.Event = field(default_factory=trio.Event)
    hangs: bool = False
    """Whether it takes no sound at all."""
    a_sound_takes: float = 0.0
    """Seconds."""
    goes_slowly: float = 0.0
    """How many seconds it takes to end once it is cancelled."""
    last_words: str = ""
    """What it still hears while it is being cancelled."""
    failure: ProviderError | None = None
    """What it fails with when an utterance ends."""
    others: dict[str, FakeEars] = field(default_factory=dict)

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        run = FakeRun(wanted, heard)
        self.runs.append(run)
        self.started.set()
        try:
            await self._hear(run, sound)
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(self.goes_slowly)
            if self.last_words:
                run.heard(FinalWords(self.last_words, self.name, run.seconds))
            run.ended.set()

    async def _hear(self, run: FakeRun, sounds: trio.MemoryReceiveChannel[Sound]) -> None:
        if self.hangs:
            await trio.sleep_forever()
        async for sound in sounds:
            await trio.sleep(self.a_sound_takes)
            run.sounds.append(sound)
            if isinstance(sound, Frame):
                run.seconds += sound.seconds
                continue
            run.ended_at.append(trio.current_time())
            if self.failure:
                raise self.failure
            if self.words:
                self.say(self.words.popleft())

    # -- the test's side

    @property
    def run(self) -> FakeRun:
        """The latest run."""
        return self.runs[-1]

    def say(self, text: str, *, confidence: float | None = None) -> None:
        """Have heard an utterance."""
        self.run.heard(FinalWords(text, self.name, self.run.seconds, confidence or self.confidence, self.sure))

    def guess(self, text: str) -> None:
        """Have heard words that may still change."""
        self.run.heard(InterimWords(text, self.name, self.run.seconds))

    # -- a chain

    @property
    def conditions(self) -> Sequence[Condition]:
        return [Condition(self.name, "up"), *(Condition(name, "up") for name in self.others)]

    @property
    def serving(self) -> str | None:
        return self.name

    def alone(self, name: str) -> FakeEars | None:
        return self.only(name)

    def only(self, name: str) -> FakeEars | None:
        return self if name == self.name else self.others.get(name)

    async def check(self) -> str:
        await trio.lowlevel.checkpoint()
        return "ok"

    async def aclose(self) -> None:
        await trio.lowlevel.checkpoint()


@dataclass
class FakeRecorder:
    """Keeps recordings in memory."""

    kept: dict[UUID, bytearray] = field(default_factory=dict)
    failure: RecordingError | None = None
    """What it fails with at the first sound."""
    hangs: bool = False
    finishing_takes: float = 0.0
    """Seconds."""
    longest: int = 0
    """Bytes of the longest piece it was given."""

    async def record(
        self, shop_id: int, conversation_id: UUID, recording_id: UUID, pcm: trio.MemoryReceiveChannel[bytes]
    ) -> Recorded:
        kept = self.kept[recording_id] = bytearray()
        if self.hangs:
            await trio.sleep_forever()
        async for piece in pcm:
            if self.failure:
                raise self.failure
            kept += piece
            self.longest = max(self.longest, len(piece))
        await trio.sleep(self.finishing_takes)
        return Recorded(recording_id, len(kept) / BYTES_A_SECOND, len(kept))

    @property
    def last(self) -> bytes:
        """What was kept of the latest recording."""
        return bytes(list(self.kept.values())[-1])


detector: Callable[[], Detector] = partial(lambda: loudness)
"""Makes a detector for a stream."""


if TYPE_CHECKING:

    def _keeps_its_promises(ears: FakeEars, recorder: FakeRecorder) -> tuple[Ears, Recorder]:
        return ears, recorder
