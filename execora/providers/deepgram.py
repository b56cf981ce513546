"""Deepgram: ears that listen live, and an English voice.

Its SDK brings the types of what comes back (`deepgram_live`). Its clients are not used: the live one runs on asyncio,
the one for REST sleeps by asyncio before it tries again, and both would want deadlines of their own.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

import trio
from deepgram.types.listen_v1response import ListenV1Response
from pydantic import ValidationError
from trio_websocket import ConnectionClosed

from execora.providers import http, line, pieces
from execora.providers.deepgram_live import NAME, SURE, Assembler, Setting, clip_query, decode, live_query
from execora.providers.port import Fault, FinalWords, ProviderError, Wanted
from execora.sound.stream import BYTES_A_SECOND, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import httpx
    from trio_websocket import WebSocketConnection

    from execora.providers.port import Piece, Say, Words
    from execora.sound.stream import Sound

KEEP_ALIVE_SECONDS = 4.0
"""Deepgram hangs up after 10 s without sound or a word, and advises one every 3 to 5 s."""

UNANSWERED_SECONDS = 1.5
"""So long an answer to Finalize may take; where nothing was left to be heard, none comes. Twice as long must be less
than whoever waits for words has patience."""

CATCHING_UP, AT_ONCE_SECONDS = 4.0, 0.25
"""Sound that waited is sent this much faster than it was spoken, after a burst of so many seconds of sending."""

VOICE_RATE = 24_000


class DeepgramRecogniser:
    """Ears: one connection for each run, opened by the first sound."""

    name = NAME
    ends_utterances = True

    def __init__(self, key: str, url: str, model: str, language: Setting) -> None:
        """Take a key, the address (https://…), a model such as nova-3, and what to listen for in Hinglish."""
        self._headers = {"authorization": f"Token {http.credential(NAME, key)}"}
        url = url.rstrip("/")
        self._http = http.client(re.sub("^ws", "http", url), self._headers)
        self._url = f"{re.sub('^http', 'ws', url)}/v1/listen"
        self._model, self._language = model, language

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends.

        Raises:
            ProviderError: the connection is refused, breaks, or tells what makes no sense.

        """
        if (first := await _first(sound)) is None:
            return
        address = f"{self._url}?{live_query(self._model, self._language, wanted)}"
        await line.talk(NAME, address, self._headers, partial(_converse, first, sound, heard))

    async def transcribe_once(self, pcm: bytes, wanted: Wanted) -> FinalWords:
        """Hear a clip in one request (/v1/listen by POST).

        Raises:
            ProviderError: it does not answer, or with nonsense.

        """
        request = self._http.build_request(
            "POST",
            f"/v1/listen?{clip_query(self._model, self._language, wanted)}",
            content=pcm,
            headers={"content-type": "application/octet-stream"},
        )
        answer = await http.ask(NAME, self._http, request)
        try:
            heard = ListenV1Response.model_validate_json(answer)
            best = (heard.results.channels[0].alternatives or [])[0]
        except (ValidationError, IndexError):
            raise ProviderError(NAME, Fault.NONSENSE, "its answer is no transcript") from None
        confidence = min((word.confidence or 0.0 for word in best.words or []), default=None)
        sure = confidence is None or confidence >= SURE
        return FinalWords(best.transcript or "", NAME, len(pcm) / BYTES_A_SECOND, confidence, sure)

    async def check(self) -> str:
        """Let it hear half a second of silence, which proves the key and the model.

        Raises:
            ProviderError: it will not.

        """
        await self.transcribe_once(bytes(BYTES_A_SECOND // 2), Wanted("hi-en"))
        return f"{self._model}, {self._language}"

    async def aclose(self) -> None:
        """Close idle connections."""
        await self._http.aclose()


async def _first(sound: trio.MemoryReceiveChannel[Sound]) -> Frame | None:
    async for piece in sound:
        if isinstance(piece, Frame):
            return piece
    return None


async def _converse(
    first: Frame,
    sound: trio.MemoryReceiveChannel[Sound],
    heard: Callable[[Words], None],
    connection: WebSocketConnection,
) -> None:
    if failure := await _Conversation(connection, sound, heard).run(first):
        raise failure


class _Conversation:
    """One connection from its first sound to its end."""

    def __init__(
        self, connection: WebSocketConnection, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        self._connection, self._sound, self._heard = connection, sound, heard
        self._assembler = Assembler()
        self._given = 0
        """Bytes of sound that were sent."""
        self._free_at = trio.current_time()
        """When sound may be sent again."""
        self._ended = False
        """Whether the sound has, and they were told."""

    async def run(self, first: Frame) -> ProviderError | None:
        """Send and hear until either side has ended; return what went wrong."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._send_all, first, nursery)
            failure = await self._hear_all()
            nursery.cancel_scope.cancel()
        return failure

    # -- to them ---------------------------------------------------------------

    async def _send_all(self, first: Frame, nursery: trio.Nursery) -> None:
        try:
            await self._send_frame(first)
            while not self._ended:
                await self._send_next(nursery)
        except ConnectionClosed:
            pass  # whoever hears learns why

    async def _send_next(self, nursery: trio.Nursery) -> None:
        piece: Sound | None = None
        with trio.move_on_after(KEEP_ALIVE_SECONDS) as silent:
            try:
                piece = await self._sound.receive()
            except trio.EndOfChannel:
                self._ended = True
        if silent.cancelled_caught:
            await self._connection.send_message('{"type":"KeepAlive"}')
        elif piece is None:
            await self._connection.send_message('{"type":"CloseStream"}')
        elif isinstance(piece, Frame):
            await self._send_frame(piece)
        else:
            self._assembler.asked(self._seconds)
            await self._connection.send_message('{"type":"Finalize"}')
            nursery.start_soon(self._do_without_answer, self._seconds)

    async def _send_frame(self, frame: Frame) -> None:
        self._free_at = max(self._free_at, trio.current_time() - AT_ONCE_SECONDS) + frame.seconds / CATCHING_UP
        await trio.sleep_until(self._free_at)
        self._given += len(frame.pcm)
        await self._connection.send_message(frame.pcm)

    async def _do_without_answer(self, position: float) -> None:
        while self._assembler.waits_at(position):
            await trio.sleep(UNANSWERED_SECONDS)
            self._tell(self._assembler.unanswered(position))

    # -- from them -------------------------------------------------------------

    async def _hear_all(self) -> ProviderError | None:
        try:
            while True:
                told = decode(await self._connection.get_message())
                if told is not None:
                    self._tell(self._assembler.add(told))
        except ConnectionClosed as closed:
            failure = self._closed(closed)
        except ProviderError as error:
            failure = error
        if failure is None:
            self._tell(self._assembler.rest(self._seconds))
        return failure

    def _closed(self, closed: ConnectionClosed) -> ProviderError | None:
        code = closed.reason.code if closed.reason else 1006
        if code == 1000 and self._ended:
            return None
        fault = Fault.NONSENSE if code in {1002, 1003, 1007, 1008, 1009} else Fault.AWAY
        why = re.findall(r"[A-Z]+-[0-9]{4}", (closed.reason and closed.reason.reason) or "")
        return ProviderError(NAME, fault, " ".join([f"it has hung up ({code})", *why[:1]]))

    def _tell(self, words: Iterable[Words]) -> None:
        for each in words:
            self._heard(each)

    @property
    def _seconds(self) -> float:
        return self._given / BYTES_A_SECOND


class DeepgramVoice:
    """A voice by Aura-2, which has no Hindi."""

    name = NAME

    def __init__(self, key: str, url: str, voice: str) -> None:
        """Take a key, the address (https://…) and a voice such as aura-2-thalia-en."""
        self._http = http.client(url, {"authorization": f"Token {http.credential(NAME, key)}"})
        self._voice = voice

    def speaks(self, language: Literal["hi", "en"]) -> bool:
        """Tell whether it has a voice for a language."""
        return language == "en"

    async def speak(self, said: Say, told: trio.MemorySendChannel[Piece]) -> None:
        """Say a clause; its sound comes in chunks while it is made.

        Raises:
            ProviderError: it cannot go on.

        """
        async with http.answering(NAME, self._http, self._request(said.text)) as answer:
            pieces.sound_in(NAME, answer.headers.get("content-type", ""))
            await pieces.tell(NAME, VOICE_RATE, answer.aiter_bytes(), told)

    async def check(self) -> str:
        """Let it say two letters, which proves the key and the voice.

        Raises:
            ProviderError: it will not.

        """
        await http.ask(NAME, self._http, self._request("Ok"))
        return self._voice

    async def aclose(self) -> None:
        """Close idle connections."""
        await self._http.aclose()

    def _request(self, text: str) -> httpx.Request:
        asked = urlencode(
            {
                "model": self._voice,
                "encoding": "linear16",
                "sample_rate": VOICE_RATE,
                "container": "none",
                "mip_opt_out": "true",
            }
        )
        return self._http.build_request("POST", f"/v1/speak?{asked}", json={"text": text})
