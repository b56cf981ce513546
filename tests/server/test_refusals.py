from __future__ import annotations

from typing import TYPE_CHECKING

import trio
from structlog.testing import capture_logs

from execora.server.auth import Denied
from execora.server.refusals import Refusals

if TYPE_CHECKING:
    from trio.testing import MockClock

FOREIGN = Denied(403, "No.", "the Origin is not allowed")


async def test_every_refusal_is_counted_by_its_limit_or_status():
    refusals = Refusals()
    for denied in (FOREIGN, FOREIGN, Denied(429, "No.", "limit: connects", "connects", 3)):
        refusals.turn_away("door.refused", denied)
    refusals.note("messages.refused", "messages", "limit: messages")
    assert refusals.counts == {"forbidden": 2, "connects": 1, "messages": 1}
    assert refusals.reasons == {FOREIGN.reason: 2, "limit: connects": 1, "limit: messages": 1}


async def test_a_storm_is_one_line_a_second_for_each_reason_and_says_how_many(autojump_clock: MockClock):
    refusals = Refusals()
    with capture_logs() as logs:
        for _ in range(1000):
            refusals.turn_away("door.refused", FOREIGN, path="/ws")
        refusals.turn_away("door.refused", Denied(401, "No.", "no token"), path="/ws")
        await trio.sleep(1.0)
        refusals.turn_away("door.refused", FOREIGN, path="/ws")
    assert [(line["reason"], line["status"], line.get("unlogged")) for line in logs] == [
        ("the Origin is not allowed", 403, None),
        ("no token", 401, None),
        ("the Origin is not allowed", 403, 999),
    ]
