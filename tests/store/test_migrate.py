from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
import trio
from psycopg.conninfo import make_conninfo

from execora.errors import DatabaseError
from execora.store.migrate import Migration, check_role, check_schema, check_server, ensure_role, migrate, missing, read
from execora.store.postgres import Connection
from tests.conftest import superuser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from execora.store.embedded import Addresses

TAKE_DATABASE = "do $$ begin execute format('alter database %I owner to clerk', current_database()); end $$"

FIRST = "create table execora.pot (id int); grant select on execora.pot to execora_app;"
SECOND = "alter table execora.pot add colour text default '100 % red';\r\ncreate table execora.lid ();"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_pot.sql").write_text(FIRST)
    (tmp_path / "0002_colour.sql").write_text(SECOND)
    (tmp_path / "README.md").write_text("not a migration")
    return tmp_path


async def tables(database: Addresses) -> set[str]:
    with closing(await Connection.connect(database.owner)) as owner:
        rows = await owner.fetch("select relname::text from pg_class c where relnamespace = to_regnamespace('execora')")
    return {name for (name,) in rows if not name.endswith("pkey")}


async def check_as(dsn: str, folder: Path) -> None:
    with closing(await Connection.connect(dsn)) as connection:
        await check_schema(connection, folder)


# -- migrating


async def test_each_file_is_run_once_in_order_as_the_owner(empty_database: Addresses, folder: Path):
    assert await migrate(empty_database.owner, folder) == ["0001_pot", "0002_colour"]
    assert await migrate(empty_database.owner, folder) == []
    assert await tables(empty_database) == {"schema_migration", "pot", "lid"}
    with closing(await Connection.connect(empty_database.serving)) as serving:
        assert await serving.fetch("select colour from execora.pot") == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await serving.execute("delete from execora.schema_migration")


