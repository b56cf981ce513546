"""The spool from outside: what the command line shows of it, and how it ends with its server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import trio

from execora.cli import main
from execora.config import Config
from execora.records.aside import put_aside
from execora.records.frames import SetAside
from execora.records.segments import Segments
from execora.spools import SPOOL, retry, show, spooling, told
from tests.fakes.entries import FakeEntries
from tests.process import SECONDS
from tests.records.noting import entry

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAID = entry(4, text="Rahul ko 500 diye")
LIMIT = 2**20


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path)


def refuse(root: Path, reason: str = "its words are\ntoo long") -> None:
    """Set an entry aside, as a server does that has the first folder."""
    (root / "1").mkdir(parents=True, exist_ok=True)
    put_aside(root, root / "1", [SetAside(SAID, reason, NOON)])


async def leave(home: Path, *, count: int) -> None:
    """Leave entries behind, as a server does whose database is away."""
    rows = FakeEntries()
    rows.leave()
    async with trio.open_nursery() as nursery:
        with trio.CancelScope() as scope:
            async with spooling(home, rows, limit=LIMIT) as spool:
                await spool.kept([spool.note(entry(number)) for number in range(count)][-1])
                scope.cancel()
        nursery.cancel_scope.cancel()


# -- the command line


async def test_where_nothing_was_kept_that_is_said(config: Config):
    assert show(config) == f"No transcripts were kept in {config.data} yet."
    assert retry(config) == "Nothing is set aside."


async def test_what_waits_is_counted(config: Config, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("execora.spools.SHIP_SECONDS", 0.01)
    await leave(config.demo_folder, count=3)
    shown = show(config)
    assert shown.startswith(f"{config.demo_folder}/spool: 3 records not in the database yet, the oldest of 20")
    assert shown.endswith("; 0 records set aside")


def test_what_is_set_aside_is_named_with_its_reason_and_without_its_words(config: Config):
    refuse(config.data / SPOOL)
    put_aside(config.data / SPOOL, config.data / SPOOL / "1", [SetAside(b"xyz", "the checksum is wrong", NOON)])
    first, *lines = show(config).splitlines()
    assert first == f"{config.data}/spool: nothing waits; 2 records set aside"
    assert sorted(lines) == sorted(
        [
            f"  2026-11-20 12:00:00 UTC  shop 7, conversation {SAID.conversation_id}, user 4: its words are too long",
            "  2026-11-20 12:00:00 UTC  3 bytes: the checksum is wrong",
        ]
    )


def test_all_spools_of_a_data_folder_are_shown_and_sent_again(config: Config):
    for home in (config.data, config.shop_folder, config.demo_folder):
        refuse(home / SPOOL)
    assert len(show(config).splitlines()) == 6
    assert retry(config).startswith("3 records will be sent again")
    shown = show(config).splitlines()
    assert [line.endswith("; 0 records set aside") for line in shown] == [True] * 3
    assert all("1 record not in the database yet" in line for line in shown)


async def test_a_server_that_starts_sends_it_again(config: Config):
    refuse(config.data / SPOOL)
    retry(config)
    rows = FakeEntries()
    async with spooling(config.data, rows, limit=LIMIT) as spool:
        await spool.shipped_what_was_left()
    assert list(rows.kept) == [SAID.id]


def test_the_commands_say_so(config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr("execora.cli.logs.configure", lambda _level: None)
    refuse(config.data / SPOOL)
    data = ["--data", str(config.data)]
    assert main(["spool", *data]) == 0
    assert "too long" in capsys.readouterr().out
    assert main(["spool", "retry", *data]) == 0
    assert capsys.readouterr().out == (
        "1 record will be sent again: by a server that runs within seconds, or by the next that starts.\n"
    )


def test_a_spool_that_cannot_be_read_is_one_line(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("execora.cli.logs.configure", lambda _level: None)
    aside = config.data / SPOOL / "aside"
    (aside / "one.log").mkdir(parents=True)
    for command in (["spool"], ["spool", "retry"]):
        assert main([*command, "--data", str(config.data)]) == 2
        assert capsys.readouterr().err == (
            f"execora: cannot use {config.data}/spool: Is a directory. Be whom the server runs as.\n"
        )


def test_a_server_that_runs_is_not_disturbed_by_looking(config: Config):
    segments = Segments(config.data / SPOOL)
    segments.open()
    segments.append(b"\xfeX half a record", 1, NOON)
    assert "nothing waits" in show(config)
    assert segments.current
    segments.close()


# -- a server's end


async def test_what_is_said_last_is_shipped_before_it_ends(tmp_path: Path):
    rows = FakeEntries()
    with trio.fail_after(SECONDS), trio.CancelScope() as stop:
        async with spooling(tmp_path, rows, limit=LIMIT) as spool:
            try:
                stop.cancel()
                await trio.lowlevel.checkpoint()
            finally:
                spool.note(SAID)
    assert list(rows.kept) == [SAID.id]
    assert told(spool)["depth"] == 0


async def test_its_end_waits_a_bounded_time_for_a_database_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("execora.spools.SHIP_SECONDS", 0.05)
    rows = FakeEntries()
    rows.leave()
    began = trio.current_time()
    async with spooling(tmp_path, rows, limit=LIMIT) as spool:
        spool.note(SAID)
    assert trio.current_time() - began < 1
    rows.come_back()
    async with spooling(tmp_path, rows, limit=LIMIT) as spool:
        await spool.shipped_what_was_left()
    assert list(rows.kept) == [SAID.id]


async def test_health_has_figures(tmp_path: Path):
    async with spooling(tmp_path, FakeEntries(), limit=LIMIT) as spool:
        figures = {"state": "ok", "depth": 0, "oldestSeconds": 0, "successRate": 1, "setAside": 0, "bytes": 0}
        assert told(spool) == figures
