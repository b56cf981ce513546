from __future__ import annotations

import tracemalloc
from itertools import pairwise
from math import inf

import pytest
from wsproto.events import BytesMessage, TextMessage

from execora.server.incoming import MOST_DISCARDED, Incoming, size_of


def take(incoming: Incoming, *pieces: TextMessage | BytesMessage, now: float = 7.0) -> list[str | bytes | None]:
    return [message for piece in pieces for message in incoming.add(piece, size_of(piece), now)]


def text(data: str, *, finished: bool = True) -> TextMessage:
    return TextMessage(data=data, message_finished=finished)


def sound(data: bytes, *, finished: bool = True) -> BytesMessage:
    return BytesMessage(data=data, message_finished=finished)


@pytest.mark.parametrize("whole", ["राहुल ₹५००", "", "plain", b"\x00\xff", b""])
@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_pieces_become_the_message_that_was_cut(whole: str | bytes, pieces: int):
    incoming = Incoming(1000)
    ends = [len(whole) * number // pieces for number in range(pieces + 1)]
    for _ in range(2):
        got: list[str | bytes | None] = []
        for start, end in pairwise(ends):
            finished = end == ends[-1] and start == ends[-2]
            part = whole[start:end]
            piece = text(part, finished=finished) if isinstance(part, str) else sound(part, finished=finished)
            got += take(incoming, piece)
        assert got[-1] == whole
        assert type(got[-1]) is type(whole)


def test_a_message_over_the_limit_is_none_and_the_next_is_itself():
    incoming = Incoming(10)
    assert take(incoming, sound(bytes(6), finished=False), sound(bytes(5))) == [None]
    assert take(incoming, text("र" * 4), text("abc")) == [None, "abc"]


def test_nothing_is_left_of_a_message_that_nobody_wanted():
    incoming = Incoming(10)
    take(incoming, sound(b"\xff", finished=False))
    assert next(iter(incoming.add(sound(b"\xfe"), 1, 7.0))) == b"\xff\xfe"  # and no more is asked for
    assert take(incoming, text("a", finished=False), text("b")) == ["ab"]


def test_a_message_far_over_the_limit_is_hopeless():
    incoming = Incoming(10)
    assert take(incoming, sound(bytes(10 * MOST_DISCARDED), finished=False)) == []
    assert not incoming.hopeless
    assert take(incoming, sound(b"1")) == []
    assert incoming.hopeless


def test_many_small_pieces_take_no_more_memory_than_one_large_one():
    incoming = Incoming(262_144)
    tracemalloc.start()
    try:
        for _ in range(87_000):
            take(incoming, text("र", finished=False))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 400_000


# -- what is not whole


def test_nothing_is_begun_at_first_and_after_whole_messages():
    incoming = Incoming(1000)
    assert incoming.begun_at == inf
    take(incoming, text("whole"))
    incoming.read(7.0, anything=True)
    assert incoming.begun_at == inf


def test_a_message_in_pieces_has_begun_with_its_first():
    incoming = Incoming(1000)
    take(incoming, text("first", finished=False))
    assert incoming.begun_at == 7.0
    incoming.read(8.0, anything=True)
    take(incoming, text("", finished=False), now=9.0)
    incoming.read(9.0, anything=True)
    assert incoming.begun_at == 7.0


def test_bytes_of_which_nothing_comes_have_begun_a_frame():
    incoming = Incoming(1000)
    incoming.read(7.0, anything=False)
    incoming.read(9.0, anything=False)
    assert incoming.begun_at == 7.0
    take(incoming, text("whole"))
    incoming.read(11.0, anything=True)
    assert incoming.begun_at == inf


def test_each_message_has_its_own_time():
    incoming = Incoming(1000)
    take(incoming, text("one", finished=False))
    incoming.read(7.0, anything=True)
    take(incoming, text(""), text("the next", finished=False), now=9.0)
    incoming.read(9.0, anything=True)
    assert incoming.begun_at == 9.0


def test_a_ping_in_between_does_not_make_a_message_younger():
    incoming = Incoming(1000)
    take(incoming, text("one", finished=False))
    incoming.read(7.0, anything=True)
    incoming.read(9.0, anything=True)  # a ping came, and nothing of the message
    assert incoming.begun_at == 7.0
