"""G5: a request takes effect once, and what it was answered stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from tests.store.attacks import KEY, ask, post, refused

if TYPE_CHECKING:
    from tests.store.town import Town

CLAIM = (
    "insert into execora.request (shop_id, key, digest, intent) select id, 'claimed', sha256('asked'), 'T'"
    " from execora.shop on conflict do nothing"
)


def test_a_key_is_taken_once(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    attacker.commit()
    with pytest.raises(errors.UniqueViolation):
        ask(attacker, town.shop)


def test_a_request_without_an_answer_is_not_kept(attacker: psycopg.Connection):
    attacker.execute(CLAIM)
    refused(attacker, errors.CheckViolation, "has no answer")


@pytest.mark.parametrize(
    "change",
    [
        "update execora.request set answer = '[1]'",
        "update execora.request set answer = null",
        "update execora.request set key = 'free again'",
        "update execora.request set digest = sha256('something else')",
        "delete from execora.request",
        "truncate execora.request cascade",
    ],
)
def test_an_answered_request_is_neither_changed_nor_removed(
    attacker: psycopg.Connection, town: Town, change: LiteralString
):
    ask(attacker, town.shop)
    attacker.commit()
    refused(attacker, errors.InsufficientPrivilege, "permission denied|made already|can only be added", change)


def test_an_answer_is_written_once_even_within_its_transaction(attacker: psycopg.Connection, town: Town):
    ask(attacker, town.shop)
    refused(attacker, errors.InsufficientPrivilege, "made already", "update execora.request set answer = '[1]'")


def test_a_key_or_a_digest_does_not_change_along_with_its_answer(town: Town):
    with psycopg.connect(town.addresses.owner) as owner:
        owner.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        for change in (
            "key = 'other'",
            "digest = sha256('other')",
            "intent = 'OTHER'",
            "at = now() - interval '1 day'",
        ):
            owner.execute(CLAIM)
            with pytest.raises(errors.InsufficientPrivilege, match="made already"):
                owner.execute(f"update execora.request set answer = '[]', {change} where key = 'claimed'".encode())
            owner.rollback()
            owner.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])


def test_a_journal_is_made_for_a_request(attacker: psycopg.Connection, town: Town):
    with pytest.raises(errors.ForeignKeyViolation, match="request"):
        post(attacker, town.shop)


@pytest.mark.parametrize(
    "claim",
    [
        "insert into execora.request (shop_id, key, digest, intent) values (%s, 'k', 'short', 'T')",
        "insert into execora.request (shop_id, key, digest, intent) values (%s, '', sha256('asked'), 'T')",
        "insert into execora.message (shop_id, id, digest) values (%s, gen_random_uuid(), 'short')",
    ],
)
def test_keys_and_digests_are_whole(attacker: psycopg.Connection, town: Town, claim: LiteralString):
    with pytest.raises(errors.CheckViolation, match=r"digest|key"):
        attacker.execute(claim, [town.shop])


def test_a_message_is_taken_once(attacker: psycopg.Connection, town: Town):
    message = "insert into execora.message (shop_id, id, digest) values (%s, %s, sha256(%s))"
    attacker.execute(message, [town.shop, UUID(int=9), KEY])
    with pytest.raises(errors.UniqueViolation):
        attacker.execute(message, [town.shop, UUID(int=9), KEY])
