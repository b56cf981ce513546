"""Whether a sentence agrees and says nothing else: haan, ji, theek hai, kar do."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary
from execora.language.lexicon import LEXICON
from execora.language.normalise import plain
from execora.language.parts import Part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from execora.language.clause import Clause


def agrees(clause: Clause, verbs: AbstractSet[str], beside: AbstractSet[str] = frozenset()) -> bool:
    """Tell whether one of these verbs, or a word that agrees, is said, and nothing that could mean anything else.

    A greeting answers nothing, even with a ji; "ek aur" and "sirf" begin what is only half said. A verb alone must ask
    for something: "kar do" agrees, "note hai" tells. `beside` may be spoken of as well where yes is said: "haan, bill
    bana do".
    """
    said = bag(clause, _WORDS)
    if said is None or _breaks_off(clause) or _puts_right(clause.sentence):
        return False
    if not said.concepts:
        return _is_ji(clause)
    if not said.tells_nothing:
        return False
    asked_for = said.concepts & verbs
    carried_out = asked_for or said.has(*_BOOKING)
    if said.has("yes") or (said.has("no_more") and asked_for):
        whole = carried_out or not said.has(*_HALF_SAID, *beside) or (said.has("is") and said.has(*beside))
        return said.concepts <= verbs | beside | _BESIDE_YES and bool(whole)
    if said.has("is"):
        # Of a draft "pakka hai" tells that it is one.
        return "confirm" in asked_for and "write" in verbs and said.concepts <= verbs | _COLOURS | {"is"}
    pointed_at = {"it", "lets", "other_one"} if "confirm" in asked_for else {"it", "lets"}
    return said.concepts <= verbs | _COLOURS | pointed_at and bool(asked_for - _TOO_LITTLE)


_COLOURS = frozenset({"give", "take", "put"})
_TOO_LITTLE = frozenset({"give", "keep"})
"""Alone, "do" is two as well, and "rakho" is said of anything."""
_BESIDE_YES = _COLOURS | frozenset(
    "yes is it both all other_one thanks write deposit entry charge you why_not save lets no_more".split()
)
_BOOKING = ("write", "deposit", "entry", "save", "charge")
"""What a yes to money is said with: "haan jama kar do"."""
_HALF_SAID = ("it", "other_one", "you", *_COLOURS)
"""What asks for more: "haan usko", "haan tum", "haan lo"."""
_WORDS = vocabulary(
    {
        "yes": "maine kaha na | kaha na | yahi | यही | sahi pakde | ha | hmm haan | aaho | ji haan | haan ji | "
        "theek hai | thik hai | theek h | thik h | thek h | thek hai | teek hai | sahi hai | sahi h | correct | "
        "barabar | barobar | barabar hai | sach hai | theek lag raha hai | sahi lag raha hai | theek lag raha | "
        "sahi lag raha | accha lag raha hai | looks good | looks fine | looks right | looks correct | looks ok | "
        "sounds good | that is right | that is correct | thats right | thats correct | that 's right | "
        "that 's correct | that is fine | thats fine | that 's fine | you are right | youre right | it is correct | "
        "it is right | all good | all right | alright | bilkul sahi | ekdum | ek dum | ekdam | perfect | great | "
        "good | very good | badhiya | badiya | exactly | fine | absolutely | definitely | certainly | agreed | "
        "approved | of course | done | go ahead | go on | carry on | proceed | continue | please do | aage badho | "
        "aage badhao | ho jaye | ho jaaye | ho jae | ho jaane do | ho jane do | hone do | bas theek hai | "
        "bas thik hai | bas sahi hai | haan wahi | bola na | bol diya na | maine bola na | keh diya na | manzoor | "
        "manjoor | manzoor hai | kabool | pakka haan | हा | हां जी | जी हां | ठीक है | सही है | बिलकुल | "
        "बिल्कुल सही | एकदम | परफेक्ट | करेक्ट | बढ़िया | फाइन | डन | हो जाए | हो जाये | हो जाने दो | आगे बढ़ो | "
        "मंजूर | हां वही | बस ठीक है | ठीक लग रहा है | सही लग रहा है | बराबर | गो अहेड",
        "confirm": "confirm | confirmed | conform | final | finalise | finalize | pakka | pakki | pucca | कन्फर्म | "
        "पक्का | फाइनल",
        "write/please": "record | note | write down | note down | रिकॉर्ड | नोट",
        "do/please": "do it | do that | do this",
        "other_one": "isko | ise | ye | yeh | wo | woh | इसे | इसको | ये | यह | वो | usko | use | us | unko | "
        "unhe | inko | उसको | उसे | उनको | उन्हें | इनको",
        "why_not": "why not | kyun nahi | kyu nahi | kyon nahi | क्यों नहीं",
        "no_more": "bas itna hi | itna hi | bas itna | bas yahi | bas yehi | bas yehi hai | bas yahi hai | "
        "aur kuch nahi | bas aur kuch nahi | nothing else | thats all | that is all | बस इतना ही | इतना ही | बस यही",
        "lets": "sahi bola | sahi kaha | theek bola | theek kaha | सही बोला | सही कहा | no problem | "
        "koi baat nahi | koi dikkat nahi | koi problem nahi | कोई बात नहीं | chalo | chal | chaliye | चलो | wahi | "
        "वही",
        "": "down | that way",
        "put": "daal | daalo | daalna | daldo | डाल | डालो",
        "but": "par | pe | पर | ya | or | या",
        "greeting": "hello | hey | sun | suno | suniye | oye | सुनो",
        "more": "aur | phir | fir | then | और | फिर | also | bhi | भी | only | just | sirf | hi sirf",
    }
)
"""Words that could be the beginning of something else are in it, too, so that they are not passed over."""


def _is_ji(clause: Clause) -> bool:
    """Tell "ji", "ji bhaiya" from "bhaiya ji"."""
    first, *rest = clause.parts
    return first.concept == "ji" and all(part.kind in {"title", "pause"} for part in rest)


def _breaks_off(clause: Clause) -> bool:
    """Tell of "haan lekin", "haan par", "haan iske liye"."""
    last, part = LEXICON.get(clause.sentence[-1]), clause.parts[-1]
    ends = part.kind in _MARKS or part.concept == "time" or (last is not None and last.kind in _MARKS)
    lost = any(
        one.kind == "post" and before.kind not in {"pronoun", "link"}
        for before, one in pairwise([_NOTHING, *clause.parts])
    )
    return lost or (ends and clause.sentence[-1] not in _IT)


_MARKS = frozenset({"link", "post", "prep"})
_NOTHING = Part("pause", "")


def _puts_right(sentence: Sequence[str]) -> bool:
    """Tell of "theek karo", "correct it": something is wrong. "Theek hai, karo" agrees."""
    words = ["", *sentence]
    return any(
        one in _RIGHT and before not in _QUITE and (other in _IT or _acts(other))
        for before, one, other in zip(words, words[1:], words[2:], strict=False)
    )


def _acts(word: str) -> bool:
    part = LEXICON.get(word)
    return part is not None and part.kind in {"verb", "post"} and part.form not in {"done", "did"}


_RIGHT = frozenset(plain("theek thik thek sahi right correct barabar ठीक सही करेक्ट बराबर"))
_QUITE = frozenset(plain("bilkul ekdum ekdam बिल्कुल एकदम"))
_IT = frozenset({"it", "this", "that", "them"})
