"""OpenAI's transcription and speech, or what speaks as they do behind another address.

Ears hear an utterance once it is over: POST /audio/transcriptions with a WAV file. Streaming of the answer is not asked
for: its first words would come some 100 ms before its last, and servers that do not know `stream` answer as always.
Words while they are spoken need the realtime interface, which is a WebSocket and not in here.

Sources: the types of the SDK 3.52 (transcription_create_params, speech_create_params, and the dates of retirement told
there) and developers.openai.com/api/docs, guides/speech-to-text and models/gpt-transcribe, read in November 2026. The
`pcm` of speech is signed 16 bits at 24 kHz without a header, after guides/text-to-speech.
"""

from __future__ import annotations

from contextlib import contextmanager
from math import exp
from typing import TYPE_CHECKING, Any, Literal

from execora.providers import clips, http, pieces
from execora.providers.port import Fault, ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import trio
    from openai import AsyncOpenAI

    from execora.language.reading import Language
    from execora.providers.port import Piece, Say, Wanted, Words
    from execora.sound.stream import Sound

NAME: Literal["openai"] = "openai"

LANGUAGES: dict[Language, list[str]] = {"hi-en": ["hi", "en"], "hi": ["hi"], "en": ["en"]}

MOST_TERMS = 100
"""Keywords that are sent. The documentation names no limit; a long list would also pull words towards names."""

NO_TERM = frozenset("<>")
"""A keyword is one line without these: to a model they are markup. What else is refused, the documentation leaves open.
"""

SURE = 0.5
"""Probability of the least certain token from which on words may write money, for models that tell it."""

VOICE_RATE = 24_000
"""Samples a second of the format `pcm`."""


class OpenAIRecogniser:
    """Ears that hear an utterance once it is over."""

    name = NAME
    ends_utterances = False

    def __init__(self, key: str, base_url: str, model: str) -> None:
        """Take a key, the address up to and with /v1, and a model for transcription."""
        self._client, self._model = _client(key, base_url), model

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends, one request for each utterance.

        Raises:
            ProviderError: it is over with this run.

        """
        asked = hints(self._model, wanted.language, wanted.terms)

        async def ask(wav: bytes) -> clips.Said:
            with _errors():
                file = ("utterance.wav", wav, "audio/wav")
                return decode(
                    await self._client.audio.transcriptions.create(
                        file=file, model=self._model, response_format="json", **asked
                    )
                )

        await clips.hear(NAME, ask, sound, heard)

    async def check(self) -> str:
        """Ask for the model.

        Raises:
            ProviderError: the account has none of this name, or there is no answer.

        """
        return await _model(self._client, self._model)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.close()


def hints(model: str, language: Language, terms: Sequence[str]) -> dict[str, Any]:
    """Return how a model is told what to expect: each takes its own fields, and refuses those of the others."""
    expected = [term for term in terms if term.isprintable() and NO_TERM.isdisjoint(term)][:MOST_TERMS]
    if model.startswith("gpt-transcribe"):
        return {"languages": LANGUAGES[language], **({"keywords": expected} if expected else {})}
    asked: dict[str, Any] = {"language": LANGUAGES[language][0]}
    if "diarize" not in model:
        if expected:
            asked["prompt"] = ", ".join(expected)
        if model.startswith("gpt-4o"):
            asked["include"] = ["logprobs"]
    return asked


def decode(answer: object) -> clips.Said:
    """Read what the SDK makes of an answer, which it does not check.

    Raises:
        ProviderError: it has no text.

    """
    text = getattr(answer, "text", None)
    if not isinstance(text, str):
        raise ProviderError(NAME, Fault.NONSENSE, "its answer has no text")
    logs = [token.logprob for token in getattr(answer, "logprobs", None) or () if isinstance(token.logprob, float)]
    if not logs:
        return clips.Said(text)
    least = min(exp(min(logs)), 1.0)
    return clips.Said(text, least, sure=least >= SURE)


class OpenAIVoice:
    """A voice that speaks both languages."""

    name = NAME

    def __init__(self, key: str, base_url: str, model: str, voice: str) -> None:
        """Take a key, the address up to and with /v1, a model for speech, and one of its voices."""
        self._client, self._model, self._voice = _client(key, base_url), model, voice

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether it has a voice for a language."""
        return True

    async def speak(self, said: Say, told: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause; its sound comes in chunks while it is made.

        Raises:
            ProviderError: it cannot go on.

        """
        making = self._client.audio.speech.with_streaming_response.create(
            input=said.text, model=self._model, voice=self._voice, response_format="pcm"
        )
        with _errors():
            async with making as answer:
                pieces.sound_in(NAME, answer.headers.get("content-type", ""))
                await pieces.tell(NAME, VOICE_RATE, answer.iter_bytes(), told)

    async def check(self) -> str:
        """Ask for the model.

        Raises:
            ProviderError: the account has none of this name, or there is no answer.

        """
        return await _model(self._client, self._model)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.close()


def _client(key: str, base_url: str) -> AsyncOpenAI:
    """Return a client without deadlines or retries of its own: those are its callers'.

    As in `http.client`, no proxy is taken from the environment and no redirect followed. The SDK is imported here, for
    who has a key only: it takes 0.4 to 0.7 s and 47 MB.
    """
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient

    wire = DefaultAsyncHttpxClient(timeout=None, trust_env=False, follow_redirects=False)
    return AsyncOpenAI(
        api_key=http.credential(NAME, key), base_url=base_url, max_retries=0, timeout=None, http_client=wire
    )


async def _model(client: AsyncOpenAI, name: str) -> str:
    with _errors():
        model = await client.models.retrieve(name)
    if getattr(model, "id", None) != name:
        raise ProviderError(NAME, Fault.NONSENSE, "its answer names no model")
    return name


@contextmanager
def _errors() -> Iterator[None]:
    """Turn the SDK's exceptions, and those of the client below it, into ours.

    What a status comes with could quote the key: of it only what `http.failure` takes is told on.
    """
    import httpx2
    import openai

    try:
        yield
    except openai.APIStatusError as error:
        answer = error.response
        raise http.failure(NAME, answer.status_code, answer.headers, answer.content) from None
    except (openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise ProviderError(NAME, Fault.SLOW, type(error).__name__) from error
    except (openai.APIResponseValidationError, httpx2.DecodingError, ValueError) as error:
        raise ProviderError(NAME, Fault.NONSENSE, f"its answer cannot be read: {type(error).__name__}") from error
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError) as error:
        cause = type(error.__cause__ or error).__name__
        raise ProviderError(NAME, Fault.AWAY, cause) from error
