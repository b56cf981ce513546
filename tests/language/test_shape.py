from __future__ import annotations

import re

from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.scan import scan
from execora.language.shape import Shape, shape
from execora.language.tone import tone
from tests.speech import demo

KNOWN = demo()


def shaped(text: str, letters: dict[str, str]) -> Shape | None:
    said = words(text)
    assert said
    parts = scan(said, KNOWN)
    return shape(clause(parts, KNOWN, tone(parts), said.plain), letters, lambda verb: "V" if verb.at else None)


def test_each_part_that_matters_is_a_letter():
    found = shaped("zara doodh ka rate 32 rupaye kar do", {"noun price": "P", "post of": "o", "number rupees": "R"})
    assert found
    assert found.letters == "GoPRV"
    assert found.parts[3].number == 32_000


def test_a_part_without_a_letter_leaves_no_shape():
    assert shaped("doodh ka rate", {"noun price": "P"}) is None
    assert shaped("karo doodh ka rate", {"noun price": "P", "post of": "o"}) is None


def test_words_that_nobody_knows_and_goods_side_by_side_are_one():
    found = shaped("masala maggi 20", {"number": "N"})
    assert found
    assert (found.letters, found.parts[0].said, found.parts[0].number) == ("GN", "Masala maggi", 1)


def test_what_a_pattern_finds_can_be_left_out():
    found = Shape("nfGfn", ("a", "b", "c", "d", "e"))  # type: ignore[arg-type]
    assert found.less(re.compile("nf?")) == Shape("Gf", ("c", "d"))  # type: ignore[arg-type]
    assert found.less(re.compile("x")) == found


def test_a_verb_is_one_letter_however_many_words_it_has():
    found = shaped("doodh kar diya hai", {})
    assert found
    assert found.letters == "GV"
