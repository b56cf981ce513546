"""Our own voice, coming back through the microphone. A page's own echo cancellation does the most; this is the rest.

What is played is known. What is not known is learned as it plays: how late it comes back, by correlation of how loud
both are from moment to moment, and how loud it comes back, in four bands. What the microphone hears is an echo unless
it is louder than that for a while. Only loudness is looked at, never the wave: loudspeakers, rooms and clocks distort
a wave beyond recognition.

Levels are in powers of two: 1.0 is 3 dB.
"""

from __future__ import annotations

from array import array
from math import log2, sqrt
from operator import add, mul, sub
from typing import TYPE_CHECKING, NamedTuple

from execora.sound.resampling import Resampler, frame_of
from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCK_SAMPLES = 256
BLOCK_SECONDS = BLOCK_SAMPLES / RATE
BANDS = 4
"""4 to 8 kHz, 2 to 4, 1 to 2 and 0.5 to 1; lower, small loudspeakers are silent."""
FAINT = log2(15.0**2 * BLOCK_SAMPLES / 4)
"""The level of a band that counts as silence: that of noise of 15, of 32,767."""
FADE = 0.6
"""How much a block may be fainter than the one before it, for a room to sound on: 1.8 dB in 16 ms."""
EARLIEST, LATEST = -7, 44
"""Blocks after which an echo may come: -112 ms, for nobody knows exactly when a page begins to play, to 704 ms."""
FORGET = 1 - 1 / 80
"""What counts of a block after one more: the lag is learned from about 1.3 seconds."""
FIRM = 0.55
"""The correlation from which on a lag is believed."""
LEARNED_BLOCKS = 15
"""Before, no correlation is believed."""
LEAST_GAIN = -2.0
"""What is expected to come back at least, until its lag is known, where a clip was once taken for a speaker: 6 dB less
than was sent."""


class Levels(NamedTuple):
    """How loud a block is."""

    bands: tuple[float, ...]
    all: float
    """Their sum."""


class EchoGuard:
    """Tells, for one client, whether a chunk of its microphone is what it is playing.

    Of what it is told it keeps what is still to be played and the second before. The numbers in here were found by
    trial, with 130 answers of synthetic voices in synthetic rooms, alone and spoken over.
    """

    def __init__(self) -> None:
        self._played = _Played()
        self._lag = _Lag()
        self._loss = _Loss()
        self._evidence = 0.0
        self._near_chunks = 0

    def played(self, pcm: bytes, rate: int, begins_at: float) -> None:
        """Note that mono PCM (signed 16 bits) is played from a time on, in seconds of any clock.

        Pieces of one clip follow each other without a gap: each begins, to within 50 ms, where the one before it ends.
        """
        self._played.add(pcm, rate, begins_at)

    def cut(self, at: float) -> None:
        """Note that nothing is played after a time, whatever was noted."""
        self._played.cut(round(at / BLOCK_SECONDS))

    def mistaken(self) -> None:
        """Note that nobody spoke who seemed to speak over a clip: it comes back after all.

        A clip that plays to headphones, or to a microphone that is off, teaches that nothing comes back. Without this,
        each later one would be cut off before it could teach better.
        """
        self._lag = _Lag()
        self._loss.expect_more()
        self._evidence, self._near_chunks = 0.0, 0

    def echoes(self, chunk: bytes, at: float) -> bool:
        """Tell whether a chunk of 512 samples at 16 kHz is nothing but what is played.

        `at` is when its last sample was heard, by the same clock: counted in samples from the first one rather than
        taken when messages come, for those come in fits.
        """
        samples, block = array("h", chunk), round(at / BLOCK_SECONDS)
        if not self._played.heard_at(block):
            return False
        first = self._louder(_levels(samples[:BLOCK_SAMPLES]), block - 2)
        second = self._louder(_levels(samples[BLOCK_SAMPLES:]), block - 1)
        return not self._near((first + second) / 2)

    def _near(self, louder: float) -> bool:
        """Weigh a chunk that is louder than an echo by so much: whether somebody speaks, or did a moment ago."""
        self._evidence = min(max(self._evidence * 0.8 + louder - 0.7, 0.0), 4.0)
        self._near_chunks = 8 if self._evidence >= 2.0 else max(self._near_chunks - 1, 0)
        return self._near_chunks > 0

    def _louder(self, mic: Levels, block: int) -> float:
        """Return how much louder a block is than an echo of what was played would be, at the mean of its bands."""
        around = [self._played.at(block - lag) for lag in range(LATEST, EARLIEST - 1, -1)]
        around.reverse()
        lag = self._lag.learn(mic.all, [levels.all for levels in around])
        if lag is not None:
            around = around[max(lag - 1, 0) : lag + 2]
        sources = tuple(map(max, zip(*(levels.bands for levels in around), strict=True)))
        return self._loss.learn(mic.bands, sources, firm=lag is not None, near=self._near_chunks > 0)


