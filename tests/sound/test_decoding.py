from __future__ import annotations

import math
import tracemalloc
from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execora.sound.decoding import BadAudioError, Decoder, decoder
from execora.sound.webm import Packet, WebmReader
from tests.sound.webms import CHROMIUM, block, header, recorded, track

PITCH = 440
LOUDNESS = 10_000


def sine(rate: int, channels: int, seconds: float = 1.0) -> bytes:
    wave = (round(LOUDNESS * math.sin(math.tau * PITCH * i / rate)) for i in range(round(seconds * rate)))
    return array("h", [sample for sample in wave for _ in range(channels)]).tobytes()


def decoded(decoder: Decoder, data: bytes, size: int) -> array[int]:
    """Return what comes out when the data comes in messages of a size."""
    return array("h", b"".join(decoder.add(data[at : at + size]) for at in range(0, len(data), size)))


def off(wave: array[int], begin: int, *, late: int = 0) -> float:
    """Return how far a wave is, at the most, from the sine as it should be from a sample on."""
    return max(
        abs(wave[i] - LOUDNESS * math.sin(math.tau * PITCH * (i + late) / 16_000)) for i in range(begin, len(wave))
    )


@pytest.mark.parametrize("size", [1, 7, 640, 4096])
def test_pcm_at_sixteen_kilohertz_passes_untouched(size: int):
    assert decoded(decoder("pcm16"), sine(16_000, 1), size).tobytes() == sine(16_000, 1)


@pytest.mark.parametrize("size", [333, 3840])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_any_pcm_becomes_the_one_form_without_a_click(rate: int, channels: int, size: int):
    wave = decoded(decoder("pcm16", rate, channels), sine(rate, channels), size)
    assert 16_000 - 48 <= len(wave) <= 16_000  # 3 ms
    assert off(wave, 50) < 20  # a click would be off by thousands


def test_two_channels_are_mixed():
    left = array(
        "h", [sample for pair in zip(array("h", sine(16_000, 1)), [0] * 16_000, strict=True) for sample in pair]
    )
    wave = decoded(decoder("pcm16", 16_000, 2), left.tobytes(), 640)
    assert max(wave) == pytest.approx(LOUDNESS / 2, rel=0.01)


def test_a_long_stream_neither_drifts_nor_grows():
    one, total = decoder("pcm16", 44_100, 2), 0
    message = bytes(4 * 882)
    total += sum(len(one.add(message)) for _ in range(100))
    tracemalloc.start()
    total += sum(len(one.add(message)) for _ in range(5000))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == pytest.approx(5100 * 640, abs=100)
    assert kept < 100_000


@pytest.mark.parametrize("size", [100, 1000, 10**6])
@pytest.mark.parametrize("channels", [1, 2])
def test_opus_in_webm_sounds_as_it_was_recorded(channels: int, size: int):
    wave = decoded(decoder("webm"), recorded(sine(48_000, channels), 48_000, channels), size)
    assert 16_000 - 160 <= len(wave) <= 16_000 + 480  # the last packet is filled up
    assert off(wave[:15_900], 1600) < LOUDNESS / 10


def test_what_chromium_records_is_heard():
    wave = decoded(decoder("webm"), CHROMIUM, 400)
    assert len(wave) / 16_000 == pytest.approx(43 * 0.06, abs=0.01)
    assert max(wave[:30_000]) > 20_000
    assert max(wave[32_000:]) < 10


def test_a_new_recorder_goes_on_where_the_old_one_ended():
    one, first = decoder("webm"), recorded(sine(48_000, 1), 48_000, 1)
    alone = decoder("webm").add(first)
    assert one.add(first) == alone
    assert one.add(first) == alone
    assert len(one.add(recorded(sine(48_000, 2), 48_000, 2))) == len(alone)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_first_bytes_tell_where_nothing_was_said(size: int):
    assert decoded(decoder(None), CHROMIUM, size) == decoded(decoder("webm"), CHROMIUM, 1000)
    assert decoded(decoder(None), sine(16_000, 1), size).tobytes() == sine(16_000, 1)
    assert len(decoded(decoder(None, 48_000, 2), sine(48_000, 2), size)) == pytest.approx(16_000, abs=48)


