from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.sound.wav import NotWavError, Wav, read_wav, wav

if TYPE_CHECKING:
    from collections.abc import Callable


@given(st.binary(max_size=2000).map(lambda data: data[: len(data) // 2 * 2]), st.sampled_from([8000, 16_000, 44_100]))
def test_what_is_written_is_read_back(pcm: bytes, rate: int):
    assert read_wav(wav(pcm, rate)) == Wav(pcm, rate, 1)


def test_a_file_says_what_is_in_it():
    file = wav(b"\1\2\3\4", 22_050)
    # the format chunk: PCM, one channel, rate, bytes a second, bytes a sample, bits
    assert struct.unpack("<HHIIHH", file[20:36]) == (1, 1, 22_050, 44_100, 2, 16)
    assert file[:4] == b"RIFF"
    assert file[36:] == b"data" + struct.pack("<I", 4) + b"\1\2\3\4"


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes():
    assert read_wav(wav(bytes(100), 8000)[:-7]).pcm == bytes(92)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda file: b"", "no WAV"),
        (lambda file: b"OggS" + file[4:], "no WAV"),
        (lambda file: file[:20], "no WAV"),
        (lambda file: file[:20] + b"\3\0" + file[22:], "no WAV"),
        (lambda file: file[:32] + b"\1\0\x08\0" + file[36:], "8 bits"),
    ],
    ids=["nothing", "Ogg", "half a header", "floating point", "8 bits"],
)
def test_what_is_no_pcm16_is_refused_with_a_reason(spoil: Callable[[bytes], bytes], why: str):
    with pytest.raises(NotWavError, match=why):
        read_wav(spoil(wav(bytes(100), 8000)))


@given(st.binary(max_size=60), st.integers(0, 44))
def test_a_broken_file_is_refused_or_read(noise: bytes, at: int):
    file = wav(bytes(40), 8000)
    try:
        found = read_wav(file[:at] + noise + file[at + len(noise) :])
    except NotWavError:
        return
    assert len(found.pcm) % (2 * found.channels) == 0
