"""Sound that no final words have settled yet, so that another recogniser can hear it again. Pure."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from execora.sound.stream import BYTES_A_SECOND, Frame, Mark

if TYPE_CHECKING:
    from execora.sound.stream import Sound

MOST_SECONDS = 30.0

KEPT_SILENCE_SECONDS = 0.5
"""What is kept of the silence before speech: it may hold a soft first sound."""


class Ring:
    """Positions are bytes from the beginning of the stream; sounds are numbered from its beginning, too."""

    def __init__(self) -> None:
        self._sounds: deque[Sound] = deque()
        self._first = 0
        """The number of the first sound that is kept."""
        self.start = self.end = 0
        """From where to where sound is kept."""

    @property
    def first(self) -> int:
        """The number of the first sound that is kept."""
        return self._first

    @property
    def last(self) -> int:
        """The number that the next sound will get."""
        return self._first + len(self._sounds)

    @property
    def full(self) -> bool:
        """Whether no more is to be added for now."""
        return self.end - self.start >= MOST_SECONDS * BYTES_A_SECOND

    @property
    def waits(self) -> bool:
        """Whether there is something to be heard: silence says nothing."""
        return any(isinstance(sound, Frame) and sound.speech for sound in self._sounds)

    def add(self, sound: Sound) -> None:
        """Keep the next sound. A mark with nothing before it marks nothing."""
        if isinstance(sound, Frame):
            self.end += len(sound.pcm)
        elif not self._sounds:
            return
        self._sounds.append(sound)

    def __getitem__(self, number: int) -> Sound:
        return self._sounds[number - self._first]

    def settle(self, position: int) -> None:
        """Forget what lies before a position, and the marks there."""
        while self._sounds and self.start < position:
            self._cut(position)
        self._drop_marks()

    def hush(self, number: int) -> None:
        """Forget the silence that the sounds before a number begin with, but for its end."""
        quiet = 0
        for at, sound in enumerate(self._sounds, self._first):
            if at >= number or isinstance(sound, Mark) or sound.speech:
                break
            quiet += len(sound.pcm)
        self.settle(self.start + quiet - int(KEPT_SILENCE_SECONDS * BYTES_A_SECOND))

    def _cut(self, position: int) -> None:
        sound = self._sounds.popleft()
        self._first += 1
        if isinstance(sound, Frame):
            rest = sound.pcm[position - self.start :]
            self.start += len(sound.pcm) - len(rest)
            if rest:
                self._sounds.appendleft(Frame(rest, sound.speech))
                self._first -= 1

    def _drop_marks(self) -> None:
        while self._sounds and self._sounds[0] is Mark.UTTERANCE_ENDS:
            self._sounds.popleft()
            self._first += 1
