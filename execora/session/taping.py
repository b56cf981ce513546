"""What a client streams, kept as it comes: from `recording:start`, or the voice's word, to the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import structlog
import trio

from execora.errors import RecordingError
from execora.session.port import Event

if TYPE_CHECKING:
    from execora.session.conversation import Conversation
    from execora.session.port import Recorded, Recorder

log = structlog.get_logger()

UNKEPT = 1000
"""Pieces of sound that may wait to be kept, 64 ms at the most each: a recorder that is so far behind does not work."""


@dataclass(slots=True, eq=False)
class _Tape:
    """One recording that is being made."""

    sound: trio.MemorySendChannel[bytes]
    id: UUID
    stopped_by: UUID | None = None
    """The message that ended it."""
    refused: bool = False
    """Whether the client knows that nothing more is kept."""


class Taping:
    """The recording of one conversation; one is made at a time. It runs in the conversation's nursery."""

    def __init__(self, conversation: Conversation, nursery: trio.Nursery) -> None:
        self._talk, self._nursery = conversation, nursery
        self._recorder: Recorder | None = conversation.desk.speech.recorder
        self._tape: _Tape | None = None
        self._unfinished: set[_Tape] = set()
        self._finished = trio.Event()

    @property
    def available(self) -> bool:
        """Whether this server keeps recordings."""
        return self._recorder is not None

    @property
    def on(self) -> bool:
        """Whether one is made now."""
        return self._tape is not None

    def start(self, message_id: UUID | None = None) -> None:
        """Begin one; nothing changes while one is made. It must be `available`."""
        if self._recorder is None or self._tape is not None:
            return
        send, receive = trio.open_memory_channel[bytes](UNKEPT)
        self._tape = tape = _Tape(send, uuid4())
        self._unfinished.add(tape)
        self._talk.tell(Event("recording:started", {"recordingId": str(tape.id)}, message_id))
        self._nursery.start_soon(self._keep, self._recorder, tape, receive)

    def add(self, pcm: bytes) -> None:
        """Keep more sound, if one is made."""
        if self._tape is None or not pcm:
            return
        try:
            self._tape.sound.send_nowait(pcm)
        except trio.WouldBlock:
            tape = self._tape
            self.stop()
            self._fail(tape, "it cannot be written as fast as it comes")

    def stop(self, message_id: UUID | None = None) -> None:
        """End the one that is made; the client is told once it is whole."""
        if self._tape is not None:
            self._tape.stopped_by = message_id
            self._tape.sound.close()
            self._tape = None

    async def finished(self) -> None:
        """Wait until nothing is being kept any more. The caller sets a deadline."""
        while self._unfinished:
            self._finished = trio.Event()
            await self._finished.wait()

    async def _keep(self, recorder: Recorder, tape: _Tape, sound: trio.MemoryReceiveChannel[bytes]) -> None:
        try:
            with sound:
                recorded = await recorder.record(self._talk.desk.shop_id, self._talk.id, tape.id, sound)
            self._tell_stopped(tape, recorded)
        except RecordingError as error:
            self._fail(tape, str(error))
        finally:
            if self._tape is tape:
                self._tape = None
            self._unfinished.discard(tape)
            self._finished.set()

    def _tell_stopped(self, tape: _Tape, recorded: Recorded) -> None:
        stopped = {
            "recordingId": str(recorded.id),
            "durationSeconds": round(recorded.seconds, 3),
            "bytes": recorded.bytes,
        }
        self._talk.tell(Event("recording:stopped", stopped, tape.stopped_by))

    def _fail(self, tape: _Tape, reason: str) -> None:
        """Tell once that nothing more is kept. What was kept before can be played."""
        log.warning("recording.failed", recording=str(tape.id), reason=reason)
        if not tape.refused:
            tape.refused = True
            message = "The recording has ended: it cannot be kept any longer. What came before is kept."
            self._talk.fail("RECORDING_FAILED", message, tape.stopped_by)
