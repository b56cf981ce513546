"""What is said aloud over one connection: the answers, in the order in which they were told, one after the other.

    speak
    ├── make     a clause ahead of what is being told
    └── tell     never far ahead of what the client is playing

What is being said can be cut off at any moment, by `interrupt`, which does not wait: nothing of it is told any more.
"""

from __future__ import annotations

import math
from collections import deque
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import structlog
import trio

from execora.language.clauses import clauses
from execora.language.devanagari import for_voice
from execora.providers.port import BROWSER, KNOWN, Say
from execora.session.clips import MOST_SECONDS, WHOLE_SECONDS, Clip, Part, Voiced
from execora.session.own_words import Played
from execora.session.port import Event
from execora.sound.echo import EchoGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from execora.providers.port import Voices
    from execora.session.clips import Sound
    from execora.session.outbox import Outbox
    from execora.session.port import JSON, Answer

log = structlog.get_logger()

MOST_WAITING = 20
"""Answers that may wait to be said. Behind so many nobody remembers what was asked: the oldest goes unsaid, for its
text was told."""

AHEAD_SECONDS = 2.0
"""How much sound may be told before it is played: enough for a network that stutters, and little to be cut off."""

BETWEEN_SECONDS = 0.2
"""How long a clip is given to be begun by a client that plays each as soon as it comes, and to end: the next one would
cut it off, or sound over it."""

POLITE_SECONDS = 5.0
"""How long we wait, before we say more, for somebody who speaks: who speaks longer is a noise, or has no question."""

END_SECONDS = 1.0
"""How long the last few words of a clause take, and a client to be quiet: what is cut off earlier ends without them."""

_ABOUT = ("taskId", "utteranceId", "questionId")
"""What the events of its sound say of an answer."""


