"""Sound that says what a test wants, and ears for it: what emulators of recognisers hear with.

Sound that `spoken` made holds its words itself, each where it is said: sound that is lost or given twice loses or
doubles words. Any other sound is heard by its loudness: the first utterance in it says the first of a script, and so
on, a word for every `WORD_SECONDS` of sound.
"""

from __future__ import annotations

import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORD_SECONDS, GAP_SECONDS = 0.25, 0.05
"""How long a word lasts in what `spoken` makes, and the silence behind it."""

BLOCK = RATE // 100
"""Samples of the 10 ms in which it listens."""

LOUD, LOUDEST = 4000, 30_000
"""From this amplitude on somebody speaks; words begin here, too, one step apart."""
STEP = 16

_vocabulary: dict[str, int] = {}


def spoken(text: str, *, silence: float = 0.0) -> bytes:
    """Make sound that holds words, each a tone as loud as its place in the vocabulary, and silence behind them."""
    pcm = array.array("h")
    for word in text.split():
        loud = LOUD + STEP * _vocabulary.setdefault(word, len(_vocabulary))
        assert loud < LOUDEST
        pcm.extend([loud, -loud] * int(WORD_SECONDS * RATE / 2))
        pcm.extend([0] * int(GAP_SECONDS * RATE))
    pcm.extend([0] * int(silence * RATE))
    return pcm.tobytes()


class Script(Protocol):
    """What is heard in sound that `spoken` did not make."""

    script: Sequence[str]
    said: int
    """Utterances of the script that were heard."""


@dataclass(frozen=True)
class Word:
    text: str
    start: float
    end: float


class Hearing:
    """Words in the sound of one connection."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._rest = b""
        self.blocks = 0
        """Of 10 ms that were heard."""
        self.quiet = 0
        """Blocks of silence, up to now."""
        self._loud: list[int] = []
        """How loud the blocks of the word are that is being said."""
        self.words: list[Word] = []
        """Heard and not final."""
        self._scripted = 0

    @property
    def seconds(self) -> float:
        return self.blocks * BLOCK / RATE

    def add(self, pcm: bytes) -> None:
        """Hear all of it."""
        for _ in self.each(pcm):
            pass

    def each(self, pcm: bytes) -> Iterator[None]:
        """Hear it block by block."""
        sound = self._rest + pcm
        whole = len(sound) // (2 * BLOCK) * 2 * BLOCK
        self._rest = sound[whole:]
        for at in range(0, whole, 2 * BLOCK):
            self._block(max(map(abs, array.array("h", sound[at : at + 2 * BLOCK]))))
            yield

    def _block(self, loud: int) -> None:
        self.blocks += 1
        self.quiet = 0 if loud >= LOUD // 8 else self.quiet + 1
        if self._script.script:
            self._by_script()
        elif loud >= LOUD:
            self._loud.append(loud)
        elif self._loud:
            self._by_sound()

    def _by_sound(self) -> None:
        loud, self._loud = self._loud, []
        texts = list(_vocabulary)
        number = (max(set(loud), key=loud.count) - LOUD) // STEP
        if len(loud) >= WORD_SECONDS * 100 / 2:
            start = self.seconds - (len(loud) + 1) / 100
            self.words.append(Word(texts[number], start, self.seconds - 0.01))

    def _by_script(self) -> None:
        if self.quiet:
            return
        said = self._script.said
        texts = self._script.script[said].split() if said < len(self._script.script) else []
        self._scripted += 1
        if self._scripted % int(WORD_SECONDS * 100) == 0 and self._scripted // int(WORD_SECONDS * 100) <= len(texts):
            text = texts[self._scripted // int(WORD_SECONDS * 100) - 1]
            self.words.append(Word(text, self.seconds - WORD_SECONDS, self.seconds))

    @property
    def speaking(self) -> bool:
        """Whether there is anything that is not final."""
        return bool(self.words or self._loud or self._scripted)

    def take(self, *, ends: bool = True) -> list[Word]:
        """Make what was heard final; at the end of an utterance, the words of the script that were not heard, too."""
        if ends and self._loud:
            self._by_sound()
        if ends and self._scripted >= 20:
            texts = self._script.script[self._script.said : self._script.said + 1]
            for text in (texts[0].split() if texts else [])[self._scripted // int(WORD_SECONDS * 100) :]:
                self.words.append(Word(text, self.seconds - 0.02, self.seconds - 0.01))
            self._script.said += 1
        if ends:
            self._scripted = 0
        words, self.words = self.words, []
        return words
