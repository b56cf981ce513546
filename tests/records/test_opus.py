from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import av
import pytest

from execora.errors import RecordingError
from execora.records.opus import OpusFile, mend
from execora.records.pages import NOTHING
from tests.records.listening import frames, heard, pitch, seconds, tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import CodeType, FrameType


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "7" / "one.ogg"


def record(path: Path, pcm: bytes) -> OpusFile:
    """Record sound as it comes, and leave the file open."""
    file = OpusFile(path)
    for frame in frames(pcm):
        if file.add(frame) >= 0.5:
            file.write()
    return file


def test_what_was_said_is_what_is_played(path: Path):
    length = record(path, tone(3.21)).close()
    samples = heard(path.read_bytes())
    assert length.size == path.stat().st_size
    assert length.seconds == pytest.approx(3.21)
    assert len(samples) / 48_000 == pytest.approx(3.21, abs=0.001)
    assert pitch(samples) == pytest.approx(440, abs=1)
    assert 0.2 < max(samples[48_000:96_000]) < 0.35, "as loud as it was"


def test_it_is_ogg_with_one_channel_of_opus_and_small(path: Path):
    length = record(path, tone(10)).close()
    with av.open(str(path)) as file:
        [stream] = file.streams
        assert (file.format.name, stream.codec_context.name, stream.channels) == ("ogg", "opus", 1)
    assert length.size < 10 * 6000


def test_ffmpeg_plays_it_without_complaint(path: Path):
    record(path, tone(2)).close()
    ffmpeg = shutil.which("ffmpeg")
    assert ffmpeg, "This test needs ffmpeg: apt-get install ffmpeg"
    ran = subprocess.run([ffmpeg, "-v", "warning", "-i", path, "-f", "null", "-"], capture_output=True, check=True)
    assert ran.stderr == b""


def test_it_can_be_played_while_it_is_made(path: Path):
    file = record(path, tone(5))
    assert 4.4 <= seconds(path.read_bytes()) <= 5
    file.close()


@pytest.mark.parametrize("cut", [1000, 2048, 5000, 9999])
def test_a_file_that_is_cut_off_anywhere_plays_up_to_there(path: Path, cut: int):
    length = record(path, tone(4)).close()
    part = path.read_bytes()[:cut]
    per_byte = length.seconds / length.size
    assert seconds(part) == pytest.approx(cut * per_byte, abs=0.45)


@pytest.mark.parametrize("cut", [-1, -100, 5000, 1500])
def test_mending_leaves_what_is_whole_and_knows_how_long_it_is(path: Path, cut: int):
    record(path, tone(4)).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    length = mend(path)
    assert length is not None
    assert length.size == path.stat().st_size <= len(whole[:cut])
    assert seconds(path.read_bytes()) == pytest.approx(length.seconds, abs=0.001)
    assert length.seconds > 0


@pytest.mark.parametrize("content", [b"", b"OggS", b"no sound at all" * 10, bytes(1000)])
def test_where_nothing_is_whole_nothing_is_left(path: Path, content: bytes):
    path.parent.mkdir()
    path.write_bytes(content)
    assert mend(path) == NOTHING
    assert path.read_bytes() == b""


def test_zeros_after_a_power_cut_are_cut_off(path: Path):
    length = record(path, tone(2)).close()
    path.write_bytes(path.read_bytes() + bytes(4096))
    assert mend(path) == pytest.approx(length, abs=0.001)


def test_what_is_being_written_is_left_alone(path: Path):
    file = record(path, tone(1))
    before = path.read_bytes()
    assert mend(path) is None
    assert path.read_bytes() == before
    file.close()
    assert mend(path) is not None


def test_no_file_is_told_from_one_that_is_being_written(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        mend(tmp_path / "none.ogg")


def test_only_its_owner_may_listen(path: Path):
    record(path, tone(0.1)).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_no_recording_replaces_another(path: Path):
    OpusFile(path).close()
    with pytest.raises(RecordingError):
        OpusFile(path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "7").write_text("a file, not a folder")
    with pytest.raises(RecordingError, match="cannot be written"):
        OpusFile(tmp_path / "7" / "one.ogg")


def test_what_was_discarded_leaves_no_file(path: Path):
    OpusFile(path).discard()
    assert not path.exists()


def test_what_comes_at_any_moment_of_writing_is_kept_once(path: Path):
    file = OpusFile(path)
    file.add(tone(0.1))
    with at_each_moment_of(OpusFile._encode.__code__, lambda: file.add(tone(0.1))) as moments:
        for _ in range(200):
            file.write()
    assert 20 < len(moments) < 200
    assert file.close().seconds == pytest.approx(0.1 * (1 + len(moments)))


def test_writing_at_any_moment_of_what_comes_keeps_it_once(path: Path):
    file = OpusFile(path)
    with at_each_moment_of(OpusFile.add.__code__, file.write) as moments:
        for _ in range(50):
            file.add(tone(0.1))
    assert 10 < len(moments) < 50
    assert file.close().seconds == pytest.approx(5)


@contextmanager
def at_each_moment_of(function: CodeType, other: Callable[[], object]) -> Iterator[set[int]]:
    """Do something once at each moment at which another thread could: in each call, before one more instruction."""
    moments: set[int] = set()

    def trace(frame: FrameType, event: str, _: object) -> Callable[[FrameType, str, object], Any] | None:
        if frame.f_code is not function:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and frame.f_lasti not in moments:
            moments.add(frame.f_lasti)
            frame.f_trace_opcodes = False
            other()
            return None
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield moments
    finally:
        sys.settrace(before)


def test_closing_twice_is_harmless(path: Path):
    file = record(path, tone(1))
    assert file.close().seconds == pytest.approx(1)
    assert file.close() == NOTHING


def test_the_kernel_lets_go_of_what_is_closed(path: Path):
    record(path, tone(0.5)).close()
    with path.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
