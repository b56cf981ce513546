"""Goods that the shop begins to sell, as they are told of: "naya item Dosa Mix jodo, 85 rupaye packet, 20 packet"."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from execora.language.goods import paise
from execora.language.shape import CALLED, Shape, shape
from execora.ledger.units import ONE, Milli

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.moods import Verb
    from execora.ledger.money import Paise


class NewGoods(NamedTuple):
    """What is told of new goods; what was not said is None."""

    name: str | None
    price: Paise | None = None
    quantity: Milli | None = None
    unit: str | None = None


def new_goods(clause: Clause, *, draft: bool) -> NewGoods | None:
    """Read a clause that tells of goods to be sold from now on; None where it does not, or where any word says more.

    While a draft is open "item Dosa Mix jodo" could speak of that bill, so that the word new must be said.
    """
    arrived = clause.does({"come"}, "done") and clause.does(_ADDING, "please") and _is_plain(clause)
    if not (clause.wished or arrived) or clause.when is not None:
        return None
    said = shape(clause, _LETTERS, lambda verb: "A" if _adds(verb) else "" if verb.concept == "come" else None)
    if said is None or "g" not in said.letters or said.letters.count(CALLED) > 1:
        return None
    if "n" not in said.letters and (draft or "A" not in said.letters or CALLED not in said.letters):
        return None
    if "A" not in said.letters and "d" not in said.letters and _is_remark(clause, said.letters):
        return None
    figures = said.less(_NAMING)
    priced = next((match for pattern in _SHAPES if (match := pattern.fullmatch(figures.letters))), None)
    return _told(said, figures, priced) if priced else None


def _is_remark(clause: Clause, letters: str) -> bool:
    """Tell of what is said of it, and no name: "naya item bekaar hai 85 rupaye", "new item is useless 85 rupees"."""
    return "Gh" in letters or ("hG" in letters and "is" in clause.sentence)


def only_tells(clause: Clause) -> bool:
    """Tell of "naya item hai Rusk, 30 rupaye", which asks for nothing."""
    return clause.has("is") and not any(map(_adds, clause.verbs)) and not clause.has("named")


def _adds(verb: Verb) -> bool:
    return verb.concept in _ADDING and verb.mood in {"please", "to", "bare", "must"}


def _is_plain(clause: Clause) -> bool:
    return clause.tone.plain and not (clause.asks or clause.negated or clause.has("must", "can", "will", "was"))


_ADDING = frozenset({"add", "put", "make", "register", "write", "keep", "apply", "do", "start"})

_LETTERS = {
    "noun goods": "g", "noun new": "n", "noun named": "d", "noun price": "P", "noun stock": "s", "aux is": "h",
    "number AMOUNT": "N", "number rupees": "R", "unit": "U", "post of": "o", "prep of": "o", "post on": "o",
    "post in": "i", "prep in": "i", "prep at": "t", "prep for": "t", "prep with": "t", "post named": "d",
    "noun quantity": "s", "post from": "f", "noun list": "", "noun shop": "", "wala": "o",
}  # fmt: skip
"""g: item; n: naya; d: naam; P: rate; s: stock; N: a number, and R: of rupees; o: ka; i: mein; t: at, for; A: jodo."""

_NAMING = re.compile("(?:[gnAhiG]|df?)+o?|^o")
"""What tells of no number: the name, and the ka after it."""

_PRICES = (
    "t?(?:Po?t?)?(?P<price>R)(?:o?(?P<per>N?U))?o?",  # 85 rupaye packet
    "(?:t?Po?t?|t)(?P<price>N)(?:o?(?P<per>U))?o?",  # rate 85
    "(?P<price>N)o(?P<per>U)?",  # 85 ka packet
    "",
)
_COUNTS = (
    "s?t?(?P<count>N)(?P<unit>U)o?s?",  # 20 packet stock mein
    "st?(?P<count>N)",  # stock 20
    "(?P<count>N)s",  # 20 stock mein
    "",
)
_SHAPES = [
    re.compile(letters)
    for price, count in product(_PRICES, _COUNTS)
    for letters in (f"{price}{count}", f"{count}{price}")
]


# -- what it is ----------------------------------------------------------------


def _told(said: Shape, figures: Shape, match: re.Match[str]) -> NewGoods | None:
    """Put together what was said; None where two units are told, or a size that is no unit of sale."""
    found = {name: figures.parts[slice(*match.span(name))] for name, text in match.groupdict().items() if text}
    units = {part.form for name in ("per", "unit") for part in found.get(name, ())[-1:]}
    ones = all(part.number == ONE for name in ("per", "unit") for part in found.get(name, ()))
    price = paise(found["price"][0].number) if "price" in found else None
    if len(units) > 1 or not ones or not units.isdisjoint(_SIZES) or (price is None and "price" in found):
        return None
    name = said.parts[said.letters.index(CALLED)] if CALLED in said.letters else None
    if price is None and name is not None and name.number:
        return None  # goods that are there, of which more came
    quantity = Milli(found["count"][0].number) if "count" in found else None
    if quantity == ONE and price is not None and "unit" in found:
        quantity = None  # "ek packet 85 ka": what one costs
    called = " ".join(word[:1].upper() + word[1:] for word in name.said.split()) if name else None
    return NewGoods(called, price, quantity, next(iter(units), None))


_SIZES = frozenset({"g", "ml"})
"""What is said of how large a packet is: "500 gram" is no quantity on the shelf."""
