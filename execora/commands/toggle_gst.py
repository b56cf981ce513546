"""TOGGLE_GST: the draft that waits with GST, or without."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from execora.commands.bill import DRAFTED, changed, draft_shown, hold_draft, whose_draft
from execora.commands.command import Command, Example, Needs, Priority, Reply, Touches
from execora.commands.things import draft_thing
from execora.language.reading import Entities
from execora.language.vocabulary import BILLS

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: GST laga do, GST ke saath; bina GST ke banao, GST hata do, GST mat lagao."""
    if not clause.has("gst", "untaxed") or not (clause.requests or _is_wanted(clause)) or clause.asks or clause.flaw:
        return None
    if ("gst", "no") in pairwise(clause.sentence):
        return None  # "add gst no" could be of the number
    if (
        clause.items
        or clause.numbers
        or clause.when
        or (clause.has("make") and clause.has("bill") and not setting.draft)
    ):
        return None
    with_gst = _wanted(clause, setting)
    whose = whose_draft(clause)
    if with_gst is None or whose is None or (whose != Entities() and not clause.has(*BILLS)):
        return None
    return clause.reading("TOGGLE_GST", replace(whose, with_gst=with_gst), _ACCOUNTS_FOR)


def _wanted(clause: Clause, setting: Setting) -> bool | None:
    """Tell whether GST is to be on or off; None where neither is said."""
    if clause.negated:
        return False if _is_forbidden(clause) or (_is_wanted(clause) and clause.has("gst")) else None
    if clause.has("is", "was") and not clause.has("must"):
        return None  # "GST ke saath hai" tells how it is
    if clause.has("untaxed"):
        return False if _is_said_of_a_bill(clause, setting) and clause.acts <= _MAKING else None
    if clause.acts & _REMOVING:
        return False if clause.acts <= _REMOVING | {"do", "give"} else None
    if clause.acts & _APPLYING:
        return True if clause.acts <= _APPLYING | _MAKING else None
    if _is_wanted(clause):
        return True if clause.has("bill") or clause.marks(frozenset({"gst"}), "with") else None
    joined = clause.marks(frozenset({"gst"}), "with") or clause.has("bill", "make")
    return True if joined and clause.acts <= _MAKING and _is_said_of_a_bill(clause, setting) else None


def _is_wanted(clause: Clause) -> bool:
    """Tell of "bina GST ka bill chahiye", "GST nahi chahiye"."""
    return clause.tone.plain and not clause.acts and clause.has("must") and not clause.has("is", "was")


def _is_forbidden(clause: Clause) -> bool:
    """Tell of "GST mat lagao"; "GST mat hatao" and "bina GST ke mat banao" could ask for anything."""
    said = len(clause.verbs) == 1 and clause.acts <= _APPLYING
    return clause.has("gst") and said and clause.moods <= {"please", "to"}


def _is_said_of_a_bill(clause: Clause, setting: Setting) -> bool:
    return setting.draft or bool(clause.acts)


_MAKING = frozenset({"make", "do", "give", "keep", "send"})
_APPLYING = frozenset({"apply", "put", "add", "start", "write", "charge"})
_REMOVING = frozenset({"remove", "cut", "cancel", "close"})
_ACCOUNTS_FOR = _MAKING | _APPLYING | _REMOVING | frozenset("WHO gst untaxed bill draft no not never".split())


async def handle(shop: Shop, order: Order) -> Reply:
    """Put GST on the draft or take it off."""
    draft = await hold_draft(shop, order)
    if isinstance(draft, Reply):
        return draft
    wanted = bool(order.entities.with_gst)
    if draft.with_gst is wanted:
        return Reply("on_already" if wanted else "off_already", draft_shown(draft), {"customer": draft.customer})
    reply = await changed(shop, draft, await shop.bills.set_terms(draft.id, draft.discount, with_gst=wanted))
    return reply if reply.error else replace(reply, key="on" if wanted else "off")


def touches(order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(writes=frozenset({draft_thing(order)}))


COMMAND = Command(
    intent="TOGGLE_GST",
    title={"hi-en": "GST", "hi": "जीएसटी", "en": "GST"},
    summary={
        "hi-en": "Draft bill par GST lagana ya hatana",
        "hi": "ड्राफ़्ट बिल पर जीएसटी लगाना या हटाना",
        "en": "Put GST on a draft bill or take it off",
    },
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(customer="may", draft="waiting"),
    roles=frozenset({"owner", "staff"}),
    replies={
        "on": {
            "hi-en": "GST laga diya. {bill} Pakka kar doon?",
            "hi": "जीएसटी लगा दिया। {bill} पक्का कर दूँ?",
            "en": "GST is on. {bill} Shall I confirm it?",
        },
        "off": {
            "hi-en": "GST hata diya. {bill} Pakka kar doon?",
            "hi": "जीएसटी हटा दिया। {bill} पक्का कर दूँ?",
            "en": "GST is off. {bill} Shall I confirm it?",
        },
        "on_already": {
            "hi-en": "{customer} ke draft par GST laga hua hai.",
            "hi": "{customer} के ड्राफ़्ट पर जीएसटी लगा हुआ है।",
            "en": "GST is on the draft for {customer} already.",
        },
        "off_already": {
            "hi-en": "{customer} ka draft bina GST ke hi hai.",
            "hi": "{customer} का ड्राफ़्ट बिना जीएसटी के ही है।",
            "en": "The draft for {customer} is without GST already.",
        },
    },
    examples=(
        Example("GST laga do", "hi-en", {"withGst": True}, before=DRAFTED["hi-en"], reply="on"),
        Example("bina GST ke banao", "hi-en", {"withGst": False}, before=DRAFTED["hi-en"], reply="off_already"),
        Example("tax hata do", "hi-en", {"withGst": False}, before=(*DRAFTED["hi-en"], "GST laga do"), reply="off"),
        Example(
            "GST ke saath bana do",
            "hi-en",
            {"withGst": True},
            before=(*DRAFTED["hi-en"], "GST laga do"),
            reply="on_already",
        ),
        Example("GST laga do", "hi-en", {"withGst": True}, reply="NO_PENDING_INVOICE"),
        Example("जीएसटी लगा दो", "hi", {"withGst": True}, before=DRAFTED["hi"], reply="on"),
        Example("जीएसटी मत लगाओ", "hi", {"withGst": False}, before=(*DRAFTED["hi"], "जीएसटी लगा दो"), reply="off"),
        Example("बिना जीएसटी के बनाओ", "hi", {"withGst": False}, reply="NO_PENDING_INVOICE"),
        Example("add GST", "en", {"withGst": True}, before=DRAFTED["en"], reply="on"),
        Example("remove the tax", "en", {"withGst": False}, before=(*DRAFTED["en"], "add GST"), reply="off"),
        Example("make it without GST", "en", {"withGst": False}, reply="NO_PENDING_INVOICE"),
    ),
)
