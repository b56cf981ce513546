"""G11, a shop can neither see nor touch another, and what all tables have in common."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, LiteralString

import psycopg
import pytest
from psycopg import errors

from tests.store.attacks import KEY, RawBill, ask, cancel, post, refused
from tests.store.town import MILK, RAHUL, SURESH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.store.town import Town

TABLES: tuple[LiteralString, ...] = (
    *("request", "message", "account", "customer", "journal", "entry", "product", "stock_move", "draft", "draft_line"),
    *("series", "invoice", "invoice_line", "credit_note", "reminder", "occurrence", "price", "recording"),
    *("transcript", "conversation", "forgetting"),
)


@pytest.fixture(params=["serving", "owner"])
def stranger(request: pytest.FixtureRequest, town: Town) -> Iterator[psycopg.Connection]:
    """Connect with no shop set, in a town where both shops have all kinds of rows."""
    with closing(psycopg.connect(town.addresses.owner)) as owner:
        for shop in (town.shop, town.other):
            choose(owner, shop)
            bill = RawBill(shop)
            bill.make(owner)
            cancel(owner, bill)
            owner.execute("insert into execora.forgetting (shop_id, customer_id) values (%s, %s)", [shop, RAHUL.id])
            owner.execute(
                "insert into execora.message (shop_id, id, digest) values (%s, %s, %s)", [shop, RAHUL.id, bytes(32)]
            )
            owner.execute(
                "insert into execora.draft (shop_id, id, customer_id) values (%s, %s, %s)", [shop, RAHUL.id, RAHUL.id]
            )
            owner.execute(
                "insert into execora.draft_line values (%s, %s, 1, %s, 1000, 1, 1)", [shop, RAHUL.id, MILK.product.id]
            )
            owner.execute(
                "insert into execora.reminder (shop_id, id, customer_id) values (%s, %s, %s)",
                [shop, RAHUL.id, RAHUL.id],
            )
            owner.execute("insert into execora.occurrence values (%s, %s, '2026-11-21')", [shop, RAHUL.id])
            owner.execute(
                "insert into execora.recording (shop_id, id, conversation_id, location) values (%s, %s, %s, %s)",
                [shop, RAHUL.id, RAHUL.id, f"{shop}/{RAHUL.id}.ogg"],
            )
            owner.execute(
                "insert into execora.transcript (shop_id, id, conversation_id, number, kind, at, body)"
                " values (%s, %s, %s, 1, 'user', now(), '{}')",
                [shop, RAHUL.id, RAHUL.id],
            )
            owner.commit()
    with closing(psycopg.connect(getattr(town.addresses, request.param))) as connection:
        yield connection


def choose(connection: psycopg.Connection, shop: int) -> None:
    """Set a shop until the transaction ends."""
    connection.execute("select set_config('execora.shop', %s, true)", [str(shop)])


@pytest.mark.parametrize("setting", ["", None])
def test_without_a_shop_nothing_is_seen(stranger: psycopg.Connection, setting: str | None):
    if setting is not None:
        stranger.execute("select set_config('execora.shop', '', true)")
    seen = [stranger.execute(f"select count(*) from execora.{table}").fetchone() for table in ("shop", *TABLES)]
    assert seen == [(0,)] * (1 + len(TABLES))


def test_a_shop_sees_its_own_rows_only(stranger: psycopg.Connection, town: Town):
    choose(stranger, town.shop)
    for table in TABLES:
        seen = stranger.execute(f"select distinct shop_id from execora.{table}").fetchall()
        assert seen == [(town.shop,)], table
    assert stranger.execute("select id from execora.shop").fetchall() == [(town.shop,)]


@pytest.mark.parametrize(
    "statement",
    [
        "update execora.account set balance = balance + 1 where shop_id = {other}",
        "update execora.product set stock = 0 where shop_id = {other}",
        "update execora.draft set changed_at = now() where shop_id = {other}",
        "update execora.reminder set cancelled_at = now() where shop_id = {other}",
        "update execora.occurrence set state = 'cancelled' where shop_id = {other}",
        "update execora.message set answers = '[]' where shop_id = {other}",
        "update execora.request set answer = '{{}}' where shop_id = {other}",
        "update execora.series set last = last + 1 where shop_id = {other}",
        "update execora.product set price = 0, removed_at = now() where shop_id = {other}",
        "delete from execora.draft where shop_id = {other}",
        "delete from execora.draft_line where shop_id = {other}",
        "delete from execora.message where shop_id = {other}",
        "update execora.recording set state = 'lost' where shop_id = {other}",
        "delete from execora.recording where shop_id = {other}",
        "update execora.conversation set reason = 'crashed' where shop_id = {other}",
        "update execora.transcript set body = execora.forgotten_entry(body) where shop_id = {other}",
        "update execora.forgetting set searched = true where shop_id = {other}",
        "delete from execora.forgetting where shop_id = {other}",
    ],
)
def test_another_shops_rows_are_not_touched(stranger: psycopg.Connection, town: Town, statement: str):
    choose(stranger, town.shop)
    assert stranger.execute(statement.format(other=town.other).encode()).rowcount == 0
    stranger.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into execora.request (shop_id, key, digest, intent) values ({other}, 'k', sha256('k'), 'T')",
        "insert into execora.transcript (shop_id, id, conversation_id, number, kind, at, body)"
        " values ({other}, gen_random_uuid(), gen_random_uuid(), 1, 'user', now(), '{{}}')",
        "insert into execora.forgetting (shop_id, customer_id) values ({other}, '{rahul}')",
        "insert into execora.message (shop_id, id, digest) values ({other}, gen_random_uuid(), sha256('k'))",
        "insert into execora.account (shop_id, id, kind) values ({other}, gen_random_uuid(), 'customer')",
        "insert into execora.customer (shop_id, id, name) values ({other}, gen_random_uuid(), 'Spy')",
        "insert into execora.journal (shop_id, id, kind, request_key, effective_on, memo)"
        " values ({other}, gen_random_uuid(), 'payment', 'attack', '2026-11-20', '')",
        "insert into execora.product (shop_id, id, name, unit, price)"
        " values ({other}, gen_random_uuid(), 'Spy', 'kg', 1)",
        "insert into execora.draft (shop_id, id, customer_id) values ({other}, gen_random_uuid(), '{rahul}')",
        "insert into execora.series (shop_id, series, year, last) values ({other}, 'CN', '2627', 1)",
        "insert into execora.reminder (shop_id, id, customer_id) values ({other}, gen_random_uuid(), '{rahul}')",
        "insert into execora.occurrence (shop_id, reminder_id, due_at) values ({other}, '{rahul}', now())",
        "insert into execora.recording (shop_id, id, conversation_id, location)"
        " values ({other}, '{rahul}', '{rahul}', '{other}/{rahul}.ogg')",
    ],
)
def test_nothing_is_put_into_another_shop(stranger: psycopg.Connection, town: Town, statement: str):
    choose(stranger, town.shop)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        stranger.execute(statement.format(other=town.other, rahul=RAHUL.id).encode())


def test_an_entry_does_not_reach_into_another_shop(stranger: psycopg.Connection, town: Town):
    choose(stranger, town.shop)
    with pytest.raises(errors.Error, match=r"is closed|row-level security"):
        stranger.execute(
            "insert into execora.entry (shop_id, journal_id, account_id, amount)"
            " select %s, j.id, %s, 1 from execora.journal j limit 1",
            [town.other, RAHUL.id],
        )


def test_a_row_is_not_moved_to_another_shop(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        choose(owner, town.shop)
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            owner.execute("update execora.customer set shop_id = %s", [town.other])


# -- whatever tables there are: each way to change one, tried at each


def columns(owner: psycopg.Connection, table: str) -> list[str]:
    """Return the columns of a table that can be written."""
    found = owner.execute(
        "select column_name from information_schema.columns where table_schema = 'execora' and table_name = %s"
        " and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position",
        [table],
    ).fetchall()
    return [name for (name,) in found]


def tries(owner: psycopg.Connection, town: Town) -> Iterator[str]:
    """Give statements that reach into the other shop, or take its rows over."""
    tables = owner.execute(
        "select table_name from information_schema.columns where table_schema = 'execora' and column_name = 'shop_id'"
    ).fetchall()
    for (table,) in tables:
        names = columns(owner, table)
        there = f"from execora.{table} where shop_id = {town.other}"
        yield f"delete {there}"
        yield f"delete from execora.{table} where shop_id <> {town.shop}"
        for name in names:
            yield f"update execora.{table} set {name} = {name} where shop_id = {town.other}"
        yield f"update execora.{table} set shop_id = {town.shop} where shop_id = {town.other}"
        yield f"update execora.{table} set shop_id = {town.other} where shop_id = {town.shop}"
        values = ", ".join("{to}" if name == "shop_id" else name for name in names)
        copy = f"insert into execora.{table} ({', '.join(names)}) select {values} {{there}}"
        yield copy.format(to=town.other, there=f"from execora.{table}")
        yield copy.format(to=town.shop, there=there)


def all_rows(town: Town) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of both shops, as only who passes row level security sees them."""
    with psycopg.connect(town.addresses.owner, user="postgres") as admin:
        return {
            table: admin.execute(
                f"select t::text from execora.{table} t where shop_id in ({town.shop}, {town.other}) order by 1"
            ).fetchall()
            for table in TABLES
        }


