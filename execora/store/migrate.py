"""Bringing a database to the schema that this program needs, and finding out whether it is there.

The schema is a folder of SQL files, `0001_shop.sql`, `0002_…`; each is run once, in order, in a transaction of its own,
and never changed afterwards: `execora.schema_migration` keeps its checksum. Migrations run as the role that owns the
tables, the server runs as `execora_app`.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import psycopg
import trio

from execora.errors import DatabaseError
from execora.store.postgres import Connection
from execora.store.roles import APP

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MIGRATIONS = files("execora.store") / "migrations"

OLDEST_SERVER = 15

ADVISORY_LOCK = int.from_bytes(b"execora", "big")
"""One runner at a time; the lock ends with its session."""

HISTORY = f"""
    create schema if not exists execora;
    create table if not exists execora.schema_migration (
        version int primary key,
        name text not null,
        sha256 text not null,
        applied timestamptz not null default now()
    );
    grant usage on schema execora to {APP};
    grant select on execora.schema_migration to {APP};
"""

RISKS = """
    select session_user::text, r.rolname::text,
           case when r.rolsuper then 'is a superuser'
                when r.rolbypassrls then 'bypasses row level security'
                when r.rolcreaterole then 'creates roles, so it can become any of them'
                else 'owns the tables, or what holds them' end
      from pg_roles r
     where pg_has_role(session_user, r.oid, 'member')
       and (r.rolsuper or r.rolbypassrls or r.rolcreaterole
            or exists (select from pg_namespace n left join pg_class c on c.relnamespace = n.oid
                        where n.nspname = 'execora' and r.oid in (n.nspowner, c.relowner))
            or exists (select from pg_database d where d.datname = current_database() and d.datdba = r.oid))
     order by r.rolname <> session_user
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of the folder."""

    version: int
    name: str
    """The file's name without `.sql`."""
    sql: str

    @property
    def sha256(self) -> str:
        """The checksum of what it says."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


async def migrate(owner_dsn: str, folder: Traversable = MIGRATIONS, *, dry: bool = False) -> list[str]:
    """Run what the database has not seen yet, as the role that owns the tables; return the names of the files.

    With `dry` nothing is changed and the names are those that would be run. Another runner at the same time is waited
    for.

    Raises:
        DatabaseError: the server is too old, the schema is newer than this program or differs from its files, a role is
            missing and cannot be made, or a file failed (the ones before it stay, it leaves nothing).

    """
    migrations = read(folder)
    with closing(await Connection.connect(owner_dsn)) as connection:
        check_server(connection.server_version, connection.server_encoding)
        if dry:
            return [migration.name for migration in missing(migrations, await _applied(connection))]
        await ensure_role(connection)
        await _lock(connection)
        await _keep_history(connection)
        to_run = missing(migrations, await _applied(connection))
        for migration in to_run:
            await _run(connection, migration)
        return [migration.name for migration in to_run]


async def check_schema(connection: Connection, folder: Traversable = MIGRATIONS) -> None:
    """Make sure, as the serving role, that the schema is exactly what this program needs.

    Raises:
        DatabaseError: it is not; the message says what to do.

    """
    check_server(connection.server_version, connection.server_encoding)
    try:
        lacking = missing(read(folder), await _applied(connection))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(f"{error}. Connect as {APP}, or as a member of it.") from error
    if lacking:
        names = ", ".join(migration.name for migration in lacking)
        raise DatabaseError(f"the database lacks {names}: run `execora migrate`")


async def check_role(connection: Connection) -> None:
    """Make sure that we are a role which cannot pass row level security or change the tables.

    Raises:
        DatabaseError: we are not; the message says what to do.

    """
    risk = await connection.one(RISKS)
    if risk is not None:
        me, role, what = risk
        who = f"{me}, which" if me == role else f"{me}, a member of {role}, which"
        raise DatabaseError(f"refusing to serve as {who} {what}. Let DATABASE_URL connect as {APP}.")


async def ensure_role(connection: Connection) -> None:
    """Make the serving role where there is none; without a password, for that is the administrator's to set.

    Raises:
        DatabaseError: the role is missing and we may not make it; the message has the SQL for who may.

    """
    if await connection.one("select 1 from pg_roles where rolname = $1", APP):
        return
    sql = f"create role {APP} login nosuperuser nobypassrls"
    try:
        await connection.script(sql)
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return  # somebody else was faster
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(f"there is no role {APP}. Let an administrator run: {sql} password '…';") from error


def check_server(version: int, encoding: str) -> None:
    """Refuse a server that is too old (its version as in `server_version_num`), and a database without Unicode.

    Raises:
        DatabaseError: it is one of these.

    """
    if version // 10_000 < OLDEST_SERVER:
        raise DatabaseError(f"PostgreSQL {version // 10_000} is too old: Execora needs {OLDEST_SERVER} or newer.")
    if encoding != "UTF8":
        raise DatabaseError(f"the database keeps text in {encoding}: create one with `encoding 'UTF8'`.")


def read(folder: Traversable) -> list[Migration]:
    """Return a folder's migrations in order.

    Raises:
        ValueError: their numbers are not 1, 2, 3…

    """
    names = sorted(file.name for file in folder.iterdir() if re.fullmatch(r"\d{4}_\w+\.sql", file.name))
    migrations = [
        Migration(int(name[:4]), name.removesuffix(".sql"), (folder / name).read_text("utf-8")) for name in names
    ]
    if [migration.version for migration in migrations] != list(range(1, len(migrations) + 1)):
        raise ValueError(f"migrations must be numbered 0001, 0002, … without a gap: {names}")
    return migrations


def missing(migrations: list[Migration], applied: dict[int, str]) -> list[Migration]:
    """Return the migrations that a database with these checksums by version has not seen.

    Raises:
        DatabaseError: it has seen others, or one has changed since.

    """
    if applied.keys() - {migration.version for migration in migrations}:
        raise DatabaseError(f"this program is older than the database (schema {max(applied)}): update Execora")
    for migration in migrations:
        if applied.get(migration.version, migration.sha256) != migration.sha256:
            raise DatabaseError(
                f"{migration.name} differs from what the database was migrated with: use the Execora that made it, or "
                "restore a database that was made by this one"
            )
    return [migration for migration in migrations if migration.version not in applied]


async def _lock(connection: Connection) -> None:
    """Ask again and again: a waiting statement would hold up what the other runner does."""
    while await connection.one("select pg_try_advisory_lock($1)", ADVISORY_LOCK) != (True,):  # noqa: ASYNC110
        await trio.sleep(0.1)


async def _keep_history(connection: Connection) -> None:
    try:
        await connection.script(HISTORY)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(f"{error}. Migrate as the role that owns the database: DATABASE_OWNER_URL.") from error


async def _applied(connection: Connection) -> dict[int, str]:
    if await connection.one("select to_regclass('execora.schema_migration')::text") == (None,):
        return {}
    return dict(await connection.fetch("select version, sha256 from execora.schema_migration"))


async def _run(connection: Connection, migration: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.script(migration.sql)
            await connection.execute(
                "insert into execora.schema_migration (version, name, sha256) values ($1, $2, $3)",
                *(migration.version, migration.name, migration.sha256),
            )
    except psycopg.Error as error:
        raise DatabaseError(f"{migration.name}.sql failed and left nothing behind: {error}") from error
