"""Sentences by several hands, who did not know the grammar, each said in a conversation of its own.

`tests/data/said` holds them, in the form of `hard_sentences.jsonl`, with what each means. What is not understood yet is
listed in `missed.txt`: a list that may only become shorter.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.fakes.shop import shop_of
from tests.judging import cases, judge
from tests.speech import DATA

if TYPE_CHECKING:
    from pathlib import Path

SAID = sorted((DATA / "said").glob("*.jsonl"))
MISSED = frozenset((DATA / "said/missed.txt").read_text("utf-8").split())


def test_there_are_sentences():
    assert len(SAID) > 3


@pytest.mark.parametrize("file", SAID, ids=lambda file: file.stem)
def test_many_hands_are_understood_and_none_writes_what_was_not_meant(file: Path):
    verdicts = judge(cases(file))
    assert [(one.case.say, one.differences) for one in verdicts if one.wrong_write] == []
    missed = {one.case.id: (one.case.say, one.differences) for one in verdicts if not one.right}
    assert {name: why for name, why in missed.items() if name not in MISSED} == {}


@pytest.mark.parametrize("file", SAID, ids=lambda file: file.stem)
def test_what_is_listed_as_missed_is_missed_still(file: Path):
    listed = [case for case in cases(file) if case.id in MISSED]
    assert [one.case.id for one in judge(listed) if one.right] == []


def test_the_hard_sentences_are_understood_in_whole_conversations():
    shop = json.loads((DATA / "hard_shop.json").read_text("utf-8"))
    verdicts = judge(cases(DATA / "hard_sentences.jsonl"), partial(shop_of, shop))
    assert [(one.case.say, one.differences) for one in verdicts if not one.right] == []
