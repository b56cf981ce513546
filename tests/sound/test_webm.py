from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.sound.webm import Head, Packet, WebmError, WebmReader
from tests.sound.webms import CHROMIUM, OPUS_HEAD, UNKNOWN, block, element, header, track

HEAD = Head(OPUS_HEAD)


def read(data: bytes) -> list[Head | Packet]:
    return WebmReader().add(data)


def test_a_recording_is_a_head_and_its_packets():
    assert read(header(track()) + block(b"one") + block(b"two")) == [HEAD, Packet(b"one"), Packet(b"two")]


def test_what_chromium_records_is_read_whole():
    head, *packets = read(CHROMIUM)
    assert isinstance(head, Head)
    assert head.private[8:10] == b"\1\2"  # version, channels
    assert len(packets) == 43  # of 60 ms


@given(st.lists(st.integers(1, 200), min_size=1))
def test_it_does_not_matter_where_messages_end(sizes: list[int]):
    reader, at, found = WebmReader(), 0, list[Head | Packet]()
    for size in [*sizes, len(CHROMIUM)]:
        found += reader.add(CHROMIUM[at : at + size])
        at += size
    assert found == read(CHROMIUM)


def test_a_second_header_is_a_second_recorder():
    other = OPUS_HEAD[:9] + b"\2" + OPUS_HEAD[10:]
    data = header(track()) + block(b"one") + header(track(2, private=other)) + block(b"two", 2)
    assert read(data) == [HEAD, Packet(b"one"), Head(other), Packet(b"two")]


def test_clusters_may_be_of_known_size_and_blocks_in_groups():
    inner = block(b"one")[1:]
    cluster = element(0x1F43B675, element(0xE7, b"\7"), element(0xA0, b"\xa1" + inner), block(b"two"))
    assert read(header(track()) + cluster) == [HEAD, Packet(b"one"), Packet(b"two")]


def test_what_it_does_not_know_is_passed_over():
    cues = element(0x1C53BB6B, bytes(1000))
    assert read(header(track()) + cues + block(b"one")) == [HEAD, Packet(b"one")]


def test_only_the_first_track_with_opus_is_heard():
    data = header(track(1, b"V_VP8"), track(2), track(3)) + block(b"seen", 1) + block(b"said", 2) + block(b"other", 3)
    assert read(data) == [HEAD, Packet(b"said")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (header(track(1, b"A_VORBIS")) + block(b"x"), "A_VORBIS"),
        (header() + block(b"x"), "not Opus but nothing"),
        (block(b"x"), "not Opus but nothing"),
        (header(track()) + block(b"x", flags=0x84), "several packets"),
        (header(track()) + block(b"x", flags=0x02), "several packets"),
        (header(track()) + block(b""), "no packet"),
        (header(track()) + element(0xA3, b"\x81"), "no packet"),
        (header(track()) + element(0xA3, size=UNKNOWN), "too large"),
        (header(track()) + element(0xA3, size=b"\x08\x00\x01\x00\x01"), "too large"),
        (header(track(1, b"A_OPUS", OPUS_HEAD, element(0x6D80, b""))), "compressed or encrypted"),
        (b"\0" + bytes(10), "no size"),
        (b"\x0f\xff\xff\xff\xff\x80", "no id"),
        (b"\xa3\x00", "no size"),
    ],
)
def test_what_is_wrong_is_told(data: bytes, why: str):
    with pytest.raises(WebmError, match=why):
        read(data)


def test_a_header_that_does_not_end_is_given_up():
    with pytest.raises(WebmError, match="does not end"):
        read(header(track()) + element(0xEC, bytes(60_000)) * 5)


def test_what_comes_between_blocks_is_no_header():
    reader = WebmReader()
    reader.add(header(track()) + block(b"one"))
    for _ in range(10):
        reader.add(element(0xEC, bytes(60_000)))
    assert reader.add(block(b"two")) == [Packet(b"two")]
