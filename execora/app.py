"""THE wiring: which parts there are, in which order they start, and in which they stop.

server (nursery)
├── stop on signals      the first one stops gently, the second hurries
├── PostgreSQL           a private one, where no DATABASE_URL is given; it ends last
├── recordings           what has ended, what a crash has left, what is too old; they end after whoever records
├── spool                what is said → this disk → PostgreSQL; it ends after whoever says something
└── serving (nursery)
    ├── desks.follow     changes of the books → names in memory, pages
    ├── desks.purge      once an hour, and when somebody was forgotten
    ├── end left open    conversations that a crash has left
    └── HTTP             one conversation for each connection
"""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from execora.desks import Desks
from execora.errors import ConfigError, DatabaseError
from execora.records.archive import Archive
from execora.records.left_open import end_left_open
from execora.records.place import place_of
from execora.records.recorder import Recorder
from execora.server import listen
from execora.server.app import make_app
from execora.session.desk import INDIA
from execora.speech import let_go, make_speech, warm_up
from execora.spools import SPOOL, spooling, told
from execora.store import cluster, embedded
from execora.store import demo as sample
from execora.store import migrate as migrations
from execora.store.books import Books
from execora.store.pool import Pool
from execora.store.postgres import Connection
from execora.store.recordings import Recordings
from execora.store.shop import find_shop, open_shop
from execora.store.transcripts import Transcripts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from execora.config import Config
    from execora.records.port import Objects
    from execora.session.port import Speech

log = structlog.get_logger()

OWN_TENANT = "shop"
"""Whose shop `execora serve` serves where no tokens are wanted."""

OF_A_CLUSTER = ("lock", "data", "data.new", "postgresql.log")
"""What the folder of a private PostgreSQL holds."""

RECORDINGS = "recordings"
"""Beside it, unless they are kept elsewhere."""

STORE_PATIENCE = timedelta(seconds=20)
"""How long a store of objects is asked again before it is left for a minute."""

LET_GO_SECONDS = 0.3
"""How long the providers may take to close idle connections at the end."""

SLOWEST_SECONDS = 5.0
"""Where `Config.drain_seconds` is shorter, a gentle stop still has so long for what comes behind the commands."""

HURRY_SECONDS = 0.5
"""How long a hurried stop may take before the process ends all the same."""

OpenShop = Callable[[Connection, Books], Awaitable[object]]
"""Makes sure that there is a shop, over a connection of the role that owns the tables."""


async def demo(config: Config, *, fresh: bool, ready: Callable[[str], None]) -> None:
    """Serve the sample shop on a private PostgreSQL until a signal comes; `ready` is given the server's address.

    Raises:
        ExecoraError: something is not as it must be; the message says what to do. It may come in a group.

    """
    folder = config.demo_folder
    if fresh:
        forget(folder)
    fill = partial(sample.open_demo, on=datetime.now(INDIA).date())
    await _until_signalled(
        config.drain_seconds, partial(_on_private_database, config, folder, sample.TENANT, fill, ready)
    )


async def serve(config: Config, *, ready: Callable[[str], None]) -> None:
    """Serve a shop of one's own, or the shops of `DATABASE_URL`, until a signal comes; otherwise as `demo`."""
    if config.database_url:
        dsn = config.database_url.get_secret_value()
        await _until_signalled(config.drain_seconds, partial(_on_given_database, config, dsn, ready))
    else:
        folder = config.shop_folder
        await _until_signalled(
            config.drain_seconds, partial(_on_private_database, config, folder, OWN_TENANT, _own_shop(config), ready)
        )


async def migrate(config: Config, tenant: str | None, name: str | None) -> str:
    """Bring the tables of `DATABASE_OWNER_URL` up to date, open a shop if one is named, and return what was done.

    Raises:
        ExecoraError: something is not as it must be; the message says what to do.

    """
    if config.database_owner_url is None:
        raise ConfigError(
            "set DATABASE_OWNER_URL to the database, as the role that owns the tables. "
            "Without a database of your own there is nothing to do: the private PostgreSQL is migrated at every start."
        )
    dsn = config.database_owner_url.get_secret_value()
    applied = await migrations.migrate(dsn)
    done = f"Migrated: {', '.join(applied)}." if applied else "The tables are up to date."
    if tenant is None or name is None:
        return done
    with closing(await Connection.connect(dsn)) as owner:
        shop = await open_shop(owner, tenant, name, state_code=config.shop_state_code)
    return f"{done}\nTenant {shop.tenant} has the shop {shop.name}."


# -- beginning anew ------------------------------------------------------------


def forget(folder: Path) -> None:
    """Remove the data of a private PostgreSQL and what was said and recorded, if that is all there is in the folder.

    Raises:
        ConfigError: there is something else in it; nothing was removed.
        DatabaseError: a server uses it.

    """
    if not folder.exists():
        return
    strange = sorted(path.name for path in folder.iterdir() if path.name not in (*OF_A_CLUSTER, RECORDINGS, SPOOL))
    data = folder / "data"
    if strange or (data.exists() and not (data / "PG_VERSION").exists()):
        raise ConfigError(f"{folder} is not emptied: it holds what is not Execora's ({', '.join(strange) or 'data'}).")
    with cluster.locked(folder):
        shutil.rmtree(data, ignore_errors=True)
        for name in (RECORDINGS, SPOOL):
            shutil.rmtree(folder / name, ignore_errors=True)


# -- from the database up ------------------------------------------------------


