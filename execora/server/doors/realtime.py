"""The dialect of `/realtime/conversation`: sound in base64 both ways, for bridges to the telephone.

See "`/realtime/conversation`" in the protocol. One connection is one call.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from execora.providers.port import BROWSER
from execora.server.doors import controls
from execora.server.doors.chunks import MOST_DROPPED, Chunk, Form, Numbering, read_chunk
from execora.server.doors.dialect import Taken
from execora.server.doors.figures import NOTHING, Figures, Seen
from execora.server.doors.playout import Playout
from execora.session.port import AnswerQuestion, Audio, DraftButton, Event, Final, Numbered, Refused, Start, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from execora.server.doors.dialect import Frame
    from execora.session.port import JSON, Input

NOT_SOUND = 1003
"""Close code of RFC 6455, section 7.4.1: what came was not what it should be."""

MOST_BAD = 10
"""Pieces of sound in a row."""

CHUNK = "audio_chunk"

KNOWN = (
    CHUNK,
    *("voice:final", "voice:end", "voice:stop", "voice:interrupt", "voice:answer", "invoice:confirm", "invoice:cancel"),
    *("task:status", "task:cancel", "session:resume", "ping"),
)
"""What a bridge may say. Hearing begins with its first chunk, and so there is nothing to start."""

RETRY = timedelta(seconds=10)
"""How long after all recognisers have failed the next chunk tries them again."""

COMES_BACK = frozenset({1001, 1011, 1013, 4001})
"""The close codes after which a bridge may connect again and the call go on: there is somebody else to serve it, or
will be; with 4001, under another token."""

TELEPHONE = Form(8000, 1)
"""What a caller hears who has said nothing over this connection."""

STAGES = {
    "voice:start": "connected",
    "voice:started": "listening",
    "voice:transcript": "speech_to_text",
    "task:queued": "ai_generation",
    "task:started": "ai_generation",
    "task:retrying": "ai_generation",
    "task:completed": "ai_generation",
    "task:failed": "ai_generation",
    "task:cancelled": "ai_generation",
    "queue:status": "ai_generation",
    "voice:stopped": "stopped",
    "session:resumed": "resumed",
}
"""The events that are told as a status; "text_to_speech" and "interrupted" are those of speech."""

MEASURED = frozenset({"speech_to_text", "ai_generation", "text_to_speech"})
"""The stages that take their time behind a turn of the caller's; the others are no work."""

OF_A_TASK = ("taskId", "intent", "utteranceId", "attempt", "inSeconds", "error", "reason", "durationMs")
OF_SPEECH = ("utteranceId", "taskId", "questionId")

GAP = "SEQUENCE_GAP"

NOT_HEARD = Audio(data=b"", after_gap=True)
"""Stands for sound that has come and is not heard."""

NOTHING_SAID = Event("voice:transcript", {"text": "", "isFinal": True})
"""Stands for an utterance that came to nothing."""

NO_BINARY = Refused(code="BAD_AUDIO", message="Binary messages are not heard here: send audio_chunk, with base64.")
OTHER_CALL = Refused(
    code="OTHER_CALL", message="Another call began on this connection. Open one for each; nothing of this was heard."
)
A_FILE = Refused(code="BAD_AUDIO", message="audioData begins as a file does; send PCM16 alone, without a header.")


