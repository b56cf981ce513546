"""The tools that read the code have nothing to say about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FLAKE8_ASYNC = "ASYNC101,ASYNC102,ASYNC103,ASYNC104,ASYNC111,ASYNC112,ASYNC113,ASYNC118,ASYNC120,ASYNC900"
"""What ruff's ASYNC family lacks. Not those that want a checkpoint on every path (ASYNC91…): they are for libraries."""

TOOLS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "-p", "execora"],
    "flake8-async": ["flake8_async", f"--enable={FLAKE8_ASYNC}", *map(str, (ROOT / "execora").rglob("*.py"))],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tool_has_nothing_to_say(tool: str):
    ran = subprocess.run([sys.executable, "-m", *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
