"""How well and how fast sentences are understood.

    python bench/understand.py [--small] [--bound-ms MILLISECONDS]

Reads every sentence of `tests/data/sentences.tsv` in the demo shop, to which five thousand customers and a thousand
products of made-up names are added. Prints three figures that only mean anything together: how many sentences are read
as they are meant, how many would change something that was not meant, and how many are answered with a question. Then
the microseconds of a sentence, of a name that is looked for, and of adding a customer. Ends with 1 where a sentence
would change something that was not meant, or where the median sentence is over the bound.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from execora.ledger.model import Customer, Product

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from execora.language.known import Known

CUSTOMERS, PRODUCTS = 5000, 1000
SEED = 20_261_120
SYLLABLES = "ka ki ku ma mi ra ri sa su ta ti na ni la li pa va ja da ha ba ga sha bha dhi".split()
LAST = "Sharma Verma Gupta Yadav Kumar Singh Jain Mehta Patel Khan Ansari Rathore Chauhan Soni Saini Rawat".split()
FIRST = "Rahul Suresh Ramesh Mahesh Mukesh Rakesh Dinesh Ganesh Mohan Sohan Rohan Amit Anil Sunil Vijay Ajay".split()


def main() -> int:
    """Measure, print, and return the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--small", action="store_true", help="read each sentence once")
    arguments.add_argument("--bound-ms", type=float, help="end with 1 where the median sentence takes longer")
    said = arguments.parse_args()
    speech, known = _speech(), _speech().demo()
    wrong = judge(speech, known)
    median = race(speech, known, rounds=1 if said.small else 5)
    too_slow = said.bound_ms is not None and median > said.bound_ms * 1000
    return int(bool(wrong) or too_slow)


def _speech() -> ModuleType:
    """Return what the tests know about sentences; they lie beside this folder."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests import speech

    return speech


# -- how well ------------------------------------------------------------------


def judge(speech: ModuleType, known: Known) -> int:
    """Print the three figures, and return how many sentences would change something that was not meant."""
    all_of, well, wrong, asked = speech.sentences(), 0, 0, 0
    for sentence in all_of:
        differences = speech.differences(sentence, known)
        got = speech.understand(sentence.say, known, sentence.setting)
        well += not differences
        wrong += bool(differences and speech.changes(got))
        asked += any(reading.intent == "CLARIFY" or reading.asks for reading in got)
    print(
        f"{len(all_of)} sentences: {well / len(all_of):.1%} read as meant, {wrong} wrong changes, {asked} asked about"
    )
    return wrong


# -- how fast ------------------------------------------------------------------


def race(speech: ModuleType, known: Known, *, rounds: int) -> float:
    """Print how long things take in a crowded shop, and return the microseconds of the median sentence."""
    chance = random.Random(SEED)
    adding = timed(known.customers.add, [customer(chance) for _ in range(CUSTOMERS)], rounds=1)
    for _ in range(PRODUCTS):
        known.products.add(Product(UUID(int=chance.getrandbits(128)), f"{word(chance)} {word(chance)}", "piece"))
    mentions = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(300)]
    finding = timed(known.customers.find, mentions + [word(chance) for _ in range(300)], rounds=rounds)
    reading = timed(lambda of: speech.understand(of.say, known, of.setting), speech.sentences(), rounds=rounds)
    for what, taken in (("a sentence", reading), ("finding a name", finding), ("adding a customer", adding)):
        print(f"{what:18} p50 {quantile(taken, 0.5):4.0f} µs   p99 {quantile(taken, 0.99):5.0f} µs")
    return quantile(reading, 0.5)


def customer(chance: random.Random) -> Customer:
    """Make up a customer: most have a common name, some one that nobody else has."""
    first = chance.choice(FIRST) if chance.random() < 0.6 else word(chance)
    last = chance.choice(LAST) if chance.random() < 0.8 else word(chance)
    nickname = word(chance) if chance.random() < 0.2 else None
    phone = f"9{chance.randrange(10**9):09}"
    return Customer(UUID(int=chance.getrandbits(128)), f"{first} {last}", None, nickname, f"{word(chance)} gali", phone)


def word(chance: random.Random) -> str:
    """Make up a word of two to four syllables."""
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()


def timed(act: Callable[[Any], object], things: Sequence[object], *, rounds: int) -> list[float]:
    """Return the microseconds that each thing took, the best of so many rounds."""
    taken = []
    for thing in things:
        best = float("inf")
        for _ in range(rounds):
            start = time.perf_counter()
            act(thing)
            best = min(best, time.perf_counter() - start)
        taken.append(best * 1e6)
    return taken


def quantile(taken: list[float], share: float) -> float:
    """Return the time that so large a share of them stayed under."""
    return sorted(taken)[min(int(len(taken) * share), len(taken) - 1)]


if __name__ == "__main__":
    sys.exit(main())
