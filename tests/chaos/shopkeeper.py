"""A client that talks without end, remembers what it was told, and says again what was not answered."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import trio
from trio_websocket import ConnectionClosed, HandshakeError, wrap_client_stream

from tests.chaos.said import Said, next_thing

if TYPE_CHECKING:
    from trio_websocket import WebSocketConnection

AT_ONCE = 3
"""Messages that may be under way."""

PAUSE_SECONDS = 0.15
"""Between two of them, at the most."""

PING_SECONDS = 0.5
HANDSHAKE_SECONDS = 1.0
"""How long a connection may take to become one: trio-websocket does not notice that it was reset."""

DEAF_SECONDS = 3.0
"""A connection over which so long nothing came, not even a pong, is given up."""

PATIENCE_SECONDS = 18.0
"""After so long without an answer a message is sent again: a task's deadline, and something for the way."""

AGAIN_SECONDS = 0.1
"""Until a connection is tried again, or a message that failed for now."""

PASSING = ("INTERNAL", "OUTCOME_UNKNOWN", "DEADLINE", "QUEUE_FULL")
"""Failures after which the same message is sent again; INTERNAL is what is told of a database that is away."""

CONFIRMED = "ALREADY_DONE"
"""What confirming a bill may be answered that was confirmed before, though its answer was lost."""

LOST = (ConnectionClosed, HandshakeError, OSError, trio.TooSlowError, trio.BrokenResourceError)


