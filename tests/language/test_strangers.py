"""How much of a text is foreign to a shop."""

from __future__ import annotations

import pytest

from execora.commands import all_commands
from execora.language.strangers import strangers

TERMS = ("Rahul Sharma", "राजेश तिवारी", "Mustard Oil", "Maggi")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rahul ka balance batao.", 0),
        ("raahul sharma ne dedh sau diye", 0),
        ("Rajesh Tiwari ko kal shaam 7 baje yaad dilao", 0),
        ("राहुल का बैलेंस बताओ", 0),
        ("do kilo mustard oil aur 1,250 ki maggi", 0),
        ("Rahul Kamele, Sbatao", 2),
        ("Zubair ne 500 diye", 1),
        ("", 0),
    ],
)
def test_words_that_nobody_knows_are_counted(text: str, count: int):
    assert strangers(text, TERMS) == count


def test_the_words_of_every_example_are_known_but_for_names_and_goods():
    examples = [example for command in all_commands() for example in command.examples if example.language == "hi-en"]
    known = sum(strangers(example.say, ()) <= 2 for example in examples)
    assert known > 0.9 * len(examples)
