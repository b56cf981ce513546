from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from execora.records.opus import OpusFile
from execora.records.pages import NOTHING, whole_pages
from tests.records.listening import seconds, tone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    file = OpusFile(tmp_path / "one.ogg")
    file.add(tone(1))
    file.close()
    return (tmp_path / "one.ogg").read_bytes()


def test_every_cut_leaves_whole_pages_as_long_as_they_play(content: bytes):
    for cut in range(0, len(content), 97):
        length = whole_pages(io.BytesIO(content[:cut]))
        assert length.size <= cut
        if length != NOTHING:
            assert seconds(content[: length.size]) == pytest.approx(length.seconds, abs=0.001)


def test_the_whole_is_whole(content: bytes):
    assert whole_pages(io.BytesIO(content)) == (len(content), pytest.approx(1))


def test_headers_alone_are_nothing(content: bytes):
    second = content.index(b"OggS", 1)
    third = content.index(b"OggS", second + 1)
    assert whole_pages(io.BytesIO(content[:third])) == NOTHING
