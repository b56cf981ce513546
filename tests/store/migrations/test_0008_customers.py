"""Whoever is forgotten stays so, and no word of theirs is left; attacked as the serving role and as the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

import psycopg
import pytest
from psycopg import errors

from tests.store.attacks import ask, refused, run
from tests.store.town import RAHUL

if TYPE_CHECKING:
    from tests.store.town import Town

ERASE: LiteralString = (
    "update execora.customer set name = 'Deleted customer', name_hi = 'हटाया गया ग्राहक', nickname = null,"
    " landmark = null, phone = null, aliases = '{}', email = null, gstin = null, erased_at = now()"
    " where id = '00000000-0000-0000-0000-000000000001'"
)


def test_a_customer_can_be_forgotten_whole(attacker: psycopg.Connection):
    run(attacker, ERASE)
    row = attacker.execute("select name, phone from execora.customer where id = %s", [RAHUL.id]).fetchone()
    assert row == ("Deleted customer", None)


@pytest.mark.parametrize(
    "kept", ["name = name", "name_hi = name_hi", "nickname = 'R'", "landmark = 'ATM'", "phone = phone",
             "aliases = '{R}'", "email = 'r@s.in'", "gstin = '08ABCDE1234F1Z5'"]
)  # fmt: skip
def test_who_is_forgotten_keeps_no_word(attacker: psycopg.Connection, kept: LiteralString):
    column = kept.split(" = ")[0]
    begins = ERASE.index(f"{column} = ")
    ends = min(at for at in (ERASE.find(", ", begins), ERASE.find(" where", begins)) if at > 0)
    refused(attacker, errors.CheckViolation, "erased_is_nameless", ERASE[:begins] + kept + ERASE[ends:])


@pytest.mark.parametrize(
    "change", ["name = 'Rahul'", "phone = '9812345670'", "erased_at = null", "erased_at = now()", "aliases = aliases"]
)
def test_who_is_forgotten_is_never_called_anything_again(attacker: psycopg.Connection, change: LiteralString):
    run(attacker, ERASE)
    statement = f"update execora.customer set {change} where id = '00000000-0000-0000-0000-000000000001'"
    refused(attacker, errors.ObjectNotInPrerequisiteState, "was erased", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update execora.customer set id = gen_random_uuid() where name = 'Rahul Sharma'",
        "update execora.customer set made_at = now() - interval '1 day'",
        "delete from execora.customer",
        "truncate execora.customer cascade",
    ],
)
def test_a_customer_neither_goes_nor_becomes_another(attacker: psycopg.Connection, statement: LiteralString):
    refused(attacker, errors.InsufficientPrivilege, "permission denied|cannot become another|only be added", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into execora.draft (shop_id, id, customer_id) select shop_id, gen_random_uuid(), id"
        " from execora.customer where erased_at is not null",
        "insert into execora.reminder (shop_id, id, customer_id) select shop_id, gen_random_uuid(), id"
        " from execora.customer where erased_at is not null",
    ],
)
def test_nothing_is_made_to_wait_for_somebody_forgotten(attacker: psycopg.Connection, statement: LiteralString):
    run(attacker, ERASE)
    refused(attacker, errors.ForeignKeyViolation, "there is no customer", statement)


def test_nothing_is_made_to_wait_again_for_somebody_forgotten(attacker: psycopg.Connection):
    made = "insert into execora.reminder (shop_id, id, customer_id) select shop_id, gen_random_uuid(), id from {}"
    run(attacker, made.format(f"execora.customer where id = '{RAHUL.id}'"))
    run(attacker, "update execora.reminder set cancelled_at = now()")
    run(attacker, ERASE)
    revived = "update execora.reminder set cancelled_at = null"
    refused(attacker, errors.ForeignKeyViolation, "there is no customer", revived)


@pytest.mark.parametrize("gstin", ["08abcde1234f1z5", "8ABCDE1234F1Z5", "08ABCDE1234F1Z55", ""])
def test_a_gstin_has_fifteen_signs(attacker: psycopg.Connection, gstin: str):
    with pytest.raises(errors.CheckViolation, match="gstin"):
        attacker.execute("update execora.customer set gstin = %s where id = %s", [gstin, RAHUL.id])


@pytest.mark.parametrize("answer", ["null", "'{}'", "'[1]'", 'execora.forgotten_answer() || \'{"text": "Rahul"}\''])
def test_an_answer_is_forgotten_and_nothing_else(attacker: psycopg.Connection, town: Town, answer: LiteralString):
    ask(attacker, town.shop)
    attacker.commit()
    refused(attacker, errors.InsufficientPrivilege, "made already", f"update execora.request set answer = {answer}")
    run(attacker, "update execora.request set answer = execora.forgotten_answer()")
