"""Whether a sentence means what it says: conditions, questions, doubts and other people's words reach over clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.language.moods import verbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.parts import Part


@dataclass(frozen=True, slots=True)
class Tone:
    """What a whole sentence says about whether it is meant."""

    conditional: bool = False
    """agar, jab, maan lo."""
    question: bool = False
    """One that is answered with yes or no: it asks about all that was said."""
    reported: bool = False
    """Rahul bol raha hai; suna hai."""
    doubtful: bool = False
    """shayad, lagbhag, ya; or a correction that does not tell what is meant instead."""

    @property
    def plain(self) -> bool:
        """Whether what it says may be acted on."""
        return not (self.conditional or self.question or self.reported or self.doubtful)


_YES_OR_NO = frozenset({"what", "?", "did", "have"})
_OPEN = frozenset({"how much", "who", "whose", "when", "why", "how", "where", "what all", "who all"})
_NOT_MEANT = frozenset({"done", "going on", "does", "may", "will", "must"})


def tone(parts: Sequence[Part]) -> Tone:
    """Return the tone of a sentence."""
    asked = {part.concept for part in parts if part.kind == "ask"}
    return Tone(
        conditional=any(part.kind == "if" for part in parts),
        question=_opens_with_question(parts)
        or (not asked.isdisjoint(_YES_OR_NO) and asked.isdisjoint(_OPEN))
        or _ends_with_na(parts)
        or _ends_with_or_not(parts),
        reported=_reported(parts),
        doubtful=_is_taken_back(parts) or any(part.concept in {"doubt", "either", "joke"} for part in parts),
    )


def _opens_with_question(parts: Sequence[Part]) -> bool:
    """Tell whether it begins with kya, or as English does: "has Rahul paid"."""
    first = next((part for part in parts if part.kind not in {"filler", "yes", "pause", "title", "link"}), None)
    if first is None or len(parts) == 1:
        return False
    return first.concept in _YES_OR_NO or first.kind == "aux" or _is_do_i(parts)


def _is_do_i(parts: Sequence[Part]) -> bool:
    """Tell of "do I add GST", "do we have to": read as a Hindi do, it would have nothing before it."""
    heads = [part for part in parts if part.kind not in {"filler", "yes", "pause", "title", "link"}][:2]
    return [(part.kind, part.concept) for part in heads] == [("verb", "give"), ("pronoun", "shop by")]


def _ends_with_na(parts: Sequence[Part]) -> bool:
    """Tell of "diye the na", which asks whether it is so; after what is asked for it is only polite."""
    spoken = [part for part in parts if part.kind not in {"filler", "pause", "title", "aux"}]
    return len(spoken) > 1 and spoken[-1].concept == "nay" and spoken[-2].form in {"done", "did"}


def _ends_with_or_not(parts: Sequence[Part]) -> bool:
    """Tell of "diye ki nahi", "diye ya nahi batao"; "Rahul ki nahi" says of whom it is not."""
    spoken = [part for part in parts if part.kind not in {"filler", "pause", "title", "aux"}]
    while spoken and spoken[-1].kind == "verb" and spoken[-1].concept in _TOLD:
        spoken = spoken[:-1]
    if len(spoken) < 3 or spoken[-1].kind != "not" or spoken[-1].concept not in {"no", "nay", "not"}:
        return False
    before, joint = spoken[-3], spoken[-2]
    if joint.kind == "post":
        return joint.concept == "of" and before.kind in {"verb", "noun", "goods", "number", "unit", "mode"}
    return joint.concept in {"that", "either"} and before.concept != "say"


_TOLD = frozenset({"tell", "show", "say", "see", "check", "give", "do"})


def _is_taken_back(parts: Sequence[Part]) -> bool:
    """Tell whether sorry, matlab, balki follows something that was said whole, and leaves open which is meant."""
    return any(
        part.concept == "rather" and any(before.kind in {"verb", "pause", "not"} for before in parts[:at])
        for at, part in enumerate(parts)
    )


def _reported(parts: Sequence[Part]) -> bool:
    if any(part.concept in {"hearsay", "word"} for part in parts):
        return True
    said = [verb.mood for verb in verbs(parts) if verb.concept == "say"]
    # "bolo ki" hands a message on; any other ki tells what somebody said.
    told = any(part.concept == "that" and not (at and parts[at - 1].concept in _NOTED) for at, part in enumerate(parts))
    return any(mood in _NOT_MEANT for mood in said) or (not said and told)


_NOTED = frozenset({"write", "entry"})
"""What is to be written follows: "note that Rahul paid 500"."""
