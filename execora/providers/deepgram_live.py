"""What is said to Deepgram's live recogniser and what comes back: /v1/listen, as documented in November 2026.

Pure: nothing here waits. Importing it costs 0.1 to 0.2 s, for the SDK's models; so only who has a key should.
"""

from __future__ import annotations

import json
from collections import deque
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from urllib.parse import urlencode

from deepgram.listen.v1.types.listen_v1error import ListenV1Error
from deepgram.listen.v1.types.listen_v1metadata import ListenV1Metadata
from deepgram.listen.v1.types.listen_v1results import ListenV1Results
from deepgram.listen.v1.types.listen_v1speech_started import ListenV1SpeechStarted
from deepgram.listen.v1.types.listen_v1utterance_end import ListenV1UtteranceEnd

from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError
from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from execora.providers.port import Wanted, Words

NAME = "deepgram"

Told: TypeAlias = ListenV1Results | ListenV1SpeechStarted | ListenV1UtteranceEnd | ListenV1Metadata | ListenV1Error

Setting: TypeAlias = Literal["multi", "hi", "en-IN"]

# -- what is asked for ---------------------------------------------------------

ENDPOINTING_MILLISECONDS = 600
"""Silence that ends an utterance. A little more than our own endpointer waits, so that where that one listens, its
Finalize comes first, and no pause for breath parts a sentence."""

UTTERANCE_END_MILLISECONDS = 1000
"""The least that is allowed; it counts gaps between words, so it finds the end in noise, too."""

MOST_TERMS, MOST_TERM_TOKENS, MOST_TERM_BYTES = 50, 400, 4096
"""Deepgram takes 100 key terms of 500 tokens together, advises 20 to 50, and falls silent over its limit; its tokens
cannot be counted here, only guessed, and a URL should stay under 8 kB."""


def live_query(model: str, setting: Setting, wanted: Wanted) -> str:
    """Return the query of a live connection."""
    live = {
        "interim_results": "true",
        "endpointing": ENDPOINTING_MILLISECONDS,
        "utterance_end_ms": UTTERANCE_END_MILLISECONDS,
        "vad_events": "true",
    }
    return urlencode({**_asked(model, setting, wanted), **live}, doseq=True)


def clip_query(model: str, setting: Setting, wanted: Wanted) -> str:
    """Return the query of a request that holds the whole sound."""
    return urlencode(_asked(model, setting, wanted), doseq=True)


def _asked(model: str, setting: Setting, wanted: Wanted) -> dict[str, object]:
    """Say what is wanted.

    Hinglish is listened for as the setting says, Hindi with `hi`, English with `en-IN`: who answers in one language
    only is spoken to in that one. With `multi` both are hinted at, out of the 55 languages it would consider.
    """
    language = {"hi-en": setting, "hi": "hi", "en": "en-IN"}[wanted.language]
    return {
        "model": model,
        "language": language,
        "encoding": "linear16",
        "sample_rate": RATE,
        "channels": 1,
        "smart_format": "true",
        "numerals": "true",
        "mip_opt_out": "true",  # what is said in a shop trains nobody's models
        "language_hint": ["hi", "en"] if language == "multi" else [],
        "keyterm": key_terms(wanted.terms),
    }


def key_terms(terms: Sequence[str]) -> list[str]:
    """Return as many of the terms as are safely within Deepgram's limits, the first first, each once."""
    kept: list[str] = []
    tokens = size = 0
    for term in dict.fromkeys(" ".join(term.split()) for term in terms):
        tokens += _most_tokens(term)
        size += len(urlencode({"keyterm": term})) + 1
        if tokens > MOST_TERM_TOKENS or size > MOST_TERM_BYTES or len(kept) == MOST_TERMS:
            break
        if term:
            kept.append(term)
    return kept


def _most_tokens(term: str) -> int:
    """Guess high: two letters a token in Roman script, one in any other, and one for each space."""
    return 1 + ceil(len(term) / 2) if term.isascii() else 1 + len(term)


# -- what comes back -----------------------------------------------------------

_MODELS: dict[str, type[Told]] = {
    "Results": ListenV1Results,
    "SpeechStarted": ListenV1SpeechStarted,
    "UtteranceEnd": ListenV1UtteranceEnd,
    "Metadata": ListenV1Metadata,
    "Error": ListenV1Error,
}


def decode(message: str | bytes) -> Told | None:
    """Return what a message says; None for a kind that we do not know, which their protocol may grow.

    Raises:
        ProviderError: it is no message of theirs, or it says that they did not understand us.

    """
    try:
        told = json.loads(message, parse_constant=_no_number)
        model = _MODELS.get(told["type"])
        decoded = model.model_validate(told) if model else None
    except (ValueError, TypeError, KeyError) as error:
        # its text could quote what somebody said
        raise ProviderError(NAME, Fault.NONSENSE, f"a message cannot be read: {type(error).__name__}") from None
    if isinstance(decoded, ListenV1Error):
        raise ProviderError(NAME, Fault.NONSENSE, f"it did not understand us: {decoded.variant[:60]}")
    return decoded


def _no_number(constant: str) -> float:
    raise ValueError(constant)


# -- words out of it -----------------------------------------------------------

SURE = 0.5
"""From this confidence of the least certain word on; guessed, for want of human Hindi to measure it by."""

NEAR_SECONDS = 0.05
"""Times that differ by less are the same time."""

