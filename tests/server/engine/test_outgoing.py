from __future__ import annotations

from execora.server.doors import engineio
from execora.server.engine.outgoing import PIECE, Outgoing


def test_what_waits_leaves_in_order_a_piece_at_a_time():
    outgoing = Outgoing()
    large = [engineio.message(str(number) * 40_000) for number in range(3)]
    outgoing.put(*large)
    assert outgoing.full
    assert outgoing.take() == large[:2]
    assert outgoing
    assert not outgoing.full
    assert outgoing.take() == large[2:]
    assert not outgoing
    assert outgoing.take() == []


def test_it_is_full_by_what_waits_now():
    outgoing = Outgoing()
    for _ in range(10):
        outgoing.put(engineio.message(b"x" * PIECE))
        assert outgoing.full
        outgoing.take()
        assert not outgoing.full


def test_what_is_larger_than_a_piece_leaves_alone():
    outgoing = Outgoing()
    outgoing.put(engineio.message(b"x" * 3 * PIECE), engineio.message(b"y"))
    assert [len(packet.data) for packet in outgoing.take()] == [3 * PIECE]


def test_what_has_arrived_is_counted_among_all_that_there_ever_was():
    outgoing = Outgoing()
    outgoing.put(engineio.message("x" * PIECE), engineio.message("y"))
    outgoing.take()
    assert (outgoing.arrived, outgoing.sent) == (0, 2)
    outgoing.arrive()
    assert (outgoing.arrived, outgoing.sent) == (1, 2)
