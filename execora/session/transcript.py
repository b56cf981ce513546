"""What the client sees of what is heard, and what of it goes on to be understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from execora.providers.port import FinalWords, InterimWords
from execora.session.own_words import are_own
from execora.session.port import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from execora.providers.port import Words
    from execora.session.conversation import Conversation
    from execora.session.stream import Stream

log = structlog.get_logger()

DOUBT = 0.6
"""How certain words are at the most that have lost some sound: behind a "haan" there may have been a "nahi", behind a
"haan, kar do" hardly. See `plain_yes`."""


class Transcript:
    """The words of one conversation's streams, and who speaks. Nothing here waits."""

    def __init__(self, conversation: Conversation) -> None:
        self._talk = conversation
        self.spoken: Callable[[FinalWords, int], None] = lambda _words, _told: None
        """Takes up an utterance, and how many events had left for the client when it began."""

    # -- who speaks

    def begin(self, stream: Stream) -> None:
        """Take in that somebody begins to speak: we are quiet at once."""
        stream.begin(self._talk.outbox.told)
        self.tell_speaking(stream, speaking=True)
        if self._talk.speaking.under_way:
            stream.cut_us_off = self._talk.speaking.interrupt("interrupt")

    def tell_speaking(self, stream: Stream, *, speaking: bool) -> None:
        """Tell the client whether somebody speaks, where it does not know."""
        if stream.speaking != speaking:
            stream.speaking = speaking
            self._talk.speaking.give_way(speaking=speaking)
            self._talk.tell(Event("voice:activity", {"speaking": speaking}))

    def clear(self, stream: Stream) -> None:
        """Show nothing more of an utterance that nobody will hear to its end."""
        self.tell_speaking(stream, speaking=False)
        if stream.shown:
            stream.shown = ""
            self._talk.unhear()

    def fall_deaf(self, stream: Stream) -> None:
        """Let a stream go on without ears: what is recorded still is."""
        if stream.sound is None:
            return
        stream.sound.close()
        stream.sound, stream.told_off = None, True
        self._talk.miss()
        self.clear(stream)
        message = "Nobody can hear you now. Type, or use the browser's recogniser; send voice:start to try again."
        self._talk.fail("STT_UNAVAILABLE", message)

    # -- words

    def take(self, stream: Stream, words: Words) -> None:
        """Take in what the recogniser heard; what comes after the end of the stream goes unheard."""
        if not stream.counts(words.until):
            return
        until = words.until if isinstance(words, FinalWords) else None
        own = are_own(words.text, stream.uttered(until), self._talk.speaking.lately)
        match words:
            case FinalWords():
                self._take_up(stream, words, own=own)
            case InterimWords() if words.text.strip() and words.text != stream.shown and not own:
                self._show(stream, words)

    def _show(self, stream: Stream, words: InterimWords) -> None:
        if not stream.shown and not stream.intake.detects:
            self.begin(stream)  # the first that shows it
        stream.shown = words.text
        self._talk.echo(words.text, final=False, provider=words.provider)

    def _take_up(self, stream: Stream, words: FinalWords, *, own: bool) -> None:
        if not stream.is_whole(words.until):
            words = _doubted(words)
        was_begun = stream.has_begun(words.until)
        told = stream.told_before(words.until, self._talk.outbox.told)
        if not stream.intake.detects:
            self.tell_speaking(stream, speaking=False)
        if stream.cut_us_off and (own or not words.text.strip()):
            self._talk.speaking.echo.mistaken()
        stream.cut_us_off = False
        if words.text.strip() and not own:
            stream.shown = ""
            self.spoken(words, told)
            return
        if stream.shown:
            stream.shown = ""
            self._talk.unhear()
        if was_begun and not own:
            self._tell_nothing(stream, words)

    def _tell_nothing(self, stream: Stream, words: FinalWords) -> None:
        """Tell that somebody was heard to speak, and no word of it: whoever waits for an answer need not."""
        log.debug("hearing.nothing", provider=words.provider, until=words.until)
        self._talk.tell(Event("voice:activity", {"speaking": stream.speaking, "heard": False}))


def _doubted(words: FinalWords) -> FinalWords:
    """Return words that have lost some sound."""
    certain = words.confidence if words.confidence is not None or not words.sure else 1.0
    return replace(words, sure=False, confidence=None if certain is None else min(certain, DOUBT))
