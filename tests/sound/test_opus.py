from __future__ import annotations

import math
import time
from array import array
from itertools import product

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execora.sound.opus import OPUS_RATE, PRE_SKIP, Encoder, NotOpusError, PacketDecoder, check

PITCH, LOUDNESS = 440, 10_000
LASTS = {
    **{config: (10, 20, 40, 60)[config % 4] for config in range(12)},
    **{config: (10, 20)[config % 2] for config in range(12, 16)},
    **{config: (2.5, 5, 10, 20)[config % 4] for config in range(16, 32)},
}
"""RFC 6716, table 2."""


def toc(config: int, code: int, *, stereo: bool = False) -> int:
    return config << 3 | stereo << 2 | code


def sine(rate: int, seconds: float) -> bytes:
    wave = (round(LOUDNESS * math.sin(math.tau * PITCH * i / rate)) for i in range(round(rate * seconds)))
    return array("h", wave).tobytes()


def encoded(pcm: bytes, rate: int, size: int = 10**9) -> list[bytes]:
    """Return the packets of PCM that is added in pieces of a size."""
    encoder = Encoder()
    packets = [packet for at in range(0, len(pcm), size) for packet in encoder.add(pcm[at : at + size], rate)]
    return [*packets, *encoder.end()]


def heard(packets: list[bytes]) -> array[int]:
    """Return what a client hears of packets, at 48 kHz."""
    codec = av.CodecContext.create("libopus", "r")
    codec.layout = "mono"
    codec.open()
    wave = array("h")
    for packet in packets:
        for frame in codec.decode(av.Packet(packet)):
            [mono] = av.AudioResampler(format="s16", layout="mono", rate=OPUS_RATE).resample(frame)
            wave.frombytes(bytes(mono.planes[0])[: 2 * mono.samples])
    return wave


def likeness(wave: array[int], begin: int, pcm: bytes, *, rate: int = OPUS_RATE) -> float:
    """Return how like PCM a wave is from about a sample on, from -1 to 1: what takes out hum moves a tone by 0.2 ms."""
    expected, early = np.frombuffer(pcm, "<i2").astype(float), rate // 4000
    heard = np.array(wave[max(begin - early, 0) :], float)
    size = min(len(expected), len(heard) - 2 * early)
    windows = np.lib.stride_tricks.sliding_window_view(heard[: size + 2 * early], size)
    norms = np.linalg.norm(windows, axis=1) * np.linalg.norm(expected[:size])
    return float(max(windows @ expected[:size] / norms))


# -- packets


@pytest.mark.parametrize("stereo", [False, True])
@pytest.mark.parametrize(("config", "code"), list(product(range(32), range(3))))
def test_every_configuration_lasts_as_the_standard_says(config: int, code: int, stereo: bool):
    frames = {0: b"abc", 1: b"abcd", 2: b"\x02abc"}[code]
    milliseconds = LASTS[config] * (1 if code == 0 else 2)
    assert check(bytes([toc(config, code, stereo=stereo)]) + frames) == milliseconds


@pytest.mark.parametrize(("config", "count"), list(product(range(32), [0, 1, 2, 3, 6, 12, 24, 48, 49, 63])))
def test_a_packet_that_counts_its_frames_lasts_120_ms_at_the_most(config: int, count: int):
    milliseconds = count * LASTS[config]
    for how in (0, 0x80, 0x40, 0xC0):
        padding = b"\x01" if how & 0x40 else b""
        sizes = bytes(count - 1) if how & 0x80 and count else b""
        packet = bytes([toc(config, 3), how | count]) + padding + sizes + bytes(len(padding))
        if 0 < milliseconds <= 120:
            assert check(packet) == milliseconds
        else:
            with pytest.raises(NotOpusError, match="would last"):
                check(packet)


@pytest.mark.parametrize(
    "packet",
    [
        bytes([toc(0, 0)]),  # nothing was said: DTX
        bytes([toc(1, 0)]) + bytes(1275),
        bytes([toc(1, 1)]) + bytes(2550),
        bytes([toc(1, 2), 252, 0]) + bytes(252 + 1275),
        bytes([toc(1, 2), 255, 255]) + bytes(1275),
        bytes([toc(1, 3), 0x42, 255, 255, 1]) + bytes(254 + 254 + 1 + 4),
        bytes([toc(1, 3), 0x42, 255, 255, 1]) + bytes(254 + 254 + 1),
        bytes([toc(1, 3), 0x83, 1, 2]) + bytes(1 + 2),
    ],
)
def test_what_is_only_just_a_packet_is_one(packet: bytes):
    assert check(packet) in (10, 20, 40, 60)
    assert PacketDecoder().add(packet)


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"", "empty"),
        (bytes([toc(1, 0)]) + bytes(1276), "more than 1275"),
        (bytes([toc(1, 1)]) + bytes(2552), "more than 1275"),
        (bytes([toc(1, 1)]) + bytes(3), "3 bytes are no 2 frames"),
        (bytes([toc(1, 2)]), "cut off"),
        (bytes([toc(1, 2), 252]), "cut off"),
        (bytes([toc(1, 2), 5]) + bytes(4), "longer than it is"),
        (bytes([toc(1, 2), 0]) + bytes(1276), "more than 1275"),
        (bytes([toc(1, 3)]), "cut off"),
        (bytes([toc(1, 3), 0]), "would last 0 ms"),
        (bytes([toc(3, 3), 3]), "would last 180 ms"),
        (bytes([toc(1, 3), 0x41]), "cut off"),
        (bytes([toc(1, 3), 0x41, 255]), "cut off"),
        (bytes([toc(1, 3), 0x41, 5]) + bytes(4), "padding is longer"),
        (bytes([toc(1, 3), 3]) + bytes(4), "4 bytes are no 3 frames"),
        (bytes([toc(1, 3), 0x83, 1]), "cut off"),
        (bytes([toc(1, 3), 0x83, 1, 2]) + bytes(2), "longer than it is"),
        (bytes([toc(1, 3), 0xC2, 3, 2]) + bytes(4), "longer than it is"),
        (bytes([toc(1, 3), 0x82, 0]) + bytes(1276), "more than 1275"),
        (b"OggS\0\2" + bytes(20), "would last"),
    ],
)
def test_what_breaks_a_rule_is_told_which(packet: bytes, why: str):
    with pytest.raises(NotOpusError, match=why):
        check(packet)
    with pytest.raises(NotOpusError, match=why):
        PacketDecoder().add(packet)