class Realtime:
    """One call."""

    def __init__(self) -> None:
        self._call: str | None = None
        self._form: Form | None = None
        """Of the latest chunk."""
        self._hears = False
        """Whether its session was told to hear sound of that form, and still does."""
        self._starting = 0
        """How many times it was told so and has not said that it does."""
        self._put_off_until: datetime | None = None
        """When it may be told so again, after a limit was reached."""
        self._lost = False
        """Whether it was not told of sound that has come since it heard any."""
        self._latest: Chunk | None = None
        self._deaf_since: datetime | None = None
        """When the session said that nobody can hear, though somebody should."""
        self._recogniser = BROWSER
        self._numbering = Numbering()
        self._reader = controls.Reader()
        self._bad_chunks = 0
        """Pieces of sound that were refused, since the last that was not."""
        self._figures = Figures()
        self._playout = Playout()
        self._sounding: tuple[dict[str, JSON], Seen] | None = None
        """The answer that is being said, with the figures of its first sound."""
        self._told = 0
        """The number of the latest event."""

    @property
    def ends_with(self) -> int | None:
        """See `Dialect`: ten messages in a row that are no JSON are enough, and so are ten that are no sound."""
        return NOT_SOUND if self._bad_chunks >= MOST_BAD else self._reader.ends_with

    # -- from the bridge

    def take(self, frame: Frame | None, now: datetime) -> Taken:
        """Take in a message; see `Dialect`."""
        if isinstance(frame, bytes):
            return Taken((self._refuse(NO_BINARY),))
        message = self._reader.parse(frame)
        if isinstance(message, dict) and message.get("type") == CHUNK:
            return Taken(self._take_chunk(read_chunk(message), now), refuse=partial(self._put_off, now))
        return Taken((self._take_control(controls.read(message, types=KNOWN), now),))

    def _take_control(self, said: Input, now: datetime) -> Input:
        if isinstance(said, Final | AnswerQuestion | DraftButton):
            self._figures.take(now)
        elif isinstance(said, Stop):
            self._hears, self._starting = False, 0
        return said

    def _take_chunk(self, chunk: Chunk | Refused, now: datetime) -> list[Input]:
        if isinstance(chunk, Chunk):
            chunk = self._check(chunk, now)
        if isinstance(chunk, Refused):
            return [self._refuse(chunk)]
        self._bad_chunks, self._call = 0, chunk.call_id
        before, is_repeat, self._latest = self._numbering.missing, chunk == self._latest, chunk
        missing = self._numbering.take(chunk.number)
        if missing is None:
            return [NOT_HEARD] if self._hears and not is_repeat else []
        if self._would_begin(chunk.form, now) and self._put_off_until and now < self._put_off_until:
            self._lost = True
            return []
        anew = [_anew(chunk.number)] if self._numbering.counts_anew else []
        gap = [_gap(missing, chunk.number)] if missing else []
        begun = self._begin(chunk.form, now)
        lost, self._lost = self._lost or bool(anew) or self._numbering.missing > before, False
        return [*anew, *gap, *begun, Audio(data=chunk.pcm, after_gap=lost)]

    def _check(self, chunk: Chunk, now: datetime) -> Chunk | Refused:
        """Look at what only matters here: which call it is of, and whether it can be the beginning of sound."""
        if self._call not in (None, chunk.call_id):
            return OTHER_CALL
        return A_FILE if chunk.is_a_file and self._would_begin(chunk.form, now) else chunk

    def _refuse(self, why: Refused) -> Refused:
        self._bad_chunks += 1
        return why

    def _begin(self, form: Form, now: datetime) -> list[Start]:
        """Begin to hear where nobody does, or not what comes now."""
        if not self._would_begin(form, now):
            return []
        self._lost = self._lost or (self._hears and form == self._form)  # nobody heard, but should have
        self._form, self._hears, self._deaf_since, self._put_off_until = form, True, None, None
        self._starting += 1
        return [Start(encoding="pcm16", rate=form.rate, channels=form.channels)]

    def _put_off(self, now: datetime, refused: Refused) -> Sequence[Frame]:
        """Take in that a limit kept its session from being told to hear."""
        if self._starting:
            self._starting, self._hears, self._lost = 0, False, True
            self._put_off_until = now + timedelta(seconds=refused.wait_seconds or 1)
        return ()

    def _would_begin(self, form: Form, now: datetime) -> bool:
        tries_again = self._deaf_since is not None and now - self._deaf_since >= RETRY
        return tries_again or not self._hears or form != self._form

    # -- to the bridge

    def word(self, told: Numbered, now: datetime) -> Sequence[Frame]:
        """Word an event; most are told as a status or as an answer, and those that help no bridge not at all."""
        number, event = told
        self._told = number
        self._note(event, now)
        seen = self._figures.see(event, now)
        return [self._frame(number, message, now) for message in self._worded(event, seen)]

    def part(self, code: int, now: datetime) -> Sequence[Frame]:
        """Say that the call is over, unless it can go on over another connection; see `Dialect`."""
        if code in COMES_BACK:
            return ()
        return [self._frame(self._told, _answer(NOTHING, {"shouldTerminate": True}), now)]

    def _frame(self, number: int, message: Event, now: datetime) -> str:
        return controls.to_json({**controls.word(Numbered(number, message), now), "callId": self._call})

    def _note(self, event: Event, now: datetime) -> None:
        """Take in who hears."""
        if event.type == "voice:started":
            self._recogniser, self._deaf_since = event.data["sttProvider"], None
            self._starting = max(0, self._starting - 1)
        elif event.type == "error" and event.data["code"] == "NOT_STARTED":
            if not self._starting:  # else it was told before it was told to hear
                self._hears, self._lost = False, True
        elif event.type == "error" and event.data["code"] == "STT_UNAVAILABLE" and self._recogniser != BROWSER:
            self._deaf_since = now

    def _worded(self, event: Event, seen: Seen) -> Iterator[Event]:
        match event.type:
            case "voice:response" | "voice:confirm_needed" | "voice:choose":
                yield _answer(seen, event.data, event.reply_to)
            case "voice:tts-stream":
                yield from self._spoken(event, seen)
            case "voice:tts-stopped":
                self._playout.cut()
                self._sounding = None
                yield self._status("interrupted", seen, event)
            case "voice:activity" if "heard" in event.data:
                yield self._status("speech_to_text", seen, NOTHING_SAID)
            case "pong":
                yield event
            case "error":
                counts = self._counts() if event.data["code"] == GAP else {}
                yield Event("error", {**event.data, **counts}, event.reply_to)
            case type_ if type_ in STAGES:
                yield self._status(STAGES[type_], seen, event)

    def _spoken(self, event: Event, seen: Seen) -> Iterator[Event]:
        """Word some sound of an answer; where it is the first of it, a status goes before."""
        data = event.data
        about = {name: data[name] for name in OF_SPEECH if name in data}
        if self._sounding is None or self._sounding[0] != about:
            self._sounding = (about, seen)
            yield self._status("text_to_speech", seen, Event(event.type, about))
        first = self._sounding[1]
        if data["last"]:
            self._sounding = None
        form = self._form or TELEPHONE
        pcm = self._playout.add(event.audio, data["sampleRate"], form, last=data["last"])
        sound = {"audioData": b64encode(pcm).decode("ascii"), "sampleRate": form.rate, "channels": form.channels}
        yield _answer(first, {**data, **sound}, event.reply_to)

    def _status(self, stage: str, seen: Seen, event: Event) -> Event:
        """Word a status: what was told is beside the figures."""
        figures = {"stage": stage, "queueSize": seen.waiting}
        figures["processingLatency"] = seen.milliseconds if stage in MEASURED else None
        told = _about_task(event) if event.type.startswith("task:") else event.data
        return Event("processing_status", {**told, **figures, **self._counts()}, event.reply_to)

    def _counts(self) -> dict[str, JSON]:
        numbering = self._numbering
        counts = {"received": numbering.received, "missing": numbering.missing, "dropped": numbering.dropped}
        return {"chunks": counts}


def _answer(seen: Seen, data: Mapping[str, JSON], reply_to: UUID | None = None) -> Event:
    """Word an answer; what it does not say is the text or the sound that it lacks, and that the call goes on."""
    figures = {"confidence": seen.confidence, "processingLatency": seen.milliseconds}
    return Event("ai_response", {"text": "", "audioData": "", "shouldTerminate": False, **figures, **data}, reply_to)


def _about_task(event: Event) -> dict[str, JSON]:
    """Tell how a task stands; what came of it is in its answer."""
    told = {name: event.data[name] for name in OF_A_TASK if name in event.data}
    return {"state": event.type.removeprefix("task:"), **told}


def _gap(missing: int, number: int) -> Refused:
    sentence = f"{missing} chunks are missing before number {number}; nothing of them was heard."
    sentence = f"{sentence} The counts in `chunks` go on, without further errors for a while."
    return Refused(code=GAP, message=sentence, utters=False)


def _anew(number: int) -> Refused:
    sentence = f"{MOST_DROPPED} chunks in a row had numbers that were had before; nothing of them was heard."
    return Refused(code=GAP, message=f"{sentence} Numbers count anew from {number}.", utters=False)
