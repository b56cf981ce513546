"""What a session stands on: a door to its client, the books, and the shop's names.

The session knows these promises only. `execora.server` keeps the door's, `execora.store` the books', and
`execora.records` the recordings'. What it hears and speaks with is promised in `execora.providers.port`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    import trio

    from execora.commands.port import Shop
    from execora.language.reading import Language
    from execora.providers.port import Ears, Voices
    from execora.sound.decoding import Encoding

JSON = Any
"""A value that JSON can hold."""


# -- the door ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """Something the client is told. The writer numbers it and the door's dialect words it."""

    type: str
    data: Mapping[str, JSON] = field(default_factory=dict)
    reply_to: UUID | None = None
    """The id of the message that this answers."""
    audio: bytes = b""
    """What goes with it as sound; the door's dialect decides how it travels."""
    names: tuple[UUID, ...] = ()
    """The customers whom it speaks of, where it is noted: with one of them it is forgotten. Not told."""


class Numbered(NamedTuple):
    """An event on its way, with its number in the session."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """`voice:start`: the client begins to listen and talk."""

    id: UUID | None = None
    language: Language | None = None
    recogniser: str | None = None
    """`sttProvider`: which one is wished for; "browser" for none of ours."""
    voice: str | None = None
    """`ttsProvider`: which one is wished for; "browser" for none of ours."""
    encoding: Encoding | None = None
    """What the binary frames will hold; None where the first of them will tell."""
    rate: int = 16_000
    """Samples a second."""
    channels: int = 1
    keep_audio: bool = False
    """Whether a recording begins with it."""
    binary_speech: bool = False
    """Whether our speech is to come in binary frames, not as base64."""
    plays_at_once: bool = False
    """Whether the client may play what comes as soon as it comes, whatever it is still playing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A piece of sound as `Start` announced it."""

    data: bytes
    after_gap: bool = False
    """Whether sound is missing before it."""
    id: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUtterance:
    """`voice:end`: the speaker has let go of the button; what was said so far is an utterance."""

    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`recording:start` and `recording:stop`."""

    on: bool
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """`voice:stop`: everything that runs or waits for this client ends."""

    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """`voice:transcript`: words that may still change."""

    text: str
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """`voice:final`: an utterance, spoken or typed."""

    text: str
    id: UUID | None = None
    priority: int | None = None
    """From 0 to 100, where the client sets one."""
    voice: str | None = None
    """`ttsProvider`: who is to say the answers from here on, where the client wishes so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupt:
    """`voice:interrupt`: be quiet; tasks go on."""

    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion:
    """`voice:answer`: a button instead of a word. Either yes or option is set."""

    question_id: UUID
    yes: bool | None = None
    option: int | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftButton:
    """`invoice:confirm` and `invoice:cancel`."""

    draft_id: UUID
    confirm: bool
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStatus:
    """`task:status`: of one task, or of all."""

    task_id: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTask:
    """`task:cancel`: of one task, or of all where `task_id` is None."""

    task_id: UUID | None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """`ping`."""

    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """`session:resume`: go on with a session whose connection was lost."""

    session_id: UUID
    token: str = field(repr=False)
    last_number: int
    """Of the last event that came."""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something the door could not accept; the session answers with `error` and goes on."""

    code: str
    message: str
    """What is wrong and what to do, for a person."""
    id: UUID | None = None
    wait_seconds: int | None = None
    """After which the same message, under its id, may be accepted; None where it never is."""
    utters: bool = True
    """Whether it was something said, or a button, or may have been: what is said next may go on from it."""


Input = (
    Start
    | Audio
    | EndUtterance
    | Record
    | Stop
    | Interim
    | Final
    | Interrupt
    | AnswerQuestion
    | DraftButton
    | AskStatus
    | CancelTask
    | Ping
    | Resume
    | Refused
)


