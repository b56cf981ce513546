"""A client's sound on its way to a recogniser: decoded, cut, and told apart by who speaks. Nothing here waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.sound.decoding import BadAudioError, decoder
from execora.sound.endpoint import COLD, HANG_CHUNKS, Chunks, Endpointer, Passing
from execora.sound.webm import MAGIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from execora.session.port import Detector, Start
    from execora.sound.endpoint import Turned


class Intake:
    """One stream, as `voice:start` announced it."""

    def __init__(
        self, said: Start, detector: Detector | None, echoes: Callable[[bytes], bool], *, send_silence: bool
    ) -> None:
        self._encoding, self._rate, self._channels = said.encoding, said.rate, said.channels
        self._decoder = decoder(self._encoding, self._rate, self._channels)
        self._detector, self._echoes = detector, echoes
        self._chunks = Chunks()
        self._turns = Endpointer(send_silence=send_silence) if detector else Passing()
        self._begun = False
        self._quiet_chunks = 0
        """Passed over in a row, in which nobody spoke."""
        self.bad_in_a_row = 0
        """Messages that were not what was announced, since the last good one."""

    @property
    def detects(self) -> bool:
        """Whether it tells who speaks."""
        return self._detector is not None

    @property
    def hot(self) -> bool:
        """Whether somebody was speaking a moment ago, or may have been."""
        return self._turns.hot

    @property
    def in_packets(self) -> bool:
        """Whether each message is a packet, which cannot be cut, and can be left out."""
        return self._encoding == "opus"

    @property
    def may_go_on(self) -> bool:
        """Whether sound may follow bad sound. What begins like no PCM is none: what follows would be heard as noise."""
        return self._encoding in ("webm", "opus")

    def decode(self, data: bytes) -> bytes:
        """Return the PCM that more of the stream gives. After bad sound the stream begins anew, but for packets.

        Raises:
            BadAudioError: it is broken, or something else than was announced.

        """
        if self._encoding is None and not self._begun and data.startswith(MAGIC):
            self._encoding = "webm"
        self._begun = True
        try:
            pcm = self._decoder.add(data)
        except BadAudioError:
            self.bad_in_a_row += 1
            if not self.in_packets:
                self._decoder = decoder(self._encoding, self._rate, self._channels)
            raise
        self.bad_in_a_row = 0
        return pcm

    def turns(self, pcm: bytes) -> Iterator[Turned]:
        """Give what comes of PCM, chunk by chunk."""
        for chunk in self._chunks.add(pcm):
            yield self._turn(chunk)

    def pass_over(self, pcm: bytes) -> bool:
        """Let PCM go unheard; return whether nobody speaks any more, so that what comes next is begun anew."""
        for chunk in self._chunks.add(pcm):
            cold = self._detector is not None and (self._detector(chunk) < COLD or self._echoes(chunk))
            self._quiet_chunks = self._quiet_chunks + 1 if cold else 0
        if self._quiet_chunks < HANG_CHUNKS:
            return False
        self._quiet_chunks = 0
        return True

    def end(self) -> Iterator[Turned]:
        """Give what comes of it that the speaker has ended."""
        for chunk in self._chunks.end():
            yield self._turn(chunk)
        yield self._turns.end()

    def _turn(self, chunk: bytes) -> Turned:
        likelihood = 1.0 if self._detector is None else self._detector(chunk)
        return self._turns.add(chunk, likelihood, echo=self._echoes(chunk))
