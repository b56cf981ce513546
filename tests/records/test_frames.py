"""Records in bytes: each is found again, whatever became of those beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.records.frames import HEADER, MARK, SetAside, Unread, framed, read, split, written
from execora.session.port import Entry

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=5.5)))

ENTRY = Entry(
    id=UUID(int=1),
    shop_id=7,
    conversation_id=UUID(int=2),
    number=3,
    kind="user",
    at=NOON,
    body={"text": "राहुल ने 500 दिए"},
    names=(UUID(int=4),),
)

texts = st.text(st.characters(codec=None, categories=None))  # also halves of what UTF-16 has two of
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
offsets = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(
    lambda by: timezone(timedelta(minutes=by // timedelta(minutes=1)))
)
entries = st.builds(
    Entry,
    id=st.uuids(),
    shop_id=st.integers(1, 2**62),
    conversation_id=st.uuids(),
    number=st.integers(1, 2**31 - 1),
    kind=st.sampled_from(("began", "user", "agent", "intent", "task", "ended")),
    at=st.datetimes(timezones=offsets),
    body=st.dictionaries(texts, values, max_size=3),
    names=st.lists(st.uuids(), max_size=3).map(tuple),
)
asides = st.builds(SetAside, entries | st.binary(max_size=40), texts, st.datetimes(timezones=st.just(UTC)))
bodies = st.lists(st.binary(max_size=30).map(lambda raw: raw.hex().encode()), min_size=1, max_size=6)
"""Records small enough that cutting and changing them meets every part of them."""


@given(st.lists(entries | asides, max_size=5))
def test_what_is_written_is_read(records: list[Entry | SetAside]):
    assert list(read(b"".join(map(written, records)))) == records


def test_it_is_written_the_same_each_time():
    assert written(ENTRY) == written(replace(ENTRY, body=dict(ENTRY.body)))


def test_words_are_never_taken_for_a_mark():
    hostile = replace(ENTRY, body={"text": MARK.decode("latin-1") + "\ufffe\U0010fffd\x00"})
    assert written(hostile).count(MARK) == 1


@given(bodies, st.data())
def test_a_file_that_was_cut_off_gives_all_that_was_whole(texts: list[bytes], data: st.DataObject):
    whole = [framed(text) for text in texts]
    kept = data.draw(st.integers(0, len(whole) - 1))
    rest = data.draw(st.integers(1, len(whole[kept]) - 1))
    found = list(split(b"".join(whole[:kept]) + whole[kept][:rest]))
    assert found[:-1] == texts[:kept]
    assert isinstance(found[-1], Unread)
    assert found[-1].cut_off


@given(bodies, st.data())
def test_a_byte_that_was_changed_takes_no_other_record_with_it(texts: list[bytes], data: st.DataObject):
    whole = [framed(text) for text in texts]
    hit = data.draw(st.integers(0, len(whole) - 1))
    at = data.draw(st.integers(0, len(whole[hit]) - 1))
    changed = bytearray(whole[hit])
    changed[at] ^= data.draw(st.integers(1, 255))
    found = list(split(b"".join([*whole[:hit], bytes(changed), *whole[hit + 1 :]])))
    assert [piece for piece in found if isinstance(piece, bytes)] == texts[:hit] + texts[hit + 1 :]
    assert [piece.data for piece in found if isinstance(piece, Unread)] == [bytes(changed)]


@given(bodies, st.binary(max_size=40), bodies)
def test_garbage_between_records_takes_none_with_it(before: list[bytes], garbage: bytes, after: list[bytes]):
    file = b"".join(map(framed, before)) + garbage + b"".join(map(framed, after))
    assert [piece for piece in split(file) if isinstance(piece, bytes)] == before + after


@given(st.binary(max_size=200))
def test_no_byte_of_any_file_is_passed_over(anything: bytes):
    pieces = [piece.data if isinstance(piece, Unread) else framed(piece) for piece in split(anything)]
    assert b"".join(pieces) == anything


def test_what_was_damaged_in_the_middle_is_not_taken_for_the_end_of_a_file():
    damaged = written(ENTRY)[:-1] + b"?"
    [piece, entry] = read(damaged + written(ENTRY))
    assert (piece, entry) == (Unread(damaged, "the checksum is wrong: the disk, or somebody, has changed it"), ENTRY)


@pytest.mark.parametrize("tail", [b"\0", bytes(500), written(ENTRY)[:1], written(ENTRY)[: HEADER.size]])
def test_what_a_crash_leaves_of_a_write_is_told_from_damage(tail: bytes):
    [entry, piece] = read(written(ENTRY) + tail)
    assert entry == ENTRY
    assert isinstance(piece, Unread)
    assert piece.cut_off


def test_a_damaged_last_record_is_not_taken_for_a_crash():
    [piece] = read(written(ENTRY)[:-1] + b"?")
    assert isinstance(piece, Unread)
    assert not piece.cut_off


@pytest.mark.parametrize(
    "text", [b"[]", b"7", b"{}", b'{"reason": 1}', b'{"reason": "x", "entry": {}}', b"\xff", b"null"]
)
def test_a_record_of_a_form_that_is_not_known_is_kept_as_it_is(text: bytes):
    [piece] = read(framed(text))
    assert isinstance(piece, Unread)
    assert (piece.data, piece.cut_off) == (framed(text), False)
    assert "not known" in piece.reason
