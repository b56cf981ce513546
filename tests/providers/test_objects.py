"""A store in a folder, and one that does not answer. That S3 does the same is tried by hand (see the decision)."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import trio

from execora.errors import ConfigError, RecordingError
from execora.providers.objects import Objects

if TYPE_CHECKING:
    from pathlib import Path

SOON = timedelta(seconds=0.1)
LARGE = bytes(range(256)) * 30_000
"""More than one part of a multipart upload."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


@pytest.fixture
def objects(folder: Path) -> Objects:
    return Objects(f"file://{folder}", patience=SOON)


@pytest.mark.parametrize("content", [b"", b"short", LARGE])
async def test_what_is_put_can_be_read(objects: Objects, folder: Path, content: bytes):
    file = trio.Path(folder.parent / "one")
    await file.write_bytes(content)
    await objects.put("7/one.ogg", folder.parent / "one")
    assert await trio.Path(folder / "7/one.ogg").read_bytes() == content
    assert await objects.size("7/one.ogg") == len(content)
    if content:
        assert await objects.read("7/one.ogg", 1, 3) == content[1:4]


async def test_what_is_not_there_has_no_size_and_can_be_removed(objects: Objects):
    assert await objects.size("7/none.ogg") is None
    await objects.remove("7/none.ogg")
    assert await objects.read("7/none.ogg", 0, 1) is None


async def test_what_is_removed_is_gone(objects: Objects, folder: Path):
    await trio.Path(folder / "one").write_bytes(b"one")
    await objects.remove("one")
    assert await objects.size("one") is None


async def test_bytes_are_put_and_replaced_as_files_are(objects: Objects):
    await objects.put("7/one.ogg", b"first")
    with tempfile.TemporaryFile() as file:
        file.write(b"second")
        file.seek(0)
        await objects.put("7/one.ogg", file)
    assert await objects.read("7/one.ogg", 0, 99) == b"second"


async def test_what_lies_below_a_folder_is_listed(objects: Objects):
    for key in ("7/one.parts/0", "7/one.parts/3", "7/one", "7/one.parts2/0"):
        await objects.put(key, b"abc")
    assert sorted((one.key, one.size) for one in await objects.below("7/one.parts")) == [
        ("7/one.parts/0", 3),
        ("7/one.parts/3", 3),
    ]
    assert await objects.below("7/none.parts") == []


async def test_several_are_removed_at_once(objects: Objects):
    for key in ("7/one.parts/0", "7/one.parts/3"):
        await objects.put(key, b"abc")
    await objects.remove("7/one.parts/0", "7/one.parts/3")
    assert await objects.below("7/one.parts") == []


async def test_a_store_that_does_not_answer_has_failed(monkeypatch: pytest.MonkeyPatch):
    with trio.socket.socket() as nobody:
        await nobody.bind(("127.0.0.1", 0))
        settings = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{nobody.getsockname()[1]}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "a-key",
            "AWS_SECRET_ACCESS_KEY": "a-secret",
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        objects = Objects("s3://bucket/folder", patience=SOON)
        with pytest.raises(RecordingError) as failed:
            await objects.size("7/one.ogg")
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("url", ["ftp://somewhere/else", "recordings"])
def test_what_is_no_store_is_refused(url: str):
    with pytest.raises(ConfigError, match="RECORDINGS_URL"):
        Objects(url, patience=SOON)
