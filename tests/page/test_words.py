"""The page's words: all of them in all three languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from execora.commands import all_commands
from execora.server.static import read_page

if TYPE_CHECKING:
    from tests.page.conftest import Js

PAGE = read_page()


def source(name: str) -> str:
    return PAGE[name].content.decode()


def table() -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for name in ("words.js", "recordingwords.js", "titles.js", "troubles.js"):
        for key, cells in re.findall(r'^  "([\w.]+)": \[(.*)\],$', source(name), re.MULTILINE):
            rows[key] = re.findall(r'"((?:[^"\\]|\\.)*)"', cells)
    return rows


WORDS = table()


def holes(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def test_every_word_is_there_in_all_three_languages_with_the_same_holes():
    assert len(WORDS) > 100
    assert [key for key, texts in WORDS.items() if len(texts) != 3 or not all(texts)] == []
    assert [key for key, (one, two, three) in WORDS.items() if not holes(one) == holes(two) == holes(three)] == []


def test_hindi_is_written_in_devanagari_and_hinglish_is_not():
    devanagari = re.compile("[\u0900-\u097f]")
    brands = {"talk.shop", "today.cashUpi"}
    assert [key for key, (hinglish, _, english) in WORDS.items() if devanagari.search(hinglish + english)] == []
    assert [key for key, (_, hindi, _) in WORDS.items() if not devanagari.search(hindi) and key not in brands] == []


def test_every_word_that_the_page_names_is_there():
    named = set(re.findall(r'data-(?:word|name|short)="([\w.]+)"', source("index.html")))
    for name in PAGE:
        if name.endswith(".js"):
            named |= set(re.findall(r'\bword\("([\w.]+)"[,)]', source(name)))
            named |= set(re.findall(r'word: "([\w.]+)"', source(name)))
    assert named - set(WORDS) == set()


def test_a_hole_in_a_word_is_filled(js: Js):
    assert js("words", "m.word('link.in', 'en', { n: 4 })") == "in 4 s"


def test_every_task_has_a_title_in_the_shopkeepers_words():
    intents = {command.intent for command in all_commands() if hasattr(command, "handle")}
    assert {intent for intent in intents if f"intent.{intent}" not in WORDS} == set()


@pytest.mark.parametrize(
    ("intent", "entities", "title"),
    [
        ("RECORD_PAYMENT", {"customer": "Rahul Sharma", "amount": 500}, "Payment · Rahul Sharma · ₹500"),
        (
            "CREATE_INVOICE",
            {"customer": "Rahul", "items": [{"product": "Milk", "quantity": 2}, {"product": "Aata", "value": 20}]},
            "New bill · Rahul · 2 Milk, Aata ₹20",
        ),
        ("ADD_STOCK", {"product": "Maggi", "quantity": 50, "unit": "packet"}, "Add stock · 50 packet Maggi"),
        ("CHECK_STOCK", {"product": "Milk"}, "Check stock · Milk"),
        ("CREATE_CUSTOMER", {"name": "Ravi"}, "New customer · Ravi"),
        ("CREATE_REMINDER", {"customers": ["Rahul", "Suresh"]}, "Set reminder · Rahul, Suresh"),
        ("SOMETHING_NEW", {}, "SOMETHING_NEW"),
    ],
)
def test_a_title_says_what_the_task_is_about(js: Js, intent: str, entities: object, title: str):
    script = """(async () => {
        const { word, known } = await import("/page/words.js");
        const show = await import("/page/show.js");
        return m.title({ intent: a[0], entities: a[1] }, (key) => word(key, "en"), known, show);
    })()"""
    assert js("intents", f"await {script}", intent, entities) == title
