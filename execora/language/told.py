"""What is told beside a reminder: what of ("yaad dila dena ki 2400 baaki hai"), and why it is not needed any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.parts import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

_REMINDING = frozenset({"remind", "reminder", "memory", "message"})
_OWING = frozenset({"udhaar", "due", "balance", "payment", "money", "account", "accounts", "deposit", "pending"})
_PAYING = frozenset({"give", "pay", "repay", "clear", "deposit", "send", "return", "owe", "remain", "do"})
_BESIDE = frozenset({"is", "must", "of", "on", "to", "active of", "active on", "active to", "active bare", "shop of",
                     "shop to", "has", "by", "active by"})  # fmt: skip

_DUE = Part("noun", "due")
_FOR = Part("post", "for")


def without_message(parts: Sequence[Part]) -> list[Part]:
    """Make "yaad dila dena, 2400 ke liye" of what is to be told about money, and about nothing else.

    What names a day, denies or asks stays as it is: the day could be that of the payment.
    """
    at = next((at for at in range(1, len(parts) - 1) if _leads_on(parts, at)), 0)
    before, told = parts[:at], parts[at + 1 :]
    if not at or not any(part.concept in _REMINDING for part in before):
        return list(parts)
    amounts = [part for part in told if part.kind == "number"]
    others = [part for part in told if part.kind not in {"number", "filler", "title", "pause"}]
    about_money = any(part.concept in _OWING or (amounts and part.kind == "verb") for part in others)
    if not about_money or len(amounts) > 1 or any(part.concept == "FLAW" for part in amounts):
        return list(parts)
    if not all(part.concept in _OWING | _PAYING | _BESIDE for part in others):
        return list(parts)
    return [*before, *([amounts[0], _FOR] if amounts else [_DUE])]


def _leads_on(parts: Sequence[Part], at: int) -> bool:
    """Tell the ki of "yaad dilao ki", "yaad dila dena ki"."""
    return parts[at].concept == "that" or (parts[at].concept == "of" and parts[at - 1].form == "to")


# -- why it is not needed any more ---------------------------------------------


def without_thanks(parts: Sequence[Part]) -> list[Part]:
    """Make "Suresh ka reminder cancel karo" of "Suresh ne paise de diye, reminder cancel karo".

    Where an amount is told the sentence stays as it is: it is to be written down.
    """
    marked = next((at for at, part in enumerate(parts) if part.kind == "post"), 0)
    start = next((at for at, part in enumerate(parts) if part.concept == "reminder"), 0)
    who, told, wish = parts[:marked], parts[marked + 1 : start], parts[start:]
    if not who or parts[marked].concept not in {"by", "of"} or {part.kind for part in who} - _SOMEBODY:
        return list(parts)
    has_paid = any(part.form in {"done", "did"} and part.concept in _PAYING | _SETTLED for part in told)
    plain = all(part.concept in _OWING | _PAYING | _SETTLED | _ALREADY or part.kind in _SILENT for part in told)
    ends = any(part.concept in {"cancel", "remove", "stop", "close"} for part in wish)
    if not (has_paid and plain and ends) or any(part.kind in {"name", "pronoun", "unknown"} for part in wish):
        return list(parts)
    return [*who, _OF, *wish]


_SOMEBODY = frozenset({"name", "title", "filler"})
_SETTLED = frozenset({"happen", "settle", "go", "come"})
_ALREADY = frozenset({"is", "already", "and"})
_SILENT = frozenset({"filler", "title", "pause"})
_OF = Part("post", "of")