@pytest.mark.parametrize("channels", [1, 2])
def test_each_message_is_a_packet_of_opus(channels: int):
    reader = WebmReader()
    found = reader.add(recorded(sine(48_000, channels), 48_000, channels))
    packets = [one.data for one in found if isinstance(one, Packet)]
    one = decoder("opus")
    wave = array("h", b"".join(map(one.add, packets)))
    assert len(packets) * 320 - 48 <= len(wave) <= len(packets) * 320
    assert off(wave[:15_900], 1600, late=-104) < LOUDNESS / 10


@pytest.mark.parametrize(
    ("opening", "why"),
    [
        (b"RIFF\0\0\0\0WAVE", "WAV file"),
        (b"OggS\0\2\0\0\0\0", "Ogg"),
        (b"\0\0\0\x20ftypisom", "MP4"),
        (CHROMIUM, '"encoding": "webm"'),
    ],
)
def test_other_formats_are_named_not_heard_as_noise(opening: bytes, why: str):
    with pytest.raises(BadAudioError, match=why):
        decoder("pcm16").add(opening)


@pytest.mark.parametrize(("rate", "channels"), [(7_999, 1), (0, 1), (16_000, 3), (16_000, 0)])
def test_pcm_of_other_rates_and_channels_is_refused(rate: int, channels: int):
    with pytest.raises(BadAudioError, match="not understood; send"):
        decoder("pcm16", rate, channels)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (CHROMIUM[400:800], "does not begin as WebM"),
        (CHROMIUM[:0xA1] + bytes(10) + CHROMIUM[0xA1:], "as it should be"),
        (header(track(private=b"")) + block(b"x"), "no header of Opus"),
        (header(track(private=b"OpusHead\1\7" + bytes(9))) + block(b"x"), "no header of Opus"),
        (header(track()) + block(b"\xff" * 50), "Invalid data"),
    ],
)
def test_broken_webm_is_bad_audio(data: bytes, why: str):
    with pytest.raises(BadAudioError, match=why):
        decoder("webm").add(data)


def test_a_small_message_cannot_stand_for_hours_of_sound():
    sixty_ms = block(b"\x1b\0")  # SILK, 60 ms, as many frames as the next byte says: RFC 6716, section 3.1
    with pytest.raises(BadAudioError):
        decoder("webm").add(header(track()) + sixty_ms * 10_000)
    second = block(b"\x18")  # one frame of 60 ms in one byte
    with pytest.raises(BadAudioError, match="30 seconds"):
        decoder("webm").add(header(track()) + second * 10_000)


def bounded(data: bytes, size: int, encoding: str | None = "webm") -> None:
    """Decode, and see that nothing happens but sound or `BadAudioError`."""
    one = decoder(encoding)  # type: ignore[arg-type]
    try:
        decoded(one, data, size)
    except BadAudioError:
        return


@given(st.binary(max_size=3000), st.integers(1, 500), st.sampled_from(["webm", None]))
@example(b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff", 5, None)
def test_noise_is_sound_or_bad_audio(data: bytes, size: int, encoding: str | None):
    bounded(data, size, encoding)
    bounded(header(track()) + data, size)
    bounded(header(track()) + block(data), size)


@given(st.lists(st.tuples(st.integers(0, 2500), st.binary(min_size=1, max_size=8)), max_size=12), st.integers(1, 1000))
def test_a_recording_with_flaws_is_sound_or_bad_audio(flaws: list[tuple[int, bytes]], size: int):
    data = bytearray(CHROMIUM)
    for at, flaw in flaws:
        data[at : at + len(flaw)] = flaw
    bounded(bytes(data), size)


@given(st.binary(max_size=40), st.binary(max_size=400))
def test_any_head_and_packet_of_opus_is_sound_or_bad_audio(head: bytes, packet: bytes):
    bounded(header(track(private=b"OpusHead" + head.ljust(11, b"\0"))) + block(packet or b"x") * 3, 10**6)


def test_what_never_ends_is_given_up_before_the_memory_is_full():
    one = decoder("webm")
    tracemalloc.start()
    with pytest.raises(BadAudioError):  # noqa: PT012
        for _ in range(1000):
            one.add(header() + bytes([0xEC, 0x10, 0, 0xFF, 0]) + bytes(0xFF00))
            one.add(b"\x10")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
