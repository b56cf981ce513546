"""What shopkeepers say in a storm: commands that change the books in many ways, each with a number of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

PEOPLE = ("Rahul", "Suresh", "Priya", "Mohan", "Sunita", "Anil", "Amit", "Geeta", "Imran", "Vijay", "Neha", "Usha")
"""Of the demo shop, each meant by one name alone."""

SHELF = ("Maggi", "Bread", "Milk", "Sugar")

SYLLABLES = "ba ke li mo ru ta ve zi do pu sha gi ne ho jai ku".split()

FIRST_AMOUNT = 101


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence, and what comes of it."""

    text: str
    effects: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """For each command of it that changes the books: its intent, and what its result says then."""
    alone: bool = False
    """It means the same in any conversation, whatever was said before."""


@dataclass(frozen=True, slots=True)
class Volley:
    """What is said at once, and what has to be said and done before."""

    kind: str
    at_once: tuple[Saying, ...]
    before: tuple[Saying, ...] = ()


HAAN = Saying("haan")
UNDO = Saying("undo karo")
BALANCE = Saying("Amit ka balance batao", alone=True)


class Shopkeeper:
    """Makes up what to say. No number is said twice, so that each change can be told from every other."""

    def __init__(self, chance: random.Random, numbers: Iterator[int] | None = None) -> None:
        self._chance = chance
        self._numbers = count(FIRST_AMOUNT) if numbers is None else numbers
        self._kinds: tuple[tuple[int, Callable[[], Volley]], ...] = (
            (5, self._one),
            (4, self._several),
            (2, self._of_two),
            (2, self._bill),
            (2, self._bill_and_yes),
            (2, self._yes_to_a_bill),
            (1, self._drop_a_draft),
            (2, self._undo),
            (1, self._newcomer),
        )

    def volley(self) -> Volley:
        """Return something to say next."""
        weights = [weight for weight, _ in self._kinds]
        return self._chance.choices(self._kinds, weights)[0][1]()

    # -- sentences

    def payment(self) -> Saying:
        """Say what somebody paid."""
        amount = next(self._numbers)
        how = self._chance.choice(("cash diye", "UPI kiya"))
        effect = ("RECORD_PAYMENT", {"amountPaid": amount})
        return Saying(f"{self._somebody()} ne {amount} {how}", (effect,), alone=True)

    def credit(self) -> Saying:
        """Say what somebody owes from now on."""
        amount = next(self._numbers)
        return Saying(
            f"{self._somebody()} ke khate mein {amount} likho", (("ADD_CREDIT", {"amountAdded": amount}),), alone=True
        )

    def stock(self) -> Saying:
        """Say what has come in."""
        quantity = self._chance.randint(1, 90)
        return Saying(f"{quantity} packet Maggi aaye hain", (("ADD_STOCK", {"added": quantity}),), alone=True)

    def price(self) -> Saying:
        """Say what milk costs from now on; not so much more or less that it would be asked about."""
        price = self._chance.randint(2900, 3300) / 100
        return Saying(f"doodh ka rate {price:g} kar do", (("SET_PRICE", {"price": price}),), alone=True)

    def reminder(self) -> Saying:
        """Have somebody reminded."""
        amount = next(self._numbers)
        text = f"{self._somebody()} ko {amount} ka reminder kal shaam 7 baje bhejna"
        return Saying(text, (("CREATE_REMINDER", {"amount": amount}),), alone=True)

    def newcomer(self) -> Saying:
        """Tell of somebody new, of a name that nobody has."""
        name = " ".join("".join(self._chance.choices(SYLLABLES, k=4)).title() for _ in range(2))
        return Saying(f"naya customer {name} jodo", (("CREATE_CUSTOMER", {"name": name}),), alone=True)

    def bill(self) -> Saying:
        """Ask for a bill."""
        goods = f"{self._chance.randint(1, 3)} {self._chance.choice(('Maggi', 'packet Maggi'))}"
        return Saying(
            f"{self._somebody()} ko {goods} ka bill bana do", (("CREATE_INVOICE", {"awaitingConfirm": True}),)
        )

    def anything(self) -> Saying:
        """Say something that means the same whatever was said before."""
        return self._chance.choice((self.payment, self.payment, self.credit, self.stock, self.price, self.reminder))()

    def _somebody(self) -> str:
        return self._chance.choice(PEOPLE)

    # -- what is said together

    def _one(self) -> Volley:
        return Volley("one", (self.anything(),))

    def _several(self) -> Volley:
        return Volley("several", (*(self.anything() for _ in range(self._chance.randint(2, 5))), BALANCE))

    def _of_two(self) -> Volley:
        first, second = self.payment(), self.payment()
        return Volley("of two", (Saying(f"{first.text} aur {second.text}", first.effects + second.effects),))

    def _bill(self) -> Volley:
        return Volley("bill", (self.bill(), self.payment()))

    def _bill_and_yes(self) -> Volley:
        return Volley("bill and yes", (self.bill(), HAAN))

    def _yes_to_a_bill(self) -> Volley:
        return Volley("yes to a bill", (HAAN, self.stock()), before=(self.bill(),))

    def _drop_a_draft(self) -> Volley:
        return Volley("drop a draft", (Saying("bill cancel karo"),), before=(self.bill(),))

    def _undo(self) -> Volley:
        return Volley("undo", (HAAN,), before=(self.anything(), UNDO))

    def _newcomer(self) -> Volley:
        return Volley("newcomer", (self.newcomer(), self.payment()))