@dataclass(slots=True)
class Shopkeeper:
    """One of them; `run` talks until told that the day is `over`, and returns once all that was said is done."""

    port: int
    """Where the server is reached."""
    path: str
    """Of the door, with a token."""
    seed: int
    messages: list[Said] = field(default_factory=list)
    """All that was ever said."""
    pending: list[Said] = field(default_factory=list)
    """What was not answered yet."""
    wrong: list[str] = field(default_factory=list)
    """What no fault excuses."""
    served: float = float("-inf")
    """When the last thing was said that went well."""
    success: trio.Event = field(default_factory=trio.Event)
    """Set, and made anew, with each."""
    over: bool = False
    connections: int = 0
    resumed: int = 0
    """How often a session went on over a new connection."""
    told: set[tuple[str, str]] = field(default_factory=set)
    """What must be in the transcripts: kinds of entries, and the ids of the utterances, questions or tasks."""
    _session: str = ""
    _token: str | None = None
    _seq: int = 0
    _heard_at: float = 0.0
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    async def run(self) -> None:
        """Talk, over one connection after the other."""
        while not (self.over and not self.pending):
            try:
                await self._visit()
            except* LOST:
                pass  # that is what it is here for
            await trio.sleep(AGAIN_SECONDS)

    async def _visit(self) -> None:
        """Connect and talk; the connection ends without a goodbye, as those of phones do."""
        with trio.fail_after(DEAF_SECONDS):
            stream = await trio.open_tcp_stream("127.0.0.1", self.port)
        async with stream, trio.open_nursery() as nursery:
            with trio.fail_after(HANDSHAKE_SECONDS):
                line = await wrap_client_stream(nursery, stream, f"127.0.0.1:{self.port}", self.path)
            self.connections += 1
            await self._converse(line)
            nursery.cancel_scope.cancel()

    async def _converse(self, line: WebSocketConnection) -> None:
        self._heard_at = trio.current_time()
        with trio.fail_after(DEAF_SECONDS):
            await self._take_up(line)
        for said in self.pending:
            if said.session != self._session:
                await self._send(line, said)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._hear, line)
            nursery.start_soon(self._keep_watch, line)
            while not (self.over and not self.pending):
                await self._say_something(line)
            nursery.cancel_scope.cancel()

    async def _take_up(self, line: WebSocketConnection) -> None:
        """Go on with the session of the connection before where that can be, else with a fresh one."""
        welcome = json.loads(await line.get_message())
        if self._token:
            last = {"sessionId": self._session, "resumeToken": self._token, "lastSeq": self._seq}
            await line.send_message(json.dumps({"type": "session:resume", "data": last}))
            while (reply := json.loads(await line.get_message()))["type"] not in ("session:resumed", "error"):
                pass  # numbers before the reply are the fresh session's
            if reply["type"] == "session:resumed":
                self.resumed += 1
                return
            welcome["seq"] = reply["seq"]
        self._session, self._token = welcome["data"]["sessionId"], welcome["data"]["resumeToken"]
        self._seq = welcome["seq"]

    async def _say_something(self, line: WebSocketConnection) -> None:
        await trio.sleep(self._chance.uniform(0, PAUSE_SECONDS))
        late = trio.current_time() - PATIENCE_SECONDS
        for said in self.pending:
            if said.sent_at < late:
                await self._send(line, said)
        if len(self.pending) < AT_ONCE and not self.over:
            said = next_thing(self._chance)
            if not any(said.is_alike(other) for other in self.pending):
                self.messages.append(said)
                self.pending.append(said)
                await self._send(line, said)

    async def _send(self, line: WebSocketConnection, said: Said) -> None:
        said.sent_at = trio.current_time()
        said.events.append(f"sent over {self.connections} ")
        await line.send_message(json.dumps({"type": said.type, "id": str(said.id), "data": said.data}))

    async def _keep_watch(self, line: WebSocketConnection) -> None:
        """Give a connection up that has gone silent, as a phone does: without a goodbye."""
        while trio.current_time() - self._heard_at < DEAF_SECONDS:
            await line.send_message(json.dumps({"type": "ping", "data": {}}))
            await trio.sleep(PING_SECONDS)
        raise trio.TooSlowError

    # -- what comes back

    async def _hear(self, line: WebSocketConnection) -> None:
        while True:
            event: dict[str, Any] = json.loads(await line.get_message())
            self._heard_at = trio.current_time()
            self._count(event)
            said = next((said for said in self.pending if str(said.id) == event.get("replyTo")), None)
            if event["type"] == "voice:confirm_needed":
                said = self._asked_about(event["data"]["text"]) or said
            if said and (again := self._take_in(said, event["type"], event["data"])):
                await self._send(line, again)

    def _count(self, event: dict[str, Any]) -> None:
        """See that nothing is missing and nothing comes twice, over however many connections; note what is told."""
        if event["seq"] != self._seq + 1:
            self.wrong.append(f"after event {self._seq} of {self._session} came {event['seq']}, {event['type']}")
        self._seq = event["seq"]
        kind, data = event["type"], event["data"]
        if kind == "voice:transcript" and data["isFinal"]:
            self.told.add(("user", data["utteranceId"]))
        elif kind == "voice:response":
            self.told.add(("voice:response", data["utteranceId"]))
        elif kind == "voice:confirm_needed":
            self.told.add(("question", data["questionId"]))
        elif kind in ("task:completed", "task:failed", "task:cancelled"):
            self.told.add(("task", data["taskId"]))

    def _asked_about(self, question: str) -> Said | None:
        """Return which bill a question is about: one that waited behind another is asked as an answer to that one's."""
        bills = (said for said in self.pending if said.effect and said.effect.kind == "invoice")
        return next((said for said in bills if said.effect and said.effect.is_meant_by(question)), None)

    def _take_in(self, said: Said, kind: str, data: dict[str, Any]) -> Said | None:
        """Note what was told of a message, and return what is to be said next, if anything."""
        said.session = self._session
        said.events.append(f"{trio.current_time() - said.sent_at:+.2f} {kind}")
        match kind:
            case "task:completed":
                said.completed = True
            case "voice:response":
                return self._answered(said, data["executionResult"])
            case "voice:confirm_needed" if said.effect and said.effect.kind == "invoice":
                return self._in_place_of(said, said.yes(data["questionId"]))
            case "error" if data["code"] == "NO_SUCH_QUESTION" and said.button:
                return self._in_place_of(said, said.button.anew())
            case "error" if data["code"] in PASSING:
                self._again_soon(said)
            case "error" | "voice:confirm_needed":
                self.wrong.append(f"{said} got {kind} {data}")
        return None

    def _answered(self, said: Said, result: dict[str, Any]) -> Said | None:
        failure = result.get("error")
        if failure in PASSING:
            self._again_soon(said)
            return None
        if failure and not (said.effect and said.effect.kind == "invoice" and failure == CONFIRMED):
            self.wrong.append(f"{said} failed: {result}")
        said.done = True
        self.served = max(self.served, said.sent_at)
        self.success.set()
        self.success = trio.Event()
        return self._in_place_of(said, said.then)

    def _again_soon(self, said: Said) -> None:
        said.sent_at = trio.current_time() - PATIENCE_SECONDS + AGAIN_SECONDS

    def _in_place_of(self, said: Said, following: Said | None) -> Said | None:
        """Wait for one message no longer, but for another one instead."""
        self.pending.remove(said)
        said.over = True
        if following:
            self.messages.append(following)
            self.pending.append(following)
        return following
