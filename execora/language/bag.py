"""The words of a sentence in any order, each as what it stands for: talk about the talk itself is read so.

"Dobara bolo", "bolo na ek baar aur" and "sunai nahi diya, phir se batao" are a saying and an again, wherever they
stand. A sentence that holds anything else is about something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from execora.language.lexicon import LEXICON, PHRASES
from execora.language.normalise import plain
from execora.language.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from execora.language.clause import Clause

LONGEST = 16
"""Words; whoever says more says more than this."""

Vocabulary = dict[str, list[tuple[tuple[str, ...], Part]]]
"""Words that stand for something of their own in one kind of talk, by the first of them, the longest first."""


_ASKED_FOR = frozenset({"please", "stem", "to", "base"})


class Bag(NamedTuple):
    """What the words of a sentence stand for, however often each is said."""

    concepts: frozenset[str]
    """"going on" is "going_on" here."""
    forms: frozenset[tuple[str, str]]
    """Each verb with each form it is said in."""

    def has(self, *concepts: str) -> bool:
        """Tell whether any of these is said."""
        return not self.concepts.isdisjoint(concepts)

    def only(self, *groups: str) -> bool:
        """Tell whether nothing but these is said; each group is a line of words."""
        return self.concepts <= {concept for group in groups for concept in group.split()}

    def asks_to(self, *verbs: str) -> bool:
        """Tell whether it is asked to do one of these: bolo, bol, bolna, say."""
        return any((verb, form) in self.forms for verb in verbs for form in _ASKED_FOR)

    @property
    def tells_nothing(self) -> bool:
        """Whether each of its verbs is said as one asks for something: nothing was done, is done or will be."""
        return all(form in _ASKED_FOR for _, form in self.forms)

    def was_done(self, *verbs: str) -> bool:
        """Tell whether one of these was done: bola, said."""
        return any((verb, form) in self.forms for verb in verbs for form in ("done", "did"))


def vocabulary(words: Mapping[str, str]) -> Vocabulary:
    """Return words by what they stand for, with bars between them, so that `bag` can look them up.

    "say/please" is a verb in one of its forms.
    """
    found: Vocabulary = {}
    for concept, spellings in words.items():
        for spelling in spellings.split("|"):
            said = tuple(plain(spelling))
            found.setdefault(said[0], []).append((said, _meaning(concept)))
    for phrases in found.values():
        phrases.sort(key=lambda one: -len(one[0]))
    return found


def _meaning(concept: str) -> Part:
    verb, slash, form = concept.partition("/")
    return Part("verb", verb, form) if slash else Part("noun", concept)


def bag(clause: Clause, own: Vocabulary) -> Bag | None:
    """Return the words of the whole sentence that a clause is of.

    None where it is long, names anybody, or has a word that stands for nothing.
    """
    if len(clause.sentence) > LONGEST or any(part.kind in {"name", "phone", "email", "gstin"} for part in clause.parts):
        return None
    concepts: set[str] = set()
    forms: set[tuple[str, str]] = set()
    for part in _parts(clause.sentence, own):
        if part is _UNKNOWN:
            return None
        concepts.add(_concept(part))
        if part.kind == "verb":
            forms.add((part.concept, part.form))
    return Bag(frozenset(concepts - {""}), frozenset(forms))


def _parts(sentence: Sequence[str], own: Vocabulary) -> Iterator[Part]:
    at = 0
    while at < len(sentence):
        part, length = _part(sentence, at, own)
        if not (at and part.concept == "nay"):  # "bolo na"
            yield part
        at += length


def _part(sentence: Sequence[str], at: int, own: Vocabulary) -> tuple[Part, int]:
    word = sentence[at]
    for phrases in (own, _COMMON, PHRASES):
        for phrase, part in phrases.get(word, ()):
            if tuple(sentence[at : at + len(phrase)]) == phrase:
                return part, len(phrase)
    return LEXICON.get(word, _SIGNS.get(word, _UNKNOWN)), 1


def _concept(part: Part) -> str:
    """Return what a word stands for; nothing for what is said for politeness, or only marks another word."""
    if part.concept in {"active by", "active of", "active from", "active on"}:
        return "they"
    if part.kind == "pronoun":
        return _WHO.get(part.concept.partition(" ")[0], part.concept)
    if (
        part.kind in {"title", "pause"}
        or part.concept == "and"
        or (part.kind in {"post", "prep"} and part.concept != "by")
    ):
        return ""
    return part.concept.replace(" ", "_")


_UNKNOWN = Part("unknown", "UNKNOWN")
_SIGNS = {",": Part("pause", ","), ";": Part("pause", ";"), "?": Part("ask", "?")}
_WHO = {"shop": "me", "active": "it", "all": "all", "both": "both"}
_COMMON = vocabulary(
    {
        "": "the | immediately | instantly | to | toh | तो | me | main | mai | मैं | bhi | भी | abhi | ab | now | "
        "अब | अभी | thoda | thodi | thoda sa | thodi si | थोड़ा | थोड़ी | ek baar | ek bar | एक बार | hi | ही | "
        "just | only | already | sun | suno | suniye | सुनो | hello | hey | oye | o | be | abe | re | ri | han to | "
        "chal | chalo | chaliye | चलो | चल | so | well | right now | at once | abhi ke abhi | fauran | huzoor | "
        "huzur | hujur | hukum | hukm | sarkar | malik | jaldi | jaldi se | quickly | जल्दी | can you | could you | "
        "would you | will you | okay so | ok so | kripya | darling | dost | guru | ustad | sethji | बेटा | दोस्त | "
        "zara sa | jara sa | at all | then | aap hi | sach mein | aur | and | mister | too | yet",
        "nay": "ना",
        "you": "you | your | tu | tum | aap | ap | tune | tumne | aapne | apne | tumhara | tumhare | tumhari | "
        "tera | tere | teri | aapka | aapke | aapki | tumhe | tumhein | tumko | aapko | apko | tumse | aapse | "
        "tujhe | tujhko | तुम | आप | तू | तूने | तुमने | आपने | तुम्हारा | तुम्हारे | तुम्हारी | तेरा | तेरे | "
        "आपका | आपके | आपकी | तुम्हें | तुमको | आपको | तुमसे | आपसे | तुझे",
        "it": "it | this | that | these | those | them | isko | ise | isse | usko | use | us | is ko | us ko | "
        "yeh | ye | wo | woh | vo | voh | unko | inko | यह | ये | इसे | इसको | उसे | उसको | वो | वह | उन्हें | un | "
        "in | उस | इस | उन | इन",
        "which": "jo | jo bhi | jo kuch | jo kuchh | jise | jisko | जो | जो भी | जो कुछ | whatever | which",
        "me": "i | my | मेरे | मेरी | mere ko | mereko | apna",
        "is": "hu | hun | hoon | is | are | am | hai | है",
    }
)
"""What is alike in all such talk. Words that are two in one sentence and another are none here but what they mark."""
