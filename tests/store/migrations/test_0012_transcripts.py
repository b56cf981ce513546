"""What was said stays said, or is forgotten whole; a conversation is what its transcript says."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import errors, sql

from tests.store.attacks import refused, run

if TYPE_CHECKING:
    from tests.store.town import Town

TALK = UUID(int=7)

FORGET: LiteralString = (
    "insert into execora.forgetting (shop_id, customer_id, words) select c.shop_id, c.id, 'rahul'"
    " from execora.customer c where c.id = '00000000-0000-0000-0000-000000000001'"
)


def say(attacker: psycopg.Connection, shop: int, kind: str = "user", body: str = '{"text": "ek"}') -> None:
    """Insert an entry of a conversation."""
    attacker.execute(
        "insert into execora.transcript (shop_id, id, conversation_id, number, kind, at, body)"
        " select %(shop)s, gen_random_uuid(), %(talk)s, 1 + count(*), %(kind)s, now(), %(body)s"
        " from execora.transcript where conversation_id = %(talk)s",
        {"shop": shop, "talk": TALK, "kind": kind, "body": body},
    )
    attacker.commit()


@pytest.mark.parametrize(
    "change",
    ["body = '{}'", """body = body || '{"text": "do"}'""", 'body = \'{"forgotten": true, "text": "ek"}\''],
)
def test_what_was_said_is_not_put_another_way(attacker: psycopg.Connection, town: Town, change: LiteralString):
    say(attacker, town.shop)
    refused(attacker, errors.InsufficientPrivilege, "stays said", f"update execora.transcript set {change}")


@pytest.mark.parametrize(
    "change",
    ["id = gen_random_uuid()", "number = 5", "kind = 'agent'", "at = at - interval '1 day'", "names = array[id]"],
)
def test_an_entry_becomes_no_other(attacker: psycopg.Connection, town: Town, change: LiteralString):
    say(attacker, town.shop)
    also: LiteralString = f"update execora.transcript set {change}, body = execora.forgotten_entry(body)"
    refused(attacker, errors.InsufficientPrivilege, "stays said|permission denied", also)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from execora.transcript",
        "truncate execora.transcript",
        "delete from execora.conversation",
        "truncate execora.conversation cascade",
    ],
)
def test_nothing_goes(attacker: psycopg.Connection, town: Town, statement: LiteralString):
    say(attacker, town.shop)
    refused(attacker, errors.InsufficientPrivilege, "only be added to|permission denied", statement)


def test_it_can_be_forgotten(attacker: psycopg.Connection, town: Town):
    say(attacker, town.shop, body='{"text": "ek", "utteranceId": "u", "language": "hi"}')
    run(attacker, *["update execora.transcript set body = execora.forgotten_entry(body)"] * 2)
    left = attacker.execute("select body from execora.transcript").fetchone()
    assert left == ({"forgotten": True, "utteranceId": "u", "language": "hi"},)


@pytest.mark.parametrize(
    "change",
    ["utterances = 9", "completed = 9", "seconds = 1", "started_at = now()", "server = 'x'", "role = 'x'",
     "reason = 'stopped'"],
)  # fmt: skip
def test_a_conversation_is_nothing_but_what_was_said(attacker: psycopg.Connection, town: Town, change: LiteralString):
    say(attacker, town.shop)
    refused(attacker, errors.InsufficientPrivilege, "what its transcript says",
            f"update execora.conversation set {change}")  # fmt: skip


def test_a_conversation_without_a_word_is_none(attacker: psycopg.Connection, town: Town):
    refused(
        attacker,
        errors.InsufficientPrivilege,
        "what its transcript says",
        "insert into execora.conversation (shop_id, id, started_at, last_at)"
        " select current_setting('execora.shop')::bigint, gen_random_uuid(), now(), now()",
    )


def test_a_crash_ends_what_is_open_and_nothing_else(attacker: psycopg.Connection, town: Town):
    say(attacker, town.shop, "ended", '{"seconds": 5, "reason": "gone"}')
    refused(attacker, errors.InsufficientPrivilege, "what its transcript says",
            "update execora.conversation set reason = 'crashed'")  # fmt: skip


@pytest.mark.parametrize("text", ["Om", "O'Brien (bhai)", "a.b", "राहुल", "A\\B", "[x]", "Dr. Rao"])
def test_a_name_is_found_as_a_word_and_not_inside_of_one(attacker: psycopg.Connection, text: str):
    found = attacker.execute(
        "select array_agg(said ~* execora.as_a_word(%s)) from unnest(array[%s, %s, %s, %s]) said",
        [text, f"{text} ne 500 diye", f"usko\n{text}?", f"Tx{text} ne", f"{text}y ne"],
    ).fetchone()
    assert found == ([True, True, False, False],)


@pytest.mark.parametrize("name", ["Om Prakash", " Om\u00a0\t Prakash "])
@pytest.mark.parametrize("text", ["omprakash ne", "Om  Prakash", "Om-Prakash?", "x om\u00a0prakash"])
def test_what_stands_between_the_parts_of_a_name_does_not_matter(attacker: psycopg.Connection, name: str, text: str):
    assert attacker.execute("select %s ~* execora.as_a_word(%s)", [text, name]).fetchone() == (True,)


@pytest.mark.parametrize("as_if", ["searched = true", "at = now() - interval '8 days'"])
def test_nobody_stops_a_search_before_its_time(attacker: psycopg.Connection, town: Town, as_if: LiteralString):
    run(attacker, FORGET)
    with psycopg.connect(town.addresses.owner, user="postgres") as admin:
        admin.execute(
            sql.SQL("update execora.forgetting set {} where shop_id = %s").format(sql.SQL(as_if)), [town.shop]
        )
    refused(attacker, errors.ObjectNotInPrerequisiteState, "still searched for", "delete from execora.forgetting")
