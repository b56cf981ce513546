"""Several recognisers that serve as one: another run, or another recogniser, hears again what was not settled.

One mechanism for reconnecting and for failing over. The sound that no final words have settled is kept here, and here
only; each run begins with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import structlog
import trio

from execora.providers.breaker import Breaker
from execora.providers.links import Link, Links
from execora.providers.listening import Listening, Run
from execora.providers.port import Fault, ProviderError, Recogniser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from execora.providers.port import Wanted, Words
    from execora.sound.stream import Sound

GIVE_UP_SECONDS = 15.0
"""So long nothing may be heard after a failure before the caller is told."""

BACK_OFF_SECONDS = 0.25
"""Before one that had worked runs again; if it fails anew, its breaker makes the pauses, each twice as long."""

Ear: TypeAlias = Link[Recogniser]

log = structlog.get_logger()


class EarsChain(Links[Recogniser]):
    """Fulfils `execora.providers.port.Ears`. One for the process: its breakers are shared by all conversations."""

    def __init__(self, recognisers: Sequence[Recogniser], *, luck: Callable[[], float] = random.random) -> None:
        """Take recognisers in the order in which they are preferred; `luck` gives numbers from 0 to 1."""
        super().__init__(recognisers)
        self._luck = luck
        self._changes = trio.lowlevel.ParkingLot()
        """Where those wait whom no recogniser admits."""

    @property
    def ends_utterances(self) -> bool:
        """Whether all find the end of an utterance by themselves."""
        return all(link.provider.ends_utterances for link in self._links)

    def only(self, name: str) -> EarsChain | None:
        """Return a chain that begins with one of them and falls back on the others; None where it is not in it."""
        links = self._beginning_with(name)
        if links is None:
            return None
        chain = EarsChain([], luck=self._luck)
        chain._links, chain._changes = links, self._changes
        return chain

    def alone(self, name: str) -> Recogniser | None:
        """Return one of them without the others; None where it is not in it."""
        return next((link.provider for link in self._links if link.provider.name == name), None)

    async def transcribe(
        self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: Callable[[Words], None]
    ) -> None:
        """Hear until the sound ends, whoever fails on the way: each word is told once.

        It takes up to 30 s of sound at once; whoever sends more waits until some of it is settled. What is told of
        `until` counts from the beginning of this sound. Nobody is asked before there is something to be heard.

        Raises:
            ProviderError: all of them are broken, and have been for `GIVE_UP_SECONDS`, or refuse.

        """
        listening = Listening(wanted, heard)
        failure = None
        async with trio.open_nursery() as nursery:
            nursery.start_soon(listening.collect, sound)
            try:
                await self._hear(listening)
            except ProviderError as error:
                failure = error
            nursery.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _hear(self, listening: Listening) -> None:
        trouble = Trouble()
        while True:
            if not listening.ring.waits:  # nobody misses a word: whoever speaks next has all our patience
                trouble.over()
            if not await listening.something_to_hear():
                return
            link = await self._admission(trouble)
            error = await self._run(link, listening, trouble)
            if error is not None:
                trouble.add(link, error, trio.current_time())

    async def _run(self, link: Ear, listening: Listening, trouble: Trouble) -> ProviderError | None:
        use = Use(link.breaker, trouble.own(link), trio.current_time())
        worked, replaceable = partial(self._worked, link, use, trouble), partial(self._better, link, trouble)
        try:
            await trio.sleep_until(trouble.back_off(link, self._luck()))
            error = await Run(link.provider, listening, worked, replaceable).run()
            if error is not None:
                use.failed(error, trio.current_time(), self._luck(), alone=self._nobody_else(link, trouble))
                log.warning("provider.failed", provider=error.provider, fault=error.fault.value, reason=error.reason)
            return error
        finally:
            use.ended()
            self._changes.unpark_all()

    def _worked(self, link: Ear, use: Use, trouble: Trouble) -> None:
        """Note that words came."""
        if use.probes or trouble.since is not None:
            log.info("provider.serves", provider=link.provider.name)
        trouble.over()
        if not use.has_worked:
            use.worked()
            self._changes.unpark_all()

    def _admitted(self, trouble: Trouble) -> Ear | None:
        """Return the first that may be used, as far as everybody and this conversation know."""
        now = trio.current_time()
        return next((link for link in self._links if _admits(link, trouble, now)), None)

    def _better(self, link: Ear, trouble: Trouble) -> bool:
        """Tell whether one may be used that is preferred to this one."""
        now = trio.current_time()
        return any(_admits(each, trouble, now) for each in self._links[: self._links.index(link)])

    def _nobody_else(self, link: Ear, trouble: Trouble) -> bool:
        now = trio.current_time()
        return not any(_admits(each, trouble, now) for each in self._links if each is not link)

    async def _admission(self, trouble: Trouble) -> Ear:
        """Return the first that may be used, once one may.

        Raises:
            ProviderError: none will be for too long.

        """
        began = trio.current_time() if trouble.since is None else trouble.since
        while (link := self._admitted(trouble)) is None:
            now, until = trio.current_time(), began + GIVE_UP_SECONDS
            openings = [max(each.breaker.opens_at, trouble.own(each).opens_at) for each in self._links]
            hopeless = min(openings, default=until) >= until and not any(each.breaker.probing for each in self._links)
            if now >= until or hopeless:
                raise trouble.error or self._nobody()
            with trio.move_on_at(min([until, *(opening for opening in openings if opening > now)])):
                await self._changes.park()
        return link


def _admits(link: Ear, trouble: Trouble, now: float) -> bool:
    return link.breaker.admits(now) and trouble.own(link).admits(now)


class Use:
    """A run as everybody's breaker and its conversation's own one know it."""

    def __init__(self, everybodys: Breaker, own: Breaker, now: float) -> None:
        self._everybodys, self._own = everybodys, own
        self._trial, self._own_trial = everybodys.begin(now), own.begin(now)

    @property
    def has_worked(self) -> bool:
        """Whether words came."""
        return self._trial.worked

    @property
    def probes(self) -> bool:
        """Whether it is to find out if the provider works again."""
        return self._trial.probe and not self._trial.worked

    def worked(self) -> None:
        """Note that words came."""
        self._everybodys.worked(self._trial)
        self._own.worked(self._own_trial)

    def ended(self) -> None:
        """Note that it is over."""
        self._everybodys.ended(self._trial)
        self._own.ended(self._own_trial)

    def failed(self, error: ProviderError, now: float, luck: float, *, alone: bool) -> None:
        """Note that it failed, to nobody else's harm where that says nothing about the others' runs.

        So it is with a request that is not fit while others are; with a line that drops after it had worked, for each
        conversation has its own; and with one that is too slow now and `alone`, for a pause would serve nobody.
        """
        match error.fault:
            case Fault.UNFIT:
                ours = self._everybodys.proven
            case Fault.AWAY:
                ours = self.has_worked
            case Fault.SLOW:
                ours = self.has_worked and alone
            case _:
                ours = False
        if ours:
            self._own.failed(self._own_trial, error, now, luck)
        else:
            self._everybodys.failed(self._trial, error, now, luck)


@dataclass(slots=True)
class Trouble:
    """What goes wrong in one conversation."""

    since: float | None = None
    """When it began, since words came last."""
    error: ProviderError | None = None
    link: Ear | None = None
    """The last that has failed."""
    at: float = float("-inf")
    breakers: dict[Ear, Breaker] = field(default_factory=dict)

    def own(self, link: Ear) -> Breaker:
        """Return what this conversation alone has seen of one."""
        return self.breakers.setdefault(link, Breaker())

    def add(self, link: Ear, error: ProviderError, now: float) -> None:
        """Note a failure."""
        self.since = now if self.since is None else self.since
        self.link, self.error, self.at = link, error, now

    def over(self) -> None:
        """Note that words came, or that none are missing."""
        self.since = self.error = self.link = None

    def back_off(self, link: Ear, luck: float) -> float:
        """Return when it may run again."""
        return self.at + BACK_OFF_SECONDS * (0.5 + luck) if link is self.link else float("-inf")
