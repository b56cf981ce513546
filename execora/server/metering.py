"""What one connection sends, held to the limits of its address, its speaker and its shop.

What is over a limit is not acted on, and may be sent again under its id. What stops, cancels or asks for a sign of life
acts all the same.
"""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

import trio

from execora.server.limits import Account, Meter
from execora.server.refusals import Refusals
from execora.session.port import Audio, CancelTask, Final, Interim, Interrupt, Ping, Record, Refused, Resume, Stop
from execora.session.understanding import is_control

if TYPE_CHECKING:
    from execora.session.port import Input

QUIET_SECONDS = 1.0
"""Between two events that say that a message was refused; the ones in between are refused without an event."""

STRETCH_SECONDS = 5.0
"""For how long sound is refused at the least, once it is: words that are let through by ones and twos help nobody."""


class Metering:
    """Of one connection."""

    def __init__(self, meter: Meter, refusals: Refusals) -> None:
        self._meter, self._refusals = meter, refusals
        self._quiet_until = -inf
        self._silent_until = -inf

    @property
    def hopeless(self) -> bool:
        """Whether the client goes on regardless of what it is told."""
        return self._meter.hopeless

    def refuses(self, said: Input) -> Refused | None:
        """Count what was said; return what the client may be told of it where it is not to be acted on."""
        if isinstance(said, Audio):
            return None
        count = self._meter.interim if isinstance(said, Interim) else self._meter.message
        if not (wait := count(trio.current_time())):
            return None
        self._refusals.note("message.refused", "messages", "limit: messages")
        return None if _acts(said) else _refused(said, ceil(wait))

    def tells(self) -> bool:
        """Tell whether the client is to be told of a refusal now: it was not just now."""
        now = trio.current_time()
        if now < self._quiet_until:
            return False
        self._quiet_until = now + QUIET_SECONDS
        return True

    def limit_sound(self, seconds: float) -> float:
        """Count sound; see `Door`."""
        now = trio.current_time()
        if now < self._silent_until:
            return self._silent_until - now
        if wait := self._meter.sound(seconds, now):
            wait = max(wait, STRETCH_SECONDS)
            self._silent_until = now + wait
            self._refusals.note("sound.refused", "sound", "limit: sound")
        return wait


def unmetered() -> Metering:
    """Return one that refuses nothing."""
    endless = Account(inf, inf, inf, inf)
    return Metering(Meter(endless, endless, endless), Refusals())


def _acts(said: Input) -> bool:
    """Tell whether something acts though a limit is reached."""
    match said:
        case Stop() | CancelTask() | Interrupt() | Ping() | Resume():
            return True
        case Record(on=on):
            return not on
        case Final():
            return is_control(said)
    return False


def _refused(said: Input, wait_seconds: int) -> Refused:
    sentence = f"Too many messages come from here or to this shop. Send this one again in {wait_seconds} s."
    return Refused(code="LIMIT_REACHED", message=sentence, id=said.id, wait_seconds=wait_seconds)