@pytest.mark.parametrize("setting", ["own", "none"])
def test_whatever_is_tried_at_whatever_table_another_shop_stays_as_it_was(
    stranger: psycopg.Connection, town: Town, setting: str
):
    """Each statement is committed, if it can be. With no shop set, our own rows are another's, too."""
    with psycopg.connect(town.addresses.owner) as owner:
        statements = list(tries(owner, town))
    before, done = all_rows(town), 0
    assert all(len(rows) >= 2 for rows in before.values())
    for statement in statements:
        if setting == "own":
            choose(stranger, town.shop)
        try:
            assert stranger.execute(statement.encode()).rowcount == 0, statement
            stranger.commit()
            done += 1
        except psycopg.Error:
            stranger.rollback()
    assert all_rows(town) == before
    assert done > len(TABLES), "some of it is let through, and finds nothing"


@pytest.mark.parametrize("setting", ["other", "", "none"])
def test_changing_the_shop_before_the_end_does_not_blind_the_checks(
    attacker: psycopg.Connection, town: Town, setting: str
):
    """Every deferred check looks at the tables through row level security."""
    ask(attacker, town.shop)
    post(attacker, town.shop, ((RAHUL.id, 500),))
    choose_blindly(attacker, town, setting)
    refused(attacker, errors.InsufficientPrivilege, "ended with another one set")


