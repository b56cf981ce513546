"""A terminal client: type what you would say, and watch what becomes of it."""

from __future__ import annotations

import json
import os
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import trio
from trio_websocket import (
    ConnectionClosed,
    ConnectionRejected,
    DisconnectionTimeout,
    HandshakeError,
    WebSocketConnection,
    open_websocket_url,
)

from execora.errors import ExecoraError

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = dict[str, Any]
"""One JSON object of the protocol, either way: type, data, and what goes with them."""

Show = Callable[[str], None]
"""Prints one line."""

SUCCEEDED, FAILED, ASKED = 0, 1, 2
"""How `--say` ends: done; not done; a question is open."""

HELP = """Type what you would say: Rahul ka balance batao
Answer a question with haan or nahi, or with the number of your choice.
/stop ends everything that runs; /status shows what runs; /quit leaves."""


async def talk(url: str, token: str | None, *, say: str | None, as_json: bool, show: Show) -> int:
    """Talk to a server: one utterance until all it started is finished, or what is typed until /quit or the end.

    Returns one of the codes above.

    Raises:
        ExecoraError: no server answers, it lets nobody in, or it has gone.

    """
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    door = open_websocket_url(endpoint(url), extra_headers=headers, connect_timeout=10, disconnect_timeout=1)
    try:
        async with door as connection:
            client = Client(connection, _shown_as_json(show) if as_json else _shown_in_words(show))
            note = _unsaid if as_json else show
            try:
                return await (converse(client, Keyboard(0), note) if say is None else ask(client, say))
            except* ConnectionClosed:
                pass  # told below
    except ConnectionRejected as rejected:
        raise ExecoraError(f"{url} does not let us in: {_why(rejected.status_code)}") from None
    except DisconnectionTimeout:
        raise ExecoraError("the server did not say goodbye") from None
    except HandshakeError as error:
        reason = error.__cause__ or "it does not speak our protocol"
        raise ExecoraError(
            f"no Execora at {url} ({reason}): start one with `execora demo`, or name it by --url"
        ) from None
    raise ExecoraError("the server has ended the connection")


def _why(status_code: int) -> str:
    match status_code:
        case 401 | 403:
            return "give it a token of its shop by --token (`execora token` makes one)"
        case 503:
            return "it is full or not ready, try again later"
        case _:
            return f"it answers {status_code}"


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


class Client:
    """One connection: what is sent and what comes back, each event shown as it comes."""

    def __init__(self, connection: WebSocketConnection, show: Callable[[Message], None]) -> None:
        self._connection, self._show = connection, show
        self.progress = Progress()
        self.typist = Typist()

    async def send(self, sent: Message) -> None:
        """Send a message and keep track of it."""
        self.progress.sent(sent)
        await self._connection.send_message(json.dumps(sent))

    async def hear(self) -> None:
        """Take in the next event."""
        event: Message = json.loads(await self._connection.get_message())
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


async def ask(client: Client, text: str) -> int:
    """Say one thing, wait until all that it started is finished, and return how it went."""
    await client.send(message("voice:final", text=text))
    await client.settle()
    return client.progress.outcome


async def converse(client: Client, keyboard: Keyboard, note: Show) -> int:
    """Send what is typed and show what comes, both at once; at the end of the input, wait for what runs."""
    note("Connected. /help tells what to type.")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_hear_on, client)
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


class Keyboard:
    """Lines as they are typed. Waiting for one can be cancelled, which a thread that reads cannot."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        mode = os.fstat(descriptor).st_mode
        # a file, or /dev/null, is always ready, and the kernel refuses to watch it
        self._waits = os.isatty(descriptor) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
        self._read = bytearray()
        self._ended = False

    async def line(self) -> str | None:
        """Return the next line without what surrounds it, or None at the end."""
        while b"\n" not in self._read and not self._ended:
            piece = await self._piece()
            self._read += piece
            self._ended = not piece
        if not self._read:
            return None
        line, _, self._read = self._read.partition(b"\n")
        return line.decode(errors="replace").strip()

    async def _piece(self) -> bytes:
        if self._waits:
            await trio.lowlevel.wait_readable(self._descriptor)
        else:
            await trio.lowlevel.checkpoint()
        return os.read(self._descriptor, 4096)


# -- what is under way: pure ---------------------------------------------------


@dataclass(slots=True)
class Progress:
    """What was asked and is not finished, as the server's events tell."""

    pinging: bool = False
    failed: bool = False
    asked: bool = False
    """Whether the last thing the server wants is an answer."""
    _unheard: set[str] = field(default_factory=set)
    """Messages that nothing was answered to."""
    _tasks: set[str] = field(default_factory=set)

    @property
    def busy(self) -> bool:
        """Whether anything is to come."""
        return bool(self._unheard or self._tasks)

    @property
    def outcome(self) -> int:
        """How it went."""
        if self.asked:
            return ASKED
        return FAILED if self.failed else SUCCEEDED

    def sent(self, sent: Message) -> None:
        """Note a message on its way."""
        if sent["type"] == "ping":
            self.pinging = True
        else:
            self._unheard.add(sent["id"])

    def heard(self, event: Message) -> None:
        """Note what an event tells."""
        kind, data = event["type"], event["data"]
        if kind != "voice:transcript":  # an echo: the utterance is not taken up yet
            self._unheard.discard(event.get("replyTo", ""))
        match kind:
            case "pong":
                self.pinging = False
            case "task:queued":
                self._tasks.add(data["taskId"])
            case "task:completed" | "task:failed" | "task:cancelled":
                self._tasks.discard(data["taskId"])
                self.failed |= kind == "task:cancelled"
            case "voice:response":
                self.failed |= not data["executionResult"]["success"]
            case "error":
                self.failed = True
            case "voice:choose" | "voice:confirm_needed":
                self.asked = True


