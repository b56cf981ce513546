"""What is set aside: read back, and sent again in steps of which each leaves everything where it can be found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from execora.records import aside
from execora.records.aside import put_aside, read_aside, send_again
from execora.records.frames import SetAside
from tests.records.noting import entry

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "1").mkdir()
    return tmp_path


def refused(reason: str = "too long") -> SetAside:
    return SetAside(entry(), reason, NOON)


def test_what_is_set_aside_is_found_with_its_reason(root: Path):
    what = [refused(), SetAside(b"no record", "damaged", NOON)]
    put_aside(root, root / "1", what)
    put_aside(root, root / "1", [more := refused("no such shop")])
    found = list(read_aside(root))
    assert sorted(found, key=lambda one: one.reason) == sorted([*what, more], key=lambda one: one.reason)


def test_where_nothing_is_set_aside_nothing_is_found(root: Path):
    assert (list(read_aside(root / "nowhere")), send_again(root / "nowhere")) == ([], 0)


def test_what_is_damaged_there_is_found_too(root: Path):
    put_aside(root, root / "1", [refused()])
    [path] = (root / "aside").iterdir()
    path.write_bytes(data := path.read_bytes()[:-1] + b"?")
    [found] = read_aside(root)
    assert found.what == data
    assert send_again(root) == 1


def test_sending_again_moves_everything_once(root: Path):
    for _ in range(3):
        put_aside(root, root / "1", [refused(), refused()])
    assert (send_again(root), send_again(root)) == (6, 0)
    assert len(list((root / "again").iterdir())) == 3


@pytest.mark.parametrize("steps", range(4))
def test_whoever_ends_it_half_way_loses_nothing(steps: int, root: Path, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        put_aside(root, root / "1", [refused()])
    move, left = aside._move, iter(range(steps))

    def move_until_killed(path: Path, to: Path) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        move(path, to)

    monkeypatch.setattr(aside, "_move", move_until_killed)
    if steps < 3:
        with pytest.raises(KeyboardInterrupt):
            send_again(root)
    else:
        send_again(root)
    assert len(list(root.glob("again/*"))) == steps
    assert len(list(read_aside(root))) == 3 - steps
