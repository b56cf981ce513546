from __future__ import annotations

import array
import math

import pytest

from execora.server.doors.chunks import Form
from execora.server.doors.playout import Playout

TELEPHONE = Form(8000, 1)


def tone(rate: int, seconds: float = 1.0) -> bytes:
    return array.array("h", [int(9000 * math.sin(i * 2765 / rate)) for i in range(int(rate * seconds))]).tobytes()


def samples(pcm: bytes) -> array.array[int]:
    return array.array("h", pcm)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 24_000])
@pytest.mark.parametrize("form", [TELEPHONE, Form(16_000, 1), Form(48_000, 2)])
def test_an_answer_lasts_as_long_in_the_callers_form(rate: int, form: Form):
    playout, sound = Playout(), tone(rate)
    half = len(sound) // 4 * 2
    out = playout.add(sound[:half], rate, form, last=False) + playout.add(sound[half:], rate, form, last=True)
    assert len(out) / (2 * form.channels * form.rate) == pytest.approx(1.0, abs=0.005)
    assert max(samples(out)) == pytest.approx(9000, rel=0.1)


def test_what_has_the_form_already_stays_as_it_is():
    assert Playout().add(tone(8000), 8000, TELEPHONE, last=True) == tone(8000)


def test_a_clause_in_another_rate_loses_nothing_of_the_one_before():
    playout = Playout()
    out = playout.add(tone(24_000), 24_000, TELEPHONE, last=False)
    out += playout.add(tone(22_050), 22_050, TELEPHONE, last=True)
    alone = [Playout().add(tone(rate), rate, TELEPHONE, last=True) for rate in (24_000, 22_050)]
    assert out == b"".join(alone)


def test_nothing_of_an_answer_that_was_cut_off_is_heard_in_the_next():
    playout = Playout()
    playout.add(tone(24_000), 24_000, TELEPHONE, last=False)
    playout.cut()
    out = playout.add(bytes(4800), 24_000, TELEPHONE, last=True)
    assert not any(out)