CHANGES: tuple[LiteralString, ...] = (
    "update execora.account set balance = balance + 1 where kind = 'customer'",
    "update execora.product set stock = stock + 1",
    "insert into execora.series (shop_id, series, year, last) select id, 'INV', '2627', 1 from execora.shop",
    "insert into execora.request (shop_id, key, digest, intent) select id, 'k', sha256('k'), 'T' from execora.shop",
)


@pytest.mark.parametrize("change", CHANGES)
def test_no_check_is_blinded(attacker: psycopg.Connection, town: Town, change: LiteralString):
    attacker.execute(change)
    choose_blindly(attacker, town, "other")
    refused(attacker, errors.InsufficientPrivilege, "ended with another one set")


@pytest.mark.parametrize("part", ["bill", "line", "goods"])
def test_no_check_of_a_bill_is_blinded(attacker: psycopg.Connection, town: Town, part: str):
    """What was checked early does not say anything any more, so each part's own check has to refuse."""
    bill = RawBill(town.shop)
    bill.make(attacker)
    if part != "bill":
        attacker.execute("set constraints all immediate")
        attacker.execute("set constraints all deferred")
    if part == "line":
        bill.add_line(attacker, 9, MILK.product.id, 1000, 1)
    if part == "goods":
        bill.move(attacker, MILK.product.id, -1000)
    choose_blindly(attacker, town, "other")
    refused(attacker, errors.InsufficientPrivilege, "ended with another one set")


def choose_blindly(attacker: psycopg.Connection, town: Town, setting: str) -> None:
    """Set another shop, or none."""
    value = str(town.other) if setting == "other" else ""
    attacker.execute("select set_config('execora.shop', %s, true)", [value])


def test_two_shops_use_the_same_ids_and_keys_side_by_side(stranger: psycopg.Connection, town: Town):
    for shop in (town.shop, town.other):
        choose(stranger, shop)
        assert stranger.execute("select id from execora.customer order by id").fetchall() == [(RAHUL.id,), (SURESH.id,)]
        assert stranger.execute("select count(*) from execora.request where key = %s", [KEY]).fetchone() == (1,)
        assert stranger.execute("select document from execora.invoice").fetchall() == [("INV/2627/00001",)]


def test_a_tenant_finds_its_own_shop_and_no_other(town: Town):
    with psycopg.connect(town.addresses.serving) as connection:
        choose(connection, town.shop)
        tenant = connection.execute("select tenant from execora.shop").fetchone()
        connection.rollback()
        assert tenant
        connection.execute("select set_config('execora.tenant', %s, true)", [tenant[0]])
        assert connection.execute("select id from execora.shop").fetchall() == [(town.shop,)]


