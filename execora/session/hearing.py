"""What a client's microphone sends, from its frames to words.

    listen ─ take ─► Intake (decoded, cut, told apart) ─► what waits ─► hear_out: the recogniser ─► words ─► spoken
                        └► Taping, while something is recorded

`listen` takes each message in without waiting for anybody: whatever stops or cancels comes behind it.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Literal

import structlog
import trio

from execora.providers.port import BROWSER, KNOWN, ProviderError, Wanted
from execora.session.expecting import terms
from execora.session.intake import Intake
from execora.session.port import Event
from execora.session.ration import Ration
from execora.session.stream import GAP_SECONDS, LONGEST_SECONDS, DeafError, Stream, hand_over
from execora.session.taping import Taping
from execora.session.timeline import Timeline
from execora.session.transcript import Transcript
from execora.sound.decoding import BadAudioError
from execora.sound.pace import Pace
from execora.sound.stream import BYTES_A_SECOND, Sound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from execora.providers.port import Ears
    from execora.session.conversation import Conversation
    from execora.session.port import Start
    from execora.sound.endpoint import Turned

log = structlog.get_logger()

SLICE_BYTES = 2048
"""How much is taken in at once, before it is decoded and behind that, where it is 64 ms of PCM, two chunks for the
detector. Between slices everybody else has a turn."""

LONGEST_MESSAGE_SECONDS = 120.0
"""Sound in one message. A few kilobytes of WebM can stand for an hour."""

STRAGGLING_SECONDS = 1.0
"""For so long after a stop sound was under way already: a page's recorder gives its last piece when it has ended."""

CLOSE_SECONDS = 0.7
"""How long a recogniser that is cancelled, and a recording that has ended, are waited for."""

MOST_BAD = 10
"""Messages in a row that are no sound as announced, after which hearing ends."""

RECORDS = frozenset({"owner", "staff"})
"""Who may record: those who may listen to it."""

NotRecorded = Literal["NOT_ALLOWED", "NOT_STARTED", "ALREADY_RECORDING", "NOT_RECORDING", "RECORDING_FAILED"]

NOT_RECORDED: Mapping[NotRecorded, str] = {
    "NOT_ALLOWED": "The owner and the staff may record.",
    "NOT_STARTED": "A recording keeps what you stream: send voice:start first.",
    "ALREADY_RECORDING": "A recording is being made already.",
    "NOT_RECORDING": "No recording is being made.",
    "RECORDING_FAILED": "This server keeps no recordings.",
}
"""Why a recording does not begin or end, by the error's code."""


