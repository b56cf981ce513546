"""What money a clause speaks of: its amounts and ways of paying, and what is wrong with them.

A number counts rupees where it counts nothing else: "2 customer bheje" and "3 cheque aaye" are no amounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from execora.language.goods import paise
from execora.language.numbers import ONE
from execora.ledger.model import Split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from execora.language.parts import Part
    from execora.language.reading import Clarify
    from execora.ledger.model import Mode
    from execora.ledger.money import Paise


class Amounts(NamedTuple):
    """The amounts and ways of paying of a clause."""

    numbers: tuple[Part, ...]
    """Those that count no goods, with those that are no usable amount."""
    amounts: tuple[Paise, ...]
    modes: tuple[Mode, ...]
    splits: tuple[Split, ...]
    """Each amount with its way of paying, where there is more than one: "300 cash aur 200 UPI"."""
    flaw: Clarify | None


def money(parts: Sequence[Part], used: AbstractSet[int]) -> Amounts:
    """Return the amounts among the parts that no goods are made of."""
    counted = [
        at for at, part in enumerate(parts) if part.kind == "number" and at not in used and not is_whole_of(parts, at)
    ]
    numbers = tuple(parts[at] for at in counted)
    amounts = [paise(part.number) for part in numbers if part.concept == "AMOUNT"]
    unclear = None in amounts or any(_counts_things(parts, at) for at in counted)
    return Amounts(
        numbers,
        tuple(amount for amount in amounts if amount is not None),
        tuple(_mode(part.concept) for part in parts if part.kind == "mode"),
        _splits([part for part in parts if part in numbers or part.kind == "mode"]),
        _flaw(numbers, unclear=unclear),
    )


def is_whole_of(parts: Sequence[Part], at: int) -> bool:
    """Tell whether a number is only what another one is a part of: "500 mein se 300", "300 out of 500"."""
    return _joins(parts[at : at + 3], "post") or (at > 1 and _joins(parts[at - 2 : at + 1], "prep"))


def _joins(parts: Sequence[Part], kind: str) -> bool:
    """Tell whether two amounts are joined by a word for "out of": a postposition after the whole, or a preposition."""
    if len(parts) < 3 or parts[1].concept != "out of" or parts[1].kind != kind:
        return False
    return parts[0].concept == parts[2].concept == "AMOUNT"


# -- what is wrong with a number -----------------------------------------------


def _flaw(numbers: Sequence[Part], *, unclear: bool) -> Clarify | None:
    if any(part.form == "about" for part in numbers):
        return "about"
    return "number" if unclear or any(part.form == "bad" or _is_fraction(part) for part in numbers) else None


def _is_fraction(part: Part) -> bool:
    """Tell of half, aadha, dedh, ek alone: a part of something, one of something, or a hundred times as much."""
    small = part.number == ONE or (part.number < 3 * ONE and part.number % ONE != 0)
    return small and part.concept == "AMOUNT" and not part.form


def _counts_things(parts: Sequence[Part], at: int) -> bool:
    """Tell whether a number counts people or papers, and no rupees."""
    after = next((part for part in parts[at + 1 :] if part.kind != "filler" and part.concept not in _BETWEEN), None)
    if parts[at].form or after is None:
        return False
    few = parts[at].number < _MANY
    return after.concept == "customer" or (few and (after.kind == "title" or after.concept in _COUNTED))


_BETWEEN = frozenset({"new", "old"})
_COUNTED = frozenset("payment cheque card goods entry bill reminder message whatsapp account accounts".split())
_MANY = 50 * ONE
"""From here on a number is an amount: "500 payment kiya"."""


# -- ways of paying ------------------------------------------------------------

_MODES: dict[str, Mode] = {"cash": "cash", "upi": "upi", "card": "card", "bank": "bank", "cheque": "cheque"}


def _splits(parts: Sequence[Part]) -> tuple[Split, ...]:
    """Pair amounts and ways of paying that take turns; a sum of them all may be said first."""
    if len(parts) % 2 and len(parts) > 4 and _is_sum(parts[0], parts[1:]):
        parts = parts[1:]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(pairs) < 2 or len(parts) % 2:
        return ()
    splits = [_split(*pair) for pair in pairs]
    return tuple(split for split in splits if split) if all(splits) else ()


def _is_sum(whole: Part, parts: Sequence[Part]) -> bool:
    """Tell of "500 diye, 200 cash 300 UPI"."""
    return whole.kind == "number" and whole.number == sum(part.number for part in parts if part.kind == "number")


def _split(one: Part, other: Part) -> Split | None:
    number, mode = (one, other) if one.kind == "number" else (other, one)
    amount = paise(number.number) if number.concept == "AMOUNT" else None
    return Split(amount, _mode(mode.concept)) if amount and mode.kind == "mode" else None


def _mode(concept: str) -> Mode:
    return _MODES[concept]
