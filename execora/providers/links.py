"""What a chain of recognisers and one of voices have in common: who is in it, and how each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import trio

from execora.providers.breaker import Breaker
from execora.providers.port import Condition, Fault, ProviderError, Recogniser, Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

Provider = TypeVar("Provider", Recogniser, Voice)


@dataclass(eq=False, slots=True)
class Link(Generic[Provider]):
    """A provider and how it is."""

    provider: Provider
    breaker: Breaker


class Links(Generic[Provider]):
    """Providers in the order in which they are preferred."""

    _nobody_there = "none is there"

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._links: list[Link[Provider]] = [Link(provider, Breaker()) for provider in providers]

    @property
    def name(self) -> str:
        """The names of all, as the setting has them."""
        return ",".join(link.provider.name for link in self._links)

    @property
    def conditions(self) -> Sequence[Condition]:
        """How each is, in the order of the chain."""
        return [Condition(link.provider.name, link.breaker.state, link.breaker.reason) for link in self._links]

    @property
    def serving(self) -> str | None:
        """The name of the first that would be asked now; None while all are left alone."""
        now = trio.current_time()
        return next((link.provider.name for link in self._links if link.breaker.admits(now)), None)

    async def check(self) -> str:
        """Ask each whether it answers; return what there is of those that do.

        Raises:
            ProviderError: none does; it is the first one's.

        """
        answers: list[str] = []
        errors: list[ProviderError] = []
        for link in self._links:
            try:
                answers.append(f"{link.provider.name}: {await link.provider.check()}")
            except ProviderError as error:
                errors.append(error)
        if not answers:
            raise errors[0] if errors else self._nobody()
        return "; ".join(answers)

    async def aclose(self) -> None:
        """Close each."""
        for link in self._links:
            await link.provider.aclose()

    def _beginning_with(self, name: str) -> list[Link[Provider]] | None:
        """Return the links with one of them first; None where it is not among them."""
        chosen = [link for link in self._links if link.provider.name == name]
        return chosen + [link for link in self._links if link not in chosen] if chosen else None

    def _nobody(self) -> ProviderError:
        reasons = "; ".join(
            f"{link.provider.name}: {link.breaker.reason}" for link in self._links if link.breaker.reason
        )
        return ProviderError(self.name, Fault.AWAY, reasons or self._nobody_there)