class GoneError(Exception):
    """The client is not there any more, or does not read."""

    def __init__(self, *, for_good: bool = False) -> None:
        super().__init__()
        self.for_good = for_good
        """Whether it said that it is done, and will not come back."""


class Door(Protocol):
    """The session's only way to its client, for as long as one connection lasts."""

    async def receive(self) -> Input:
        """Return what the client says next.

        Raises:
            GoneError: the connection has ended. It stays so.

        """

    def limit_sound(self, seconds: float) -> float:
        """Count sound that has come; return for how many seconds none is to be passed on, 0 where this may be."""

    async def send(self, told: Sequence[Numbered]) -> None:
        """Tell the client something.

        Always a checkpoint, and never longer than the door's own deadline.

        Raises:
            GoneError: the connection has ended, or the client has not read for too long.

        """

    async def close(self, code: int) -> None:
        """Say goodbye and end the connection, not longer than the door's own deadline; harmless if repeated."""

    def cut(self) -> None:
        """End the connection at once, without a word; harmless if repeated."""


# -- the books -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """One change to the books, told apart from all others by its key."""

    key: str
    """Unique in the shop: "<message id>:<number of the command>", or the task's id."""
    digest: bytes
    """SHA-256 of what is asked; the same key with another digest is refused."""
    intent: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command, worded; all of it can be kept as JSON."""

    key: str
    """Which of the command's replies it is."""
    text: str
    """For the eye."""
    language: Language
    data: Mapping[str, JSON] = field(default_factory=dict)
    error: str | None = None
    """One of the protocol's failure codes, or None."""
    events: tuple[tuple[str, Mapping[str, JSON]], ...] = ()
    """Further events: type and data."""
    asks: bool = False
    """The text is a question that needs a yes first."""
    repeated: bool = False
    """The request had taken effect before; this is what was answered then."""
    speech: str = ""
    """The text for the ear; empty where an answer is told that was kept before there was any."""
    names: tuple[UUID, ...] = ()
    """The customers whom it speaks of: with one of them it is forgotten."""

    @property
    def keeps(self) -> bool:
        """Whether what was changed is kept: not after an error, and not before a yes that is still to come."""
        return self.error is None and not self.asks


class KeyReusedError(Exception):
    """The key of a request was used before, for something else. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a client's message id is new to the shop."""

    state: Literal["new", "open", "done", "other"]
    """open: seen before, and it is not known to be finished; done: finished; other: seen with another body."""
    answers: Sequence[Mapping[str, JSON]] = ()
    """What was answered, where it is done: `{"type": …, "data": …}`."""
    effects: Mapping[int, tuple[str, Answer]] = field(default_factory=dict)
    """Where it is open: the commands of the message that took effect all the same, by their number, each with its
    intent and what was answered. They must not be read again, for the conversation they were said in is gone."""


