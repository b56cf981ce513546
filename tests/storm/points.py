"""Cancelling at a random point of what is under way, in each way there is, and where it hit."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import trio

from tests.storm.record import Record
from tests.storm.sayings import Saying, Shopkeeper
from tests.storm.talk import HangsError, talking

if TYPE_CHECKING:
    import random

    from tests.storm.record import Task
    from tests.storm.sayings import Volley
    from tests.storm.talk import Talk

Act = Literal["nothing", "stop", "cancel one", "cancel all", "spoken", "goodbye", "cut", "resume"]

GONE: tuple[Act, ...] = ("goodbye", "cut", "resume")
"""The acts that end a connection."""

Where = Literal["before queued", "queued", "running", "committing", "ended"]
"""Where a cancellation found a task. committing: too late, but the client did not know yet: COMMIT was under way, or
would have been next; ended: its end was told before."""

ACTS: tuple[Act, ...] = ("stop", "stop", "cancel one", "cancel one", "cancel all", "spoken", "goodbye", "cut")

RESUMING: tuple[Act, ...] = ("resume", "resume", "resume", "cut", "goodbye", "stop")
"""Where a session outlives its connections."""

CUT_AGAIN = 0.2
"""How often the line breaks again before all that was missed has come."""

AWAY_SECONDS = 1.2
"""How long a line is down at the most, before somebody resumes."""

CONTROL = Saying("sab cancel")

FIRST_GUESS_SECONDS = 0.02

ONE_TASK = "one task"

AIMED = 0.7
"""How often the clock runs from a task's start: understanding takes longer than the task where many speak at once."""

POINTS_A_TALK = 25
"""Then a client leaves by itself, and another comes."""


