"""What one client was told of what it said, and every promise of the wire that was broken on the way. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tests.storm.sayings import Saying

ENDS = ("task:completed", "task:failed", "task:cancelled")


@dataclass(slots=True)
class Message:
    """Something that the client said."""

    saying: Saying
    taken_up: bool = False
    """It was understood."""
    whole: bool = False
    """All that it started was told: something was answered that was asked after it had been taken up."""
    refused: str | None = None
    """The code of the error that it got instead."""
    sent: int = 1
    """How often; what was sent again may be answered again."""


@dataclass(slots=True)
class Task:
    """A task as its client knows it; numbers are those of the events."""

    id: str
    intent: str
    message: str
    queued: int
    started: int | None = None
    ended: int | None = None
    end: str | None = None
    how: Mapping[str, Any] = field(default_factory=dict)
    """The data of its last event."""
    answered: bool = False

    @property
    def completed(self) -> bool:
        return self.end == "task:completed"


class Record:
    """All that one conversation told its client, over all its connections."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.messages: dict[str, Message] = {}
        self.tasks: dict[str, Task] = {}
        self.marks: dict[str, int] = {}
        """By the id of a control message: which event was the first to answer it."""
        self.errors: dict[str, str] = {}
        """By the id of a control message: the code of its error."""
        self.stopped: set[str] = set()
        """The stops that were answered to their end."""
        self.questions: list[str] = []
        self.status: Mapping[str, Any] = {}
        self.welcome: Mapping[str, Any] = {}
        self.seq = 0
        self.faults: list[str] = []
        self._owed = 0
        """The number of the last event that was missed, as the server says."""
        self._told: defaultdict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
        self._silent: set[str] = set()
        """Tasks of which a stop has said the last word."""

    def said(self, message_id: str, saying: Saying) -> None:
        """Note what the client says, maybe again."""
        if message_id in self.messages:
            self.messages[message_id].sent += 1
        else:
            self.messages[message_id] = Message(saying)

    def take(self, event: Mapping[str, Any]) -> None:
        """Take in what the client is told next."""
        kind, data, about = event["type"], event["data"], event.get("replyTo")
        if kind == "session:resumed":
            if event["seq"] != self.seq:
                self._fault(f"resumed at {event['seq']}, and {self.seq} was the last")
            self._owed = self.seq + data["missed"]
            return
        if event["seq"] != self.seq + 1:
            self._fault(f"{kind} is number {event['seq']}, and {self.seq} was the last")
        self.seq = event["seq"]
        if kind == "pong" and self.seq <= self._owed:
            self._fault(f"a pong is number {self.seq}, among the events up to {self._owed} that were missed")
        if about is not None:
            self.marks.setdefault(about, self.seq)
        if "taskId" in data and kind != "voice:tts-stream":
            self._take_task(kind, data, about)
        elif kind == "voice:transcript" and about in self.messages:
            self.messages[about].taken_up = True
        elif kind == "error":
            self._take_error(data["code"], about)
        elif kind == "voice:stopped":
            self._take_stopped(data["cancelled"], about)
        elif kind == "voice:confirm_needed":
            self.questions.append(data["questionId"])
        elif kind == "queue:status":
            self.status = data
        elif kind == "voice:start":
            self.welcome = data

    # -- what is still expected

    def taken_up(self, message_ids: Collection[str]) -> bool:
        """Tell whether these messages were understood, or refused."""
        return all(self.messages[one].taken_up or self.messages[one].refused for one in message_ids)

    def settled(self, message_ids: Collection[str]) -> bool:
        """Tell whether all that these messages started has ended, and been told."""
        whole = all(self.messages[one].whole or self.messages[one].refused for one in message_ids)
        return whole and all(task.end for task in self.of(message_ids))

    def of(self, message_ids: Collection[str]) -> list[Task]:
        """Return the tasks that these messages started."""
        return [task for task in self.tasks.values() if task.message in message_ids]

    @property
    def unanswered(self) -> list[Task]:
        """The tasks that ended without the answer that is due."""
        return [task for task in self.tasks.values() if task.end in ENDS[:2] and not task.answered]

    # -- event by event

    def _take_task(self, kind: str, data: Mapping[str, Any], about: str | None) -> None:
        task_id, known = data["taskId"], self.messages.get(about or "")
        if known and known.sent > 1 and (kind, data) in self._told[task_id]:
            return
        self._told[task_id].append((kind, data))
        if task_id in self._silent:
            self._fault(f"{kind} of task {task_id} comes after the stop that ended it")
        if kind == "task:queued":
            if task_id in self.tasks:
                self._fault(f"task {task_id} is queued twice")
            self.tasks[task_id] = Task(task_id, data["intent"], about or "", self.seq)
            return
        task = self.tasks.get(task_id)
        if task is None:
            self._fault(f"{kind} of task {task_id}, which was never queued")
        elif kind == "task:started":
            self._expect(task.end is None, kind, task)
            task.started = task.started or self.seq
        elif kind in ENDS:
            self._expect(task.end is None and (task.started is not None or kind == ENDS[2]), kind, task)
            task.end, task.ended, task.how = kind, self.seq, data
        elif kind == "voice:response":
            self._expect(task.end in ENDS[:2] and not task.answered, kind, task)
            task.answered = True

    def _take_error(self, code: str, about: str | None) -> None:
        if about in self.messages:
            self.messages[about].refused = code
        elif about is not None:
            self.errors[about] = code

    def _take_stopped(self, cancelled: list[str], about: str | None) -> None:
        fresh = [task for task in self.tasks.values() if task.id not in self._silent]
        if open_still := [task.id for task in fresh if task.end is None]:
            self._fault(f"voice:stopped comes before tasks {open_still} have ended")
        begun = self.marks.get(about or "", 0)
        told = {task.id for task in fresh if task.end == ENDS[2] and (task.ended or 0) > begun}
        if told != set(cancelled):
            self._fault(f"voice:stopped names {sorted(cancelled)}, and {sorted(told)} were cancelled by it")
        self._silent = set(self.tasks)
        self.stopped.add(about or "")

    def _expect(self, fits: bool, kind: str, task: Task) -> None:
        if not fits:
            self._fault(f"{kind} of task {task.id} ({task.intent}) does not fit what came before: {task}")

    def _fault(self, what: str) -> None:
        self.faults.append(f"{self.name}: {what}")
