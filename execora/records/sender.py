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


BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What an entry can wake by what it holds. Whatever else goes wrong, as for want of memory or threads, may pass."""


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
        self._held_up = set[int]()
        """Shops for which the database did nothing the last time."""

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

        A shop for which the database does nothing now holds up no other's entries. Nothing is set aside before all is
        stored, so that it is set aside once.

        Raises:
            DatabaseError: the database is away.
            OutcomeUnknownError: it may have them.
            OSError: it refused one that cannot be set aside.

        """
        entries, aside = sorted_out(records, self._now())
        aside += await self._keep_each(by_shop(entries))
        if aside:
            await self._put_aside(aside)
            log.error("spool.set_aside", records=len(aside), entries=_ids(aside[:NAMED]))
        if self._away:
            self._away = False
            log.info("spool.ships_again")

    async def _keep_each(self, shops: Sequence[list[Entry]]) -> list[SetAside]:
        """Store each shop's entries, of those last that did not go before; two that do not go mean that none will."""
        aside, failures = list[SetAside](), list[DatabaseError | OutcomeUnknownError]()
        for entries in sorted(shops, key=lambda entries: entries[0].shop_id in self._held_up):
            try:
                aside += await self._keep(entries)
            except (DatabaseError, OutcomeUnknownError) as error:
                self._held_up.add(entries[0].shop_id)
                failures.append(error)
                if len(failures) > 1:
                    break
            else:
                self._held_up.discard(entries[0].shop_id)
        if failures:
            raise failures[0]
        return aside

    async def _keep(self, entries: Sequence[Entry]) -> list[SetAside]:
        """Store what the database takes of one shop's entries, and return the rest, each with its reason."""
        try:
            await self._rows.keep(entries)
        except (DatabaseError, OutcomeUnknownError):
            self._sent.extend([False] * len(entries))
            raise
        except RefusedError as error:
            reason = str(error)
        except BUGS as error:  # what one entry wakes must not stop all others, at this start and every next
            log.error("spool.keeping_failed", error=type(error).__name__)  # its message may hold what somebody said
            log.debug("spool.keeping_failed", exc_info=True)
            reason = f"a bug: {type(error).__name__}, see the server's log"
        except Exception as error:  # no entry's fault
            log.debug("spool.keeping_failed", exc_info=True)
            raise DatabaseError(f"the database could not be asked: {type(error).__name__}") from error
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