MOST_UTTERANCE_SECONDS = 20.0
"""What goes on for longer without an end is given an end: a noise can hide every pause."""

UNHEARD_SECONDS = 0.7
"""Of the sound before a Finalize as much may be without results when no answer to it comes: Deepgram answers where "a
noticeable amount" of sound was left (docs/finalize), and says nothing about silence."""


class Part(NamedTuple):
    """A piece of an utterance that will not change any more."""

    text: str
    confidence: float
    start: float
    words_end: float
    """When its last word ends."""


class Assembler:
    """Makes utterances of what one connection tells. All times are seconds of the sound that it was given.

    Results come in the order of the sound. Whatever they say again of sound that was final before is left out.
    """

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._final_until = 0.0
        """Up to where results were final."""
        self._settled_until = 0.0
        """Up to where nothing more is expected: where Finalize was sent, once it is answered."""
        self._asked: deque[float] = deque()
        """Where Finalize was sent and not answered."""
        self._late_until = 0.0
        """Up to where an answer to Finalize is late."""
        self._pending = False
        """Whether words were heard that are not final."""

    def asked(self, position: float) -> None:
        """Note that Finalize is sent."""
        self._asked.append(position)

    def add(self, told: Told) -> Iterator[Words]:
        """Give the words that a message makes."""
        match told:
            case ListenV1Results(is_final=True):
                yield self._final(told)
            case ListenV1Results():
                part = self._new(told)
                self._pending = part is not None
                yield self._so_far(part.text if part else "", told.start + told.duration)
            case ListenV1UtteranceEnd() if self._parts and self._ends_by(told.last_word_end):
                yield self._whole()
            case _:
                yield self._so_far()

    def waits_at(self, position: float) -> bool:
        """Tell whether a Finalize that was sent there is not answered."""
        return position in self._asked

    def unanswered(self, position: float) -> Iterator[Words]:
        """End the utterance at a Finalize whose answer is late, if next to nothing is left to be heard.

        Otherwise the next final results end it once they come that far: Deepgram promises no `from_finalize`. Asked
        again, it ends where it is, unless words are on their way. Should some come all the same, they are an utterance
        of their own.
        """
        again = position <= self._late_until
        self._late_until = max(self._late_until, position)
        ready = not self._pending and (again or self._comes_to(position))
        if position in self._asked and ready and self._ends_at(position):
            yield self._whole()

    def rest(self, position: float) -> Iterator[Words]:
        """End what is left when the connection has ended as it should, all sound up to a position heard."""
        self._settled_until = max(self._settled_until, position)
        if self._parts:
            yield self._whole()

    def _final(self, results: ListenV1Results) -> Words:
        until = results.start + results.duration
        part = self._new(results)
        again = part is None and until <= self._final_until + NEAR_SECONDS
        if part is not None:
            self._parts.append(part)
        self._final_until, self._pending = max(self._final_until, until), self._pending and again
        if results.from_finalize and self._asked and self._asked[0] <= until + UNHEARD_SECONDS:
            self._answer(max(until + NEAR_SECONDS, self._asked[0]))
            return self._whole()
        if again:
            return self._so_far()
        late = [position for position in self._asked if self._comes_to(position) and position <= self._late_until]
        if late and self._ends_at(late[-1]):
            return self._whole()
        if results.speech_final or results.from_finalize or not self._parts or self._too_long():
            return self._whole()
        return self._so_far()

    def _new(self, results: ListenV1Results) -> Part | None:
        """Return what results say of sound that was not final before."""
        best = results.channel.alternatives[0] if results.channel.alternatives else None
        if best is None:
            return None
        words = [word for word in best.words if (word.start + word.end) / 2 > self._final_until]
        if len(words) < len(best.words):
            text = " ".join(word.punctuated_word or word.word for word in words)
        elif words or results.start > self._final_until - NEAR_SECONDS:
            text = best.transcript
        else:
            text = ""
        if not text.strip():
            return None
        confidence = min((word.confidence for word in words), default=best.confidence)
        ends = max((word.end for word in words), default=results.start + results.duration)
        return Part(text.strip(), confidence, results.start, ends)

    def _answer(self, until: float) -> None:
        """Take every Finalize off the list that was sent up to a time."""
        while self._asked and self._asked[0] <= until:
            self._settled_until = max(self._settled_until, self._asked.popleft())

    def _comes_to(self, position: float) -> bool:
        return self._final_until >= position - UNHEARD_SECONDS

    def _ends_at(self, position: float) -> bool:
        """Take a Finalize as answered; tell whether what is final ends there, too, and does not run on."""
        self._answer(position)
        return self._final_until <= position + UNHEARD_SECONDS

    def _ends_by(self, last_word_end: float) -> bool:
        return self._parts[-1].words_end <= last_word_end + NEAR_SECONDS

    def _too_long(self) -> bool:
        return self._final_until - self._parts[0].start >= MOST_UTTERANCE_SECONDS

    def _so_far(self, text: str = "", until: float | None = None) -> InterimWords:
        said = " ".join([*(part.text for part in self._parts), text]).strip()
        return InterimWords(said, NAME, self._final_until if until is None else until)

    def _whole(self) -> FinalWords:
        parts, self._parts = self._parts, []
        least = min((part.confidence for part in parts), default=None)
        until = max(self._final_until, self._settled_until)
        return FinalWords(
            " ".join(part.text for part in parts), NAME, until, least, sure=least is None or least >= SURE
        )
