"""Small WAV files."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.page.microphones import wav

if TYPE_CHECKING:
    from tests.page.conftest import Js

READ = "(({ rate, samples }) => ({ rate, samples: Array.from(samples) }))(m.readWav(a[0]))"
SOUND = np.array([0, 0.5, -0.5, 1, -1])


def read(js: Js, file: bytes) -> tuple[int, list[float]]:
    answer = js("wav", READ, b64encode(file).decode())
    return answer["rate"], answer["samples"]


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
def test_rate_and_samples_are_read(js: Js, rate: int):
    told, samples = read(js, wav(SOUND, rate))
    assert told == rate
    assert samples == pytest.approx(SOUND, abs=1e-4)


def test_parts_that_nobody_needs_are_passed_over(js: Js):
    file = wav(SOUND)
    assert read(js, file[:36] + b"LIST\x03\x00\x00\x00abc\x00" + file[36:]) == read(js, file)


def test_a_size_that_was_not_known_ends_with_the_file(js: Js):
    file = wav(SOUND)
    assert read(js, file[:40] + b"\xff\xff\xff\xff" + file[44:]) == read(js, file)


def test_there_may_be_no_sound(js: Js):
    assert read(js, wav(np.array([]))) == (16_000, [])