# -- what all tables have in common ------------------------------------------------------------------------------------


def test_row_level_security_is_forced_on_every_table(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        unsafe = owner.execute(
            "select relname from pg_class where relnamespace = 'execora'::regnamespace and relkind in ('r', 'p')"
            " and relname <> 'schema_migration' and not (relrowsecurity and relforcerowsecurity)"
        ).fetchall()
        tables = owner.execute(
            "select table_name from information_schema.columns"
            " where table_schema = 'execora' and column_name = 'shop_id'"
        ).fetchall()
        policies = owner.execute(
            "select tablename, policyname, permissive, roles, cmd, qual, with_check from pg_policies"
            " where schemaname = 'execora' and tablename <> 'shop'"
        ).fetchall()
    assert unsafe == []
    assert {table for (table,) in tables} == set(TABLES)
    own = "(shop_id = (NULLIF(current_setting('execora.shop'::text, true), ''::text))::bigint)"
    everybody = ("own_shop", "PERMISSIVE", ["public"], "ALL", own, None)
    assert sorted(policies) == [(table, *everybody) for table in sorted(TABLES)]


def test_every_table_of_a_shop_begins_its_key_with_it(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        keys = owner.execute(
            "select c.relname from pg_index i join pg_class c on c.oid = i.indrelid"
            " join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]"
            " where c.relnamespace = 'execora'::regnamespace and a.attname <> 'shop_id'"
            " and c.relname not in ('shop', 'schema_migration')"
        ).fetchall()
    assert keys == []


def test_functions_run_with_the_rights_of_their_caller_and_a_fixed_search_path(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        unsafe = owner.execute(
            "select proname from pg_proc where pronamespace = 'execora'::regnamespace"
            " and (prosecdef or not coalesce('search_path=execora, pg_temp' = any(proconfig), false))"
        ).fetchall()
    assert unsafe == []


def test_the_serving_role_can_do_what_it_needs_and_no_more(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        whole = owner.execute(
            "select table_name, privilege_type from information_schema.role_table_grants"
            " where grantee = 'execora_app' and table_schema = 'execora' and privilege_type <> 'SELECT' order by 1, 2"
        ).fetchall()
        changeable = owner.execute(
            "select table_name, column_name from information_schema.column_privileges"
            " where grantee = 'execora_app' and table_schema = 'execora' and privilege_type = 'UPDATE' order by 1, 2"
        ).fetchall()
    assert whole == [
        ("draft", "DELETE"),
        ("draft_line", "DELETE"),
        ("draft_line", "INSERT"),
        ("forgetting", "DELETE"),
        ("message", "DELETE"),
        ("recording", "DELETE"),
    ]
    assert changeable == [
        ("account", "balance"),
        ("account", "last_seq"),
        ("conversation", "answers"),
        ("conversation", "cancelled"),
        ("conversation", "completed"),
        ("conversation", "failed"),
        ("conversation", "last_at"),
        ("conversation", "reason"),
        ("conversation", "role"),
        ("conversation", "seconds"),
        ("conversation", "seen_at"),
        ("conversation", "server"),
        ("conversation", "started_at"),
        ("conversation", "utterances"),
        ("customer", "aliases"),
        ("customer", "email"),
        ("customer", "erased_at"),
        ("customer", "gstin"),
        ("customer", "landmark"),
        ("customer", "name"),
        ("customer", "name_hi"),
        ("customer", "nickname"),
        ("customer", "phone"),
        ("draft", "changed_at"),
        ("draft", "discount_amount"),
        ("draft", "discount_percent"),
        ("draft", "with_gst"),
        ("forgetting", "past_conversation"),
        ("forgetting", "past_number"),
        ("forgetting", "searched"),
        ("message", "answers"),
        ("message", "at"),
        ("message", "digest"),
        ("occurrence", "state"),
        ("product", "gst_rate"),
        ("product", "hsn"),
        ("product", "last_seq"),
        ("product", "price"),
        ("product", "removed_at"),
        ("product", "stock"),
        ("recording", "bytes"),
        ("recording", "ended_at"),
        ("recording", "seconds"),
        ("recording", "state"),
        ("recording", "stored_at"),
        ("reminder", "cancelled_at"),
        ("request", "answer"),
        ("series", "last"),
        ("transcript", "body"),
    ]
