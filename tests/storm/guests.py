"""People who come and go all day: they type, stream sound, record, ask the pages, and leave in every way there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import trio

from tests.storm.record import Record
from tests.storm.sayings import HAAN, UNDO, Saying
from tests.storm.talk import HangsError, talking

if TYPE_CHECKING:
    import random

    from tests.storm.sayings import Shopkeeper
    from tests.storm.talk import Talk

WEBM = (Path(__file__).parents[1] / "data" / "sound" / "chromium.webm").read_bytes()

WHICH_BHARAT = Saying("Bharat ne 100 diye")
"""There are two of them, so that it is asked which one is meant."""

FRAME = b"\1\0" * 320
"""20 ms at 16 kHz."""

PAGES = ("/", "/health", "/api/v1/customers?limit=5", "/api/v1/products?q=mil", "/api/v1/summary/daily", "/nowhere")

PAGE_SECONDS = 30


@dataclass
class Guests:
    """Those who come to one server."""

    url: str
    chance: random.Random
    keeper: Shopkeeper
    ways: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    async def come_and_go(self, at_once: int, seconds: float) -> None:
        """Have so many of them there at any time, each for a while; the last leaves soon after the time is up."""
        until = trio.current_time() + seconds
        async with trio.open_nursery() as nursery:
            for _ in range(at_once):
                nursery.start_soon(self._one_after_the_other, until)

    async def _one_after_the_other(self, until: float) -> None:
        ways = (self._type, self._type, self._type, self._stream, self._browse, self._knock)
        while trio.current_time() < until:
            way = self.chance.choice(ways)
            self.ways[way.__name__.strip("_")] += 1
            try:
                await way()
            except* HangsError as hanging:
                self.faults += [str(hangs) for hangs in hanging.exceptions]
            except* (ConnectionError, httpx.HTTPError) as refused:
                self.faults += [repr(reason) for reason in refused.exceptions]

    # -- ways to spend the time

    async def _type(self) -> None:
        """Say a few things, over as many connections as the line needs."""
        record = self._record()
        for _ in range(self.chance.randint(1, 3)):
            async with talking(self.url, record) as talk:
                if talk.resuming and not await talk.resume():
                    return
                for _ in range(self.chance.randint(1, 6)):
                    await self._say(talk)
                    await trio.sleep(self.chance.expovariate(10))
                await self._leave(talk)

    async def _stream(self) -> None:
        """Send sound to a server that leaves hearing to the client, and maybe have it recorded."""
        encoding = self.chance.choice(("pcm16", "webm"))
        keep_audio = self.chance.random() < 0.3
        frames = [FRAME] * 50 if encoding == "pcm16" else [WEBM[at : at + 2000] for at in range(0, len(WEBM), 2000)]
        async with talking(self.url, self._record()) as talk:
            await talk.send("voice:start", sttProvider="browser", encoding=encoding, keepAudio=keep_audio)
            for frame in frames:
                await talk.send_sound(frame)
            await talk.send("voice:transcript", text="Rahul ne")
            await self._say(talk)
            await talk.send("voice:end")
            await self._leave(talk)

    async def _browse(self) -> None:
        async with httpx.AsyncClient(timeout=PAGE_SECONDS) as pages:
            for path in self.chance.sample(PAGES, 3):
                await pages.get(self.url + path)

    async def _knock(self) -> None:
        """Open a connection, say half of a request or nonsense, and go."""
        address = httpx.URL(self.url)
        async with await trio.open_tcp_stream(address.host, address.port or 80) as stream:
            await stream.send_all(self.chance.choice((b"GET /ws HTTP/1.1\r\nHost: x", b"\x16\x03\x01", b"GET / HTTP")))

    # -- what is said, and how people leave

    async def _say(self, talk: Talk) -> None:
        """Say something, and wait for what comes of it, or do not wait, or stop it."""
        volley = self.keeper.volley()
        for saying in volley.before:
            await talk.settled([await talk.say(saying)])
        said = [await talk.say(saying) for saying in volley.at_once]
        match self.chance.choice(("wait", "wait", "stop", "cancel", "go on", "undo", "ask")):
            case "stop":
                stop = await talk.send("voice:stop")
                await talk.until(lambda: stop in talk.record.stopped, "voice:stopped")
            case "cancel":
                await talk.send("task:cancel", taskId="all")
            case "undo":  # the question that it asks may stay open
                await talk.settled([*said, await talk.say(UNDO)])
                if self.chance.random() < 0.5:
                    await talk.settled([await talk.say(HAAN)])
            case "ask":
                await talk.settled([*said, await talk.say(WHICH_BHARAT)])
            case "wait":
                await talk.settled(said)

    async def _leave(self, talk: Talk) -> None:
        match self.chance.choice(("goodbye", "goodbye", "cut", "nonsense")):
            case "cut":
                talk.cut()
            case "nonsense":
                await talk.send("no:such:thing")
                talk.cut()
            case _:
                await talk.hang_up()

    def _record(self) -> Record:
        return Record(f"guest {self.ways.total()}")
