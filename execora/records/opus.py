"""An Ogg/Opus file that grows while somebody speaks, and can be played at any moment up to where it is."""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from typing import TYPE_CHECKING

import av

from execora.errors import RecordingError
from execora.records.pages import NOTHING, Length, whole_pages
from execora.sound.stream import BYTES_A_SECOND, RATE

if TYPE_CHECKING:
    from pathlib import Path

BITS_A_SECOND = 24_000
"""Speech is clear from about 16 kbit/s on, wideband (RFC 6716, section 2.1.1); an hour takes 11 MB."""

PAGE_MICROSECONDS = "200000"
"""The muxer holds one page back until the next is full, so this twice is what a kill may cost beside what waits."""


class OpusFile:
    """A recording under way. `add` never waits; `write` and `close` block, and are called in threads.

    One thread may add while another writes: a write that was abandoned goes on, and what comes meanwhile is kept once.

    Nobody else writes a file while this holds it: it is locked (`flock`) until it is closed, and the kernel unlocks it
    when the process ends, however that ends.
    """

    def __init__(self, path: Path) -> None:
        """Create the file, for its owner's eyes only.

        Raises:
            RecordingError: it cannot be written, or is there already.

        """
        self._lock = threading.Lock()  # a write that nobody waits for any more may still go on when it is closed
        self._path = path
        self._waiting: deque[bytes] = deque()
        self._added = self._samples = self._size = 0
        self._full = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RecordingError(f"recordings cannot be written into {path.parent} ({error.strerror})") from error
        self._pages = _Pages()
        options = {"page_duration": PAGE_MICROSECONDS, "flush_packets": "1"}
        self._muxer = av.open(self._pages, "w", format="ogg", options=options)
        self._stream = self._muxer.add_stream("libopus", rate=RATE, options={"application": "voip"}, layout="mono")
        self._stream.bit_rate = BITS_A_SECOND

    def add(self, pcm: bytes) -> float:
        """Take sound, and return how many seconds of it wait to be written."""
        self._waiting.append(pcm)
        self._added += len(pcm)
        return self._added / BYTES_A_SECOND - self._samples / RATE

    def write(self) -> None:
        """Encode what waits, and bring all whole pages to the disk.

        Raises:
            RecordingError: the disk does not take it. Whole pages are kept up to there, and nothing more is written.

        """
        with self._lock:
            self._encode()
            self._keep()

    def close(self) -> Length:
        """Write the rest, and let go of the file; return how long it is. A second time it does nothing.

        Where the disk does not take the rest, what came before is kept.
        """
        with self._lock:
            if self._file < 0:
                return NOTHING
            try:
                return self._finish()
            finally:
                self._let_go()

    def discard(self) -> None:
        """Let go of a file to which nothing was written, and remove it; this does not block for long."""
        self._path.unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        os.close(self._file)
        self._file = -1

    # -- under the lock --------------------------------------------------------

    def _finish(self) -> Length:
        self._encode()
        for packet in self._stream.encode(None):
            self._muxer.mux(packet)
        self._muxer.close()
        try:
            self._keep()
        except RecordingError:
            return _cut(self._file)
        return Length(self._size, self._samples / RATE)

    def _encode(self) -> None:
        pcm = b"".join(self._waiting.popleft() for _ in range(len(self._waiting)))
        if not pcm:
            return
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
        frame.sample_rate, frame.pts = RATE, self._samples
        frame.planes[0].update(pcm)
        for packet in self._stream.encode(frame):
            self._muxer.mux(packet)
        self._samples += frame.samples

    def _keep(self) -> None:
        pages = self._pages.take()
        try:
            if self._full:
                raise OSError(0, "it was full before")
            while pages:
                pages = pages[os.write(self._file, pages) :]
            os.fdatasync(self._file)
        except OSError as error:
            self._full = True
            raise RecordingError(f"the recording cannot be kept any more ({error.strerror})") from error
        self._size = os.fstat(self._file).st_size


class _Pages:
    """What the muxer writes to."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, pages: bytes) -> int:
        self._written += pages
        return len(pages)

    def take(self) -> bytes:
        """Return what was written since."""
        taken, self._written = bytes(self._written), bytearray()
        return taken


def mend(path: Path) -> Length | None:
    """Cut off what is not whole of a file that nobody closed, and return how long it is; `NOTHING` where none is left.

    None says that somebody still writes it, on this machine or on another that shares the folder.

    Raises:
        FileNotFoundError: there is no such file.
        RecordingError: it cannot be read.

    """
    try:
        with path.open("rb+", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return _cut(file.fileno())
    except BlockingIOError:
        return None
    except FileNotFoundError:
        raise
    except OSError as error:
        raise RecordingError(f"a recording in {path.parent} cannot be read ({error.strerror})") from error


def _cut(descriptor: int) -> Length:
    """Cut off a file after its last whole page, and return how long it is."""
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        file.seek(0)
        length = whole_pages(file)
    if os.fstat(descriptor).st_size > length.size:  # a file that is whole keeps its date
        os.ftruncate(descriptor, length.size)
    return length
