"""Records to the database: a shop at a time, with patience while it is away, and without what it will never take."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

import structlog
import trio

from execora.errors import DatabaseError, OutcomeUnknownError, RefusedError
from execora.records.frames import SetAside, Unread, read
from execora.session.port import Entry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from execora.records.port import Entries

log = structlog.get_logger()

Record = Entry | SetAside | Unread

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
"""Before the database is asked again; doubled each time. Once it is back, all is well within five seconds."""

NAMED = 10
"""Entries that one line of the log names at the most."""

REMEMBERED = 1000
"""Of how many entries it is known what became of them when they were last sent."""


class Sender:
    """Stores records; what is refused is set aside by what it is given for that."""

    def __init__(
        self,
        rows: Entries,
        put_aside: Callable[[Sequence[SetAside]], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._rows, self._put_aside, self._now = rows, put_aside, now
        self._sent: deque[bool] = deque(maxlen=REMEMBERED)
        self._away = False

    @property
    def success_rate(self) -> float:
        """How many of the last thousand entries that were sent were stored: from 0 to 1."""
        return sum(self._sent) / len(self._sent) if self._sent else 1.0

    async def send(self, records: Sequence[Record]) -> None:
        """Return once each record is in the database or set aside, however long that takes."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self.send_once(records)
            except (DatabaseError, OutcomeUnknownError) as error:
                self._note_away(str(error))
            except OSError as error:
                self._note_away(f"nothing can be set aside: {error.strerror}")
            await trio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def send_once(self, records: Sequence[Record]) -> None:
        """Return once each record is in the database or set aside. Doing it again changes nothing.

        Raises:
            DatabaseError: the database is away.
            OutcomeUnknownError: it may have them.
            OSError: it refused one that cannot be set aside.

        """
        entries, aside = sorted_out(records, self._now())
        for entries_of_one in by_shop(entries):
            aside += await self._keep(entries_of_one)
        if aside:
            await self._put_aside(aside)
            log.error("spool.set_aside", records=len(aside), entries=_ids(aside[:NAMED]))
        if self._away:
            self._away = False
            log.info("spool.ships_again")

    async def _keep(self, entries: Sequence[Entry]) -> list[SetAside]:
        """Store what the database takes of one shop's entries, and return the rest, each with its reason."""
        try:
            await self._rows.keep(entries)
        except (DatabaseError, OutcomeUnknownError):
            self._sent.extend([False] * len(entries))
            raise
        except RefusedError as error:
            reason = str(error)
        except Exception as error:  # a bug that one entry wakes must not stop all others, at this start and every next
            log.error("spool.keeping_failed", error=type(error).__name__)  # its message may hold what somebody said
            log.debug("spool.keeping_failed", exc_info=True)
            reason = f"a bug: {type(error).__name__}, see the server's log"
        else:
            self._sent.extend([True] * len(entries))
            return []
        if len(entries) == 1:
            self._sent.append(False)
            return [SetAside(entries[0], reason, self._now())]
        half = len(entries) // 2
        return await self._keep(entries[:half]) + await self._keep(entries[half:])

    def _note_away(self, reason: str) -> None:
        if not self._away:
            self._away = True
            log.warning("spool.waits", reason=reason)


def sorted_out(records: Iterable[Record], now: datetime) -> tuple[list[Entry], list[SetAside]]:
    """Tell what can be stored from what cannot even be read.

    What was set aside before is read again: the one who reads now may be a newer Execora.
    """
    entries, aside = list[Entry](), list[SetAside]()
    for record in records:
        match record:
            case Entry():
                entries.append(record)
            case SetAside(what=Entry() as entry):
                entries.append(entry)
            case SetAside(what=bytes() as data):
                again = list(read(data))
                entries += [one for one in again if isinstance(one, Entry)]
                if any(not isinstance(one, Entry) for one in again):
                    aside.append(record)
            case Unread(cut_off=True):
                log.info("spool.end_missing", bytes=len(record.data))
            case Unread():
                aside.append(SetAside(record.data, record.reason, now))
    return entries, aside


def by_shop(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Put each shop's entries together, in their order."""
    shops = defaultdict[int, list[Entry]](list)
    for entry in entries:
        shops[entry.shop_id].append(entry)
    return list(shops.values())


def _ids(aside: Sequence[SetAside]) -> list[str]:
    return [str(one.what.id) for one in aside if isinstance(one.what, Entry)]
