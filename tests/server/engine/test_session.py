"""An Engine.IO session as a whole."""

from __future__ import annotations

import trio

from execora.server.engine.session import Engine
from tests.server.serving import settings


def test_nobody_guesses_the_id_of_another():
    async def ids() -> set[str]:
        await trio.lowlevel.checkpoint()
        return {Engine(settings()).sid for _ in range(100)}

    assert {len(sid) for sid in trio.run(ids)} == {22}
