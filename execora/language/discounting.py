"""Whether something is to be taken off a bill: "5% discount do", "bill mein 20 kam karo", "atte pe 2 kam karo"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.reading import Setting


def discounts(clause: Clause, setting: Setting) -> bool:
    """Tell whether one amount or one share is to be taken off a bill, or off one of the goods on it.

    "20 kam karo" alone does so only while a draft is open and nobody is named: it could be what somebody owes.
    """
    if not clause.commands or clause.flaw or len(clause.numbers) != 1 or not _is_of_one_thing(clause):
        return False
    if any(one.concept == "discount" and other.concept in _INSIDE for one, other in pairwise(clause.parts)):
        return False  # "discount mein 20 kam karo" is of the discount
    off = "off" in clause.sentence and clause.acts == {"close"}  # "bill par 10% off karo"
    if off:
        return True
    if clause.has("discount"):
        return clause.acts <= _GIVING and (setting.draft or not _could_be_of_what_is_owed(clause))
    if "remove" in clause.acts:
        return not clause.items and clause.acts <= _CUTTING | {"remove"} and _is_out_of_a_bill(clause)
    if "cut" not in clause.acts or not clause.acts <= _CUTTING:
        return False
    if clause.items:
        return setting.draft and _is_marked(clause)
    return clause.has("bill", "draft") or (setting.draft and not clause.people)


def _could_be_of_what_is_owed(clause: Clause) -> bool:
    """Tell of "Rahul ko 500 ki chhoot do", which says nothing of a bill; a share is never taken off what is owed."""
    return bool(clause.others) and bool(clause.amounts) and not (clause.items or clause.has("bill", "draft"))


_INSIDE = frozenset({"in", "from", "out of"})
_GIVING = frozenset({"give", "do", "apply", "put", "make", "write", "add", "cut", "take", "keep"})
_CUTTING = frozenset({"cut", "do", "give", "apply"})
_OFF_A_BILL = frozenset({"bill", "draft", "total"})


def _is_of_one_thing(clause: Clause) -> bool:
    if clause.when or clause.modes or clause.phone or clause.has("account", "accounts", "udhaar", "balance", "stock"):
        return False
    if any(person.ref == "shop" or not (person.known or person.role != "bare") for person in clause.people):
        return False
    return len(clause.items) < 2 and not any(item.counted or item.value or item.price for item in clause.items)


def _is_out_of_a_bill(clause: Clause) -> bool:
    """Tell of "bill se 50 hata do"; "50 hata do" could be about an entry, or goods."""
    return clause.marks(_OFF_A_BILL, "from", "in", "out of")


def _is_marked(clause: Clause) -> bool:
    """Tell of "doodh pe 2 rupaye kam karo"; "doodh 2 rupaye kam karo" could be about what it costs from now on."""
    return any(one.kind == "goods" and other.concept in {"on", "in"} for one, other in pairwise(clause.parts))
