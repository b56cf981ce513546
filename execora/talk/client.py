"""The conversation with a server, over a line to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import trio

from execora.errors import ExecoraError
from execora.talk.doors import DOORS, Pcm
from execora.talk.line import Line, LineEndedError
from execora.talk.messages import Message, message
from execora.talk.progress import SUCCEEDED, Progress
from execora.talk.typing import HELP, Keyboard, Typist
from execora.talk.words import worded

if TYPE_CHECKING:
    from execora.talk.doors import Sound
    from execora.talk.sources import Source

Show = Callable[[str], None]
"""Prints one line."""

MakeSound = Callable[[int, int], "Sound"]
"""Begins a stream of a rate and so many channels; see `DOORS`."""

BROWSER = "browser"
"""The voice of a client: what is answered is read here, not heard."""

WORDS_SECONDS = 30.0
"""How long the words of what was spoken may take."""

QUIET_SECONDS = 1.5
"""After so long without an event nothing more comes of what was spoken."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is to be said; without any of it, what is typed."""

    text: str | None = None
    """One utterance."""
    files: Sequence[Source] = ()
    """Recordings, each sent once all that the one before has started is finished."""
    microphone: Source | None = None
    """Heard beside what is typed."""


async def talk(url: str, token: str | None, spoken: Spoken, *, as_json: bool, show: Show, door: str = "ws") -> int:
    """Talk to a server until all that was said is finished, or what is typed until /quit or the end.

    Returns one of the codes of `execora.talk.progress`.

    Raises:
        ExecoraError: no server answers, it lets nobody in, or it has gone and does not come back in time.

    """
    note = _unsaid if as_json else show
    line = Line(url, token, note, door)
    client = Client(line, _shown_as_json(show) if as_json else _shown_in_words(show), DOORS[door])
    outcome = SUCCEEDED
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(line.run)
            await line.tried.wait()
            outcome = await _say(client, spoken, note)
            line.leave()
    except* LineEndedError:
        pass  # told below
    if line.why:
        raise ExecoraError(line.why)
    return outcome


def _unsaid(_line: str) -> None:
    """Keep what is for people from programs."""


def _shown_as_json(show: Show) -> Callable[[Message], None]:
    return lambda event: show(json.dumps(event, ensure_ascii=False))


def _shown_in_words(show: Show) -> Callable[[Message], None]:
    def show_event(event: Message) -> None:
        for line in worded(event):
            show(line)

    return show_event


# -- the conversation ----------------------------------------------------------


class Wire(Protocol):
    """What carries a conversation: a line, as far as a conversation knows it."""

    async def send(self, sent: Message) -> None:
        """Say something."""

    async def send_sound(self, frame: bytes) -> None:
        """Send sound."""

    async def hear(self) -> Message:
        """Return the next event."""


class Client:
    """One conversation: what is sent and what comes back, each event shown as it comes."""

    def __init__(self, line: Wire, show: Callable[[Message], None], sound: MakeSound = Pcm) -> None:
        self._line, self._show = line, show
        self._sound = sound
        self.progress = Progress()
        self.typist = Typist()

    async def send(self, sent: Message) -> None:
        """Send a message and keep track of it."""
        self.progress.sent(sent)
        await self._line.send(sent)

    async def speak(self, source: Source) -> None:
        """Begin to be listened to, and send what a source has, in the door's own form."""
        sound = self._sound(source.rate, source.channels)

        async def send(pcm: bytes) -> None:
            for frame in sound.frames(pcm):
                await self._line.send_sound(frame)

        await self.send(message("voice:start", **sound.form, ttsProvider=BROWSER))
        await source.stream(send)
        for frame in sound.rest():
            await self._line.send_sound(frame)

    async def hear(self) -> None:
        """Take in the next event."""
        event = await self._line.hear()
        self.progress.heard(event)
        self.typist.heard(event)
        if event["type"] != "pong":
            self._show(event)

    async def settle(self) -> None:
        """Hear until all that was sent is finished.

        The server takes up the whole of an utterance before it reads on. So whatever the utterance started has been
        told once a later ping is answered.
        """
        while True:
            while self.progress.busy:
                await self.hear()
            await self.send(message("ping"))
            while self.progress.pinging:
                await self.hear()
            if not self.progress.busy:
                return


async def _say(client: Client, spoken: Spoken, note: Show) -> int:
    if spoken.text is not None:
        return await ask(client, spoken.text)
    if spoken.files:
        return await play(client, spoken.files)
    return await converse(client, Keyboard(0), note, spoken.microphone)


async def ask(client: Client, text: str) -> int:
    """Say one thing, wait until all that it started is finished, and return how it went."""
    await client.send(message("voice:final", text=text))
    await client.settle()
    return client.progress.outcome


async def play(client: Client, files: Sequence[Source]) -> int:
    """Say one recording after the other, each once all before it is finished, and return how it went."""
    for file in files:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_hear_on, client)
            await client.speak(file)
            nursery.cancel_scope.cancel()
        await client.send(message("voice:end"))
        await _hear_out(client)
        await client.settle()
    return client.progress.outcome


async def _hear_out(client: Client) -> None:
    """Hear until the words of all that was spoken are there, and nothing more has come for a while."""
    with trio.move_on_after(WORDS_SECONDS):
        while client.progress.listening:
            await client.hear()
    while True:
        with trio.move_on_after(QUIET_SECONDS) as waiting:
            await client.hear()
        if waiting.cancelled_caught:
            return


async def converse(client: Client, keyboard: Keyboard, note: Show, microphone: Source | None = None) -> int:
    """Send what is typed and show what comes, both at once; at the end of the input, wait for what runs."""
    note("Connected. Speak, or type; /help tells what." if microphone else "Connected. /help tells what to type.")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_hear_on, client)
        if microphone:
            nursery.start_soon(client.speak, microphone)
        while (line := await keyboard.line()) is not None and line != "/quit":
            sent = client.typist.typed(line)
            if sent:
                await client.send(sent)
            elif line:
                note(HELP)
        nursery.cancel_scope.cancel()
    if line is None:
        await client.settle()
    return SUCCEEDED


async def _hear_on(client: Client) -> None:
    while True:
        await client.hear()