# -- what the server says, in words: pure --------------------------------------


def worded(event: Message) -> list[str]:
    """Return the lines that tell a person what happened; none where there is nothing to tell."""
    data = event["data"]
    match event["type"]:
        case "voice:response":
            lines = [data["text"]]
        case "voice:confirm_needed":
            lines = [f"? {data['text']} (haan / nahi)"]
        case "voice:choose":
            lines = [f"? {data['text']}", *_numbered(data["options"])]
        case "voice:stopped":
            lines = [f"Stopped; {len(data['cancelled'])} cancelled."]
        case "task:queued" | "task:started" | "task:retrying" | "task:completed" | "task:failed" | "task:cancelled":
            lines = [f"  {data['intent'].lower()} {_state(event['type'], data)}"]
        case "queue:status":
            lines = [*_status(data)]
        case "error":
            lines = [f"! {data['error']} [{data['code']}]"]
        case _:
            lines = []
    return [_printable(line) for text in lines for line in text.splitlines()]


def _numbered(options: list[Message]) -> Iterator[str]:
    for number, option in enumerate(options, 1):
        landmark = [option["landmark"]] if "landmark" in option else []
        phone = [f"…{option['phoneEnd']}"] if "phoneEnd" in option else []
        yield f"  {number}. {', '.join([option['name'], *landmark, *phone])}"


def _state(event_type: str, data: Message) -> str:
    match event_type:
        case "task:queued":
            return "waits for another" if data["waitsFor"] else "waits"
        case "task:started":
            return "runs"
        case "task:retrying":
            return f"is tried again in {data['inSeconds']} s"
        case "task:completed":
            return f"is done in {data['durationMs']} ms"
        case "task:failed":
            return f"has failed: {data['error']['message']}"
        case _:
            return f"is cancelled ({data['reason']})"


def _status(data: Message) -> Iterator[str]:
    counts = data["stats"]
    yield "  " + ", ".join(
        f"{counts[state]} {state}" for state in ("running", "queued", "completed", "failed", "cancelled")
    )
    for task in data["tasks"]:
        yield f"  {task['intent'].lower()} {task['status'].lower()}"


def _printable(line: str) -> str:
    """Leave out what would steer the terminal: a name in the books may hold anything."""
    return "".join(character for character in line if unicodedata.category(character) != "Cc")


# -- what is typed: pure -------------------------------------------------------


@dataclass(slots=True)
class Typist:
    """What a line means that somebody types, given the choice that is open."""

    choice: tuple[str, int] | None = None
    """The question that wants a number, and how many there are."""

    def heard(self, event: Message) -> None:
        """Note what the server asks."""
        match event["type"]:
            case "voice:choose":
                self.choice = event["data"]["questionId"], len(event["data"]["options"])
            case "voice:confirm_needed" | "voice:response":
                self.choice = None

    def typed(self, line: str) -> Message | None:
        """Return what to send for a line; None where it is for this client alone."""
        if line == "/stop":
            return message("voice:stop")
        if line == "/status":
            return message("task:status", taskId=None)
        if line.startswith("/") or not line:
            return None
        choice, self.choice = self.choice, None
        if choice and line.isdecimal() and 1 <= int(line) <= choice[1]:
            return message("voice:answer", questionId=choice[0], option=int(line) - 1)
        return message("voice:final", text=line)


def message(kind: str, **data: object) -> Message:
    """Return a message under an id of its own."""
    return {"type": kind, "data": data, "id": str(uuid4())}


def endpoint(url: str) -> str:
    """Return where the door is, given the server's address as a browser knows it.

    Raises:
        ExecoraError: it is no such address.

    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    scheme = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise ExecoraError(f"{url} is no address of a server: give it as http://HOST:PORT")
    return urlunsplit((scheme, parts.netloc, "/ws", "", ""))
