"""The server of a storm: the demo shop in a process of its own, with a database that is slow now and then."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import trio
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL

from execora.store.postgres import COMMIT_SECONDS
from tests import process

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

CONNECTIONS = 10
"""To the database, at the most; one more listens."""

SETTINGS = {
    "LOG_LEVEL": "warning",
    "CONFIRM_ABOVE_RUPEES": "100000000",
    **process.UNLIMITED,
    "DATABASE_CONNECTIONS": str(CONNECTIONS),
}

QUIET_SECONDS = 10
"""How long what is under way may go on once every client has left."""

SLOW = """
create or replace function execora.dawdle() returns trigger language plpgsql as $$
begin
    if random() < tg_argv[0]::float then
        perform pg_sleep(tg_argv[1]::float + random() * tg_argv[2]::float);
    end if;
    return null;
end
$$;
drop trigger if exists slow_start on execora.request;
create trigger slow_start after insert on execora.request for each row execute function execora.dawdle(0.1, 0, 0.02);
drop trigger if exists slow_commit on execora.request;
create constraint trigger slow_commit after insert on execora.request
    deferrable initially deferred for each row execute function execora.dawdle(0.4, 0, 0.03);
drop trigger if exists stalled_commit on execora.request;
create constraint trigger stalled_commit after insert on execora.request
    deferrable initially deferred for each row execute function execora.dawdle({stalls}, {commit_seconds}, 0.5);
"""
"""Makes one request in ten slow to begin and four in ten slow to commit: deferred triggers run inside COMMIT."""

OPEN_STILL = """
select 'a connection is ' || a.state || ' for ' || (now() - a.state_change) || ' after ' || left(a.query, 60)
from pg_stat_activity a where a.usename = 'execora_app' and a.state <> 'idle'
union all
select 'a ' || l.mode || ' of ' || l.locktype || ' is held' || case when l.granted then '' else ' or waited for' end
from pg_locks l join pg_stat_activity a using (pid) where a.usename = 'execora_app'
union all
select 'a transaction is prepared' from pg_prepared_xacts
union all
select count(*) || ' connections are open' from pg_stat_activity a where a.usename = 'execora_app'
having count(*) > %s
"""


@dataclass(slots=True)
class Shop:
    """A demo shop that is served."""

    server: process.Server
    owner: str
    """The DSN of its database, as the role that owns the tables."""

    @property
    def url(self) -> str:
        return self.server.url

    async def health(self) -> Mapping[str, Any]:
        """Ask the server how it is."""
        return (await self.server.get("/health"))[1]

    def resources(self) -> Resources:
        """Ask the kernel what the server's process holds."""
        return resources(self.server.process.pid)

    def slow_down(self, *, stalls: float) -> None:
        """Have the database take its time now and then, and for that part of all COMMITs too long."""
        with psycopg.connect(self.owner) as connection:
            connection.execute(SQL(SLOW).format(stalls=stalls, commit_seconds=COMMIT_SECONDS))

    async def tasks(self) -> int:
        """Ask the server how many tasks of Trio it has."""
        return int((await self.health())["tasks"])

    async def at_rest(self, tasks: int | None = None) -> list[str]:
        """Wait until nothing is under way any more, and so many tasks are left; return what is wrong then."""
        left: list[str] = []
        with trio.move_on_after(QUIET_SECONDS):
            while left := [*await self._at_work(tasks), *self._open_still()]:  # noqa: ASYNC110 - another process
                await trio.sleep(0.05)
        if failed := (await self.health())["failed"]:
            left.append(f"{failed} conversations were ended by a bug")
        return left

    def connections(self) -> int:
        """Count the server's connections to the database."""
        with psycopg.connect(self.owner) as connection:
            row = connection.execute(
                "select count(*) from pg_stat_activity a where a.usename = 'execora_app'"
            ).fetchone()
        return row[0] if row else 0

    async def _at_work(self, tasks: int | None) -> list[str]:
        health = await self.health()
        left = [f"{health['sessions']} conversations are open"] if health["sessions"] else []
        if tasks is not None and health["tasks"] > tasks:
            left.append(f"there are {health['tasks']} tasks, and {tasks} before")
        return left

    def _open_still(self) -> list[str]:
        with psycopg.connect(self.owner) as connection:
            return [what for (what,) in connection.execute(OPEN_STILL, [CONNECTIONS + 1])]


@asynccontextmanager
async def serving(folder: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[Shop]:
    """Serve the shop in a folder, a new one where it is empty."""
    arguments = ("demo", "--no-browser", "--port", "0", "--data", str(folder))
    async with process.server(folder, *arguments, settings=SETTINGS | dict(settings or {})) as server:
        place = make_conninfo(host=str(folder / "demo" / "data"), user="execora_owner", dbname="execora")
        yield Shop(server, place)
        if server.process.poll() is None:
            await server.stop()


@dataclass(frozen=True, slots=True)
class Resources:
    """What a process holds."""

    rss_kib: int
    files: int
    threads: int


def resources(pid: int) -> Resources:
    """Ask the kernel what a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    files = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            entry.readlink()
            files += 1
    return Resources(int(status["VmRSS"].split()[0]), files, int(status["Threads"]))
