"""What one connection sends, held to the limits of its address, its speaker and its shop.

What is over a limit is not acted on, and may be sent again under its id. Nor, for a while, is what was said behind it,
for it may go on from that. What stops, cancels or asks for a sign of life acts all the same.
"""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

import trio

from execora.server.limits import Account, Meter
from execora.server.refusals import Refusals
from execora.session.port import Audio, CancelTask, Final, Interim, Interrupt, Ping, Record, Refused, Resume, Stop
from execora.session.understanding import Utterance, is_control

if TYPE_CHECKING:
    from execora.session.port import Input

QUIET_SECONDS = 1.0
"""Between two events that say that a message was refused. Of those in between that nobody can wait for, and nothing can
go on from, none says so."""

STRETCH_SECONDS = 5.0
"""For how long sound is refused at the least, once it is, and so is what is said: words that are let through by ones
and twos help nobody, and a sentence may mean something else without the one before."""


class Metering:
    """Of one connection."""

    def __init__(self, meter: Meter, refusals: Refusals) -> None:
        self._meter, self._refusals = meter, refusals
        self._quiet_until = -inf
        self._silent_until = -inf
        self._unheard_until = -inf
        """Until then nothing said is let in, for something was not."""

    @property
    def hopeless(self) -> bool:
        """Whether the client goes on regardless of what it is told."""
        return self._meter.hopeless

    def refuses(self, said: Input) -> Refused | None:
        """Count what was said; return what the client may be told of it where it is not to be acted on."""
        if isinstance(said, Audio):
            return None
        now = trio.current_time()
        if wait := self._meter.interim(now) if isinstance(said, Interim) else self._meter.message(now):
            self._refusals.note("message.refused", "messages", "limit: messages")
        if _acts(said):
            return None
        if isinstance(said, Utterance):
            wait = self._stretch(wait, now)
        return _refused(said, ceil(wait)) if wait else None

    def _stretch(self, wait: float, now: float) -> float:
        """Return how long something said is to wait where it would have to by itself wait so long, or not at all."""
        if wait:
            self._unheard_until = max(self._unheard_until, now + max(wait, STRETCH_SECONDS))
        return max(0.0, self._unheard_until - now)

    def tells(self, refused: Refused) -> bool:
        """Tell whether the session is to be told of a refusal, and the client by it, now.

        Somebody waits for an answer to an id, and what is said next may go on from what was said. Else it was just now.
        """
        if refused.id is not None or refused.utters:
            return True
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
    utters = said.utters if isinstance(said, Refused) else isinstance(said, Utterance)
    return Refused(code="LIMIT_REACHED", message=sentence, id=said.id, wait_seconds=wait_seconds, utters=utters)
