"""One fault after the other under load, and what came of each."""

from __future__ import annotations

import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio
import trio.lowlevel

from tests.chaos.audit import Auditor
from tests.chaos.faults import Fault, hold
from tests.chaos.shopkeeper import Shopkeeper

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.chaos.premises import Premises
    from tests.chaos.said import Said

BACK_SECONDS = 5.0
"""After the end of a fault's cause everybody is served again within this."""

GIVE_UP_SECONDS = 30.0


@dataclass(slots=True)
class Trial:
    """Shopkeepers at work in premises, and whoever looks after them."""

    premises: Premises
    auditor: Auditor
    seed: int
    back_seconds: float = BACK_SECONDS
    keepers: list[Shopkeeper] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Every promise that was broken."""
    backs: list[float] = field(default_factory=list)
    """After how many seconds everybody was served again, fault by fault."""
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    @property
    def messages(self) -> list[Said]:
        """All that anybody said."""
        return [said for keeper in self.keepers for said in keeper.messages]

    async def work(self, count: int) -> None:
        """Let so many shopkeepers talk, each until the day is over and all it said is done."""
        async with trio.open_nursery() as nursery:
            for number in range(count):
                nursery.start_soon(self._employ(number).run)

    def _employ(self, number: int) -> Shopkeeper:
        keeper = Shopkeeper(self.premises.line.port, self.premises.door, seed=self.seed * 1000 + number)
        self.keepers.append(keeper)
        return keeper

    async def suffer(self, fault: Fault, *, most: float = 60.0) -> float:
        """Let a fault happen, wait until everybody is served again, and return how long after its end that was."""
        async with fault.happens(self.premises, self._chance):
            await hold(fault, self._chance, most=most)
        ended = trio.current_time()
        back = await self._served_since(ended, fault)
        self.backs.append(back)
        if back > self.back_seconds:
            self.wrong.append(f"{fault.name}: everybody was served again after {back:.1f} s only")
        await self._look_into_the_books(fault.name)
        return back

    async def _served_since(self, ended: float, fault: Fault) -> float:
        """Wait until everybody who was there, and somebody who comes now, had something done; return how long."""
        async with trio.open_nursery() as nursery:
            newcomer = self._employ(len(self.keepers))
            nursery.start_soon(newcomer.run)
            with trio.move_on_after(GIVE_UP_SECONDS) as giving_up:
                for keeper in self.keepers:
                    while keeper.served <= ended and not keeper.over:
                        await keeper.success.wait()
            if giving_up.cancelled_caught:
                self.wrong += [f"{fault.name}: not served again at all: {keeper}" for keeper in self._unserved(ended)]
                nursery.cancel_scope.cancel()
            back = trio.current_time() - ended
            newcomer.over = True
        return back

    def _unserved(self, since: float) -> list[str]:
        keepers = [keeper for keeper in self.keepers if keeper.served <= since and not keeper.over]
        return [f"seed {keeper.seed}, {keeper.connections} connections, {keeper.pending}" for keeper in keepers]

    async def _look_into_the_books(self, when: str) -> None:
        told = {what for keeper in self.keepers for what in keeper.told}
        wrong = [*await self.auditor.find(self.messages), *await self.auditor.untold(told)]
        self.wrong += [f"after {when}: {what}" for what in wrong]

    async def close(self) -> None:
        """Judge the whole day, once everybody has gone."""
        await self._look_into_the_books("all")
        self.wrong += [what for keeper in self.keepers for what in keeper.wrong]
        self.wrong += [f"never answered: {said}" for said in self.messages if not said.over]
        if self.premises.ends != self.premises.expected_ends:
            self.wrong.append(f"the server ended {self.premises.ends} times, not {self.premises.expected_ends}")
        said = self.premises.folder.joinpath("stderr").read_text()
        self.wrong += [f"the server's log has a {word}" for word in ("Traceback", "session.failed") if word in said]


@asynccontextmanager
async def trial(
    premises: Premises, *, seed: int, keepers: int = 12, back_seconds: float = BACK_SECONDS
) -> AsyncIterator[Trial]:
    """Employ shopkeepers for as long as the block lasts, let them finish, and judge."""
    under_way = Trial(premises, await Auditor.begin(premises.database), seed, back_seconds)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(under_way.work, keepers)
        await trio.lowlevel.checkpoint()
        yield under_way
        for keeper in under_way.keepers:
            keeper.over = True
        nursery.cancel_scope.deadline = trio.current_time() + GIVE_UP_SECONDS
    await under_way.close()
