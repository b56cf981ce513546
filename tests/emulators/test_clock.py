"""The false clock is false for those who were given it, at once, and only where clocks can be set."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.emulators.clock import clock

TOLD = "import time; print(time.time(), time.monotonic()); input(); print(time.time(), time.monotonic())"


def test_a_process_that_runs_sees_it_move_and_its_monotonic_clock_go_on():
    with clock() as settable:
        settable.set_off(-3600)
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [sys.executable, "-c", TOLD], stdin=pipe, stdout=pipe, env=os.environ | settable.environment, text=True
        )
        assert process.stdout
        wall, steady = map(float, process.stdout.readline().split())
        settable.set_off(86_400)
        said, _ = process.communicate("\n")
        later_wall, later_steady = map(float, said.split())
    assert abs(wall - time.time() + 3600) < 60
    assert abs(later_wall - wall - 90_000) < 60
    assert 0 < later_steady - steady < 60
