"""What is stored stays as it is, or gets longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

import pytest
from psycopg import errors

from tests.store.attacks import refused, run
from tests.store.migrations.test_0011_recordings import END, begin

if TYPE_CHECKING:
    import psycopg

    from tests.store.town import Town

STORED: LiteralString = "update execora.recording set stored_at = now()"


@pytest.mark.parametrize("changed", ["seconds = 3", "bytes = 8", "ended_at = now()", "bytes = 8, stored_at = null"])
def test_what_is_stored_never_gets_shorter(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    begin(attacker, town.shop)
    run(attacker, END, STORED)
    refused(attacker, errors.ObjectNotInPrerequisiteState, "has ended", f"update execora.recording set {changed}")


def test_what_is_stored_may_get_longer_and_is_then_to_be_stored_again(attacker: psycopg.Connection, town: Town):
    begin(attacker, town.shop)
    run(attacker, END, STORED, "update execora.recording set seconds = 3, bytes = 10, stored_at = null", STORED)


@pytest.mark.parametrize("changed", ["seconds = 1, bytes = 8", "seconds = 3, bytes = 10"])
def test_what_is_not_stored_yet_may_be_corrected(attacker: psycopg.Connection, town: Town, changed: LiteralString):
    begin(attacker, town.shop)
    run(attacker, END, f"update execora.recording set {changed}", STORED)