class Speaking:
    """The speech of one connection. `run` must be under way for anything to be heard."""

    def __init__(
        self,
        voices: Voices | None,
        outbox: Outbox,
        tell: Callable[[Event], None],
        names: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """Take what to speak with, and the names that voices are given in Devanagari; see `for_voice`."""
        self._offered = voices
        self._voices: Voices | None = None
        """Who speaks; nobody until the client wishes for it."""
        self._outbox, self._tell, self._names = outbox, tell, names
        self._waiting: deque[Voiced] = deque()
        self._begun: deque[Voiced] = deque()
        self._arrived = trio.Event()
        self._present = trio.CancelScope()
        """What is made and told now."""
        self._ends_at = 0.0
        """When all that was told will have been played, if the client plays it at once."""
        self._sequence = 0
        self._unheard: deque[Answer] = deque(maxlen=MOST_WAITING)
        self.lately: deque[Played] = deque(maxlen=MOST_WAITING)
        """The clauses that were told last."""
        self._latest: Clip | None = None
        """The last one of them."""
        self.plays_at_once = False
        """Whether the client plays what comes as soon as it comes: then each clause is told whole, once the one before
        has been played."""
        self._given_up = False
        """Whether the client knows that no voice serves, so that it speaks by itself if it can."""
        self.echo = EchoGuard()
        """What the client's microphone may hear of us."""
        self._hushed = False
        self._floor = trio.Event()
        """Set while nobody else speaks."""
        self._floor.set()

    # -- who speaks

    @property
    def provider(self) -> str:
        """The name of who says the answers now."""
        return (self._voices and self._voices.serving) or BROWSER

    @property
    def serving(self) -> str:
        """The name of who would say them if the client has no other wish."""
        return (self._offered and self._offered.serving) or BROWSER

    @property
    def offered(self) -> tuple[str, ...]:
        """The names that a client may wish for."""
        voices = self._offered.conditions if self._offered else ()
        return (BROWSER, *(voice.name for voice in voices))

    def wish(self, name: str | None) -> bool:
        """Let somebody speak from now on; whoever serves where no name is given, or that of one who is not here.

        False if nobody is ever called so.
        """
        anybody = name is None or name in KNOWN
        if name == BROWSER or (anybody and self._offered is None):
            self.interrupt("interrupt")
            self._voices = None
            return True
        chosen = self._offered.only(name) if name and self._offered else None
        if chosen is None and anybody:
            chosen = self._offered
        if chosen is None:
            return False
        self._voices, self._given_up = chosen, chosen.serving is None
        return True

    # -- what is said

    def say(self, told: Mapping[str, JSON], answer: Answer | None = None) -> None:
        """Say the `speech` of what was told, behind what waits; nothing comes of it where nobody here is to speak.

        `answer` is what can be asked for again if it is cut off.
        """
        if self._voices is None:
            return
        if self._hushed or self._outbox.held:
            self._unheard.extend([answer] if answer else [])
            return
        if len(self._waiting) == MOST_WAITING:
            self._waiting.popleft()
        about = {name: told[name] for name in _ABOUT if name in told}
        self._waiting.append(Voiced(told["speech"], told["language"], about, self._voices, answer))
        self._arrived.set()

    @property
    def under_way(self) -> bool:
        """Whether an answer has begun to sound and has not ended, if the client plays at once what it is told."""
        now = trio.current_time()
        return any(voiced.sounds and now < voiced.ends_at for voiced in self._begun)

    def give_way(self, *, speaking: bool) -> None:
        """Begin no answer while somebody speaks; what is under way already is for `interrupt` to cut off."""
        if not speaking:
            self._floor.set()
        elif self._floor.is_set():
            self._floor = trio.Event()

    def interrupt(
        self, reason: Literal["interrupt", "stop"], message_id: UUID | None = None, *, asked: bool = False
    ) -> bool:
        """Be quiet at once, and return whether anything was cut off: then nothing of it is told any more.

        The client is told so; where it `asked` for it, also when there was nothing to cut off.
        """
        now = trio.current_time()
        cut = self._left(now)
        self._unheard.extend(voiced.answer for voiced in cut if voiced.answer)
        self._drop(now)
        if cut or asked:
            self._tell(Event("voice:tts-stopped", {"reason": reason}, message_id))
        return bool(cut)

    def ask_no_more(self, but: UUID | None = None) -> None:
        """Say nothing more of questions, of all `but` one; what waits behind them is said.

        Whoever heard a question that is open no more, and answered it, would answer another one.
        """
        now = trio.current_time()
        left, open_id = self._left(now), None if but is None else str(but)
        gone = [voiced for voiced in left if voiced.about.get("questionId") not in (None, open_id)]
        if any(voiced.sounds for voiced in gone):
            others = [voiced for voiced in left if voiced not in gone]
            kept = [replace(voiced) for voiced in others if not voiced.sounds]
            self._unheard.extend(voiced.answer for voiced in others if voiced.sounds and voiced.answer)
            self._drop(now)
            self._tell(Event("voice:tts-stopped", {"reason": "interrupt"}))
            self._waiting.extend(kept)
            self._arrived.set()
        else:
            for voiced in gone:
                voiced.end(now)
            self._waiting = deque(voiced for voiced in self._waiting if not voiced.over)

    def _left(self, now: float) -> list[Voiced]:
        """Return what is not played to its end."""
        return [voiced for voiced in (*self._begun, *self._waiting) if voiced.ends_at > now]

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Say nothing of what is answered meanwhile; it can be asked for like what was cut off."""
        self._hushed = True
        try:
            yield
        finally:
            self._hushed = False

    def _drop(self, now: float) -> None:
        """Forget whatever is said or waits."""
        for voiced in (*self._begun, *self._waiting):
            voiced.over = True
        self._begun.clear()
        self._waiting.clear()
        self._sequence -= self._outbox.withdraw_speech()
        self._ends_at = min(self._ends_at, now)
        if not self.plays_at_once:  # such a client may not know how to be quiet
            self.echo.cut(now)
            self.lately = deque((_cut(clause, now) for clause in self.lately if clause.begins_at < now), MOST_WAITING)
        self._present.cancel()

    # -- what was cut off

    def take_unheard(self) -> list[Answer]:
        """Return what was cut off and is not asked for yet, in order, and forget it."""
        unheard = list(self._unheard)
        self._unheard.clear()
        return unheard

    def move_on(self) -> None:
        """Forget what was cut off: the talk is about something else now, or it must not be said any more."""
        self._unheard.clear()

    # -- speak

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            await self._arrived.wait()
            with trio.CancelScope() as self._present:
                async with trio.open_nursery() as speak:
                    send, receive = trio.open_memory_channel[Clip](1)
                    speak.start_soon(self._make, send)
                    speak.start_soon(self._tell_clips, receive)

    async def _make(self, clips: trio.MemorySendChannel[Clip]) -> None:
        """Have the clauses made, one after the other, the next one while the present one is told."""
        with clips:
            while True:
                voiced = await self._next()
                parts = _parts(voiced, self._names())
                for number, part in enumerate(parts, 1):
                    clip = Clip(voiced, part, last=number == len(parts))
                    await clips.send(clip)
                    await clip.make()
                    if clip.failed or voiced.over:
                        break
                if not parts:
                    voiced.ends_at = trio.current_time()

    async def _next(self) -> Voiced:
        while not self._waiting:
            self._arrived = trio.Event()
            await self._arrived.wait()
        await trio.lowlevel.checkpoint_if_cancelled()  # what came behind an interruption is for the next who makes
        now = trio.current_time()
        self._begun = deque(voiced for voiced in self._begun if voiced.ends_at > now)
        self._begun.append(self._waiting.popleft())
        return self._begun[-1]

    async def _tell_clips(self, clips: trio.MemoryReceiveChannel[Clip]) -> None:
        """Tell the client the sound of one clip after the other, as it is played."""
        with clips:
            async for clip in clips:
                await self._tell_clip(clip)
                if clip.failed and not clip.voiced.over:
                    self._give_up(clip)

    async def _tell_clip(self, clip: Clip) -> None:
        while not clip.voiced.over:
            sound = await self._next_sound(clip)
            if sound is None:
                if clip.last and not clip.failed:
                    clip.voiced.ends_at = self._ends_at
                return
            await self._wait_for_the_floor()  # once it is made: who spoke when it was begun may be silent by now
            self._tell_sound(clip, sound)
        clip.stop()

    async def _next_sound(self, clip: Clip) -> Sound | None:
        """Wait until the client may be told more, and take it out."""
        if self.plays_at_once:
            await trio.sleep_until(self._ends_at + BETWEEN_SECONDS)
            return await clip.take(WHOLE_SECONDS, WHOLE_SECONDS)
        await trio.sleep_until(self._ends_at - AHEAD_SECONDS + MOST_SECONDS)
        return await clip.take()

    async def _wait_for_the_floor(self) -> None:
        with trio.move_on_after(POLITE_SECONDS) as polite:
            while not self._floor.is_set():
                await self._floor.wait()
        if polite.cancelled_caught:
            self._floor.set()

    def _tell_sound(self, clip: Clip, sound: Sound) -> None:
        """Tell some sound, unless it was cut off just now, or the client is too far behind to be spoken to."""
        if clip.voiced.over:
            return
        about = {"sampleRate": sound.rate, "provider": sound.provider, **clip.voiced.about}
        about |= {"sequence": self._sequence + 1, "last": sound.last}
        if not self._outbox.put_speech(Event("voice:tts-stream", about, audio=sound.pcm)):
            clip.voiced.end(self._ends_at)
            return
        self._sequence += 1
        clip.voiced.sounds = True
        begins_at = max(self._ends_at, trio.current_time())
        self._ends_at = begins_at + sound.seconds
        self.echo.played(sound.pcm, sound.rate, begins_at)
        self._given_up = False
        self._note_played(clip, begins_at)

    def _note_played(self, clip: Clip, begins_at: float) -> None:
        if self._latest is clip:
            begins_at = self.lately.pop().begins_at
        self._latest = clip
        self.lately.append(Played(clip.part.text.strip(), begins_at, self._ends_at))

    def _give_up(self, clip: Clip) -> None:
        """Leave to the client what cannot be said, and tell it so once. Each later answer is tried again."""
        unsaid = [voiced for voiced in (*self._begun, *self._waiting) if voiced.ends_at == math.inf]
        left = [{"speech": voiced.speech, "language": voiced.language} for voiced in unsaid]
        left[0]["speech"] = clip.part.rest
        for voiced in unsaid:
            voiced.end(self._ends_at if voiced is clip.voiced else 0.0)
        self._waiting.clear()
        if not self._given_up:
            self._given_up = True
            log.warning("speech.given_up", answers=len(left))
            message = "No voice can speak now. What is left of the answers is in unsaid; more are told as text."
            self._tell(
                Event("error", {"error": message, "code": "TTS_UNAVAILABLE", "recoverable": True, "unsaid": left})
            )


def _cut(clause: Played, now: float) -> Played:
    if clause.ends_at <= now:
        return clause
    return clause._replace(ends_at=now, cut_short=clause.ends_at - now > END_SECONDS)


def _parts(voiced: Voiced, names: Mapping[str, str]) -> list[Part]:
    """Return the clauses of what is to be said; none where there is no voice for its language."""
    texts = clauses(voiced.speech)
    parts = []
    for number, text in enumerate(texts):
        said = Say(*for_voice(text, voiced.language, names))
        if any(sign.isalnum() for sign in said.text) and voiced.voices.speaks(said.language):
            parts.append(Part(text, "".join(texts[number:]), said))
    return parts