async def _on_private_database(
    config: Config,
    folder: Path,
    tenant: str,
    open_it: OpenShop,
    ready: Callable[[str], None],
    stop: trio.CancelScope,
) -> None:
    async with trio.open_nursery() as nursery:
        with stop:
            addresses = await nursery.start(embedded.serve, folder)
            await migrations.migrate(addresses.owner)
            with closing(await Connection.connect(addresses.owner)) as owner:
                async with Pool(addresses.serving, size=1) as pool:
                    await open_it(owner, Books(pool))
            await _serve(config, addresses.serving, tenant, folder, ready)
        nursery.cancel_scope.cancel()  # PostgreSQL, now that nobody uses it


async def _on_given_database(config: Config, dsn: str, ready: Callable[[str], None], stop: trio.CancelScope) -> None:
    with stop:
        with closing(await Connection.connect(dsn)) as connection:
            await migrations.check_schema(connection)
            await migrations.check_role(connection)
            if not config.wants_tokens and await find_shop(connection, OWN_TENANT) is None:
                raise DatabaseError(
                    f"without tokens the shop of tenant {OWN_TENANT!r} is served, and there is none: open it with "
                    f'`execora migrate --shop "{config.shop_name}" --tenant {OWN_TENANT}`'
                )
        await _serve(config, dsn, OWN_TENANT, config.data, ready)


def _own_shop(config: Config) -> OpenShop:
    async def open_it(owner: Connection, _books: Books) -> object:
        return await open_shop(owner, OWN_TENANT, config.shop_name, state_code=config.shop_state_code)

    return open_it


async def _serve(config: Config, dsn: str, tenant: str, home: Path, ready: Callable[[str], None]) -> None:
    speech = make_speech(config)
    try:
        await _serve_with(speech, config, dsn, tenant, home, ready)
    finally:
        with trio.move_on_after(LET_GO_SECONDS, shield=True):
            await let_go(speech)


async def _serve_with(
    speech: Speech, config: Config, dsn: str, tenant: str, home: Path, ready: Callable[[str], None]
) -> None:
    async with (
        Pool(dsn, size=config.database_connections) as pool,
        _recordings(config, pool, home) as (archive, recorder),
        spooling(home, Transcripts(pool), limit=config.spool_bytes) as spool,
        trio.open_nursery() as nursery,
    ):
        books = Books(pool)
        speech = replace(speech, recorder=recorder)
        desks = Desks(books, spool, config, speech)
        await nursery.start(desks.follow, dsn)
        nursery.start_soon(desks.purge)
        nursery.start_soon(end_left_open, Transcripts(pool), spool)
        nursery.start_soon(warm_up, speech)
        health = partial(_health, pool)
        app = make_app(
            config,
            desks,
            books,
            health,
            default_tenant=tenant,
            recordings=archive,
            transcripts=Transcripts(pool),
            spooled=partial(told, spool),
            speech=speech,
        )
        port = await nursery.start(listen.serve, app, config)
        gc.collect()
        gc.freeze()  # what the start has made stays: walking through it again held every conversation up for 50 ms
        log.info("server.started", port=port, tenant=tenant)
        ready(f"http://{f'[{config.host}]' if ':' in config.host else config.host}:{port}")


@asynccontextmanager
async def _recordings(config: Config, pool: Pool, home: Path) -> AsyncIterator[tuple[Archive, Recorder]]:
    """Look after what is recorded inside the block, and keep it where `RECORDINGS_URL` says, or at home."""
    rows, place = Recordings(pool), place_of(config.recordings_url, home / RECORDINGS)
    archive = Archive(rows, place.folder, _objects(place.beyond), days=config.recording_days)
    async with archive.tended():
        yield archive, Recorder(rows, archive)


def _objects(url: str | None) -> Objects | None:
    if url is None:
        return None
    try:
        objects = importlib.import_module("execora.providers.objects")
    except ImportError as error:
        raise ConfigError(f"RECORDINGS_URL: {url} needs `pip install 'execora[objects]'` ({error})") from error
    made: Objects = objects.Objects(url, patience=STORE_PATIENCE)
    return made


async def _health(pool: Pool) -> Mapping[str, str]:
    async with pool.connection() as connection:
        await connection.one("select 1")
    return {"database": "ok"}


# -- until a signal ------------------------------------------------------------


async def _until_signalled(drain_seconds: float, run: Callable[[trio.CancelScope], Awaitable[None]]) -> None:
    """Run until it ends, or until SIGINT or SIGTERM cancels the scope that it is given."""
    async with trio.open_nursery() as nursery:
        stop = trio.CancelScope()
        await nursery.start(_stop_on_signals, drain_seconds, stop, nursery.cancel_scope)
        await run(stop)
        nursery.cancel_scope.cancel()


async def _stop_on_signals(
    drain_seconds: float, stop: trio.CancelScope, hurry: trio.CancelScope, *, task_status: trio.TaskStatus[None]
) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for received in signals:
            log.info("server.stopping", signal=signal.Signals(received).name)
            if stop.cancel_called:
                break
            stop.cancel()
            _end_within(max(drain_seconds, SLOWEST_SECONDS))
    hurry.cancel()  # PostgreSQL too: what still runs loses its connection, which rolls it back
    _end_within(HURRY_SECONDS)


def _end_within(seconds: float) -> None:
    """End the process whatever still keeps it then; like a kill, that loses nothing that was committed or told."""
    last_resort = threading.Timer(seconds, os._exit, (1,))
    last_resort.daemon = True
    last_resort.start()
