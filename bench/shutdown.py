"""How long a server takes to stop with everything at work, and whether it leaves anything half done.

    python bench/shutdown.py [--small]

Two hundred sessions say payments without a pause; the accounts of three customers are locked, so that what touches them
would never finish. SIGTERM comes in the middle. Prints the seconds until the process has ended, against
`DRAIN_SECONDS`, and ends with 1 where it took longer, where a client was not closed with 1001, or where what a client
was told is not what the books hold. Then the same with a second signal behind the first.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import trio
from rig import QUIET, begin
from trio_websocket import ConnectionClosed, open_websocket_url

if TYPE_CHECKING:
    from rig import Server

DRAIN_SECONDS = 5.0
WORK_SECONDS = 4.0
EACH_SECONDS = 2.0
"""Between what one session says."""

HURRY_AFTER_SECONDS = 0.3
HURRY_SECONDS = 2.0
"""How long a hurried stop may take: half a second, and a busy machine."""

HELD = ("Rahul Sharma", "Suresh Kumar", "Amit Jain")
FREE = ("Priya Verma", "Deepak Gupta", "Neha Agarwal")
FINAL = {"task:completed": True, "task:failed": False, "task:cancelled": False}

LOCK = """
select a.id from execora.account a join execora.customer c using (shop_id, id) where c.name = any(%s) for update of a
"""


@dataclass
class Talker:
    """A client that says payments, and keeps what it was told of each."""

    said: dict[str, str] = field(default_factory=dict)
    """The tasks by the message that asked for them."""
    ended: dict[str, bool] = field(default_factory=dict)
    """Whether each task's change was said to be kept."""
    code: int | None = None

    async def talk(self, url: str, number: int, ready: trio.MemorySendChannel[None]) -> None:
        """Talk until the server closes the line."""
        try:
            async with open_websocket_url(url) as line, trio.open_nursery() as nursery:
                nursery.start_soon(self._say, line, number)
                await ready.send(None)
                while True:
                    self._hear(json.loads(await line.get_message()))
        except* ConnectionClosed as closed:
            reason = closed.exceptions[0]
            while isinstance(reason, BaseExceptionGroup):
                reason = reason.exceptions[0]
            self.code = reason.reason.code if isinstance(reason, ConnectionClosed) and reason.reason else None

    async def _say(self, line: Any, number: int) -> None:  # noqa: ANN401 - of a library without types
        who = (HELD if number % 4 == 0 else FREE)[number % 3].split()[0]
        while True:
            message = {
                "type": "voice:final",
                "id": str(uuid4()),
                "data": {"text": f"{who} ne {number + 100} cash diye"},
            }
            await line.send_message(json.dumps(message))
            await trio.sleep(EACH_SECONDS)

    def _hear(self, event: dict[str, Any]) -> None:
        if event["type"] == "task:queued":
            self.said[event["data"]["taskId"]] = event["replyTo"]
        elif event["type"] in FINAL:
            assert event["data"]["taskId"] not in self.ended, "a task ended twice"
            self.ended[event["data"]["taskId"]] = FINAL[event["type"]]


async def stop_once(folder: str, sessions: int, *, hurried: bool) -> tuple[float, list[str]]:
    """Stop a server at work; return the seconds that took, and what was wrong."""
    talkers = [Talker() for _ in range(sessions)]
    async with trio.open_nursery() as nursery:
        process, server = await begin(nursery, folder, QUIET | {"DRAIN_SECONDS": str(DRAIN_SECONDS)})
        ready, arrived = trio.open_memory_channel[None](0)
        with closing(psycopg.connect(server.owner)) as holding:
            holding.execute("select set_config('execora.shop', '1', false)")
            holding.execute(LOCK, [list(HELD)])
            for number, talker in enumerate(talkers):
                nursery.start_soon(talker.talk, server.url, number, ready)
            for _ in talkers:
                await arrived.receive()
            await trio.sleep(WORK_SECONDS)
            began = trio.current_time()
            process.send_signal(signal.SIGTERM)
            if hurried:
                await trio.sleep(HURRY_AFTER_SECONDS)
                process.send_signal(signal.SIGTERM)
            code = await process.wait()
            seconds = trio.current_time() - began
        nursery.cancel_scope.deadline = trio.current_time() + 2
    faults = [] if hurried else _judge_politeness(talkers, code)
    return seconds, faults + await _judge(folder, talkers)


def _judge_politeness(talkers: list[Talker], code: int) -> list[str]:
    faults = [] if code == 0 else [f"the exit code was {code}"]
    rude = sum(talker.code != 1001 for talker in talkers)
    if rude:
        faults.append(f"{rude} clients were not closed with 1001")
    silent = sum(len(talker.said.keys() - talker.ended.keys()) for talker in talkers)
    if silent:
        faults.append(f"{silent} tasks had no end")
    return faults


async def _judge(folder: str, talkers: list[Talker]) -> list[str]:
    """Compare what was told with the books, as the next server has them."""
    async with trio.open_nursery() as nursery:
        process, server = await begin(nursery, folder, QUIET)
        kept = await trio.to_thread.run_sync(_kept, server)
        process.terminate()
        await process.wait()
        nursery.cancel_scope.cancel()
    ended = {talker.said[task]: done for talker in talkers for task, done in talker.ended.items()}
    lost = sum(done and f"{message}:0" not in kept for message, done in ended.items())
    extra = sum(not done and f"{message}:0" in kept for message, done in ended.items())
    wrong = {"told as done and not in the books": lost, "told as not done and in the books": extra}
    return [f"{count} {what}" for what, count in wrong.items() if count]


def _kept(server: Server) -> set[str]:
    with psycopg.connect(server.owner) as books:
        books.execute("select set_config('execora.shop', '1', false)")
        return {key for (key,) in books.execute("select key from execora.request")}


async def main(*, small: bool) -> int:
    """Stop, print and judge."""
    sessions, broken = (40 if small else 200), False
    for hurried in (False, True):
        with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
            seconds, faults = await stop_once(folder, sessions, hurried=hurried)
        how, bound = ("hurried", HURRY_AFTER_SECONDS + HURRY_SECONDS) if hurried else ("gentle", DRAIN_SECONDS)
        print(f"{how} stop with {sessions} sessions at work: {seconds:.2f} s of {bound:.1f} s", *faults, sep="; ")
        broken = broken or bool(faults) or (not small and seconds > bound)
    return int(broken)


if __name__ == "__main__":
    sys.exit(trio.run(lambda: main(small="--small" in sys.argv)))
