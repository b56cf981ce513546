"""The doctor: each thing that a server stands on, and what to do where it is missing."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest
import trio

from execora import doctor
from execora.config import Config
from execora.doctor import Finding, examine
from execora.errors import DatabaseError
from execora.store import cluster
from tests.emulators.deepgram import KEY, Deepgram
from tests.emulators.http import Answer
from tests.emulators.jwks import Issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from execora.store.embedded import Addresses


async def found(thing: str, folder: Path, **settings: object) -> Finding:
    """Return what is found about one thing."""
    quiet = {"port": 0, "data": folder, "host": "127.0.0.1", "stt": "browser", "tts": "browser"}
    findings = await examine(Config(**quiet | settings))
    return next(finding for finding in findings if finding.thing == thing)


async def test_on_a_machine_that_is_well_all_is_well(tmp_path: Path):
    findings = await examine(Config(port=0, data=tmp_path / "new", host="127.0.0.1"))
    assert [str(finding) for finding in findings if not finding.well] == []
    things = ["Python", "time zones", "PostgreSQL", "DATA", "address", "STT local", "TTS local"]
    assert [finding.thing for finding in findings] == things


async def test_looking_changes_nothing(tmp_path: Path):
    await examine(Config(port=0, data=tmp_path / "new", host="127.0.0.1"))
    assert os.listdir(tmp_path) == []


async def test_each_finding_is_one_line(tmp_path: Path):
    away = await found("DATABASE_URL", tmp_path, database_url=f"host={tmp_path} dbname=nowhere")
    assert not away.well
    assert str(away).startswith("PROBLEM DATABASE_URL: ")
    assert "\n" not in str(away)


async def test_an_old_python_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (4, 0))
    assert "is too old" in (await found("Python", tmp_path)).says


async def test_missing_time_zones_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def nowhere(name: str) -> None:
        raise doctor.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(doctor, "ZoneInfo", nowhere)
    assert "pip install tzdata" in (await found("time zones", tmp_path)).says


async def test_missing_binaries_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "find_wheel", lambda: tmp_path)
    missing = await found("PostgreSQL", tmp_path)
    assert not missing.well
    assert "DATABASE_URL" in missing.says


@pytest.mark.parametrize("shop", ["demo", "shop"])
async def test_a_folder_in_use_is_told_with_who_uses_it(shop: str, tmp_path: Path):
    with cluster.locked(tmp_path / shop):
        taken = await found("DATA", tmp_path)
    assert not taken.well
    assert "in use by another Execora" in taken.says


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    assert "--data" in (await found("DATA", tmp_path / "file")).says


async def test_a_port_in_use_is_told(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = await found("address", tmp_path, port=other.getsockname()[1])
    assert not taken.well
    assert "in use" in taken.says


async def test_other_addresses_want_a_secret(tmp_path: Path):
    assert not (await found("address", tmp_path, host="0.0.0.0")).well
    assert (await found("address", tmp_path, host="0.0.0.0", jwt_secret="x" * 32)).well


async def test_the_keys_of_tokens_must_be_there(nursery: trio.Nursery, tmp_path: Path):
    issuer = Issuer()
    url = await nursery.start(issuer.server.serve)
    given = {"jwt_jwks_url": f"{url}/jwks.json", "host": "0.0.0.0"}
    assert "no key" in (await found("JWT_JWKS_URL", tmp_path, **given)).says
    issuer.add("a")
    issuer.add("b", "ES256")
    keys, address = [await found(thing, tmp_path, **given) for thing in ("JWT_JWKS_URL", "address")]
    assert (keys.well, keys.says) == (True, "127.0.0.1 has 2 for ES256 and RS256")
    assert (address.well, address.says) == (True, "0.0.0.0, port of any number, can be listened on, with tokens")
    issuer.fault = Answer(500)
    keys = await found("JWT_JWKS_URL", tmp_path, **given)
    assert (keys.well, keys.says) == (False, "127.0.0.1 answers 500")
    issuer.server.close()


async def test_a_database_that_may_be_served_is_well(database: Addresses, tmp_path: Path):
    assert (await found("DATABASE_URL", tmp_path, database_url=database.serving)).well
    assert (await found("DATABASE_OWNER_URL", tmp_path, database_owner_url=database.owner)).well


async def test_a_database_without_tables_is_told(empty_database: Addresses, tmp_path: Path):
    for name, dsn in (("DATABASE_URL", empty_database.serving), ("DATABASE_OWNER_URL", empty_database.owner)):
        assert "execora migrate" in (await found(name, tmp_path, **{name.lower(): dsn})).says


async def test_the_owner_of_the_tables_may_not_serve(database: Addresses, tmp_path: Path):
    assert "refusing to serve" in (await found("DATABASE_URL", tmp_path, database_url=database.owner)).says


async def test_an_answer_that_does_not_come_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "CONNECT_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        dsn = f"host=127.0.0.1 port={mute.getsockname()[1]} dbname=x"
        assert "no answer" in (await found("DATABASE_URL", tmp_path, database_url=dsn)).says


async def test_a_failure_of_the_database_is_no_failure_of_the_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def fail(_connection: object) -> None:
        raise DatabaseError("first line\nsecond line")

    monkeypatch.setattr(doctor.Connection, "connect", fail)
    assert (await found("DATABASE_URL", tmp_path, database_url="x")).says == "first line second line"


# -- ears and voices


async def test_what_is_left_to_the_browser_is_well(tmp_path: Path):
    for setting in ("STT", "TTS"):
        assert "left to the browser" in (await found(setting, tmp_path)).says


async def test_a_chain_that_cannot_be_is_told(tmp_path: Path):
    wrong = await found("STT", tmp_path, stt="deepgram")
    assert not wrong.well
    assert "set DEEPGRAM_API_KEY" in wrong.says


@pytest.fixture
async def deepgram() -> AsyncIterator[str]:
    emulator = Deepgram()
    async with trio.open_nursery() as nursery:
        yield await nursery.start(emulator.serve)
        emulator.close()


async def test_each_service_is_asked_whether_it_answers(tmp_path: Path, deepgram: str):
    settings = {"stt": "deepgram", "tts": "deepgram", "deepgram_url": deepgram, "deepgram_api_key": KEY}
    assert (await found("STT deepgram", tmp_path, **settings)).well
    assert (await found("TTS deepgram", tmp_path, **settings)).well


async def test_a_key_that_is_refused_is_told_without_the_key(tmp_path: Path, deepgram: str):
    refused = await found("STT deepgram", tmp_path, stt="deepgram", deepgram_url=deepgram, deepgram_api_key="my-key")
    assert not refused.well
    assert "401" in refused.says
    assert "my-key" not in refused.says


async def test_a_service_that_is_away_is_told(tmp_path: Path, unused_port: int):
    away = {"deepgram_url": f"http://127.0.0.1:{unused_port}", "deepgram_api_key": "key"}
    assert not (await found("STT deepgram", tmp_path, stt="deepgram", **away)).well


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


# -- recordings


async def test_a_folder_for_recordings_is_tried(tmp_path: Path):
    assert (await found("RECORDINGS_URL", tmp_path, recordings_url=f"file://{tmp_path}/new")).well
    (tmp_path / "file").touch()
    full = await found("RECORDINGS_URL", tmp_path, recordings_url=f"file://{tmp_path}/file")
    assert not full.well
    assert "choose another folder by RECORDINGS_URL" in full.says


@pytest.mark.parametrize("url", ["s3:nothing", "gopher://bucket/folder"])
async def test_a_place_that_is_none_is_told(tmp_path: Path, url: str):
    assert not (await found("RECORDINGS_URL", tmp_path, recordings_url=url)).well


async def test_a_store_that_is_away_is_told(tmp_path: Path, unused_port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "CONNECT_SECONDS", 1.5)
    away = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{unused_port}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "here"}
    for name, value in {**away, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "s3cret"}.items():
        monkeypatch.setenv(name, value)
    store = await found("RECORDINGS_URL", tmp_path, recordings_url="s3://bucket/folder")
    assert not store.well
    assert "s3cret" not in store.says
