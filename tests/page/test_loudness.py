"""How loud sound is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js


@pytest.mark.parametrize(
    ("amplitude", "level"), [(0, 0.0), (30, 0.0), (103.6, 0.0), (8231, 1.0), (923, 0.5), (32_767, 1.0)]
)
def test_it_goes_by_decibels_from_a_quiet_room_to_a_voice_close_by(js: Js, amplitude: float, level: float):
    assert js("loudness", "m.loudness(new Int16Array(320).fill(a[0]))", amplitude) == pytest.approx(level, abs=0.01)
