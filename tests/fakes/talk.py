"""A conversation that notes what its commands do to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from execora.commands.command import Talk
    from execora.language.reading import Language


@dataclass
class FakeTalk:
    """Answers as it was told to, and remembers what was said and done, in that order."""

    asked: bool = False
    fits: bool = True
    """Whether a choice finds its option."""
    said_before: bool = False
    """Whether there is anything to say again."""
    tasks: int = 0
    recording: Literal["done", "already", "unavailable", "not_allowed"] = "done"
    """What comes of asking for a recording, or for its end."""
    options: tuple[object, ...] = ()
    may_not: frozenset[str] = frozenset()
    """The commands that who speaks may not say."""
    happened: list[str] = field(default_factory=list)
    words: dict[str, object] = field(default_factory=dict)
    """What filled the last thing that was said."""

    def say(self, key: str, **words: object) -> None:
        self.happened.append(f"say {key}")
        self.words = words

    def refuse(self, key: str, code: str, **words: object) -> None:
        self.happened.append(f"refuse {key} {code}")
        self.words = words

    def may(self, intent: str) -> bool:
        return intent not in self.may_not

    def yes(self) -> bool:
        self.happened.append("yes")
        return self.asked

    def no(self) -> None:
        self.happened.append("no")

    def who(self, mention: str) -> str:
        return mention

    def choose(self, mention: str | None, index: int | None) -> bool:
        self.happened.append(f"choose {mention} {index}")
        return self.fits

    def again(self) -> bool:
        self.happened.append("again")
        return self.said_before

    def speak(self, language: Language) -> None:
        self.happened.append(f"speak {language}")

    def hush(self) -> None:
        self.happened.append("hush")

    def cancel(self, which: Literal["last", "all"]) -> int:
        self.happened.append(f"cancel {which}")
        return self.tasks

    def counts(self) -> tuple[int, int]:
        return self.tasks, 0

    def record(self, *, on: bool) -> Literal["done", "already", "unavailable", "not_allowed"]:
        self.happened.append(f"record {'on' if on else 'off'}")
        return self.recording


if TYPE_CHECKING:

    def _keeps_its_promises(talk: FakeTalk) -> Talk:
        return talk
