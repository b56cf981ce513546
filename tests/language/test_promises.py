"""What the language promises of any sentence at all, tried on sentences that are made by the hundred."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execora.language.grammar import HARMLESS
from tests.speech import Sentence, changes, demo, sentences, shown, spoken, understand

if TYPE_CHECKING:
    from execora.language.reading import Reading

DEMO = demo()

TALK = {"CHOOSE", "CORRECT", "CREATE_CUSTOMER", "SWITCH_LANGUAGE", "UNDO"}
"""What writes nothing about money by itself: UNDO and CORRECT ask first, or wait for a yes."""

WRITES = [
    sentence
    for sentence in sentences()
    if len(sentence.readings) == 1
    and any(reading.intent not in TALK for reading in changes(understand(sentence.say, DEMO, sentence.setting)))
]

NAMES = [
    ("Rahul", "राहुल"),
    ("Suresh", "सुरेश"),
    ("Priya", "प्रिया"),
    ("Mohan", "मोहन"),
    ("Amit", "अमित"),
    ("Neha", "नेहा"),
    ("Deepak", "दीपक"),
    ("Imran", "इमरान"),
    ("Usha", "उषा"),
    ("Verma", "वर्मा"),
]
"""Each is one customer of the demo shop, in both scripts."""

STRANGERS = ["Zubair", "Yogendra", "Balwinder", "Thomas", "Qasim", "ज़ुबैर", "योगेंद्र", "थॉमस", "Kallu", "Bunty"]
"""Nobody in the demo shop is called so, nor nearly so."""


# -- what is asked, denied or owed ---------------------------------------------

PAID = [
    "{who} ne {much} diye",
    "{who} ne {much} rupaye diye",
    "{who} ne cash mein {much} diye",
    "{who} ne kal {much} diye",
]
GIVEN = ["{who} ko {much} diye", "{who} ko {much} rupaye diye", "maine {who} ko {much} diye"]

names = st.sampled_from([name for pair in NAMES for name in pair])
amounts = st.integers(2, 4999)


@settings(max_examples=200)
@given(st.sampled_from(PAID + GIVEN), names, amounts, st.sampled_from(["kya", "क्या", "?"]))
def test_a_question_about_money_writes_nothing(form: str, who: str, much: int, asks: str):
    said = form.format(who=who, much=much)
    for question in (f"{said} {asks}", f"{asks} {said}"):
        assert changes(understand(question, DEMO)) == []


@settings(max_examples=200)
@given(st.sampled_from(PAID + GIVEN), names, amounts, st.sampled_from(["nahi", "mat", "nahin", "नहीं", "मत"]))
def test_a_no_before_the_verb_writes_nothing(form: str, who: str, much: int, no: str):
    said = form.format(who=who, much=much).replace("diye", f"{no} diye")
    assert changes(understand(said, DEMO)) == []


@settings(max_examples=200)
@given(
    st.sampled_from(PAID + GIVEN),
    names,
    amounts,
    st.sampled_from(
        ["dene hain", "dene hai", "denge", "dega", "dene the", "dene padenge", "de sakta hai", "देने हैं", "देंगे"]
    ),
)
def test_what_is_to_be_given_is_not_written(form: str, who: str, much: int, owed: str):
    assert changes(understand(form.format(who=who, much=much).replace("diye", owed), DEMO)) == []


@pytest.mark.parametrize("sentence", WRITES, ids=lambda sentence: sentence.say)
def test_every_sentence_that_writes_can_be_asked_and_then_writes_nothing(sentence: Sentence):
    assert changes(understand(f"{sentence.say} kya", DEMO, sentence.setting)) == []
    assert changes(understand(f"kya {sentence.say}", DEMO, sentence.setting)) == []


# -- who and whom --------------------------------------------------------------


@settings(max_examples=200)
@given(st.sampled_from(["{who} {post} {much} diye", "{who} {post} {much} rupaye diye"]), names, amounts)
def test_swapping_ne_and_ko_swaps_payment_and_credit(form: str, who: str, much: int):
    paid, given_ = (understand(form.format(who=who, post=post, much=much), DEMO)[0] for post in ("ne", "ko"))
    assert (paid.intent, given_.intent) == ("RECORD_PAYMENT", "ADD_CREDIT")
    assert paid.entities == given_.entities
    assert given_.asks == {"direction"}


FOR_SOMEBODY = [
    "{who} ne 500 diye",
    "{who} ke khate mein 500 likh do",
    "{who} ko 2 milk ka bill bana do",
    "{who} ko kal reminder bhejna",
    "{who} का 500 जमा करो",
    "{who} paid 500",
    "{who} 2 kilo chini le gaya",
]


@settings(max_examples=200)
@given(st.sampled_from(FOR_SOMEBODY), st.sampled_from(STRANGERS))
def test_a_stranger_in_the_place_of_a_customer_is_never_taken_for_one(form: str, who: str):
    for reading in changes(understand(form.format(who=who), DEMO)):
        mention = reading.entities.customer
        assert mention is not None
        assert not hasattr(DEMO.customers.find(mention), "one")


# -- one sentence in two scripts -----------------------------------------------

BOTH = [
    ("{who} ne {much} diye", "{who} ने {much} दिए"),
    ("{who} ko {much} diye", "{who} को {much} दिए"),
    ("{who} se {much} mile", "{who} से {much} मिले"),
    ("{who} ke khate mein {much} likh do", "{who} के खाते में {much} लिख दो"),
    ("{who} ka balance batao", "{who} का बैलेंस बताओ"),
    ("{who} ko {much} ka reminder kal bhejna", "{who} को {much} का रिमाइंडर कल भेजना"),
    ("{who} ko kal shaam 7 baje reminder bhejo", "{who} को कल शाम 7 बजे रिमाइंडर भेजो"),
    ("{who} ka bill cancel karo", "{who} का बिल कैंसिल करो"),
    ("{who} ne {much} nahi diye", "{who} ने {much} नहीं दिए"),
    ("{who} kal {much} dega", "{who} कल {much} देगा"),
    ("{who} ko 2 kilo chini aur 1 packet doodh ka bill bana do", "{who} को 2 किलो चीनी और 1 पैकेट दूध का बिल बना दो"),
    ("aaj kitni bikri hui", "आज कितनी बिक्री हुई"),
    ("kis kis ka udhaar baki hai", "किस किस का उधार बाकी है"),
]


@settings(max_examples=300)
@given(st.sampled_from(BOTH), st.sampled_from(NAMES), st.integers(2, 4999))
def test_both_scripts_are_read_the_same(form: tuple[str, str], who: tuple[str, str], much: int):
    roman, devanagari = (
        [_meant(reading) for reading in understand(template.format(who=name, much=much), DEMO)]
        for template, name in zip(form, who, strict=True)
    )
    assert roman == devanagari


def _meant(reading: Reading) -> tuple[str, dict[str, str], frozenset[str]]:
    return reading.intent, shown(reading, DEMO), frozenset(reading.asks)


@settings(max_examples=300)
@given(st.sampled_from(["Rahul ne {} rupaye diye", "राहुल ने {} रुपये दिए"]), spoken())
def test_an_amount_in_words_is_the_amount(form: str, much: tuple[int, str]):
    (reading,) = understand(form.format(much[1]), DEMO)
    if much[0] > 1:
        assert (reading.intent, reading.entities.amount) == ("RECORD_PAYMENT", much[0] * 100)


# -- anything at all -----------------------------------------------------------


@settings(max_examples=500)
@given(
    st.binary(max_size=400),
    st.sampled_from(["utf-8", "utf-16", "latin-1", "cp1252"]),
    st.sampled_from(["replace", "ignore"]),
)
def test_any_bytes_at_all_raise_nothing_and_write_nothing(raw: bytes, encoding: str, errors: str):
    readings = understand(raw.decode(encoding, errors), DEMO)
    assert readings
    assert {reading.intent for reading in readings} <= HARMLESS | TALK


@settings(max_examples=200)
@given(st.sampled_from(WRITES), st.data())
def test_a_sentence_cut_off_anywhere_makes_up_no_amount(sentence: Sentence, data: st.DataObject):
    said = sentence.say[: data.draw(st.integers(0, len(sentence.say)))]
    digits = set(re.findall(r"\d+", said.replace(",", "")))
    for reading in changes(understand(said, DEMO, sentence.setting)):
        if reading.entities.amount is not None and digits:
            assert reading.entities.amount > 0
