"""A recording leads to its own shop's sound only, and what was kept stays as it was."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from tests.store.attacks import refused, run

if TYPE_CHECKING:
    from tests.store.town import Town

ID = UUID(int=1)


def begin(attacker: psycopg.Connection, shop: int, location: str | None = None) -> None:
    """Insert a recording that goes on."""
    attacker.execute(
        "insert into execora.recording (shop_id, id, conversation_id, location) values (%s, %s, %s, %s)",
        [shop, ID, ID, location or f"{shop}/{ID}.ogg"],
    )


END: LiteralString = "update execora.recording set state = 'kept', ended_at = now(), seconds = 2, bytes = 9"


@pytest.mark.parametrize(
    "location", ["{other}/{id}.ogg", "{shop}/../{other}/{id}.ogg", "/etc/passwd", "{shop}/x.ogg", ""]
)
def test_a_recording_leads_to_no_other_file(attacker: psycopg.Connection, town: Town, location: str):
    with pytest.raises(errors.CheckViolation, match="location_is_its_own"):
        begin(attacker, town.shop, location.format(shop=town.shop, other=town.other, id=ID) or " ")
    attacker.rollback()


def test_no_shop_records_for_another(attacker: psycopg.Connection, town: Town):
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        begin(attacker, town.other)
    attacker.rollback()


@pytest.mark.parametrize("changed", ["shop_id = 0", "id = gen_random_uuid()", "location = 'x'", "started_at = now()"])
def test_the_serving_role_cannot_turn_it_into_another(town: Town, changed: LiteralString):
    with closing(psycopg.connect(town.addresses.serving)) as serving:
        serving.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        begin(serving, town.shop)
        serving.commit()
        refused(serving, errors.InsufficientPrivilege, "permission denied", f"update execora.recording set {changed}")


@pytest.mark.parametrize("changed", ["state = 'lost'", "state = 'recording'"])
def test_what_was_kept_stays_kept(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    begin(attacker, town.shop)
    run(attacker, END)
    refused(attacker, errors.ObjectNotInPrerequisiteState, "has ended", f"update execora.recording set {changed}")


@pytest.mark.parametrize("changed", ["stored_at = null", "stored_at = '2001-01-01'"])
def test_what_was_stored_stays_stored(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    begin(attacker, town.shop)
    run(attacker, END, "update execora.recording set stored_at = now()")
    refused(attacker, errors.ObjectNotInPrerequisiteState, "has ended", f"update execora.recording set {changed}")


def test_what_is_lost_does_not_go_on(attacker: psycopg.Connection, town: Town):
    begin(attacker, town.shop)
    run(attacker, "update execora.recording set state = 'lost'")
    again: LiteralString = "update execora.recording set state = 'recording'"
    refused(attacker, errors.ObjectNotInPrerequisiteState, "has ended", again)


@pytest.mark.parametrize(
    "changed", ["state = 'kept'", "state = 'new'", "seconds = -1", "bytes = -1", "stored_at = now()"]
)
def test_its_row_says_nothing_that_cannot_be(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    begin(attacker, town.shop)
    attacker.commit()
    refused(attacker, errors.CheckViolation, "recording", f"update execora.recording set {changed}")


def test_pages_are_told_when_one_begins_ends_and_goes(town: Town):
    with (
        closing(psycopg.connect(town.addresses.serving, autocommit=True)) as listener,
        closing(psycopg.connect(town.addresses.serving, autocommit=True)) as serving,
    ):
        listener.execute("listen execora_changed")
        serving.execute("select set_config('execora.shop', %s, false)", [str(town.shop)])
        begin(serving, town.shop)
        serving.execute(END)
        serving.execute("delete from execora.recording")
        told = [notice.payload for notice in listener.notifies(timeout=10, stop_after=3)]
    assert [f'"shop" : {town.shop}' in one and '"what" : "recording"' in one for one in told] == [True] * 3
