"""Whether the last change is meant; the many ways to say it stand in the table of sentences."""

import pytest

from execora.language.clause import clause
from execora.language.normalise import words
from execora.language.reading import Setting
from execora.language.scan import scan
from execora.language.tone import tone
from execora.language.undoing import undoes
from tests.speech import NOW, demo

KNOWN = demo()


def is_undone(text: str, setting: Setting) -> bool:
    split = words(text)
    assert split is not None
    parts = scan(split, KNOWN)
    return undoes(clause(parts, KNOWN, tone(parts), split.plain), setting)


@pytest.mark.parametrize(
    "text", ["undo", "wapas karo", "pichla entry hatao", "galat ho gaya", "जो अभी किया वो हटाओ", "take it back"]
)
def test_the_last_change_is_meant(text: str):
    assert is_undone(text, Setting(NOW))


@pytest.mark.parametrize(
    "text",
    [
        "Rahul ka payment wapas karo",
        "2 doodh wapas karo",
        "500 wapas karo",
        "wapas mat karo",
        "undo kya",
        "wapas le gaya",
        "galat hai",
        "hatao",
        "bill wapas karo",
    ],
)
def test_what_names_denies_or_tells_anything_is_not(text: str):
    assert not is_undone(text, Setting(NOW))


def test_galat_is_a_no_to_what_is_asked():
    assert not is_undone("galat ho gaya", Setting(NOW, "question"))
    assert is_undone("undo karo", Setting(NOW, "question"))


def test_cancel_means_what_still_runs():
    assert is_undone("last wala cancel karo", Setting(NOW))
    assert not is_undone("last wala cancel karo", Setting(NOW, busy=True))
    assert is_undone("last entry cancel karo", Setting(NOW, busy=True))
