"""How well and how fast sentences are understood, beside what a learned and a fuzzy matcher make of them.

    python bench/understanding.py [FILE [--shop FILE]] [--small]

Says every sentence of a file, in the form of `tests/data/hard_sentences.jsonl`, in a conversation of its own. Prints
figures that only mean anything together: how many are understood as meant, how many change the books otherwise than was
meant, how many are answered with a question, how many of their entities are right, and the time that reading one takes
in a shop of ten thousand customers. Ends with 1 where anything was changed that was not meant, or a bound is broken.

The peers say what a sentence is about and nothing else, so they are judged by the intent alone: TF-IDF with a linear
classifier, and the nearest sentence by rapidfuzz, both knowing the examples of all commands and the sentences of the
tests (`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


from execora.commands import all_commands  # noqa: E402 - the tests, which lie beside this folder, are needed, too
from execora.language.grammar import HARMLESS, Known, read  # noqa: E402
from execora.language.lexicon import LEXICON  # noqa: E402
from execora.language.names import NameIndex  # noqa: E402
from execora.language.normalise import MOST_WORDS  # noqa: E402
from execora.language.products import ProductIndex  # noqa: E402
from execora.ledger.model import Customer, Product  # noqa: E402
from tests import speech  # noqa: E402
from tests.fakes.shop import FakeShop, demo_shop, shop_of  # noqa: E402
from tests.judging import cases, judge  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.judging import Case, Verdict

HARD = ROOT / "tests/data/hard_sentences.jsonl", ROOT / "tests/data/hard_shop.json"

CUSTOMERS, PRODUCTS = 10_000, 1000
SEED = 20_261_120
SENTENCE_MICROSECONDS, NAME_MICROSECONDS = 1000, 1000
"""Bounds at the 99th percentile."""
WORST_MICROSECONDS = 5000
"""Bound of any text at all."""
SYLLABLES = "ka ki ku ma mi ra ri sa su ta ti na ni la li pa va ja da ha ba ga sha bha dhi".split()
LAST = "Sharma Verma Gupta Yadav Kumar Singh Jain Mehta Patel Khan Ansari Rathore Chauhan Soni Saini Rawat".split()
FIRST = "Rahul Suresh Ramesh Mahesh Mukesh Rakesh Dinesh Ganesh Mohan Sohan Rohan Amit Anil Sunil Vijay Ajay".split()


def main() -> int:
    """Measure, print, and return the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", nargs="?", type=Path, help="sentences; the hard ones of the tests where left out")
    arguments.add_argument("--shop", type=Path, help="customers and products they speak of; the demo shop if left out")
    arguments.add_argument("--small", action="store_true", help="read each sentence once, and do not judge the time")
    arguments.add_argument("--wrong", action="store_true", help="print every sentence that is not understood as meant")
    said = arguments.parse_args()
    file, shop_file = (said.file, said.shop) if said.file else HARD
    make_shop = demo_shop if shop_file is None else partial(shop_of, json.loads(shop_file.read_text("utf-8")))
    told = cases(file)
    verdicts = judge(told, make_shop)
    report(verdicts, every_wrong=said.wrong)
    report_peers(told)
    in_time = race([case.say for case in told], make_shop(), rounds=1 if said.small else 5)
    return int(any(verdict.wrong_write for verdict in verdicts) or not (in_time or said.small))


# -- how well ------------------------------------------------------------------


def report(verdicts: Sequence[Verdict], *, every_wrong: bool) -> None:
    """Print the figures of the sentences, and those that changed what was not meant."""
    right, wrong = sum(verdict.right for verdict in verdicts), sum(verdict.wrong_write for verdict in verdicts)
    asked = sum(verdict.asked for verdict in verdicts)
    slots, slots_right = sum(verdict.slots for verdict in verdicts), sum(verdict.slots_right for verdict in verdicts)
    figures("Execora", len(verdicts), right, wrong)
    print(f"{'':26} {asked} answered with a question, {slots_right} of {slots} entities right")
    for verdict in verdicts:
        if verdict.wrong_write or (every_wrong and not verdict.right):
            mark = "WRONG WRITE" if verdict.wrong_write else "missed"
            print(f"{mark} {verdict.case.id}: {verdict.case.say!r}: {'; '.join(verdict.differences)}")


def figures(who: str, count: int, right: int, wrong: int) -> None:
    """Print how many of so many sentences were understood, and how many changed what was not meant."""
    print(f"{who:26} {right} of {count} right ({right / count:.1%}), {wrong} wrong writes ({wrong / count:.1%})")


# -- the peers -----------------------------------------------------------------