class Books(Protocol):
    """The shops' books in their database."""

    async def read(self, shop_id: int, work: Callable[[Shop], Awaitable[Answer]]) -> Answer:
        """Run work in a read-only transaction."""

    async def write(self, shop_id: int, request: Request, work: Callable[[Shop], Awaitable[Answer]]) -> Answer:
        """Run work in a transaction, once for each request key, and keep its answer beside what it changed.

        Unless its answer `keeps`, all is rolled back and the answer is not stored. Deadlocks and serialization
        failures run it again. Being cancelled means that nothing was changed, unless COMMIT was already under way: then
        it is waited for (bounded) and, where no answer comes, looked up, so that returning means done and `Cancelled`
        means undone.

        Raises:
            KeyReusedError: the key was used for something else.
            OutcomeUnknownError: COMMIT was sent, and the database cannot be asked what became of it.
            DatabaseError: the database cannot be reached.

        """

    async def claim(self, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
        """Note that a message with an id has come, for 24 hours."""

    async def close_message(self, shop_id: int, message_id: UUID, answers: Sequence[Mapping[str, JSON]]) -> None:
        """Note that all a message asked for is finished, and what was answered."""


# -- transcripts ---------------------------------------------------------------

EntryKind = Literal["began", "user", "agent", "intent", "task", "ended"]
"""began, ended: the conversation itself; user: a final transcript; agent: an answer or a question; intent: what a
clause was read as; task: how a task ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that was said or done in a conversation, as it is kept."""

    id: UUID
    """Made when it is noted: keeping it twice is keeping it once."""
    shop_id: int
    conversation_id: UUID
    number: int
    """From 1, in the order of the conversation."""
    kind: EntryKind
    at: datetime
    """Aware."""
    body: Mapping[str, JSON]
    names: tuple[UUID, ...] = ()
    """The customers whom it speaks of: with one of them it is forgotten."""


class Transcripts(Protocol):
    """Keeps what is said, for good, in a time that does not depend on the database."""

    @property
    def server(self) -> str:
        """Who keeps them: "<id>:<number>" of a server, another number after each start of it."""

    def note(self, entry: Entry) -> int:
        """Take an entry, to be kept from now on, and return its mark for `kept`. Never waits, never refuses."""

    async def kept(self, mark: int) -> None:
        """Return once the entry of this mark, and all before it, would outlive this process and this machine's power.

        It lasts as long as nothing can be written. The caller sets a deadline.
        """

    @property
    def full(self) -> bool:
        """Whether so much waits for the disk or for the database that nothing new should be taken up."""

    async def room(self) -> None:
        """Return once it is not `full`. The caller sets a deadline."""


class Position(NamedTuple):
    """Where something stands among others of its kind, by its beginning; it stays when one of them is removed."""

    started_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """What is known of a conversation from its transcript, as far as that has come."""

    id: UUID
    role: str | None
    """Of who spoke; None until its beginning has come."""
    started_at: datetime
    ended_at: datetime | None
    """None while it goes on."""
    seconds: float | None
    reason: str | None
    """Of its end: what the server said, or "crashed"."""
    utterances: int
    answers: int
    """Questions that were asked, too."""
    completed: int
    """Tasks, as those that follow."""
    failed: int
    cancelled: int

    @property
    def position(self) -> Position:
        """Where it stands among the others."""
        return Position(self.started_at, self.id)


# -- sound ---------------------------------------------------------------------


class Detector(Protocol):
    """Tells speech from everything else, chunk by chunk of one stream."""

    def __call__(self, chunk: bytes) -> float:
        """Return how likely a chunk of 512 samples (32 ms at 16 kHz) holds speech, from 0 to 1; under a millisecond."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording that has ended."""

    id: UUID
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of a recording."""

    id: UUID
    location: str
    """Where its sound lies, below wherever recordings are kept."""
    started_at: datetime
    ended_at: datetime | None
    """None while it goes on."""
    seconds: float | None
    bytes: int | None
    state: Literal["recording", "kept", "lost"]
    """lost: there is no sound of it, because none came or none was left after a crash."""

    @property
    def position(self) -> Position:
        """Where it stands among the others."""
        return Position(self.started_at, self.id)


class Recorder(Protocol):
    """Keeps sound."""

    async def record(
        self, shop_id: int, conversation_id: UUID, recording_id: UUID, pcm: trio.MemoryReceiveChannel[bytes]
    ) -> Recorded:
        """Keep PCM (16 kHz, mono, signed 16 bits) until the channel ends; return what came of it.

        A run function. Being cancelled ends the recording where it is: what came before is kept and can be played.

        Raises:
            RecordingError: it cannot be kept, or not any more. What was kept before can be played.

        """


@dataclass(frozen=True, slots=True)
class Speech:
    """What this server hears and speaks with. What is missing, the client does by itself, or nobody does."""

    ears: Ears | None = None
    voices: Voices | None = None
    detector: Callable[[], Detector] | None = None
    """Makes one for each stream; None where the recogniser finds utterances by itself."""
    recorder: Recorder | None = None
