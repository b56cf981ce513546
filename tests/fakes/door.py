"""A door without a wire: the test says things through it and sees what the client would be told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import trio

from execora.session.port import Event, Final, GoneError, Input, Numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID


class FakeDoor:
    """Keeps the promises of `execora.session.port.Door`. Use `say` and `next`, and `hang_up` at the end."""

    def __init__(self) -> None:
        self._say, self._heard = trio.open_memory_channel[Input](math.inf)
        self._told, self._events = trio.open_memory_channel[Event](math.inf)
        self.told: list[Event] = []
        """Everything the client was told, in order."""
        self.numbers: list[int] = []
        """The number of each."""
        self.closed = trio.Event()
        self.closed_with: int | None = None
        """The code that the session closed it with by itself."""
        self.gone = False
        self.for_good = True
        """Whether the client says, when it hangs up, that it is done."""
        self.ended = trio.Event()
        self.close_code: int | None = None
        """What the session returned, once it has ended."""
        self.reads = True
        """Whether the client reads. One that does not blocks whoever tells it, for good."""
        self.sound_wait = 0.0
        """What is said of each sound that comes; see `Door.limit_sound`."""
        self.sound_seconds = 0.0
        """How much was counted."""

    # -- the session's side

    async def receive(self) -> Input:
        try:
            return await self._heard.receive()
        except trio.EndOfChannel:
            raise GoneError(for_good=self.for_good) from None

    def limit_sound(self, seconds: float) -> float:
        self.sound_seconds += seconds
        return self.sound_wait

    async def send(self, told: Sequence[Numbered]) -> None:
        await trio.lowlevel.checkpoint()
        if not self.reads:
            await trio.sleep_forever()
        if self.gone:
            raise GoneError
        self.numbers += [number for number, _ in told]
        self.told += [event for _, event in told]
        for _, event in told:
            self._told.send_nowait(event)

    async def close(self, code: int) -> None:
        await trio.lowlevel.checkpoint()
        self.closed_with = code
        self.closed.set()
        self.cut()

    def cut(self) -> None:
        self.gone = True
        self._say.close()

    # -- the test's side

    def say(self, text: str, message_id: UUID | None = None) -> None:
        """Say a final transcript."""
        self.put(Final(text=text, id=message_id))

    def put(self, said: Input) -> None:
        """Send any message."""
        self._say.send_nowait(said)

    def hang_up(self) -> None:
        """End the connection, for good."""
        self._say.close()

    def lose(self) -> None:
        """Lose the connection: nothing reaches the client any more, and it may come back over another one."""
        self.for_good = False
        self.cut()

    async def next(self, *types: str) -> Event:
        """Return the next event of one of these types, passing over others."""
        while True:
            event = await self._events.receive()
            if event.type in types:
                return event

    def of(self, event_type: str) -> list[dict[str, Any]]:
        """Return the data of all events of a type that were told so far."""
        return [dict(event.data) for event in self.told if event.type == event_type]

    def __iter__(self) -> Iterator[Event]:
        return iter(self.told)