async def test_only_what_is_new_is_run(empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    (folder / "0003_more.sql").write_text("create table execora.spoon ()")
    assert await migrate(empty_database.owner, folder) == ["0003_more"]


async def test_a_dry_run_names_what_is_missing_and_changes_nothing(empty_database: Addresses, folder: Path):
    assert await migrate(empty_database.owner, folder, dry=True) == ["0001_pot", "0002_colour"]
    assert await tables(empty_database) == set()


async def test_a_file_that_fails_leaves_nothing_and_the_ones_before_it_stay(empty_database: Addresses, folder: Path):
    (folder / "0002_colour.sql").write_text("create table execora.lid (); select 1 / 0")
    with pytest.raises(DatabaseError, match=r"0002_colour\.sql failed and left nothing behind: division by zero"):
        await migrate(empty_database.owner, folder)
    assert await tables(empty_database) == {"schema_migration", "pot"}
    (folder / "0002_colour.sql").write_text(SECOND)
    assert await migrate(empty_database.owner, folder) == ["0002_colour"]


async def test_a_file_that_cannot_be_noted_as_run_leaves_nothing(empty_database: Addresses, folder: Path):
    (folder / "0002_colour.sql").write_text(
        "create table execora.lid (); alter table execora.schema_migration add check (version < 2)"
    )
    with pytest.raises(DatabaseError, match="left nothing behind"):
        await migrate(empty_database.owner, folder)
    assert await tables(empty_database) == {"schema_migration", "pot"}


async def test_a_cancelled_migration_leaves_nothing(empty_database: Addresses, folder: Path):
    (folder / "0002_colour.sql").write_text("create table execora.lid (); select pg_sleep(60)")
    with trio.move_on_after(0.3):
        await migrate(empty_database.owner, folder)
    assert await tables(empty_database) == {"schema_migration", "pot"}


async def test_of_several_runners_one_migrates_and_the_others_find_it_done(empty_database: Addresses, folder: Path):
    ran: list[list[str]] = []

    async def run() -> None:
        ran.append(await migrate(empty_database.owner, folder))

    async with trio.open_nursery() as nursery:
        for _ in range(4):
            nursery.start_soon(run)
    assert sorted(ran) == [[], [], [], ["0001_pot", "0002_colour"]]


async def test_whoever_may_not_make_tables_is_told_who_may(empty_database: Addresses, folder: Path):
    with pytest.raises(DatabaseError, match="DATABASE_OWNER_URL"):
        await migrate(empty_database.serving, folder)


async def test_the_real_migrations_fit_their_checks(database: Addresses):
    with closing(await Connection.connect(database.serving)) as serving:
        await check_schema(serving)
        await check_role(serving)


# -- is the schema there?


async def test_a_database_without_tables_is_refused_with_what_to_do(empty_database: Addresses, folder: Path):
    with pytest.raises(DatabaseError, match="lacks 0001_pot, 0002_colour: run `execora migrate`"):
        await check_as(empty_database.serving, folder)


async def test_a_database_that_lacks_one_migration_is_refused(empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    (folder / "0003_more.sql").write_text("select 1")
    with pytest.raises(DatabaseError, match="lacks 0003_more: run `execora migrate`"):
        await check_as(empty_database.serving, folder)


async def test_a_newer_database_is_refused_by_server_and_migration(empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    (folder / "0002_colour.sql").unlink()
    for look in (check_as(empty_database.serving, folder), migrate(empty_database.owner, folder)):
        with pytest.raises(DatabaseError, match=r"older than the database \(schema 2\): update Execora"):
            await look


async def test_a_changed_file_is_refused_by_server_and_migration(empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    (folder / "0001_pot.sql").write_text("create table execora.pan ()")
    for look in (check_as(empty_database.serving, folder), migrate(empty_database.owner, folder)):
        with pytest.raises(DatabaseError, match="0001_pot differs"):
            await look


async def test_line_ends_are_no_change(empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    (folder / "0002_colour.sql").write_bytes(SECOND.replace("\r\n", "\n").encode())
    await check_as(empty_database.serving, folder)


def test_numbers_go_up_without_a_gap(folder: Path):
    (folder / "0004_more.sql").write_text("select 1")
    with pytest.raises(ValueError, match="without a gap"):
        read(folder)


def test_what_is_missing_is_what_was_not_applied():
    first, second = Migration(1, "0001_a", "a"), Migration(2, "0002_b", "b")
    assert missing([first, second], {1: first.sha256}) == [second]


@pytest.mark.parametrize("version", [140_012, 90_624])
def test_an_old_server_is_refused(version: int):
    with pytest.raises(DatabaseError, match=f"PostgreSQL {version // 10_000} is too old: Execora needs 15"):
        check_server(version, "UTF8")


def test_a_database_without_unicode_is_refused():
    with pytest.raises(DatabaseError, match="keeps text in SQL_ASCII"):
        check_server(150_004, "SQL_ASCII")


# -- who are we?


@pytest.fixture
def clerk(postgres_server: Addresses) -> Iterator[str]:
    """A role to be made what no serving role may be. Ask for it before the database, which may come to be its own."""
    with superuser(postgres_server) as admin:
        admin.execute("create role clerk login")
        yield "clerk"
        admin.execute("drop role clerk")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ("alter role clerk superuser", "refusing to serve as clerk, which is a superuser"),
        ("alter role clerk bypassrls", "refusing to serve as clerk, which bypasses row level security"),
        ("alter role clerk createrole", "refusing to serve as clerk, which creates roles"),
        ("grant execora_owner to clerk", "as clerk, a member of execora_owner, which owns the tables"),
        ("grant postgres to clerk", "as clerk, a member of postgres, which is a superuser"),
        ("alter table execora.lid owner to clerk", "as clerk, which owns the tables"),
        ("alter schema execora owner to clerk", "as clerk, which owns the tables, or what holds them"),
        (TAKE_DATABASE, "as clerk, which owns the tables, or what holds them"),
    ],
)
async def test_a_role_with_too_much_power_is_refused(
    clerk: str, empty_database: Addresses, folder: Path, made: str, message: str
):
    await migrate(empty_database.owner, folder)
    with closing(await Connection.connect(make_conninfo(empty_database.owner, user="postgres"))) as connection:
        await connection.script(f"{made}; set session authorization {clerk}")
        with pytest.raises(DatabaseError, match=message):
            await check_role(connection)


async def test_the_owner_is_told_whom_to_be(empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    refused = r"as execora_owner, which owns the tables.*\. Let DATABASE_URL connect as execora_app"
    with closing(await Connection.connect(empty_database.owner)) as owner, pytest.raises(DatabaseError, match=refused):
        await check_role(owner)


async def test_a_member_of_the_serving_role_may_serve(clerk: str, empty_database: Addresses, folder: Path):
    await migrate(empty_database.owner, folder)
    with closing(await Connection.connect(make_conninfo(empty_database.owner, user="postgres"))) as connection:
        await connection.script(f"grant execora_app to {clerk}; set session authorization {clerk}")
        await check_role(connection)
        await check_schema(connection, folder)


async def test_a_role_that_may_not_read_the_history_is_told_whom_to_be(
    clerk: str, empty_database: Addresses, folder: Path
):
    await migrate(empty_database.owner, folder)
    with closing(await Connection.connect(make_conninfo(empty_database.owner, user="postgres"))) as connection:
        await connection.script(f"set session authorization {clerk}")
        with pytest.raises(DatabaseError, match=r"permission denied for schema execora.*Connect as execora_app"):
            await check_schema(connection, folder)


async def test_a_missing_serving_role_is_made_where_that_is_allowed(
    empty_database: Addresses, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("execora.store.migrate.APP", "stand_in")
    with closing(await Connection.connect(make_conninfo(empty_database.owner, user="postgres"))) as admin:
        await ensure_role(admin)
        await ensure_role(admin)
        row = await admin.one("select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = 'stand_in'")
        await admin.script("drop role stand_in")
    assert row == (False, False, True)


async def test_a_missing_serving_role_is_asked_of_an_administrator_with_the_sql(
    empty_database: Addresses, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("execora.store.migrate.APP", "stand_in")
    asked = r"there is no role stand_in.*: create role stand_in login nosuperuser nobypassrls password"
    with closing(await Connection.connect(empty_database.owner)) as owner, pytest.raises(DatabaseError, match=asked):
        await ensure_role(owner)