class Hearing:
    """The way of sound into one conversation. Its tasks run in the conversation's nursery."""

    def __init__(self, conversation: Conversation, nursery: trio.Nursery) -> None:
        self._talk, self._nursery = conversation, nursery
        self._offered = conversation.desk.speech
        self._stream: Stream | None = None
        self._closing: trio.Event | None = None
        """Set once nobody hears the stream that ended last. The stream itself is let go, for its detector is large."""
        self._left: set[Stream] = set()
        """Those that their client left, while what was said in them is still being heard."""
        self._told_off = False
        """Whether the client knows that sound needs a voice:start."""
        self._stopped_at = -math.inf
        self._cut_at = -math.inf
        """When sound ended last while somebody spoke."""
        self._ration = Ration(conversation.session.presence)
        self.taping = Taping(conversation, nursery)
        self.transcript = Transcript(conversation)

    # -- from the client

    @property
    def streams(self) -> bool:
        """Whether the client sends sound."""
        return self._stream is not None and self._stream.streams

    @property
    def may_record(self) -> bool:
        """Whether who talks may record."""
        return self._talk.speaker.role in RECORDS

    @property
    def provider(self) -> str:
        """Who hears, or would hear now."""
        ears = self._offered.ears
        return (ears.serving if ears else None) or BROWSER

    @property
    def offered(self) -> tuple[str, ...]:
        """The names that a client may wish for."""
        ears = self._offered.ears
        return (BROWSER, *(each.name for each in (ears.conditions if ears else ())))

    def knows(self, wished: str | None) -> bool:
        """Tell whether a client may wish so: for somebody by name, or for whoever serves, here or in their place."""
        return wished in (None, BROWSER, *KNOWN) or self._ears(wished) is not None

    async def start(self, said: Start) -> None:
        """Begin to hear, or begin anew, with a recogniser that it `knows`; the client is told with what."""
        ears = self._ears(said.recogniser)
        self._let_go(self._stream)
        with trio.move_on_after(CLOSE_SECONDS):
            await self._closed()
        self._begin(said, ears)
        started = {
            "message": "Listening",
            "sttProvider": (ears.serving or ears.name) if ears else BROWSER,
            "ttsProvider": self._talk.speaking.provider,
            "encoding": said.encoding,
            "sampleRate": said.rate,
            "channels": said.channels,
            "audioOut": "binary" if said.binary_speech else "base64",
            "language": self._talk.language or self._talk.desk.config.shop_language,
        }
        self._talk.tell(Event("voice:started", started, said.id))
        if said.keep_audio and not self.taping.on:
            self.record(on=True, message_id=said.id)

    async def take(self, data: bytes) -> None:
        """Take in some of the client's sound.

        It waits for nobody but to let everybody else have a turn, unless more than `ration.AHEAD_SECONDS` come at once.
        """
        stream = self._stream
        if stream is None:
            self._ration.end_message(0.0)
            self._refuse()
            return
        self._notice_gap(stream)
        stream.streams, stream.taking, stream.lasts = True, True, 0.0
        size = SLICE_BYTES if not stream.intake.in_packets else max(len(data), 1)
        for at in range(0, len(data), size):
            if at:
                await trio.lowlevel.checkpoint()
            if stream is not self._stream or not await self._take_slice(stream, data[at : at + size]):
                break
        self._ration.end_message(stream.lasts)
        stream.taking, stream.taken_at = False, trio.current_time()

    def end(self) -> None:
        """End the utterance here: the button was let go."""
        if self._stream is None:
            self._refuse()
        else:
            self._stream.passes_over = 0.0
            self._end_utterance(self._stream)

    def lose_some(self) -> None:
        """Take in that some sound did not come, or is none: what is being said is read back before it is written."""
        if self._stream is not None:
            self._stream.damage()

    def cancel(self) -> None:
        """Hear nothing from now on; `close` waits until that has left nothing behind."""
        for stream in (*self._left, self._stream):
            self._let_go(stream)
        self._left.clear()

    def _let_go(self, stream: Stream | None) -> None:
        """Hear nothing more of a stream."""
        self._stream, self._told_off = None, False
        if stream is not None:
            self._miss_unfinished(stream)
            stream.cancel()
            self.transcript.clear(stream)
            self._closing = stream.done

    def leave(self) -> None:
        """Take in that the client is gone: what was said to its end is still heard, what it cut short is not."""
        self.taping.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            self._miss_unfinished(stream)
            stream.leave()
            self.transcript.clear(stream)
            self._told_off = False
            if not stream.done.is_set():
                self._left.add(stream)

    def _miss_unfinished(self, stream: Stream) -> None:
        if stream.unfinished is not None:
            self._talk.miss()
            self._cut_at = trio.current_time()

    def record(self, *, on: bool, message_id: UUID | None = None) -> None:
        """Begin or end a recording, or say why that cannot be."""
        refused = self.try_recording(on=on, message_id=message_id)
        if refused:
            self._talk.fail(refused, NOT_RECORDED[refused], message_id)

    def try_recording(self, *, on: bool, message_id: UUID | None) -> NotRecorded | None:
        """Begin or end a recording; return the error's code where that cannot be."""
        if not self.may_record:
            return "NOT_ALLOWED"
        if self._stream is None:
            return "NOT_STARTED"
        if on == self.taping.on:
            return "ALREADY_RECORDING" if on else "NOT_RECORDING"
        if not self.taping.available:
            return "RECORDING_FAILED"
        if on:
            self.taping.start(message_id)
        else:
            self.taping.stop(message_id)
        return None

    async def close(self) -> None:
        """Hear and record nothing from now on, and wait, not for long, until that has left nothing behind."""
        self.cancel()
        self.taping.stop()
        with trio.move_on_after(CLOSE_SECONDS):
            await self._closed()
            await self.taping.finished()
        self._stopped_at = trio.current_time()

    async def _closed(self) -> None:
        closing, self._closing = self._closing, None
        if closing is not None:
            await closing.wait()

    # -- beginning

    def _ears(self, wished: str | None) -> Ears | None:
        ears = self._offered.ears
        if ears is None or wished == BROWSER:
            return None
        chosen = ears.only(wished) if wished else ears
        return ears if chosen is None and wished in KNOWN else chosen

    def _begin(self, said: Start, ears: Ears | None) -> None:
        detector = self._offered.detector
        config, speaking, pace = self._talk.desk.config, self._talk.speaking, Pace()
        intake = Intake(
            said,
            detector() if detector and ears else None,
            lambda chunk: speaking.echo.echoes(chunk, pace.heard(trio.current_time())),
            send_silence=config.send_silence,
        )
        self._stream = stream = Stream(intake, Timeline(pace))
        if trio.current_time() < self._cut_at + LONGEST_SECONDS:  # who was cut short may still be speaking
            stream.damage()
        self._cut_at = -math.inf
        if ears is None:
            stream.done.set()
        else:
            self._nursery.start_soon(self._hear_out, stream, ears, stream.open())

    def _refuse(self) -> None:
        straggles = trio.current_time() < self._stopped_at + STRAGGLING_SECONDS
        if not (self._told_off or straggles):
            self._told_off = True
            self._talk.fail("NOT_STARTED", "Nobody listens: send voice:start first.")

    # -- taking in

    async def _take_slice(self, stream: Stream, data: bytes) -> bool:
        """Take in a little; return whether there is any use in more of the message."""
        if stream.intake.in_packets and stream.sound is None and not self.taping.on:
            self._tell_unheard(stream)  # and spare the decoder: packets can be left out, as no other sound can
            return True
        try:
            pcm = stream.intake.decode(data)
        except BadAudioError as error:
            self._refuse_bad(stream, error)
            return False
        for at in range(0, len(pcm), SLICE_BYTES):  # a few bytes of WebM can stand for many seconds
            if at:
                await trio.lowlevel.checkpoint()
            if stream is not self._stream:
                return False
            if stream.lasts > LONGEST_MESSAGE_SECONDS:
                self._refuse_bad(stream, BadAudioError("The message holds too much sound; send shorter ones."))
                return False
            await self._take_sound(stream, pcm[at : at + SLICE_BYTES])
        return True

    async def _take_sound(self, stream: Stream, pcm: bytes) -> None:
        """Record and pass on a little sound, unless that is over a limit."""
        seconds = len(pcm) / BYTES_A_SECOND
        stream.lasts += seconds
        if held_off := self._ration.limit(seconds):
            self._hold_off(stream, held_off)
        else:
            self._let_in(stream, pcm)
        await self._ration.pace(seconds, passed_on=not held_off)

    def _let_in(self, stream: Stream, pcm: bytes) -> None:
        if stream.held_off:
            stream.held_off = False
            self._talk.miss()  # again, behind the words of what was said to its end before
        self.taping.add(pcm)
        if stream.sound is None:
            self._tell_unheard(stream)
        elif stream.passes_over:
            self._pass_over(stream, pcm)
        else:
            self._pass_on(stream, stream.intake.turns(pcm))

    def _pass_over(self, stream: Stream, pcm: bytes) -> None:
        """Let the rest of what began over the limit go unheard: "paanch sau diye" is not all that was said."""
        stream.passes_over = max(0.0, stream.passes_over - len(pcm) / BYTES_A_SECOND)
        if stream.intake.pass_over(pcm):
            stream.passes_over = 0.0
        elif not stream.passes_over:
            stream.damage()

    def _notice_gap(self, stream: Stream) -> None:
        """Where sound has stopped for a while, what comes is most likely begun anew; it may as well go on."""
        if stream.passes_over and trio.current_time() >= stream.quiet_at:
            stream.passes_over = 0.0
            stream.damage()

    def _hold_off(self, stream: Stream, seconds: float) -> None:
        """Say once that no sound is passed on for a while, and let nobody hear half of what was being said."""
        stream.passes_over = LONGEST_SECONDS
        if stream.held_off:
            return
        stream.held_off = True
        if (began := stream.unfinished) is not None:
            self._end_utterance(stream)
            stream.unhear(began)
        self._talk.miss()
        self.transcript.clear(stream)
        wait = math.ceil(seconds)
        message = f"Too much sound comes from here or to this shop: nobody hears it for {wait} s. Say it again then."
        self._talk.fail("LIMIT_REACHED", message, wait_seconds=wait)

    def _refuse_bad(self, stream: Stream, error: BadAudioError) -> None:
        """Say what is wrong; hearing ends where nothing better can be expected."""
        stream.damage()
        self._talk.fail("BAD_AUDIO", error.reason)
        if not stream.intake.may_go_on or stream.intake.bad_in_a_row >= MOST_BAD:
            self.cancel()
            self.taping.stop()

    def _tell_unheard(self, stream: Stream) -> None:
        """Say once that sound is of no use, where nobody hears or records it."""
        if not stream.told_off and not self.taping.on:
            stream.told_off = True
            message = "No recogniser of ours hears here: use the browser's, and send voice:final with text."
            self._talk.fail("STT_UNAVAILABLE", message)

    def _pass_on(self, stream: Stream, turns: Iterator[Turned]) -> None:
        """Pass sound on to the recogniser, unless too much waits for it."""
        try:
            for turned in turns:
                self._turn(stream, turned)
        except DeafError:
            self._give_up(stream)

    def _turn(self, stream: Stream, turned: Turned) -> None:
        if turned.began:
            self.transcript.begin(stream)
        for sound in turned.sounds:
            stream.send(sound)
        if turned.began or (turned.sounds and not stream.intake.detects):
            stream.open_utterance()
        if turned.ended:
            self.transcript.tell_speaking(stream, speaking=False)
            stream.close_utterance()

    def _give_up(self, stream: Stream) -> None:
        """Let the recogniser go that takes too little."""
        log.warning("hearing.deaf")
        stream.scope.cancel()
        self.transcript.fall_deaf(stream)

    # -- utterances

    def _end_utterance(self, stream: Stream) -> None:
        self._pass_on(stream, stream.intake.end())
        stream.close_utterance()

    async def _end_at_gaps(self, stream: Stream) -> None:
        """End an utterance where the sound ends in the middle of it."""
        while True:
            await stream.spoken.wait()
            if stream.taking:
                await trio.sleep(GAP_SECONDS)
            elif trio.current_time() < stream.quiet_at:
                await trio.sleep_until(stream.quiet_at)
            else:
                self._end_short(stream)

    def _end_short(self, stream: Stream) -> None:
        """End an utterance that no more sound comes of. Where that stopped in a word, the rest may only be late."""
        began = stream.unfinished if stream.intake.hot else None
        self._end_utterance(stream)
        if began is not None:
            stream.damage(began)
            self._cut_at = trio.current_time()

    # -- the recogniser

    async def _hear_out(self, stream: Stream, ears: Ears, waiting: trio.MemoryReceiveChannel[Sound]) -> None:
        """Hear a stream to its end, in the conversation's nursery."""
        try:
            with stream.scope:
                to_ears, sound = trio.open_memory_channel[Sound](0)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._end_at_gaps, stream)
                    nursery.start_soon(self._hand_over, stream, waiting, to_ears)
                    await self._transcribe(stream, ears, sound)
                    nursery.cancel_scope.cancel()
        finally:
            self._left.discard(stream)
            stream.done.set()

    async def _hand_over(
        self, stream: Stream, waiting: trio.MemoryReceiveChannel[Sound], ears: trio.MemorySendChannel[Sound]
    ) -> None:
        try:
            await hand_over(waiting, ears)
        except DeafError:
            self._give_up(stream)

    async def _transcribe(self, stream: Stream, ears: Ears, sound: trio.MemoryReceiveChannel[Sound]) -> None:
        wanted = Wanted(self._talk.language or self._talk.desk.config.shop_language, terms(self._talk))
        with sound:
            try:
                await ears.transcribe(wanted, sound, partial(self.transcript.take, stream))
            except ProviderError as error:
                log.warning("hearing.failed", provider=error.provider, fault=error.fault.value, reason=error.reason)
        if not stream.over:
            self.transcript.fall_deaf(stream)
