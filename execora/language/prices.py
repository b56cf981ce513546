"""What goods are to cost from now on: "doodh ka rate 32 kar do", "chini ab 46 rupaye kilo"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from execora.language.lexicon import LEXICON
from execora.language.shape import shape
from execora.ledger.money import Paise
from execora.ledger.units import LARGEST, ONE, Milli

if TYPE_CHECKING:
    from execora.language.clause import Clause
    from execora.language.moods import Verb
    from execora.language.shape import Shape


class Priced(NamedTuple):
    """Goods and what they are to cost."""

    product: str
    price: Paise
    unit: str | None = None
    quantity: Milli | None = None
    """How much of the unit the price is for, where that is not one: "84 rupaye darjan"."""


def priced(clause: Clause, *, draft: bool) -> Priced | None:
    """Read what goods cost from now on; None where it is no such wish, or where any word in it says more.

    While a draft is open "doodh 32 ka kar do" could speak of that bill, so that the word rate must be said.
    """
    if clause.asks or clause.negated or not clause.tone.plain or (clause.when and clause.when.pieces != {"day"}):
        return None
    if clause.when and clause.when.days != 0:
        return None
    if _stays(clause) or (clause.when and clause.has("only")):
        return None
    said = shape(clause, _LETTERS, _of_verb)
    if said is None:
        return None
    letters, now, rate = said.less(_NEW), "n" in said.letters, "P" in said.letters
    if not (rate or now) and not clause.acts.isdisjoint(_NOTING):
        return None
    named = any(word in LEXICON and LEXICON[word].concept == "price" for word in clause.sentence)
    for pattern in _RATE if rate else () if draft else _NAMED if named else _SURE:
        match = pattern.fullmatch(letters.letters)
        if match and (now or "S" in match.group() or (rate and "h" not in match.group())):
            return _priced(letters, match)
    return None


def _stays(clause: Clause) -> bool:
    """Tell of what it costs as before: "chini abhi bhi 46 rupaye kilo", "sugar is still 46 rupees"."""
    return not {"still", "yet"}.isdisjoint(clause.sentence) or any(
        (one.concept, other.concept) == ("now", "also") for one, other in pairwise(clause.parts)
    )


# -- shapes --------------------------------------------------------------------

_LETTERS = {
    "noun price": "P", "noun new": "n", "filler now": "n", "when WHEN": "n", "number AMOUNT": "N",
    "number rupees": "R", "unit": "U", "aux is": "h", "post of": "o", "prep of": "o", "post on": "o", "post to": "t",
    "prep to": "t", "prep at": "t", "post from": "f", "prep from": "f",
}  # fmt: skip
"""P: rate; n: what is new; N: a number, and R: of rupees; h: hai; o: ka, per; t: to, ko; f: se. What G is, `shape`
tells."""


def _of_verb(verb: Verb) -> str | None:
    """Return S for what is to be done, I for what raises or lowers."""
    if verb.concept == "happen":
        return "S" if verb.mood in {"done", "please", "bare"} else None
    asked = verb.mood in {"please", "to", "bare"}
    if verb.mood == "may":
        return "I" if verb.concept in _SETTING | _SHIFTING else None
    if verb.concept in _SHIFTING:
        return "I" if asked else None
    return "S" if asked and verb.concept in _SETTING else None


_SETTING = frozenset({"do", "apply", "keep", "change", "make", "put", "write", "fix", "save"})
_SHIFTING = frozenset({"increase", "cut"})
_NOTING = frozenset({"write", "put", "keep", "save", "apply"})
"""What may be meant of a bill, or of money laid aside, where neither rate nor ab is said: "chini 46 rupaye likho"."""

_NEW = re.compile("nf?")
"""ab, naya, aaj se."""

_X = "(?:[NR]f|f[NR]t)?(?P<price>[NR])(?:o?(?P<per>N?U))?o?"
"""A price: 32; 30 se 32; from 30 to 32; 46 rupaye kilo; 46 ka kilo; 32 ka."""

_RATE = [
    re.compile(letters)
    for letters in (
        f"(?:(?P<of>N?U)o?)?Go?Ph?o?t?{_X}S*h?",  # (ek kilo) chini ka rate 46 (kar do)
        f"Go?P(?:[NR]f)?Io?{_X}S+",  # chini ka rate badha ke 46 kar do
        f"Go?P(?:S+[ot]?|It){_X}S*",  # chini ka rate badal do 46; sugar price increase to 46
        f"S?Po?Go?h?t?{_X}S*h?",  # set the price of sugar to 46
        f"IPo?Gt{_X}",  # increase the price of sugar to 46
        f"SGo?Pt?{_X}",  # set sugar's price to 46
        f"IGo?Pt{_X}",  # increase sugar's price to 46
        f"{_X}S?Go?PS*h?",  # 46 kar do chini ka rate
        f"Go?{_X}(?:h?PS+|S+P)",  # chini 44 se 46 kar do rate; chini ab 46 ki hai, rate badal do
        f"PS+Go?{_X}S*",  # rate badlo chini ka, 46
    )
]
"""Where the word rate is said. What is only raised or lowered by so much has no shape."""

_SURE = [
    re.compile(letters)
    for letters in (
        "Gh?t?(?P<price>R)(?:o?(?P<per>N?U))?o?S*h?",  # chini ab 46 rupaye kilo (kar do)
        "Gh?t?(?P<price>N)o(?P<per>N?U)?S+h?",  # doodh 32 ka kar do
        "SGt?(?P<price>R)(?:o?(?P<per>N?U))?",  # make sugar 46 rupees a kilo
    )
]
"""Where no word says that it is a price, but rupees, or ka."""

_NAMED = [*_SURE, re.compile(f"Go{_X}S+")]
"""The same, and what goes on after a rate that was said: "… aur chini ka 46"."""


# -- what it is ----------------------------------------------------------------


def _priced(said: Shape, match: re.Match[str]) -> Priced | None:
    """Return what a shape says; None for parts of a paisa, for two units, and for two goods side by side."""
    groups = match.groupdict()
    paise, parts_of_one = divmod(said.parts[match.start("price")].number, 10)
    units = [match.span(name) for name in ("of", "per") if groups.get(name)]
    goods = said.parts[said.letters.index("G")]
    if parts_of_one or len(units) > 1 or goods.number > 1:
        return None
    product = goods.said.lower()
    if not units:
        return Priced(product, Paise(paise))
    return _per(product, Paise(paise), said, units[0])


def _per(product: str, price: Paise, said: Shape, span: tuple[int, int]) -> Priced | None:
    *count, unit = said.parts[slice(*span)]
    quantity, rest = divmod((count[0].number if count else ONE) * unit.number, ONE)
    if rest or not 0 < quantity <= LARGEST:
        return None
    return Priced(product, price, unit.form, None if quantity == ONE else Milli(quantity))
