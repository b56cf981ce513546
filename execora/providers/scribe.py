"""ElevenLabs' realtime protocol for speech to text, without the socket: what is sent, and what the answers mean. Pure.

Sources, read in November 2026: elevenlabs.io/docs, api-reference/speech-to-text/v-1-speech-to-text-realtime, its event
reference and its page on commit strategies (names of messages and errors; transcribing starts after the first 2 s; what
is not committed for 90 s is, unasked); elevenlabs/packages issue 378 (a commit of less than 0.3 s is ignored:
commit_throttled); livekit/agents pull requests 5618 and 7086 (keyterms, at most 50 of 20 characters;
secondary_languages).

Not confirmed, for want of a key: that silence sent ahead of a commit counts towards those 2 s and 0.3 s; that a socket
without sound is closed after some 15 s, normally and without an error, as others report; that every commit which is not
throttled is answered by one committed_transcript, in order, and an empty one too.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import deque
from typing import TYPE_CHECKING, Literal, NamedTuple

from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError
from execora.sound.stream import BYTES_A_SECOND, RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.reading import Language
    from execora.providers.port import Words
    from execora.sound.stream import Frame

NAME: Literal["elevenlabs"] = "elevenlabs"

LANGUAGES: dict[Language, dict[str, str]] = {
    "hi-en": {"language_code": "hi", "secondary_languages": "en"},
    "hi": {"language_code": "hi"},
    "en": {"language_code": "en"},
}
MOST_TERMS, LONGEST_TERM, MOST_WORDS = 50, 20, 5
NO_TERM = frozenset("<>{}[]\\")
"""Signs that no term may have; one that has them, or too many words, has the whole session refused with 400."""

CHUNK_BYTES = BYTES_A_SECOND // 10
"""Sound that is sent in one message, in bytes; a commit sends what there is."""
LEAST_COMMITTED_BYTES = BYTES_A_SECOND // 2
LEAST_SENT_BYTES = 2 * BYTES_A_SECOND
"""Of one connection, before its first commit."""

FAULTS = {
    "auth_error": Fault.REFUSED,
    "quota_exceeded": Fault.REFUSED,
    "unaccepted_terms": Fault.REFUSED,
    "input_error": Fault.UNFIT,
    "invalid_request": Fault.UNFIT,
    "chunk_size_exceeded": Fault.UNFIT,
    "rate_limited": Fault.BUSY,
    "commit_throttled": Fault.BUSY,
    "queue_overflow": Fault.BUSY,
    "resource_exhausted": Fault.BUSY,
    "transcriber_error": Fault.AWAY,
    "error": Fault.AWAY,
    "session_time_limit_exceeded": Fault.AWAY,
    "insufficient_audio_activity": Fault.AWAY,
}
ENDINGS = frozenset({"session_time_limit_exceeded", "insufficient_audio_activity"})
"""How a session ends that has lasted long, or has nothing to hear: no fault while nothing is unsettled."""


class Told(NamedTuple):
    """A message of theirs."""

    kind: str
    text: str = ""


def decode(message: str | bytes) -> Told:
    """Read a message.

    Raises:
        ProviderError: it is none.

    """
    try:
        told = json.loads(message)
        kind, text = told["message_type"], told.get("text", "")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ProviderError(NAME, Fault.NONSENSE, "a message without its type") from error
    if not (isinstance(kind, str) and isinstance(text, str)):
        raise ProviderError(NAME, Fault.NONSENSE, "a message of another form")
    return Told(kind, text)


class Course:
    """What a run was given, and what of it is settled, over all of its connections. Pure."""

    def __init__(self) -> None:
        self.ended = False
        """Whether there is no more sound."""
        self._seconds = 0.0
        self._begun = False
        self._waiting: deque[float] = deque()
        """Where the utterances end whose words are not told."""

    @property
    def unsettled(self) -> bool:
        """Whether words are still owed."""
        return self._begun or bool(self._waiting)

    @property
    def over(self) -> bool:
        """Whether all was heard."""
        return self.ended and not self.unsettled

    def given(self, frame: Frame) -> None:
        """Note that a frame is on its way."""
        self._seconds += frame.seconds
        self._begun |= frame.speech

    def utterance_ends(self) -> bool:
        """Note the end of an utterance; tell whether there was one."""
        began, self._begun = self._begun, False
        if began:
            self._waiting.append(self._seconds)
        return began

    def heard(self, told: Told) -> Words | None:
        """Return what is to be told on; messages that are not known say nothing.

        Nor do words that were committed unasked: nobody speaks for as long as that takes, so they are a repetition.
        """
        match told.kind:
            case "session_started":
                return InterimWords("", NAME, self._seconds)
            case "partial_transcript":
                return InterimWords(told.text.strip(), NAME, self._seconds)
            case "committed_transcript" if self._waiting:
                return FinalWords(told.text.strip(), NAME, self._waiting.popleft())
            case _:
                return None


class Chunks:
    """Turns the frames of one connection into messages. Pure."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._sent = self._uncommitted = 0

    def add(self, pcm: bytes) -> Sequence[str]:
        """Take a frame; return what is to be sent now."""
        self._held += pcm
        return [self._message(len(self._held))] if len(self._held) >= CHUNK_BYTES else ()

    def commit(self) -> Sequence[str]:
        """Return the messages that end an utterance; one that is too short to be committed gets silence behind it."""
        short = max(LEAST_COMMITTED_BYTES - self._uncommitted, LEAST_SENT_BYTES - self._sent) - len(self._held)
        self._held += bytes(max(short, 0))
        messages = []
        while len(self._held) > BYTES_A_SECOND:
            messages.append(self._message(BYTES_A_SECOND))
        messages.append(self._message(len(self._held), commit=True))
        return messages

    def _message(self, size: int, *, commit: bool = False) -> str:
        pcm = bytes(self._held[:size])
        del self._held[:size]
        self._sent += size
        self._uncommitted = 0 if commit else self._uncommitted + size
        audio = b64encode(pcm).decode()
        return json.dumps(
            {"message_type": "input_audio_chunk", "audio_base_64": audio, "commit": commit, "sample_rate": RATE}
        )


def query(model: str, language: Language, terms: Sequence[str]) -> list[tuple[str, str]]:
    """Return the parameters of a session. Terms cost extra; one that does not fit is left out, not cut."""
    fitting = [term for term in terms if _fits(term)][:MOST_TERMS]
    return [
        ("model_id", model),
        ("audio_format", f"pcm_{RATE}"),
        ("commit_strategy", "manual"),
        *LANGUAGES[language].items(),
        *(("keyterms", term) for term in fitting),
    ]


def _fits(term: str) -> bool:
    return 0 < len(term) <= LONGEST_TERM and 0 < len(term.split()) <= MOST_WORDS and NO_TERM.isdisjoint(term)