@dataclass
class Storm:
    """Clients that cancel, and what became of it."""

    url: str
    chance: random.Random
    keeper: Shopkeeper
    points: int
    """How many cancellations are still to come."""
    acts: tuple[Act, ...]
    resume_seconds: float
    """How long the server waits for a client whose line is cut."""
    hits: Counter[tuple[Act, Where]] = field(default_factory=Counter)
    done: Counter[Act] = field(default_factory=Counter)
    resumed: int = 0
    too_late: int = 0
    """How often a session was resumed, and how often it could not be any more."""
    records: list[Record] = field(default_factory=list)
    resent: set[str] = field(default_factory=set)
    """Messages that were sent again over a new connection until they were answered."""
    faults: list[str] = field(default_factory=list)
    _paces: defaultdict[str, deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque([FIRST_GUESS_SECONDS], maxlen=15))
    )
    """By the kind of volley: how many seconds it took lately, not cancelled."""

    async def run(self, clients: int) -> None:
        """Cancel so many times, with so many clients at once."""
        async with trio.open_nursery() as nursery:
            for _ in range(clients):
                nursery.start_soon(self._come_and_go)

    async def _come_and_go(self) -> None:
        while self.points > 0:
            record = Record(f"client {len(self.records)}")
            self.records.append(record)
            try:
                lost = await self._hold(record)
                if lost:
                    await self._again(record, lost)
            except* HangsError as hanging:
                self.faults += [str(hangs) for hangs in hanging.exceptions]

    async def _hold(self, record: Record) -> list[str]:
        """Hold a session over as many connections as it takes; return the messages whose end is not known."""
        said: list[str] = []
        left = 0.0
        while True:
            async with talking(self.url, record) as talk:
                again = False
                if talk.resuming:
                    if not await talk.resume():
                        self._turned_away(record, trio.current_time() - left)
                        return said
                    self.resumed += 1
                    again = await self._catch_up(talk, said)
                if not again:
                    said, again = await self._talk(talk)
            if not again:
                return said
            left = trio.current_time()
            await trio.sleep(self.chance.random() * self.chance.uniform(0, AWAY_SECONDS))

    def _turned_away(self, record: Record, seconds: float) -> None:
        self.too_late += 1
        if seconds < self.resume_seconds:
            self.faults.append(f"{record.name}: not resumed, and away for {seconds:.2f} s only")

    async def _catch_up(self, talk: Talk, said: list[str]) -> bool:
        """Learn what became of what was said before the cut, and say again what was not heard; or be cut again."""
        ping = await talk.send("ping")
        await talk.until(lambda: ping in talk.record.marks, "what was missed")
        for message_id in said:
            if not talk.record.taken_up([message_id]):
                await talk.say(talk.record.messages[message_id].saying, message_id)
        if self.chance.random() < CUT_AGAIN:
            talk.cut()
            return True
        await talk.settled(said)
        return False

    async def _talk(self, talk: Talk) -> tuple[list[str], bool]:
        """Cancel a few times over one connection; return what may not have been heard, and whether to go on."""
        for _ in range(POINTS_A_TALK):
            if self.points <= 0 or talk.gone:
                break
            act: Act = "nothing" if self.chance.random() < 0.1 else self.chance.choice(self.acts)
            self.points -= act != "nothing"
            said = await self._point(talk, self.keeper.volley(), act)
            if act in GONE:
                return said, act == "resume"
        if not talk.gone:
            await self._look_back(talk)
        return [], False

    async def _point(self, talk: Talk, volley: Volley, act: Act) -> list[str]:
        for saying in volley.before:
            await talk.settled([await talk.say(saying)])
        began = trio.current_time()
        said = [await talk.say(saying) for saying in volley.at_once]
        if act == "nothing":
            await talk.settled(said)
            self._learn(volley.kind, trio.current_time() - began)
            for task in talk.record.of(said):
                self._learn(ONE_TASK, task.how.get("durationMs", 0) / 1000)
            return said
        await self._wait(talk, said, began, self._pace(volley.kind))
        known = talk.record.seq
        mark, aimed = await self._cancel(talk, said, act)
        if act not in GONE:
            await talk.settled(said)
            await talk.until(lambda: mark in talk.record.marks, f"an answer to {act}")
            known = talk.record.marks.get(mark, known)
        self.done[act] += 1
        self._count(talk.record, said, act, known, aimed)
        return said

    def _learn(self, what: str, seconds: float) -> None:
        """Learn how long something takes; of a COMMIT that stalled, the median learns nothing."""
        self._paces[what].append(seconds)

    def _pace(self, what: str) -> float:
        return statistics.median(self._paces[what])

    async def _wait(self, talk: Talk, said: list[str], began: float, pace: float) -> None:
        """Wait for a random point: of all that follows what was said, or from where the first of it runs."""
        if self.chance.random() < AIMED:
            await talk.until(lambda: _begun(talk.record, said), "a task")
            began, pace = trio.current_time(), self._pace(ONE_TASK)
        await trio.sleep_until(began + self.chance.uniform(0, 2 * pace))

    async def _cancel(self, talk: Talk, said: list[str], act: Act) -> tuple[str, str | None]:
        """Cancel; return the message whose first answer tells when that was done, and which task it is for if one."""
        aimed = None
        match act:
            case "stop":
                stop = await talk.send("voice:stop")
                await talk.until(lambda: stop in talk.record.stopped, "voice:stopped")
                return stop, None
            case "cancel one":
                tasks = talk.record.of(said)
                aimed = self.chance.choice(tasks).id if tasks else str(uuid4())
                await talk.send("task:cancel", taskId=aimed)
            case "cancel all":
                await talk.send("task:cancel", taskId="all")
            case "spoken":
                await talk.say(CONTROL)
            case "goodbye":
                await talk.hang_up()
            case "cut" | "resume":
                talk.cut()
        return await talk.send("ping"), aimed

    def _count(self, record: Record, said: list[str], act: Act, known: int, aimed: str | None) -> None:
        for task in record.of(said):
            if aimed in (None, task.id):
                self.hits[act, where(task, known, gone=act in GONE)] += 1
        for message_id in said:
            unheard = record.messages[message_id].refused == "STOPPED"
            if unheard or (act in GONE and not record.of([message_id])):
                self.hits[act, "before queued"] += 1

    async def _look_back(self, talk: Talk) -> None:
        """Let nothing be left, and everything be told."""
        asked = await talk.send("task:status")
        await talk.until(lambda: asked in talk.record.marks, "queue:status")
        if talk.gone:
            return
        stats, tasks = talk.record.status["stats"], talk.record.tasks.values()
        told = Counter(str(task.end).removeprefix("task:") for task in tasks)
        if stats != {"queued": 0, "running": 0} | {end: told[end] for end in ENDED} | {"total": len(tasks)}:
            self.faults.append(f"{talk.record.name}: the server counts {stats}, and told {dict(told)}")
        self.faults += [f"{talk.record.name}: no answer to {task}" for task in talk.record.unanswered]

    async def _again(self, before: Record, lost: list[str]) -> None:
        """Send again, over a new connection, what can be said anywhere; it must be carried out now, if it was not."""
        record = Record(f"{before.name} again")
        sayings = {message_id: before.messages[message_id].saying for message_id in lost}
        alone = {message_id: saying for message_id, saying in sayings.items() if saying.alone and saying.effects}
        if not alone or self.chance.random() < 0.5:
            return
        self.records.append(record)
        async with talking(self.url, record) as talk:
            for message_id, saying in alone.items():
                await talk.say(saying, message_id)
            await talk.settled(list(alone))
            if not talk.gone:
                self.resent.update(alone)


ENDED = ("completed", "failed", "cancelled")


def _begun(record: Record, said: list[str]) -> bool:
    """Tell whether something of what was said has begun, or nothing will."""
    return any(task.started for task in record.of(said)) or record.taken_up(said)


def where(task: Task, known: int, *, gone: bool) -> Where:
    """Tell where a task was when it was cancelled, `known` being the last event before."""
    if task.how.get("reason") in ("client", "stop", "spoken", "shutdown"):
        return "queued" if task.started is None else "running"
    if task.queued > known:
        return "before queued"
    if task.ended is not None and task.ended <= known:
        return "ended"
    if gone:
        return "queued" if task.started is None or task.started > known else "running"
    return "committing"
