"""Azure Speech over its REST interfaces.

Ears are the interface for short audio: an utterance is sent whole, once it is over, and its words come back in one
answer; there are none in between. Its live interface is a WebSocket protocol that Microsoft does not document.

Sources: learn.microsoft.com/azure/ai-services/speech-service/rest-speech-to-text-short and …/rest-text-to-speech, read
in November 2026: addresses, headers, at most 60 s of WAV (PCM, 16 kHz, mono), the values of RecognitionStatus, NBest
with Confidence and Display, SSML, the output formats, voices/list and issueToken.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape, quoteattr

from execora.providers import clips, http, pieces
from execora.providers.port import Fault, ProviderError
from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Callable

    import trio

    from execora.language.reading import Language
    from execora.providers.port import Piece, Say, Wanted, Words
    from execora.sound.stream import Sound

NAME: Literal["azure"] = "azure"

HEARING = "/speech/recognition/conversation/cognitiveservices/v1"
SPEAKING = "/cognitiveservices/v1"
VOICES = "/cognitiveservices/voices/list"
TOKEN = "/sts/v1.0/issueToken"

LOCALES: dict[Language, str] = {"hi-en": "hi-IN", "hi": "hi-IN", "en": "en-IN"}
"""hi-IN writes the English words of Hinglish, too, in Devanagari or in Roman letters."""

NOTHING_SAID = frozenset({"NoMatch", "InitialSilenceTimeout", "BabbleTimeout"})

SURE = 0.5
"""Confidence of the whole utterance from which on it may write money. Azure tells none for single words here."""

VOICE_RATE = 24_000
"""Samples a second of raw-24khz-16bit-mono-pcm."""


class AzureRecogniser:
    """Ears that hear an utterance once it is over."""

    name = NAME
    ends_utterances = False

    def __init__(self, key: str, region: str, url: str) -> None:
        """Take a key and its region; `url`, where it is not empty, stands in for the region's own hosts."""
        self._client = http.client(url or f"https://{region}.stt.speech.microsoft.com", _credentials(key))
        self._token_url = f"{url.rstrip('/') or f'https://{region}.api.cognitive.microsoft.com'}{TOKEN}"

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends, one request for each utterance. Terms are not taken: there is no field for them.

        Raises:
            ProviderError: it is over with this run.

        """
        # names of people must come as they were said: `masked`, the default, puts stars for what it takes for a slur
        asked = {"language": LOCALES[wanted.language], "format": "detailed", "profanity": "raw"}

        async def ask(wav: bytes) -> clips.Said:
            headers = {"Content-Type": f"audio/wav; codecs=audio/pcm; samplerate={RATE}"}
            request = self._client.build_request("POST", HEARING, params=asked, headers=headers, content=wav)
            return decode(await http.ask(NAME, self._client, request))

        await clips.hear(NAME, ask, sound, heard)

    async def check(self) -> str:
        """Ask for a token, which needs the right key in the right region.

        Raises:
            ProviderError: there is none.

        """
        await http.ask(NAME, self._client, self._client.build_request("POST", self._token_url))
        return "the key is good"

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.aclose()


def decode(answer: bytes) -> clips.Said:
    """Read an answer of the interface for short audio.

    Raises:
        ProviderError: it failed inside, or it is no such answer.

    """
    told = _json(answer)
    try:
        if told["RecognitionStatus"] in NOTHING_SAID:
            return clips.Said("")
        if told["RecognitionStatus"] != "Success":
            raise ProviderError(NAME, Fault.AWAY, "it failed inside (RecognitionStatus)")
        best = told["NBest"][0]
        confidence = min(max(float(best["Confidence"]), 0.0), 1.0)
        return clips.Said(str(best["Display"]), confidence, sure=confidence >= SURE)
    except (LookupError, TypeError, ValueError) as error:
        raise ProviderError(NAME, Fault.NONSENSE, "its answer has not the documented form") from error


class AzureVoice:
    """A voice for Hindi and one for Indian English."""

    name = NAME

    def __init__(self, key: str, region: str, url: str, voice_hi: str, voice_en: str) -> None:
        """Take a key and its region; `url`, where it is not empty, stands in for the region's own host."""
        self._client = http.client(url or f"https://{region}.tts.speech.microsoft.com", _credentials(key))
        self._voices: dict[Literal["hi", "en"], str] = {"hi": voice_hi, "en": voice_en}

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether a voice is set for a language."""
        return bool(self._voices[language])

    async def speak(self, said: Say, told: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause; its sound comes in chunks while it is made.

        Raises:
            ProviderError: it cannot go on.

        """
        headers = {
            "Content-Type": "application/ssml+xml",
            "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
            "User-Agent": "execora",  # asked for by the documentation
        }
        body = ssml(said.text, "hi-IN" if said.language == "hi" else "en-IN", self._voices[said.language])
        request = self._client.build_request("POST", SPEAKING, headers=headers, content=body.encode())
        async with http.answering(NAME, self._client, request) as answer:
            pieces.sound_in(NAME, answer.headers.get("content-type", ""))
            await pieces.tell(NAME, VOICE_RATE, answer.aiter_bytes(), told)

    async def check(self) -> str:
        """Look for its voices among the region's.

        Raises:
            ProviderError: it does not answer, or a voice is not there.

        """
        listed = _json(await http.ask(NAME, self._client, self._client.build_request("GET", VOICES)))
        if not isinstance(listed, list):
            raise ProviderError(NAME, Fault.NONSENSE, "its list of voices is none")
        there = {voice.get("ShortName") for voice in listed if isinstance(voice, dict)}
        wanted = [voice for voice in self._voices.values() if voice]
        if missing := [voice for voice in wanted if voice not in there]:
            raise ProviderError(NAME, Fault.REFUSED, f"the region has no voice {', '.join(missing)}")
        return ", ".join(wanted)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.aclose()


def ssml(text: str, locale: str, voice: str) -> str:
    """Wrap a text to be said; nothing in it is taken for markup."""
    return (
        f'<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang={quoteattr(locale)}>'
        f"<voice name={quoteattr(voice)}>{escape(text)}</voice></speak>"
    )


def _credentials(key: str) -> dict[str, str]:
    return {"Ocp-Apim-Subscription-Key": http.credential(NAME, key)}


def _json(answer: bytes) -> Any:  # noqa: ANN401 - whoever reads it looks
    try:
        return json.loads(answer)
    except ValueError as error:
        raise ProviderError(NAME, Fault.NONSENSE, "its answer is not JSON") from error