def report_peers(told: Sequence[Case]) -> None:
    """Print how many intents the peers tell, and how many changes that were not meant."""
    known = [(say, intent) for say, intent in _learnt() if say not in {case.say for case in told}]
    for who, peer in (("TF-IDF + linear classifier", linear), ("nearest by rapidfuzz", nearest)):
        try:
            guesses = peer(known, [case.say for case in told])
        except ImportError:
            print(f"{who:26} is not installed: pip install -e '.[bench]'")
            continue
        pairs = list(zip(told, guesses, strict=True))
        wrong = sum(guess != case.intent and guess not in HARMLESS | _TALK for case, guess in pairs)
        figures(who, len(told), sum(guess == case.intent for case, guess in pairs), wrong)


_TALK = frozenset({"CONFIRM", "CHOOSE", "CORRECT", "CANCEL_TASK", "SWITCH_LANGUAGE", "SEVERAL"})
"""What changes no books by itself, besides what changes nothing at all."""


def _learnt() -> list[tuple[str, str]]:
    """Return sentences with their intents: all examples, and those of the tests that are one command."""
    examples = [(example.say, command.intent) for command in all_commands() for example in command.examples]
    tables = [*speech.sentences(), *speech.sentences("never.tsv"), *speech.sentences("never_talk.tsv")]
    tested = [(one.say, one.readings[0][0] if one.readings else "UNKNOWN") for one in tables if len(one.readings) < 2]
    return examples + tested


def linear(known: Sequence[tuple[str, str]], said: Sequence[str]) -> list[str]:
    """Guess by a linear classifier over the words and the letters of a sentence."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words, letters = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
    guesser = make_pipeline(make_union(words, letters), LinearSVC())
    guesser.fit([say for say, _ in known], [intent for _, intent in known])
    return [str(guess) for guess in guesser.predict(list(said))]


def nearest(known: Sequence[tuple[str, str]], said: Sequence[str]) -> list[str]:
    """Guess what the nearest known sentence is."""
    from rapidfuzz import fuzz, process

    sentences = [say for say, _ in known]
    found = (process.extractOne(say, sentences, scorer=fuzz.token_sort_ratio, score_cutoff=50) for say in said)
    return ["UNKNOWN" if one is None else known[one[2]][1] for one in found]


# -- how fast ------------------------------------------------------------------


def race(said: Sequence[str], shop: FakeShop, *, rounds: int) -> bool:
    """Print how long things take in a crowded shop, and tell whether they stay within their bounds."""
    known = Known(
        NameIndex(shop.pages.customers.values()), ProductIndex(item.product for item in shop.pages.shelf.values())
    )
    chance = random.Random(SEED)
    adding = timed(known.customers.add, [customer(chance) for _ in range(CUSTOMERS)], rounds=1)
    for _ in range(PRODUCTS):
        known.products.add(Product(UUID(int=chance.getrandbits(128)), f"{word(chance)} {word(chance)}", "piece"))
    mentions = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(500)]
    finding = timed(known.customers.find, mentions + [word(chance) for _ in range(500)], rounds=rounds)
    setting = speech.Setting(speech.NOW)
    reading = timed(partial(read, known=known, setting=setting, commands=all_commands()), said, rounds=rounds)
    salad = timed(partial(read, known=known, setting=setting, commands=all_commands()), salads(chance), rounds=rounds)
    for what, taken in (("a sentence", reading), ("finding a name", finding), ("adding a customer", adding)):
        print(f"{what:26} p50 {quantile(taken, 0.5):4.0f} µs   p99 {quantile(taken, 0.99):5.0f} µs")
    print(f"{MOST_WORDS} words at random        most {max(salad):5.0f} µs")
    in_time = quantile(reading, 0.99) < SENTENCE_MICROSECONDS and quantile(finding, 0.99) < NAME_MICROSECONDS
    return in_time and max(salad) < WORST_MICROSECONDS


def salads(chance: random.Random) -> list[str]:
    """Make up texts as long as are read at all, of the words that mean most."""
    words = [*LEXICON, *["Rahul", "500", "sau", "do", "doodh", "kilo", "aur", "ne", "ko", "ka", "nahi", "hazaar"] * 50]
    return [" ".join(chance.choices(words, k=MOST_WORDS)) for _ in range(100)]


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
    """Return the microseconds of CPU that each thing took, the best of so many rounds.

    Nothing here waits, so on a machine with nothing else to do it is the time on the wall.
    """
    taken = []
    for thing in things:
        best = float("inf")
        for _ in range(rounds):
            start = time.thread_time()
            act(thing)
            best = min(best, time.thread_time() - start)
        taken.append(best * 1e6)
    return taken


def quantile(taken: list[float], share: float) -> float:
    """Return the time that so large a share of them stayed under."""
    return sorted(taken)[min(int(len(taken) * share), len(taken) - 1)]


if __name__ == "__main__":
    sys.exit(main())
