"""Several recognisers that serve as one: another run, or another recogniser, hears again what was not settled.

One mechanism for reconnecting and for failing over. The sound that no final words have settled is kept here, and here
only; each run begins with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
import trio

from execora.providers.breaker import Breaker
from execora.providers.listening import Listening, Run
from execora.providers.port import Condition, Fault, ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from execora.providers.breaker import Trial
    from execora.providers.port import Recogniser, Wanted, Words
    from execora.sound.stream import Sound

GIVE_UP_SECONDS = 15.0
"""So long nothing may be heard after a failure before the caller is told."""

BACK_OFF_SECONDS = 0.25
"""Before one that had worked runs again; if it fails anew, its breaker makes the pauses, each twice as long."""

log = structlog.get_logger()


@dataclass(slots=True)
class Link:
    """A recogniser and how it is."""

    recogniser: Recogniser
    breaker: Breaker


class EarsChain:
    """Fulfils `execora.providers.port.Ears`. One for the process: its breakers are shared by all conversations."""

    def __init__(self, recognisers: Sequence[Recogniser], *, luck: Callable[[], float] = random.random) -> None:
        """Take recognisers in the order in which they are preferred; `luck` gives numbers from 0 to 1."""
        self._links = [Link(recogniser, Breaker()) for recogniser in recognisers]
        self._luck = luck
        self._changes = trio.lowlevel.ParkingLot()
        """Where those wait whom no recogniser admits."""

    @property
    def name(self) -> str:
        """The names of all, as the setting has them."""
        return ",".join(link.recogniser.name for link in self._links)

    @property
    def ends_utterances(self) -> bool:
        """Whether all find the end of an utterance by themselves."""
        return all(link.recogniser.ends_utterances for link in self._links)

    @property
    def conditions(self) -> Sequence[Condition]:
        """How each is, in the order of the chain."""
        return [Condition(link.recogniser.name, link.breaker.state, link.breaker.reason) for link in self._links]

    @property
    def serving(self) -> str | None:
        """The name of the first that would be asked now; None while all are left alone."""
        link = self._admitted()
        return None if link is None else link.recogniser.name

    def alone(self, name: str) -> Recogniser | None:
        """Return one of them without the others; None where it is not in it."""
        return next((link.recogniser for link in self._links if link.recogniser.name == name), None)

    def only(self, name: str) -> EarsChain | None:
        """Return a chain that begins with one of them and falls back on the others; None where it is not in it."""
        chosen = [link for link in self._links if link.recogniser.name == name]
        if not chosen:
            return None
        chain = EarsChain([], luck=self._luck)
        chain._links = chosen + [link for link in self._links if link not in chosen]
        chain._changes = self._changes
        return chain

    async def check(self) -> str:
        """Ask each whether it answers; return what there is of those that do.

        Raises:
            ProviderError: none does; it is the first one's.

        """
        answers: list[str] = []
        errors: list[ProviderError] = []
        for link in self._links:
            try:
                answers.append(f"{link.recogniser.name}: {await link.recogniser.check()}")
            except ProviderError as error:
                errors.append(error)
        if not answers:
            raise errors[0] if errors else ProviderError(self.name, Fault.AWAY, self._reasons())
        return "; ".join(answers)

    async def aclose(self) -> None:
        """Close each."""
        for link in self._links:
            await link.recogniser.aclose()

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
            link, trial = await self._admission(trouble)
            error = await self._run(link, trial, listening, trouble)
            if error is not None:
                trouble.add(link, error, trio.current_time())

    async def _run(self, link: Link, trial: Trial, listening: Listening, trouble: Trouble) -> ProviderError | None:
        try:
            await trio.sleep_until(trouble.back_off(link, self._luck()))
            error = await Run(link.recogniser, listening, lambda: self._worked(link, trial, trouble)).run()
            if error is not None:
                link.breaker.failed(trial, error, trio.current_time(), self._luck())
                log.warning("provider.failed", provider=error.provider, fault=error.fault.value, reason=error.reason)
            return error
        finally:
            link.breaker.ended(trial)
            self._changes.unpark_all()

    def _worked(self, link: Link, trial: Trial, trouble: Trouble) -> None:
        """Note that words came."""
        if (trial.probe and not trial.worked) or trouble.since is not None:
            log.info("provider.serves", provider=link.recogniser.name)
        trouble.over()
        if not trial.worked:
            link.breaker.worked(trial)
            self._changes.unpark_all()

    def _admitted(self) -> Link | None:
        now = trio.current_time()
        return next((link for link in self._links if link.breaker.admits(now)), None)

    async def _admission(self, trouble: Trouble) -> tuple[Link, Trial]:
        """Begin with the first that may be used, once one may.

        Raises:
            ProviderError: none will be for too long.

        """
        began = trio.current_time() if trouble.since is None else trouble.since
        while (link := self._admitted()) is None:
            now, until = trio.current_time(), began + GIVE_UP_SECONDS
            openings = [link.breaker.opens_at for link in self._links]
            if now >= until or min(openings, default=until) >= until:
                raise trouble.error or ProviderError(self.name, Fault.AWAY, self._reasons())
            with trio.move_on_at(min([until, *(opening for opening in openings if opening > now)])):
                await self._changes.park()
        return link, link.breaker.begin()

    def _reasons(self) -> str:
        return "; ".join(f"{link.recogniser.name}: {link.breaker.reason}" for link in self._links) or "none is there"


@dataclass(slots=True)
class Trouble:
    """What has gone wrong in one conversation since words came last."""

    since: float | None = None
    error: ProviderError | None = None
    link: Link | None = None
    """The last that has failed."""
    at: float = float("-inf")

    def add(self, link: Link, error: ProviderError, now: float) -> None:
        """Note a failure."""
        self.since = now if self.since is None else self.since
        self.link, self.error, self.at = link, error, now

    def over(self) -> None:
        """Note that words came."""
        self.since = self.error = self.link = None

    def back_off(self, link: Link, luck: float) -> float:
        """Return when it may run again."""
        return self.at + BACK_OFF_SECONDS * (0.5 + luck) if link is self.link else float("-inf")
