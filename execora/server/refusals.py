"""How often somebody or something was refused: counted for whoever runs the server, and logged without a flood."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
import trio

if TYPE_CHECKING:
    from execora.server.auth import Denied

log = structlog.get_logger()

QUIET_SECONDS = 1.0
"""Between two lines of the same reason: a thousand refusals a second are one line a second that counts them."""


class Refusals:
    """All refusals of this process. Nobody's address or shop is kept here; reasons are words of ours, some dozens."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        """How many there were: by the limit that was reached, else by the name of the HTTP status."""
        self.reasons = Counter[str]()
        """The same by reason. Not to be shown to strangers: whoever may look before and after knocking learns what was
        wrong with a token."""
        self._quiet_until: dict[tuple[str, str], float] = {}
        self._unlogged = Counter[tuple[str, str]]()

    def turn_away(self, event: str, denied: Denied, **where: str) -> None:
        """Note that somebody was."""
        kind = denied.limit or HTTPStatus(denied.status).name.lower()
        self.note(event, kind, denied.reason, status=int(denied.status), **where)

    def note(self, event: str, kind: str, reason: str, **fields: str | int) -> None:
        """Count something that was refused, and log it, unless that was done just now for the same reason."""
        self.counts[kind] += 1
        self.reasons[reason] += 1
        said, now = (event, reason), trio.current_time()
        if now < self._quiet_until.get(said, now):
            self._unlogged[said] += 1
            return
        self._quiet_until[said] = now + QUIET_SECONDS
        if unlogged := self._unlogged.pop(said, 0):
            fields["unlogged"] = unlogged
        log.info(event, reason=reason, **fields)
