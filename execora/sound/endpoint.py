"""Where utterances begin and end.

A detector's word about a single chunk is not enough: a click sounds like speech for a moment, and every speaker pauses.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from execora.sound.stream import Frame, Mark, Sound

CHUNK_SAMPLES = 512
"""What detectors take: 32 ms."""
CHUNK_BYTES = 2 * CHUNK_SAMPLES
CHUNK_SECONDS = 0.032

HOT = 0.5
"""From this likelihood on a chunk may begin an utterance."""
COLD = 0.35
"""Under this likelihood a chunk may end one. In between, whatever was goes on."""
HOT_CHUNKS, WITHIN_CHUNKS = 3, 4
"""So many chunks must be hot of so many: 96 ms of speech, so a click begins nothing."""
PRE_ROLL_CHUNKS = 10
"""320 ms: what is let out with the beginning, for soft first sounds."""
HANG_CHUNKS = 17
"""544 ms of silence end an utterance."""
HOT_FOR_CHUNKS = 5
"""160 ms: who sends no silence, sends so much behind each word at the least. Codecs stop (DTX) after 200 ms."""
LONG_CHUNKS = 406
"""From 13 s on a breath is enough."""
BREATH_CHUNKS = 4
LONGEST_CHUNKS = 468
"""15 s: what goes on is another utterance."""


class Turned(NamedTuple):
    """What a chunk brought about."""

    sounds: list[Sound]
    """For the recogniser, in order."""
    began: bool = False
    """Somebody speaks now who did not."""
    ended: bool = False
    """Who spoke does not any more."""


class Chunks:
    """Cuts PCM of any length into chunks for a detector."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, pcm: bytes) -> list[bytes]:
        """Return the chunks that are full now."""
        data = self._rest + pcm
        end = len(data) - len(data) % CHUNK_BYTES
        self._rest = data[end:]
        return [data[at : at + CHUNK_BYTES] for at in range(0, end, CHUNK_BYTES)]

    def end(self) -> list[bytes]:
        """Return the rest, filled up with silence; none if there is none."""
        rest, self._rest = self._rest, b""
        return [rest.ljust(CHUNK_BYTES, b"\0")] if rest else []


class Endpointer:
    """Finds the utterances of one stream.

    What comes while nobody speaks is held back for `PRE_ROLL_CHUNKS`, then dropped, or passed with speech=False where
    silence is wanted.
    """

    def __init__(self, *, send_silence: bool = False) -> None:
        self._send_silence = send_silence
        self._held: deque[bytes] = deque()
        self._hot: deque[bool] = deque(maxlen=WITHIN_CHUNKS)
        self._quiet_chunks = 0
        self._chunks = 0
        """How long the utterance is; 0 while nobody speaks."""

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks."""
        return self._chunks > 0

    @property
    def hot(self) -> bool:
        """Whether somebody was speaking a moment ago."""
        return self.speaking and self._quiet_chunks < HOT_FOR_CHUNKS

    def add(self, chunk: bytes, likelihood: float, *, echo: bool = False) -> Turned:
        """Take in a chunk (`CHUNK_BYTES`) that holds speech as likely as told, and whether it is our own voice."""
        if echo:
            likelihood = 0.0
        return self._go_on(chunk, likelihood) if self.speaking else self._wait(chunk, likelihood)

    def end(self) -> Turned:
        """End the utterance here: the button was let go, the stream stops or has a gap."""
        if self.speaking:
            return self._over([])
        silence: list[Sound] = [Frame(pcm, speech=False) for pcm in self._held if self._send_silence]
        self._forget()
        return Turned(silence)

    def _wait(self, chunk: bytes, likelihood: float) -> Turned:
        self._held.append(chunk)
        self._hot.append(likelihood >= HOT)
        if sum(self._hot) >= HOT_CHUNKS:
            speech: list[Sound] = [Frame(pcm, speech=True) for pcm in self._held]
            self._forget()
            self._chunks = len(speech)
            return Turned(speech, began=True)
        if len(self._held) <= PRE_ROLL_CHUNKS:
            return Turned([])
        old = self._held.popleft()
        return Turned([Frame(old, speech=False)] if self._send_silence else [])

    def _go_on(self, chunk: bytes, likelihood: float) -> Turned:
        self._chunks += 1
        self._quiet_chunks = self._quiet_chunks + 1 if likelihood < COLD else 0
        frame = Frame(chunk, speech=True)
        if self._quiet_chunks >= (HANG_CHUNKS if self._chunks < LONG_CHUNKS else BREATH_CHUNKS):
            return self._over([frame])
        if self._chunks < LONGEST_CHUNKS:
            return Turned([frame])
        self._chunks = 1  # the speaker goes on
        return Turned([frame, Mark.UTTERANCE_ENDS])

    def _over(self, sounds: list[Sound]) -> Turned:
        self._forget()
        return Turned([*sounds, Mark.UTTERANCE_ENDS], ended=True)

    def _forget(self) -> None:
        self._held.clear()
        self._hot.clear()
        self._quiet_chunks = self._chunks = 0


class Passing:
    """Takes the `Endpointer`'s place where nobody can tell who speaks: all is speech, and ends only where told.

    It never says that somebody began or ended, for it cannot know. Our own voice becomes silence.
    """

    speaking = False
    hot = True

    def __init__(self) -> None:
        self._any = False

    def add(self, chunk: bytes, likelihood: float = 1.0, *, echo: bool = False) -> Turned:
        """Pass a chunk on."""
        self._any = True
        return Turned([Frame(bytes(len(chunk)) if echo else chunk, speech=True)])

    def end(self) -> Turned:
        """End the utterance here."""
        ends, self._any = self._any, False
        return Turned([Mark.UTTERANCE_ENDS] if ends else [])
