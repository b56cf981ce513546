"""Is everything here that a server needs? Each thing is looked at by itself; nothing is started, nothing is changed."""

from __future__ import annotations

import platform
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import trio

from execora.errors import ConfigError, DatabaseError, ExecoraError
from execora.records.place import place_of
from execora.server.keys import Endpoint
from execora.server.listen import bind
from execora.speech import LOCAL, choose_recognisers, choose_voices
from execora.store import cluster
from execora.store.migrate import check_role, check_schema, migrate
from execora.store.postgres import Connection

if TYPE_CHECKING:
    from pathlib import Path

    from execora.config import Config
    from execora.providers.port import Recogniser, Voice

OLDEST_PYTHON = (3, 11)
CONNECT_SECONDS = 5

LOAD_SECONDS = 60
"""How long the local recogniser may take: the first time it puts its model together."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing."""

    thing: str
    well: bool
    says: str
    """What is there, or what to do."""

    def __str__(self) -> str:
        return f"{'ok' if self.well else 'PROBLEM':8}{self.thing}: {self.says}"


async def examine(config: Config) -> list[Finding]:
    """Look at each thing that a server with these settings stands on."""
    return [await _found(thing, look, config) for thing, look in _things(config).items()]


Look = Callable[["Config"], Awaitable[str]]
"""Returns what is there; raises `ExecoraError` with what to do."""


def _things(config: Config) -> dict[str, Look]:
    given = (
        {"DATABASE_URL": _given_database} if config.database_url else {"PostgreSQL": _own_binaries, "DATA": _folders}
    )
    owner = {"DATABASE_OWNER_URL": _owner} if config.database_owner_url else {}
    senses = _senses("STT", choose_recognisers, config) | _senses("TTS", choose_voices, config)
    kept = {"RECORDINGS_URL": _recordings} if config.recordings_url else {}
    keys = {"JWT_JWKS_URL": _keys} if config.jwt_jwks_url else {}
    here = {"Python": _python, "time zones": _time_zones, **given, **owner, "address": _address}
    return here | keys | senses | kept


async def _found(thing: str, look: Look, config: Config) -> Finding:
    seconds = LOAD_SECONDS if thing.endswith(LOCAL) else CONNECT_SECONDS
    try:
        with trio.fail_after(seconds):
            return Finding(thing, well=True, says=await look(config))
    except ExecoraError as error:
        return Finding(thing, well=False, says=" ".join(str(error).split()))
    except trio.TooSlowError:
        return Finding(thing, well=False, says=f"no answer in {seconds} s: is it reachable from here?")


async def _python(_config: Config) -> str:
    await trio.lowlevel.checkpoint()
    if sys.version_info < OLDEST_PYTHON:
        raise ExecoraError(f"{platform.python_version()} is too old: use 3.11 or newer")
    return platform.python_version()


async def _time_zones(_config: Config) -> str:
    await trio.lowlevel.checkpoint()
    try:
        return f"{ZoneInfo('Asia/Kolkata')} is known"
    except ZoneInfoNotFoundError:
        raise ExecoraError("no data of time zones: `pip install tzdata`") from None


# -- the database --------------------------------------------------------------


async def _own_binaries(config: Config) -> str:
    user = cluster.server_user(config.shop_folder / "data")
    program = cluster.find_wheel() / "pginstall" / "bin" / "postgres"
    try:
        said = await trio.run_process([program, "--version"], capture_stdout=True, capture_stderr=True)
    except (OSError, CalledProcessError) as error:
        raise DatabaseError(f"{program} cannot be run ({error}): set DATABASE_URL to use another PostgreSQL") from None
    return f"{said.stdout.decode().strip()}, which {user.pw_name} will run"


async def _folders(config: Config) -> str:
    await trio.lowlevel.checkpoint()
    for folder in (config.demo_folder, config.shop_folder):
        if folder.exists():
            with cluster.locked(folder):
                pass
    _writable(config.data, "--data or DATA")
    return f"{config.data} can be used"


def _writable(folder: Path, setting: str) -> None:
    existing = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    try:
        with TemporaryDirectory(dir=existing):
            pass
    except OSError as error:
        reason = f"nothing can be written to {existing} ({error.strerror}): choose another folder by {setting}"
        raise ExecoraError(reason) from None


async def _given_database(config: Config) -> str:
    assert config.database_url
    with closing(await Connection.connect(config.database_url.get_secret_value())) as connection:
        await check_schema(connection)
        await check_role(connection)
        return f"PostgreSQL {connection.server_version // 10_000}, tables up to date, a role that may serve"


async def _owner(config: Config) -> str:
    assert config.database_owner_url
    lacking = await migrate(config.database_owner_url.get_secret_value(), dry=True)
    if lacking:
        raise DatabaseError(f"the database lacks {', '.join(lacking)}: run `execora migrate`")
    return "tables up to date"


# -- the address ---------------------------------------------------------------


async def _address(config: Config) -> str:
    for listener in await bind(config):
        listener.socket.close()
    tokens = "with tokens" if config.wants_tokens else "for this machine only, without tokens"
    return f"{config.host}, port {config.port or 'of any number'}, can be listened on, {tokens}"


async def _keys(config: Config) -> str:
    endpoint = Endpoint(config.jwt_jwks_url)
    keys, _ = await endpoint.fetch()
    if not keys:
        raise ConfigError(f"{endpoint.host} has no key for RS256 (of 2048 bits or more) or ES256, with an id")
    return f"{endpoint.host} has {len(keys)} for {' and '.join(sorted({algorithm for _, algorithm in keys}))}"


# -- recordings ----------------------------------------------------------------


async def _recordings(config: Config) -> str:
    place = place_of(config.recordings_url, config.data)
    if place.beyond is None:
        await trio.lowlevel.checkpoint()
        _writable(place.folder, "RECORDINGS_URL")
        return f"{place.folder} can be used"
    from execora.providers.objects import Objects

    await Objects(place.beyond, patience=timedelta(seconds=CONNECT_SECONDS - 1)).size("nothing of this name")
    return f"{place.beyond} answers"


# -- ears and voices -----------------------------------------------------------


def _senses(setting: str, choose: Callable[[Config], Sequence[Recogniser | Voice]], config: Config) -> dict[str, Look]:
    """Return a look for each provider that a setting chooses."""
    try:
        chosen = choose(config)
    except ConfigError as error:
        return {setting: partial(_wrongly_set, error)}
    if not chosen:
        return {setting: _browser}
    return {f"{setting} {provider.name}": partial(_answers, provider) for provider in chosen}


async def _answers(provider: Recogniser | Voice, _config: Config) -> str:
    try:
        return await provider.check()
    finally:
        with trio.move_on_after(1, shield=True):
            await provider.aclose()


async def _wrongly_set(error: ConfigError, _config: Config) -> str:
    await trio.lowlevel.checkpoint()
    raise error


async def _browser(_config: Config) -> str:
    await trio.lowlevel.checkpoint()
    return "left to the browser; `pip install 'execora[local]'` or a key of a service brings one of our own"
