"""What goods a clause speaks of: "2 kilo chini", "chini 2 kilo", "20 ka doodh", "10 wale 5 biscuit"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from execora.language.reading import Item
from execora.ledger.money import LARGEST as LARGEST_AMOUNT
from execora.ledger.money import Paise
from execora.ledger.units import LARGEST, Milli

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execora.language.parts import Part


@dataclass(slots=True)
class Goods:
    """The items of a clause, and which of its parts they were made of."""

    items: list[Item] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    unclear: bool = False
    """How many of what does not show ("doodh 2 bread"), or a quantity is out of all bounds."""


def goods(parts: Sequence[Part], taken: set[int]) -> Goods:
    """Return the goods among the parts that are not taken yet."""
    found = Goods()
    at = 0
    while at < len(parts):
        if at in taken or _rate(parts, at, found):
            at += 1
        else:
            at = _item(parts, at, taken, found)
    return found


def _rate(parts: Sequence[Part], at: int, found: Goods) -> bool:
    """Read the "40 rupaye kilo", "40 rupees per kg" after goods, as what one unit of them costs."""
    if not found.items or at + 1 >= len(parts) or parts[at].form != "rupees":
        return at in found.used
    unit = at + 1 + (parts[at + 1].kind in {"post", "prep", "filler"} and parts[at + 1].concept in {"on", ""})
    if unit >= len(parts) or parts[unit].kind != "unit":
        return at in found.used
    if _name(parts, unit + 1, set(), counted=False) or found.items[-1].unit != parts[unit].form:
        return False
    found.items[-1] = replace(found.items[-1], price=paise(parts[at].number))
    found.used.update(range(at, unit + 1))
    return True


def paise(thousandths: int) -> Paise | None:
    """Turn thousandths of a rupee into paise; None where it has parts of a paisa, or is no amount that can be kept."""
    whole, rest = divmod(thousandths, 10)
    return None if rest or not 0 < whole <= LARGEST_AMOUNT else Paise(whole)


# -- one item ------------------------------------------------------------------


def _item(parts: Sequence[Part], at: int, taken: set[int], found: Goods) -> int:
    """Read the item that begins at a part, if one does, and return where to go on."""
    price = _price(parts, at)
    counted = _count(parts, price[1] if price else at)
    start = counted[2] if counted else price[1] if price else at
    if counted and start < len(parts) and parts[start].concept == "each":
        return _each(parts, at, counted, found)
    name = _name(parts, start, taken, counted=bool(counted or price))
    if name is None:
        worth = None if counted and counted[1] else _worth(parts, at, taken)
        return _add(found, worth[0], range(at, worth[1])) if worth else at + 1
    said, end = name
    if counted is None and price is None:
        return _named_first(parts, at, said, end, found)
    if counted and counted[1] is None and (unit := _unit_after(parts, end)):
        counted, end = (counted[0], unit[0], end), unit[1]
    after = None if price else _price_after(parts, end)
    item = _of(said, counted) if counted else Item(product=said)
    if item is not None and (price or after):
        item = replace(item, price=(price or after or (None,))[0])
    return _add(found, item, range(at, after[1] if after else end))


def _each(parts: Sequence[Part], at: int, counted: Count, found: Goods) -> int:
    """Read "2 packets each of milk and bread": as much of everything that follows."""
    end = counted[2] + 1
    while end < len(parts) and (parts[end].kind in {"link", "pause", "prep"} or _goods_at(parts, end)):
        if _goods_at(parts, end):
            _add(found, _of(parts[end].said, counted), range(at, end + 1))
        end += 1
    return end


def _unit_after(parts: Sequence[Part], at: int) -> tuple[Part, int] | None:
    """Read the unit in "4 shampoo ke sachet", "2 doodh packet"; in "2 doodh kilo chini" it counts what follows."""
    marked = at < len(parts) and parts[at].kind == "post" and parts[at].concept == "of"
    unit = at + marked
    if unit >= len(parts) or parts[unit].kind != "unit" or (not marked and _goods_at(parts, unit + 1)):
        return None
    return parts[unit], unit + 1


def _price_after(parts: Sequence[Part], at: int) -> tuple[Paise, int] | None:
    """Read the "20 wale" in "2 chips 20 wale ka bill"; in "2 chips 20 wale biscuit" it is the biscuits' price."""
    price = _price(parts, at)
    return price if price and not (_goods_at(parts, price[1]) or _count(parts, price[1])) else None


def _add(found: Goods, item: Item | None, used: range) -> int:
    """Keep an item, and its rate where one follows; where it is none, say that it is unclear."""
    if item is None:
        found.unclear = True
    else:
        found.items.append(item)
    found.used.update(used)
    return used.stop


