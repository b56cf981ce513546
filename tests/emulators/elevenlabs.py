"""ElevenLabs' realtime speech to text and streamed text to speech, as its documentation describes them."""

from __future__ import annotations

import json
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

import trio
from trio_websocket import ConnectionClosed

from tests.emulators.http import Again, Answer, Server, cut, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_websocket import WebSocketConnection, WebSocketRequest

    from tests.emulators.http import Asked

KEY = "xi-k3y-55c2"
VOICE = "21m00Tcm4TlvDq8ikWAM"
SECOND = 32_000
LEAST_UNCOMMITTED = 0.3 * SECOND
LEAST_SENT = 2 * SECOND


@dataclass(frozen=True)
class Does:
    """What it does to a commit in place of answering it."""

    sends: Sequence[str] = ()
    then: Literal["goes on", "closes", "cuts", "says nothing"] = "goes on"


def message(kind: str, **fields: object) -> str:
    return json.dumps({"message_type": kind, **fields})


class ElevenLabs(Server):
    """Answers commits in turn, says everything with the same sound; `instead` is answered to whatever is asked."""

    def __init__(
        self,
        hears: Sequence[str | Does] = (),
        says: Sequence[bytes] = (b"\1\0\2\0",),
        instead: Answer | None = None,
    ) -> None:
        super().__init__(self.reply, self.listen)
        self._hears, self._says, self._instead = list(hears), says, instead
        self.queries: list[dict[str, list[str]]] = []
        """What each session was opened with."""
        self.clips: list[bytes] = []
        """The PCM of each commit."""
        self.said: list[dict[str, str]] = []

    # -- ears ------------------------------------------------------------------

    async def listen(self, request: WebSocketRequest) -> None:
        headers = dict(request.headers)
        address = urlsplit(request.path)
        if self._instead:
            extra = [(name.encode(), value.encode()) for name, value in self._instead.headers.items()]
            await request.reject(self._instead.status, extra_headers=extra, body=b"".join(self._instead.pieces) or None)
        elif headers.get(b"xi-api-key") != KEY.encode():
            await request.reject(401, body=b'{"detail": {"status": "invalid_api_key", "message": "xi-"}}')
        elif address.path != "/v1/speech-to-text/realtime":
            await request.reject(404)
        else:
            self.queries.append(parse_qs(address.query))
            socket = await request.accept()
            with suppress(ConnectionClosed):
                await self._session(socket)

    async def _session(self, socket: WebSocketConnection) -> None:
        await socket.send_message(message("session_started", session_id="1", config={}))
        sent, uncommitted = 0, b""
        while True:
            chunk = json.loads(await socket.get_message())
            pcm = b64decode(chunk["audio_base_64"])
            if chunk["message_type"] != "input_audio_chunk" or chunk["sample_rate"] != 16_000 or len(pcm) > SECOND:
                await socket.send_message(message("input_error", error="chunk"))
                return
            sent, uncommitted = sent + len(pcm), uncommitted + pcm
            if not chunk["commit"]:
                if sent >= LEAST_SENT:
                    await socket.send_message(message("partial_transcript", text=" so far"))
            elif len(uncommitted) < LEAST_UNCOMMITTED:
                await socket.send_message(message("commit_throttled", error="Commit request ignored"))
            else:
                self.clips.append(uncommitted)
                uncommitted = b""
                if not await self._committed(socket, deaf=sent < LEAST_SENT):
                    return

    async def _committed(self, socket: WebSocketConnection, *, deaf: bool) -> bool:
        """Answer a commit; tell whether to go on."""
        does = self._hears.pop(0) if self._hears else ""
        if isinstance(does, str):
            does = Does([message("committed_transcript", text="" if deaf else does)])
        for each in does.sends:
            await socket.send_message(each)
        match does.then:
            case "closes":
                await socket.aclose()
            case "cuts":
                again = socket._stream
                assert isinstance(again, Again)
                cut(again.stream)
            case "says nothing":
                while True:
                    await socket.get_message()
        return does.then == "goes on"

    # -- the voice -------------------------------------------------------------

    def reply(self, asked: Asked) -> Answer:
        if self._instead:
            return self._instead
        if asked.headers.get("xi-api-key") != KEY:
            return told({"detail": {"status": "invalid_api_key", "message": KEY}}, 401)
        match asked.method, asked.path.split("/")[1:]:
            case "POST", ["v1", "text-to-speech", voice, "stream"]:
                if asked.query != {"output_format": ["pcm_16000"]} or voice != VOICE:
                    return told({"detail": {"status": "voice_not_found"}}, 404)
                self.said.append(asked.json)
                return Answer(200, self._says, {"content-type": "audio/pcm"})
            case "GET", ["v1", "user"]:
                return told({"user_id": "u", "subscription": {"tier": "creator"}})
            case "GET", ["v1", "voices", voice] if voice == VOICE:
                return told({"voice_id": voice, "name": "Rachel"})
            case _:
                return told({"detail": {"status": "voice_not_found"}}, 404)


async def hanging(task_status: trio.TaskStatus[str]) -> None:
    """Serve connections on which nothing is ever answered."""

    async def silent(stream: trio.SocketStream) -> None:
        async with stream:
            while await stream.receive_some():
                pass

    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    task_status.started(f"http://127.0.0.1:{listeners[0].socket.getsockname()[1]}")
    await trio.serve_listeners(silent, listeners)
