"""SHOW_PENDING_INVOICE: what the draft that waits says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, draft_shown, draft_words, find_draft, short, whose_draft
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.things import draft_thing
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, BILLS, TELLING

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: draft dikhao, pending bill; and while a draft is open: kitna hua, bill dikhao."""
    if (
        clause.negated
        or clause.items
        or clause.numbers
        or clause.when
        or clause.has("due", "udhaar", "reminder", "sale")
    ):
        return None
    counts = setting.draft and clause.asks
    if _written(clause):
        return clause.reading("SHOW_PENDING_INVOICE", whose_draft(clause), _ACCOUNTS_FOR | _PUTTING)
    if not clause.acts <= TELLING | ({"make"} if counts else set()) or clause.does(TELLING - {"happen"}, "done"):
        return None
    shows = clause.asks or clause.has("show", "tell", "is")
    named = clause.has("draft") or (clause.has("bill") and (shows or clause.has("pending")))
    counted = counts and clause.has("how much", "total") and clause.only(*_COUNTING)
    if not (named or (counted and not clause.others)):
        return None
    whose = clause.whose() if clause.others else Entities()
    return (
        clause.reading("SHOW_PENDING_INVOICE", whose, _ACCOUNTS_FOR) if whose != Entities(all_customers=True) else None
    )


def _written(clause: Clause) -> bool:
    """Tell of "abhi tak kya kya likha hai bill mein", "bill mein kya kya daala hai"."""
    written = bool(clause.acts & _PUTTING) and clause.acts <= TELLING | _PUTTING
    return written and clause.asks and clause.marks(BILLS, "in")


_PUTTING = frozenset({"write", "put", "add", "apply", "come", "charge"})
_COUNTING = frozenset({"how much", "what", "total", "happen", "make", "money", "tell", "do"})
_ACCOUNTS_FOR = TELLING | ASKING | {"make"} | frozenset("WHO draft bill pending wala total money who".split())


async def handle(shop: Shop, order: Order) -> Reply:
    """Say and show the draft as it is."""
    draft = await find_draft(shop, order)
    if isinstance(draft, Reply):
        return draft
    shown = draft_shown(draft)
    words = draft_words(draft, await short(shop, draft.lines))
    return Reply("done", shown, words, events=(("invoice:draft", shown),))


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="SHOW_PENDING_INVOICE",
    title={"hi-en": "Draft dikhao", "hi": "ड्राफ़्ट दिखाओ", "en": "Show draft"},
    summary={"hi-en": "Draft bill dikhana", "hi": "ड्राफ़्ट बिल दिखाना", "en": "Show a draft bill"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="waiting"),
    replies={
        "done": {
            "hi-en": "{bill} Pakka kar doon?",
            "hi": "{bill} पक्का कर दूँ?",
            "en": "{bill} Shall I confirm it?",
        },
    },
    examples=(
        Example("draft dikhao", "hi-en", before=DRAFTED["hi-en"]),
        Example("pending bill kya hai", "hi-en", before=DRAFTED["hi-en"]),
        Example("kitna hua", "hi-en", before=DRAFTED["hi-en"]),
        Example("draft dikhao", "hi-en", reply="NO_PENDING_INVOICE"),
        Example("ड्राफ़्ट दिखाओ", "hi", before=DRAFTED["hi"]),
        Example("कितना हुआ", "hi", before=DRAFTED["hi"]),
        Example("पेंडिंग बिल क्या है", "hi", reply="NO_PENDING_INVOICE"),
        Example("show the draft", "en", before=DRAFTED["en"]),
        Example("what is the pending bill", "en", before=DRAFTED["en"]),
        Example("show the draft", "en", reply="NO_PENDING_INVOICE"),
    ),
)