@given(st.binary(max_size=400))
@example(b"\x03\xff")
def test_any_bytes_are_a_packet_that_can_be_decoded_or_none(packet: bytes):
    try:
        milliseconds = check(packet)
    except NotOpusError:
        return
    assert 2.5 <= milliseconds <= 120
    assert len(PacketDecoder().add(packet)) / 32 == pytest.approx(milliseconds, abs=2)


@given(st.integers(0, 255), st.integers(0, 255), st.lists(st.integers(0, 300), max_size=50), st.integers(0, 70_000))
def test_the_check_agrees_with_libopus(first: int, second: int, sizes: list[int], rest: int):
    packet = bytes([first, second, *(size % 256 for size in sizes)]) + bytes(rest)
    codec = av.CodecContext.create("libopus", "r")
    try:
        milliseconds = check(packet)
    except NotOpusError:
        milliseconds = 0
    try:
        decoded = sum(frame.samples for frame in codec.decode(av.Packet(packet))) / 48
    except av.FFmpegError:
        decoded = 0
    assert milliseconds == decoded


def test_a_packet_is_checked_in_no_time_however_long_it_is():
    longest = bytes([toc(28, 3), 0x80 | 48]) + bytes([255, 255] * 47) + bytes(48 * 1275)
    began = time.perf_counter()
    for _ in range(100):
        assert check(longest) == 120
    assert time.perf_counter() - began < 0.1


# -- sound


@pytest.mark.parametrize("size", [2 * 160, 2 * 1001, 10**9])
@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_speech_of_any_rate_becomes_packets_of_20_ms_that_sound_like_it(rate: int, size: int):
    packets = encoded(sine(rate, 1.017), rate, size)
    assert {check(packet) for packet in packets} == {20}
    assert len(packets) == 52
    assert len(heard(packets)) >= PRE_SKIP + 1.017 * OPUS_RATE - 1, "its last packet is filled up, not left out"
    assert likeness(heard(packets), PRE_SKIP, sine(48_000, 1)) > 0.98


def test_what_is_heard_of_packets_is_what_was_said():
    decoder = PacketDecoder()
    wave = array("h", b"".join(decoder.add(packet) for packet in encoded(sine(24_000, 1), 24_000)))
    assert likeness(wave, PRE_SKIP // 3, sine(16_000, 1), rate=16_000) > 0.98


def test_another_rate_goes_on_without_a_gap():
    encoder, packets = Encoder(), list[bytes]()
    for rate in (16_000, 22_050, 24_000):
        packets += encoder.add(sine(rate, 0.5), rate)
    packets += encoder.end()
    assert len(packets) in (76, 77)
    assert likeness(heard(packets), PRE_SKIP, sine(48_000, 1.5)) > 0.98


def test_less_than_a_packet_waits_for_more_and_is_not_lost_at_the_end():
    encoder = Encoder()
    assert encoder.add(sine(16_000, 0.019), 16_000) == []
    [full] = encoder.add(sine(16_000, 0.02), 16_000)
    assert check(full) == 20
    assert 1 <= len(encoder.end()) <= 2


def test_a_stream_in_which_nothing_was_said_ends_with_nothing():
    assert Encoder().end() == []


def test_a_broken_packet_spoils_only_itself():
    packets = encoded(sine(16_000, 0.8), 16_000)
    decoder, wave = PacketDecoder(), array("h")
    for packet in packets:
        for broken in (b"", packet + bytes(1276), b"\x03", b"OggS" + packet):
            with pytest.raises(NotOpusError):
                decoder.add(broken)
        wave.frombytes(decoder.add(packet))
    alone = PacketDecoder()
    assert wave == array("h", b"".join(alone.add(packet) for packet in packets))


def test_a_lost_packet_takes_no_more_than_its_own_time():
    packets = encoded(sine(16_000, 1), 16_000)
    decoder = PacketDecoder()
    wave = array("h", b"".join(decoder.add(packet) for number, packet in enumerate(packets) if number != 25))
    whole = PacketDecoder()
    unbroken = array("h", b"".join(whole.add(packet) for packet in packets))
    assert len(unbroken) - len(wave) == 320
    assert likeness(wave, len(wave) - 4000, unbroken[-4000:].tobytes(), rate=16_000) > 0.98
