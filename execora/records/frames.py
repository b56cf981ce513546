"""What the spool's files hold: records, each of which is found again whatever became of those beside it.

A record is a mark, its length, its CRC-32, and JSON in ASCII. The mark begins with a byte that ASCII does not have, so
it is nowhere in the JSON: where a record cannot be read, the next one is found by looking for the mark. Pure.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zlib import crc32

from execora.session.port import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK = b"\xfeX"
HEADER = Struct(">2sII")
"""The mark, how many bytes the JSON has, and its checksum."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that is not in the database, and why."""

    what: Entry | bytes
    """An entry that the database refused, or bytes that are no record any more."""
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Unread:
    """Bytes that are no record."""

    data: bytes
    reason: str
    cut_off: bool = False
    """Whether it is what a crash leaves of a write that it interrupted, of which nobody was told that it is kept."""


def noted_at(record: Entry | SetAside) -> datetime:
    """Return since when a record waits."""
    if isinstance(record, Entry):
        return record.at
    return record.what.at if isinstance(record.what, Entry) else record.since


# -- writing -------------------------------------------------------------------


def written(record: Entry | SetAside) -> bytes:
    """Return a record as a file holds it, the same each time."""
    told = _entry_told(record) if isinstance(record, Entry) else _aside_told(record)
    return framed(json.dumps(told, separators=(",", ":")).encode("ascii"))


def framed(text: bytes) -> bytes:
    """Put a record's header before its JSON."""
    return HEADER.pack(MARK, len(text), crc32(text)) + text


def _entry_told(entry: Entry) -> Mapping[str, Any]:
    return {
        "id": str(entry.id),
        "shop": entry.shop_id,
        "conversation": str(entry.conversation_id),
        "number": entry.number,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "body": entry.body,
        "names": [str(name) for name in entry.names],
    }


def _aside_told(aside: SetAside) -> Mapping[str, Any]:
    what = aside.what
    told = {"bytes": b64encode(what).decode()} if isinstance(what, bytes) else {"entry": _entry_told(what)}
    return {"reason": aside.reason, "since": aside.since.isoformat(), **told}


# -- reading -------------------------------------------------------------------


def read(data: bytes) -> Iterator[Entry | SetAside | Unread]:
    """Read what a file holds, in its order: every record that is whole, and between them what is not."""
    for piece in split(data):
        yield piece if isinstance(piece, Unread) else _understood(piece)


def split(data: bytes) -> Iterator[bytes | Unread]:
    """Take a file apart: the JSON of each record that is whole, and the bytes between them."""
    at = 0
    while at < len(data):
        text = _text_at(data, at)
        if text is None:
            next_one = _next_whole(data, at + 1)
            yield _unread(data[at:next_one], last=next_one == len(data))
            at = next_one
        else:
            yield text
            at += HEADER.size + len(text)


def _text_at(data: bytes, at: int) -> bytes | None:
    """Return the JSON of the record that begins here, or None where no whole one does."""
    if len(data) - at < HEADER.size:
        return None
    mark, length, checksum = HEADER.unpack_from(data, at)
    if mark != MARK or length > len(data) - at - HEADER.size:
        return None
    text = data[at + HEADER.size : at + HEADER.size + length]
    return text if crc32(text) == checksum else None


def _next_whole(data: bytes, start: int) -> int:
    """Return where the next whole record begins; the end where there is none."""
    at = data.find(MARK, start)
    while at >= 0 and _text_at(data, at) is None:
        at = data.find(MARK, at + 1)
    return len(data) if at < 0 else at


def _unread(data: bytes, *, last: bool) -> Unread:
    if last and (_stops_short(data) or not data.strip(b"\0")):
        return Unread(data, "the end of a file is missing", cut_off=True)
    return Unread(data, "the checksum is wrong: the disk, or somebody, has changed it")


def _stops_short(data: bytes) -> bool:
    """Whether this is the beginning of a record that would go on."""
    if len(data) < HEADER.size:
        return data.startswith(MARK) or MARK.startswith(data)
    mark, length, _ = HEADER.unpack_from(data)
    return bool(mark == MARK and length > len(data) - HEADER.size)


def _understood(text: bytes) -> Entry | SetAside | Unread:
    """Say what a whole record is. One of another version of Execora may be none that is known here."""
    try:
        told = json.loads(text.decode("ascii"))
        return _aside(told) if "reason" in told else _entry(told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Unread(framed(text), f"a record of a form that is not known ({type(error).__name__})")


def _aside(told: Mapping[str, Any]) -> SetAside:
    what = _entry(told["entry"]) if "entry" in told else b64decode(told["bytes"])
    return SetAside(what, str(told["reason"]), datetime.fromisoformat(told["since"]))


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(
        id=UUID(told["id"]),
        shop_id=int(told["shop"]),
        conversation_id=UUID(told["conversation"]),
        number=int(told["number"]),
        kind=told["kind"],
        at=datetime.fromisoformat(told["at"]),
        body=dict(told["body"]),
        names=tuple(map(UUID, told["names"])),
    )