def _named_first(parts: Sequence[Part], at: int, said: str, end: int, found: Goods) -> int:
    """Read "chini 2 kilo", "doodh ke 2 packet", "doodh 2", "doodh ke stock mein 2", or goods alone."""
    after = end + 1 if end < len(parts) and parts[end].concept in {"of", "also"} else end
    shelf = _shelf(parts, after)
    counted = _count(parts, shelf)
    if counted is None or (after == shelf > end and not counted[1] and parts[end].concept == "of"):
        return _add(found, Item(product=said), range(at, end))
    between = _goods_at(parts, counted[2]) and _count(parts, counted[2] + 1) is None
    if between or (counted[1] is None and _marked(parts, counted[2])):
        # "doodh 2 packet bread": the number could belong to either.
        found.unclear = True
        return _add(found, Item(product=said), range(at, end))
    return _add(found, _of(said, counted), range(at, counted[2]))


def _shelf(parts: Sequence[Part], at: int) -> int:
    """Return the index after "stock mein", or after "stock", where one of these stands at an index."""
    if at >= len(parts) or parts[at].concept != "stock":
        return at
    return at + 2 if at + 1 < len(parts) and parts[at + 1].concept in {"in", "by"} else at + 1


def _marked(parts: Sequence[Part], at: int) -> bool:
    """Tell whether a number is an amount of its own: "chini 500 ka", "doodh 20 wala"."""
    return at < len(parts) and (parts[at].kind == "wala" or parts[at].concept == "of")


def _name(parts: Sequence[Part], at: int, taken: set[int], *, counted: bool) -> tuple[str, int] | None:
    """Read what goods are called; words that nobody knows are goods where a number stands before them."""
    if at < len(parts) and counted and parts[at].kind == "prep" and parts[at].concept == "of":
        at += 1
    if counted and _goods_at(parts, at + 1) and (parts[at].kind, parts[at].concept) == ("filler", ""):
        at += 1  # "ek darjan bhar ande"
    kinds = {"goods", "unknown"} if counted else {"goods"}
    end = at
    while end < len(parts) and end not in taken and parts[end].kind in kinds:
        end += 1
        if parts[end - 1].kind == "goods":
            break
    if end == at:
        return None
    return " ".join(part.said if part.kind == "goods" else part.said.lower() for part in parts[at:end]), end


def _goods_at(parts: Sequence[Part], at: int) -> bool:
    return at < len(parts) and parts[at].kind == "goods"


Count = tuple[int, "Part | None", int]
"""Thousandths, the unit, and the index after both."""


def _count(parts: Sequence[Part], at: int) -> Count | None:
    """Read "2", "2 kilo", "kilo"."""
    if at >= len(parts):
        return None
    part = parts[at]
    if part.kind == "unit":
        return 1000, part, at + 1
    if part.kind == "pronoun" and part.concept == "both":
        return _both(parts, at)
    if part.kind != "number" or part.concept != "AMOUNT" or part.form:
        return None
    after = at + 1
    while after < len(parts) and (parts[after].concept == "more" or _is_a(parts, after)):
        after += 1
    if after + 1 < len(parts) and parts[after].kind == "link" and parts[after + 1].kind in {"goods", "unit"}:
        after += 1
    if after < len(parts) and parts[after].kind == "unit":
        return part.number, parts[after], after + 1
    return part.number, None, after


def _is_a(parts: Sequence[Part], at: int) -> bool:
    """Tell of the "a" in "half a kilo"."""
    counted = parts[at - 1].number < 1000 and any(part.kind == "unit" for part in parts[at + 1 : at + 2])
    return counted and parts[at].kind == "filler"


def _both(parts: Sequence[Part], at: int) -> Count | None:
    """Read "dono doodh", "both the milk", as two; "dono ko" and "dono ka" are people."""
    after = at + 1
    while after < len(parts) and parts[after].kind == "filler":
        after += 1
    return (2000, None, after) if _goods_at(parts, after) else None


def _of(said: str, counted: Count) -> Item | None:
    """Make an item of a count, in the unit that is kept; None where there can be no so many."""
    thousandths, unit, _ = counted
    quantity, rest = divmod(thousandths * (unit.number if unit else 1000), 1000)
    if rest or not 0 < quantity <= LARGEST:
        return None
    return Item(product=said, quantity=Milli(quantity), unit=unit.form if unit else None, counted=True)


def _price(parts: Sequence[Part], at: int) -> tuple[Paise, int] | None:
    """Read "10 wale", "10 rupaye wale"."""
    if at + 1 >= len(parts) or parts[at].concept != "AMOUNT" or parts[at + 1].kind != "wala":
        return None
    price = paise(parts[at].number)
    return (price, at + 2) if price else None


def _worth(parts: Sequence[Part], at: int, taken: set[int]) -> tuple[Item, int] | None:
    """Read "20 ka doodh", "20 rupaye ka doodh"."""
    if at + 2 >= len(parts) or parts[at].concept != "AMOUNT" or parts[at + 1].concept != "of":
        return None
    value = paise(parts[at].number)
    name = _name(parts, at + 2, taken, counted=False)
    return (Item(product=name[0], value=value), name[1]) if value and name else None
