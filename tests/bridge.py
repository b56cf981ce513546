"""A telephony bridge, as small as it can be: what the caller says goes out in chunks, what they are to hear comes back.

It is an example, too: `Call` keeps a call over one connection after the other, plays nothing that was cut off, and
hangs up when it is told to.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import trio
from trio_websocket import wrap_client_stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from trio_websocket import WebSocketConnection

CHUNK_SECONDS = 0.02

Message = dict[str, Any]


@dataclass
class Call:
    """One call."""

    url: str
    """Of `/realtime/conversation`, with its token."""
    call_id: str = "c-1"
    rate: int = 8000
    channels: int = 1
    told: list[Message] = field(default_factory=list)
    """All messages of the call, in order."""
    unplayed: bytearray = field(default_factory=bytearray)
    """PCM that the caller has not heard; nobody here ever plays it."""
    number: int = 0
    """Of the next chunk."""
    line: WebSocketConnection | None = None
    _session: Message | None = None
    """How to come back to it."""
    _last: int = 0

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Call]:
        """Connect, or connect again and go on where the call was."""
        at = urlsplit(self.url)
        assert at.hostname, f"{self.url} has no host"
        # the stream is ours: trio_websocket leaves it open where the server says goodbye first
        async with await trio.open_tcp_stream(at.hostname, at.port or 80) as stream, trio.open_nursery() as nursery:
            self.line = await wrap_client_stream(nursery, stream, at.netloc, f"{at.path}?{at.query}")
            welcome = json.loads(await self.line.get_message())
            if self._session is None:
                self._take(welcome)
                self._session = welcome["data"]
            else:
                await self._come_back(self._session)
            yield self
            await self.line.aclose()

    async def _come_back(self, session: Message) -> None:
        """Ask for all that was missed; what comes before the answer is of a session that nobody needs."""
        await self.tell(
            "session:resume",
            sessionId=session["sessionId"],
            resumeToken=session["resumeToken"],
            lastSeq=self._last,
        )
        assert self.line
        message: Message = {}
        while message.get("data", {}).get("stage") != "resumed":
            message = json.loads(await self.line.get_message())
        self._take(message)

    async def say(self, pcm: bytes) -> None:
        """Send what the caller says, in chunks, as fast as it can be sent."""
        size = round(self.rate * CHUNK_SECONDS) * 2 * self.channels
        for at in range(0, len(pcm), size):
            await self.send_chunk(pcm[at : at + size])

    async def send_chunk(self, pcm: bytes, **changed: object) -> None:
        """Send one chunk, maybe with other fields than it should have."""
        chunk = {
            "type": "audio_chunk",
            "callId": self.call_id,
            "timestamp": datetime.now(UTC).isoformat(),
            "audioData": b64encode(pcm).decode("ascii"),
            "sequenceNumber": self.number,
            "sampleRate": self.rate,
            "channels": self.channels,
        }
        self.number += 1
        await self.send(chunk | changed)

    async def tell(self, type_: str, **data: object) -> None:
        """Send a control: a key that the caller pressed, or what they typed elsewhere."""
        await self.send({"type": type_, "data": data})

    async def send(self, message: object) -> None:
        """Send a message."""
        assert self.line, "not connected"
        await self.line.send_message(json.dumps(message))

    async def next(self, type_: str, **data: object) -> Message:
        """Receive messages up to one of this type, with these values among its data; return its data."""
        while True:
            assert self.line, "not connected"
            message = json.loads(await self.line.get_message())
            self._take(message)
            found: Message = message["data"]
            if message["type"] == type_ and all(found.get(name) == value for name, value in data.items()):
                return found

    async def answer(self, intent: str) -> Message:
        """Receive messages up to the text of an answer; return its data."""
        return await self.next("ai_response", intent=intent)

    def _take(self, message: Message) -> None:
        """Keep a message: its sound is to be played behind what waits, which is let go when it was cut off."""
        self.told.append(message)
        self._last = message["seq"]
        data = message["data"]
        if message["type"] == "ai_response" and data["audioData"]:
            assert (data["sampleRate"], data["channels"]) == (self.rate, self.channels)
            self.unplayed += b64decode(data["audioData"])
        elif message["type"] == "processing_status" and data["stage"] == "interrupted":
            self.unplayed.clear()

    def stages(self) -> list[str]:
        """Return the stages of the statuses, in order, each once where it comes again and again."""
        stages = [message["data"]["stage"] for message in self.told if message["type"] == "processing_status"]
        return [stage for at, stage in enumerate(stages) if at == 0 or stages[at - 1] != stage]
