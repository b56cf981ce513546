"""ADD_ITEM: more goods on the draft that waits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, changed, hold_draft, priced
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.things import draft_thing, product_things
from execora.language.billing import begins
from execora.language.lexicon import LEXICON
from execora.language.parts import Part
from execora.language.reading import Entities
from execora.language.vocabulary import BILLS

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.people import Person
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, while a draft is open: aur with goods, or goods with daal do, jod do, add karo."""
    into_bill = clause.marks(BILLS, "in", "to")
    if not (setting.draft or into_bill) or not clause.items or clause.numbers or clause.flaw:
        return None
    if not (clause.commands or _wants(clause)) or begins(clause, setting):
        return None
    if not clause.acts <= _ADDING or clause.has("stock", "is", "was") or _sets(clause):
        return None
    others = () if _wants(clause) or all(map(_is_goods, clause.others)) else clause.others
    whose = clause.whose() if others and clause.has("bill", "draft") else None if others else Entities()
    return clause.reading("ADD_ITEM", replace(whose, items=clause.items), _ACCOUNTS_FOR) if whose else None


def _is_goods(person: Person) -> bool:
    """Tell of the "wo" in "2 doodh, wo bhi daal do"."""
    return person.ref == "active" and person.role == "bare"


def _wants(clause: Clause) -> bool:
    """Tell of "chini bhi chahiye unko 1 kilo, add kar do"."""
    told = clause.tone.plain and not clause.asks and not clause.negated
    of_one = all(person.ref == "active" and person.role in {"to", "for"} for person in clause.others)
    more = bool(clause.acts & _MORE) or (not clause.acts and _goes_on(clause) and _counts(clause))
    return told and of_one and clause.has("must") and more and clause.moods <= {"please", "to"}


def _counts(clause: Clause) -> bool:
    return all(item.counted or item.value for item in clause.items)


def _sets(clause: Clause) -> bool:
    """Tell whether it says how many there should be, not how many more: "3 kar do", "sirf 2", "2 nahi 3"."""
    more = _MORE if clause.acts.isdisjoint({"do", "keep"}) else _MORE - {"give"}
    adds = _goes_on(clause) or not clause.acts or bool(clause.acts & more)
    corrects = any(LEXICON[word].kind == "not" for word in clause.sentence if word in LEXICON)
    agrees = clause.parts[-1].kind == "yes"  # "doodh theek hai"
    return not adds or corrects or agrees or clause.has("only", "enough", "rather", "first")


def _goes_on(clause: Clause) -> bool:
    return clause.has("more", "also") or any(_is_more(*pair) for pair in pairwise((_START, *clause.parts)))


def _is_more(before: Part, part: Part) -> bool:
    """Tell of an aur that opens a clause ("aur 2 doodh rakho"), and of one that joins nothing ("2 doodh aur rakho")."""
    return (before == _START and part.kind == "link") or (before.kind == "link" and part.kind in {"verb", "aux"})


_START = Part("pause", ";")
_MORE = frozenset({"add", "put", "give", "write", "apply", "charge", "increase"})
_ADDING = _MORE | {"do", "keep"}
_ACCOUNTS_FOR = _ADDING | frozenset("GOODS WHO bill draft goods account accounts must".split())


async def handle(shop: Shop, order: Order) -> Reply:
    """Put goods on the draft; what is on it already gets more."""
    draft = await hold_draft(shop, order)
    if isinstance(draft, Reply):
        return draft
    lines = await priced(shop, draft.lines, order.items)
    if isinstance(lines, Reply):
        return lines
    return await changed(shop, draft, await shop.bills.change_draft(draft.id, lines))


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=product_things(order), writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="ADD_ITEM",
    title={"hi-en": "Bill mein jodo", "hi": "बिल में जोड़ो", "en": "Add to bill"},
    summary={
        "hi-en": "Draft bill mein saamaan jodna",
        "hi": "ड्राफ़्ट बिल में सामान जोड़ना",
        "en": "Add goods to a draft bill",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", items=True, draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "done": {
            "hi-en": "Jod diya. {bill} Pakka kar doon?",
            "hi": "जोड़ दिया। {bill} पक्का कर दूँ?",
            "en": "Added. {bill} Shall I confirm it?",
        },
    },
    examples=(
        Example(
            "aur 2 kilo chini",
            "hi-en",
            {"items": [{"product": "Sugar", "quantity": 2, "unit": "kg"}]},
            before=DRAFTED["hi-en"],
        ),
        Example(
            "ek bread aur daal do", "hi-en", {"items": [{"product": "Bread", "quantity": 1}]}, before=DRAFTED["hi-en"]
        ),
        Example(
            "aur 3 maggi jod do", "hi-en", {"items": [{"product": "Maggi", "quantity": 3}]}, before=DRAFTED["hi-en"]
        ),
        Example(
            "aur 2 jalebi daal do",
            "hi-en",
            {"items": [{"product": "jalebi", "quantity": 2}]},
            before=DRAFTED["hi-en"],
            reply="PRODUCT_NOT_FOUND",
        ),
        Example(
            "और 2 किलो चीनी", "hi", {"items": [{"product": "Sugar", "quantity": 2, "unit": "kg"}]}, before=DRAFTED["hi"]
        ),
        Example("एक ब्रेड और डाल दो", "hi", {"items": [{"product": "Bread", "quantity": 1}]}, before=DRAFTED["hi"]),
        Example("और 3 मैगी जोड़ दो", "hi", {"items": [{"product": "Maggi", "quantity": 3}]}, before=DRAFTED["hi"]),
        Example(
            "add 2 kg sugar", "en", {"items": [{"product": "Sugar", "quantity": 2, "unit": "kg"}]}, before=DRAFTED["en"]
        ),
        Example("and 3 maggi", "en", {"items": [{"product": "Maggi", "quantity": 3}]}, before=DRAFTED["en"]),
        Example("add one more bread", "en", {"items": [{"product": "Bread", "quantity": 1}]}, before=DRAFTED["en"]),
    ),
)