class _Played:
    """What is played, block by block of the clock."""

    def __init__(self) -> None:
        self._resampler, self._rate = Resampler(), 0
        self._rest = array("h")
        self._ends_at = 0.0
        self._next = 0
        self._samples: dict[int, array[int]] = {}
        self._levels: dict[int, Levels] = {}
        """Of blocks in which something is played, or sounds on."""

    def add(self, pcm: bytes, rate: int, begins_at: float) -> None:
        if rate != self._rate or abs(begins_at - self._ends_at) > 0.05:
            self._resampler, self._rate = Resampler(), rate
            self._rest, self._next = array("h"), round(begins_at / BLOCK_SECONDS)
        self._ends_at = begins_at + len(pcm) / (2 * rate)
        self._rest.frombytes(pcm if rate == RATE else self._resampler.add([frame_of(pcm, rate, 1)]))
        whole = len(self._rest) // BLOCK_SAMPLES
        for number in range(whole):
            self._samples[self._next + number] = self._rest[number * BLOCK_SAMPLES : (number + 1) * BLOCK_SAMPLES]
            self._levels.pop(self._next + number, None)
        del self._rest[: whole * BLOCK_SAMPLES]
        self._next += whole

    def cut(self, block: int) -> None:
        self._samples = {number: samples for number, samples in self._samples.items() if number < block}
        self._rest, self._rate = array("h"), 0

    def heard_at(self, block: int) -> bool:
        """Tell whether anything is played that may be heard now; forget what cannot be heard any more."""
        for number in [number for number in self._levels if number < block - LATEST - 2]:
            del self._levels[number]
        for number in [number for number in self._samples if number < block - LATEST - 2]:
            del self._samples[number]
        return bool(self._levels or any(number <= block - EARLIEST for number in self._samples))

    def at(self, block: int) -> Levels:
        """Return how loud a block is played, or sounds on."""
        if (levels := self._levels.get(block)) is not None:
            return levels
        samples, before = self._samples.pop(block, None), self._levels.get(block - 1)
        levels = SILENCE if samples is None else _levels(samples)
        if before is not None:
            levels = _all(max(now, then - FADE) for now, then in zip(levels.bands, before.bands, strict=True))
        if levels != SILENCE:
            self._levels[block] = levels
        return levels


class _Lag:
    """How late an echo comes back: where what is played and what is heard are loud and faint together."""

    def __init__(self) -> None:
        self._count = 0.0
        self._heard, self._heard_squared = 0.0, 0.0
        lags = LATEST - EARLIEST + 1
        self._played, self._played_squared, self._products = [0.0] * lags, [0.0] * lags, [0.0] * lags
        self._lag: int | None = None

    def learn(self, heard: float, played: list[float]) -> int | None:
        """Take in a block's level, and of each lag what was played then; return the lag, as a place in that list."""
        self._count = self._count * FORGET + 1
        self._heard = self._heard * FORGET + heard
        self._heard_squared = self._heard_squared * FORGET + heard * heard
        self._played = [old * FORGET + level for old, level in zip(self._played, played, strict=True)]
        self._played_squared = [
            old * FORGET + level * level for old, level in zip(self._played_squared, played, strict=True)
        ]
        self._products = [old * FORGET + level * heard for old, level in zip(self._products, played, strict=True)]
        if self._count > LEARNED_BLOCKS:
            self._choose()
        return self._lag

    def _choose(self) -> None:
        mean, spread = self._heard / self._count, self._heard_squared - self._heard**2 / self._count
        best, lag = max(
            ((product - played * mean) / sqrt(max((squared - played**2 / self._count) * spread, 1.0)), lag)
            for lag, (played, squared, product) in enumerate(
                zip(self._played, self._played_squared, self._products, strict=True)
            )
        )
        if best > FIRM:
            self._lag = lag


class _Loss:
    """How much is lost on the way from the loudspeaker to the microphone, band by band, and what noise there is."""

    def __init__(self) -> None:
        self._gains = [0.0] * BANDS
        """From the level that is played to the one that comes back."""
        self._noise: list[float] | None = None
        self._firm_blocks = 0
        self._least = float("-inf")

    def expect_more(self) -> None:
        """Begin anew, and no longer learn from silence that nothing comes back."""
        self._gains, self._firm_blocks, self._least = [0.0] * BANDS, 0, LEAST_GAIN

    def learn(self, heard: tuple[float, ...], played: tuple[float, ...], *, firm: bool, near: bool) -> float:
        """Return how much louder a block is than expected, then expect rather what it was.

        `firm`: the lag is known; otherwise the loudest that may come back is taken for what does. `near`: somebody
        speaks, so that little can be learned.
        """
        self._noise = [min(level, old + 0.02) for level, old in zip(heard, self._noise or heard, strict=True)]
        self._firm_blocks += firm
        step = max(0.04, 2 / (self._firm_blocks + 1)) if firm else 0.2
        total = 0.0
        for band, (level, source) in enumerate(zip(heard, played, strict=True)):
            noise = max(self._noise[band] + 1.0, FAINT)
            expected = source + self._gains[band]
            louder = level - max(expected, noise)
            total += min(max(louder, -1.5), 4.0)
            if source > FAINT + 3 and expected > noise - 2:
                gain = self._gains[band] + step * _pull(louder, near=near)
                self._gains[band] = gain if firm else max(gain, self._least)
        return total / BANDS


def _pull(louder: float, *, near: bool) -> float:
    """Return which way a block pulls what is expected: most are to be fainter, and what is much louder is no echo."""
    if louder <= 0:
        return -0.4
    return 0.6 * (0.2 if near else 1.0) * (0.3 if louder >= 2 else 1.0)


def _levels(samples: array[int]) -> Levels:
    """Return how loud a block is.

    Sums and differences of neighbours, again and again, part its bands (Haar's wavelet).
    """
    low: list[int] | array[int] = samples
    bands: list[float] = []
    for band in range(BANDS):
        even, odd = low[::2], low[1::2]
        high, low = list(map(sub, even, odd)), list(map(add, even, odd))
        bands.append(max(log2(sum(map(mul, high, high)) / 4**band + 1), FAINT))
    return _all(bands)


def _all(bands: Iterable[float]) -> Levels:
    levels = tuple(bands)
    return Levels(levels, sum(levels))


SILENCE = _all([FAINT] * BANDS)
