"""The parts that a sentence is made of, once its words have been looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from execora.language.moments import When

Kind = Literal[
    "verb",
    "aux",
    "noun",
    "post",
    "prep",
    "link",
    "not",
    "ask",
    "if",
    "pronoun",
    "title",
    "filler",
    "yes",
    "pause",
    "mode",
    "wala",
    "every",
    "name",
    "goods",
    "number",
    "unit",
    "phone",
    "email",
    "gstin",
    "when",
    "unknown",
]


class Part(NamedTuple):
    """A word of the lexicon, or a run of words that stand for one thing."""

    kind: Kind
    concept: str
    """What it stands for, whatever the language: "give", "balance"; for a postposition the role it marks."""
    form: str = ""
    """Of a verb: its form; of a name or goods: "known"; of a number: "rupees", "bad", "about" or "percent"."""
    said: str = ""
    """In Roman letters, where the words themselves matter: names, goods, phones, addresses, words that nobody knows."""
    number: int = 0
    """Thousandths."""
    when: When | None = None
    sounds: str = ""
    """Of goods: how they were said, with capitals, for they can be part of a name: "Sohan Lal"."""

    @property
    def as_name(self) -> str:
        """The word as a part of somebody's name or of a place."""
        return self.sounds or self.said or self.concept
