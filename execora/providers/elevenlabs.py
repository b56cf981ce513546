"""ElevenLabs: realtime ears over a WebSocket, after `execora.providers.scribe`, and a voice over HTTP.

Sources, read in November 2026: elevenlabs.io/docs, api-reference/text-to-speech/stream, …/user/get, …/voices/get.
language_code is an error to models that do not know it; those of v2.5 do. Not confirmed, for want of a key: that a key
which may speak, but not read its account or voices, is told `missing_permissions` there.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode

import trio
from trio_websocket import ConnectionClosed

from execora.providers import http, line, pieces
from execora.providers.port import Fault, ProviderError
from execora.providers.scribe import ENDINGS, FAULTS, NAME, Chunks, Course, decode, query
from execora.sound.stream import Frame, Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx
    from trio_websocket import WebSocketConnection

    from execora.providers.port import Piece, Say, Wanted, Words
    from execora.sound.stream import Sound

HEARING = "/v1/speech-to-text/realtime"
VOICE_RATE = 16_000
"""Samples a second of pcm_16000."""


class ElevenLabsRecogniser:
    """Ears that tell words while they are spoken. We say where an utterance ends: `commit_strategy=manual`."""

    name = NAME
    ends_utterances = False

    def __init__(self, key: str, url: str, model: str) -> None:
        """Take a key, the address of the API (https or http), and a realtime model."""
        key = http.credential(NAME, key)
        self._url, self._model = f"ws{url.removeprefix('http').rstrip('/')}{HEARING}", model
        self._headers = {"xi-api-key": key}
        self._client = http.client(url, self._headers)

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends.

        A connection is opened by sound and, once ElevenLabs has hung up in a silence, by the next sound again.

        Raises:
            ProviderError: it is over with this run.

        """
        address = f"{self._url}?{urlencode(query(self._model, wanted.language, wanted.terms))}"
        course = Course()
        async for piece in sound:
            if isinstance(piece, Frame):
                conversation = Conversation(course, heard)
                await line.talk(NAME, address, self._headers, partial(conversation.hold, piece, sound))

    async def check(self) -> str:
        """Ask for the account.

        Raises:
            ProviderError: there is no answer, or none for this key.

        """
        account = await _told(self._client, "/v1/user")
        plan = account.get("subscription") or {}
        return f"plan {plan.get('tier')}" if account else "the key is good"

    async def aclose(self) -> None:
        """Close its connections for checks; those for hearing end with their runs."""
        await self._client.aclose()


class Conversation:
    """One connection, while it is open."""

    def __init__(self, course: Course, heard: Callable[[Words], None]) -> None:
        self._course, self._heard, self._chunks = course, heard, Chunks()

    async def hold(self, first: Frame, sound: trio.MemoryReceiveChannel[Sound], socket: WebSocketConnection) -> None:
        """Send sound and take words until one of the two ends.

        Raises:
            ProviderError: it is over with this run.

        """
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._send, socket, first, sound)
            failure = await self._take(socket)
            nursery.cancel_scope.cancel()
        if failure:
            raise failure
        if self._course.unsettled:  # asked only now: until here a frame may have been taken
            closed = socket.closed.code if socket.closed else "?"
            raise ProviderError(NAME, Fault.AWAY, f"it has hung up ({closed})")

    async def _send(self, socket: WebSocketConnection, first: Frame, sound: trio.MemoryReceiveChannel[Sound]) -> None:
        try:
            await self._send_all(socket, self._messages(first))
            async for piece in sound:
                await self._send_all(socket, self._messages(piece))
            await self._send_all(socket, self._messages(Mark.UTTERANCE_ENDS))
            self._course.ended = True
            if self._course.over:
                await socket.aclose()
        except ConnectionClosed:
            pass  # whoever takes the words is told, too, and knows why

    async def _send_all(self, socket: WebSocketConnection, messages: Sequence[str]) -> None:
        for message in messages:
            await socket.send_message(message)

    def _messages(self, piece: Sound) -> Sequence[str]:
        if isinstance(piece, Frame):
            self._course.given(piece)
            return self._chunks.add(piece.pcm)
        return self._chunks.commit() if self._course.utterance_ends() else ()

    async def _take(self, socket: WebSocketConnection) -> ProviderError | None:
        try:
            while not self._course.over:
                told = decode(await socket.get_message())
                if told.kind in FAULTS:
                    idle = told.kind in ENDINGS and not self._course.unsettled
                    return None if idle else ProviderError(NAME, FAULTS[told.kind], told.kind)
                if words := self._course.heard(told):
                    self._heard(words)
        except ConnectionClosed:
            pass
        except ProviderError as error:
            return error
        return None


class ElevenLabsVoice:
    """A voice that speaks both languages."""

    name = NAME

    def __init__(self, key: str, url: str, model: str, voice: str) -> None:
        """Take a key, the address of the API, a model for speech, and the id of a voice."""
        self._client = http.client(url, {"xi-api-key": http.credential(NAME, key)})
        self._model, self._voice = model, quote(voice, safe="")

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether it has a voice for a language."""
        return True

    async def speak(self, said: Say, told: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause; its sound comes in chunks while it is made.

        Raises:
            ProviderError: it cannot go on.

        """
        body = {"text": said.text, "model_id": self._model}
        if self._model.endswith("_v2_5"):  # other models answer a language_code with an error
            body["language_code"] = said.language
        address = f"/v1/text-to-speech/{self._voice}/stream"
        request = self._client.build_request("POST", address, params={"output_format": "pcm_16000"}, json=body)
        async with http.answering(NAME, self._client, request) as answer:
            pieces.sound_in(NAME, answer.headers.get("content-type", ""))
            await pieces.tell(NAME, VOICE_RATE, answer.aiter_bytes(), told)

    async def check(self) -> str:
        """Ask for its voice.

        Raises:
            ProviderError: there is no answer, or no such voice.

        """
        voice = await _told(self._client, f"/v1/voices/{self._voice}")
        return f"voice {voice.get('name')}" if voice else "the key is good"

    async def aclose(self) -> None:
        """Close its connections."""
        await self._client.aclose()


async def _told(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """Ask for a thing; a key that may do its work but not read this is told by an empty one."""
    try:
        thing = json.loads(await http.ask(NAME, client, client.build_request("GET", path)))
    except ProviderError as error:
        if "missing_permissions" in error.reason:
            return {}
        raise
    except ValueError as error:
        raise ProviderError(NAME, Fault.NONSENSE, "its answer is not JSON") from error
    if not isinstance(thing, dict):
        raise ProviderError(NAME, Fault.NONSENSE, "its answer is no object")
    return thing
