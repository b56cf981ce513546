"""Words of control: acted on the moment they are heard, ahead of sentences that are still being understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.clause import clause
from execora.language.known import Known
from execora.language.names import NameIndex
from execora.language.normalise import words
from execora.language.products import ProductIndex
from execora.language.reading import Entities, Reading
from execora.language.scan import scan
from execora.language.sentences import bare, sentences
from execora.language.tone import tone

if TYPE_CHECKING:
    from execora.language.clause import Clause

LONGEST = 6
"""Words; whoever says more does not just say stop."""

_NOBODY = Known(NameIndex(), ProductIndex())


def control(text: str) -> Reading | None:
    """Return PAUSE or CANCEL_TASK all where the whole text is a word of control, else None."""
    said = words(text)
    if said is None or not 0 < len(said.plain) <= LONGEST:
        return None
    parts = scan(said, _NOBODY)
    whole = clause(parts, _NOBODY, tone(parts), said.plain)
    return stops_everything(whole) or pauses(whole)


def stops_everything(of: Clause) -> Reading | None:
    """Read "sab band karo", "sab cancel karo", "stop", "stop everything"."""
    if bare(of.sentence) in _EVERYTHING:
        return Reading("CANCEL_TASK", Entities(task="all"))
    if of.asks or of.negated or not of.tone.plain or not of.verbs or not of.requests:
        return None
    if not all(concept in {"stop", "close", "cancel", "WHO", "do", "work"} for concept in of.content):
        return None
    everything = any(person.ref == "all" and person.role in {"bare", "to"} for person in of.people)
    alone = not of.others and any(verb.concept == "stop" and verb.english for verb in of.verbs)
    if not (everything and len(of.people) == 1) and not alone:
        return None
    return Reading("CANCEL_TASK", Entities(task="all"))


def pauses(of: Clause) -> Reading | None:
    """Read "ruko", "ruk jao", "bas", "chup", "ek minute": speaking stops, tasks go on."""
    if bare(of.sentence) in _PAUSES:
        return Reading("PAUSE")
    if of.asks or not of.tone.plain or of.negated or of.people or of.has("yes"):
        return None
    quiet = of.has("wait", "quiet", "enough") and of.only("wait", "quiet", "go", "do", "happen", "stay", "say")
    return Reading("PAUSE") if quiet and all(verb.mood in {"please", "bare", "to"} for verb in of.verbs) else None


_EVERYTHING = sentences("cancel all of them | stop all of them | stop all of it | cancel all of it | stop it all")
_PAUSES = sentences(
    "thoda ruk jao | thodi der ruk jao | ek minute | ek min | ek second | ek sec | ek minute ruko | "
    "ek min ruko | ek second ruko | ek minute ruk jao | thodi der ruko | thoda ruko | bas ho gaya | "
    "bas bas | bas itna hi | bolna band karo | bolna band kar do | mat bolo | kuch mat bolo | hush | shush | "
    "one minute | one second | one moment | just a minute | just a second | just a moment | a minute | "
    "wait a minute | wait a second | wait a moment | wait wait | hold on | hang on | thats enough | "
    "that is enough | that 's enough | stop speaking please | enough enough",
    "एक मिनट | एक सेकंड | एक मिनट रुको | एक मिनट रुक जाओ | थोड़ी देर रुको | बस बस | बस हो गया | बोलना बंद करो | मत बोलो",
)
