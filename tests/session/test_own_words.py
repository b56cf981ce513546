from __future__ import annotations

import re

import pytest

from execora.commands import all_commands
from execora.commands.refusals import QUESTIONS, REFUSALS
from execora.session.own_words import ECHO_SECONDS, LATELY_SECONDS, Played, Uttered, are_own

ANSWER = "Rahul Sharma ke khate mein paanch sau rupaye likh diye. Ab kul ek hazaar rupaye baaki hain."
PAID = "Rahul Sharma ke khate mein do sau rupaye cash jama ho gaye. Ab baaki teen sau rupaye."
UNKNOWN = "Samajh nahi aaya. Aise boliye: Rahul ko do milk aur ek bread ka bill bana do ya Rahul ka balance batao."
CLARIFY = (
    "Kisne kisko diye, saaf nahi hua. Udhaar likhna ho to boliye: Rahul Sharma ke naam do sau rupaye likho. "
    "Payment ho to: Rahul Sharma ne do sau rupaye diye."
)
DRAFT = "Rahul Sharma ka draft bill: do packet Milk saath rupaye. Total saath rupaye. Pakka kar doon?"
ASKED = "Rahul Sharma ne do sau rupaye diye. Kar doon?"
CHOICE = "Kaun sa Rahul? Rahul Sharma ya Rahul Verma?"

BEGINS, ENDS = 10.0, 14.0
"""When the clause was played."""

OPEN_BEFORE = Uttered(BEGINS - 3, ENDS + 1)
"""Somebody, or a noise, was heard before we began to speak."""

UNKNOWN_WHEN = Uttered(None, ENDS + 1)
"""Nobody can tell who speaks."""


def clause(text: str, ends_at: float = ENDS, *, cut_short: bool = False) -> list[Played]:
    return [Played(text, BEGINS, ends_at, cut_short)]


def barged_in(at: float, text: str, *, cut_short: bool = False) -> tuple[Uttered, list[Played]]:
    """Return words that silenced us: what was begun, and what was played of us by then."""
    return Uttered(at, at + 2), clause(text, at + 0.1, cut_short=cut_short)


# -- sentences -----------------------------------------------------------------


@pytest.mark.parametrize("uttered", [OPEN_BEFORE, UNKNOWN_WHEN])
@pytest.mark.parametrize(
    ("heard", "said"),
    [
        (ANSWER, ANSWER),
        ("rahul sharma ke khate mein 500 rupaye likh diye", ANSWER),
        ("ab kul ek hazaar rupaye baaki hain", ANSWER),
        ("ab kul 1,000 rupaye baaki hain", ANSWER),
        ("राहुल शर्मा के खाते में पाँच सौ रुपये लिख दिए", ANSWER),
        ("Kar doon", "Kar doon?"),
        ("Rahul Sharma ke khate mein paanch so rupay likh diye", ANSWER),
        ("Rahul Sharma ke cart mein paanch sau rupaye likh diye", ANSWER),
        ("Rahul Sharma ke khate mein paanch sau rupaye likh do", ANSWER),
        ("Rahul ko 2 milk aur 1 bread ka bill bana do", UNKNOWN),
        ("Rahul ka balance batao", UNKNOWN),
    ],
)
def test_what_comes_back_of_a_sentence_that_began_in_the_middle_of_an_utterance_is_ours(
    heard: str, said: str, uttered: Uttered
):
    assert are_own(heard, uttered, clause(said))


@pytest.mark.parametrize("uttered", [OPEN_BEFORE, UNKNOWN_WHEN])
@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("", ANSWER),
        ("haan", "Haan, kar diya. Aur kuch?"),
        ("Rahul Sharma", CHOICE),
        ("Suresh ke khate mein do sau likho", ANSWER),
        ("Rahul Sharma ke khate mein 200 aur likho", ANSWER),
        ("Rahul Sharma ke khate mein chhe sau rupaye likh diye", ANSWER),
        ("Rahul Sharma ke khate mein 600 rupaye likh diye", ANSWER),
        ("Rahul ka balance batao", ""),
        ("Rahul Sharma ke khate mein paanch sau rupaye likh diye", "haan"),
        ("Rahul ka balance kitna hai", "Rahul Sharma ka balance paanch sau rupaye hai."),
        ("Rahul ke khate mein 300 rupaye likho", PAID),
        ("Rahul ke khate mein teen sau rupaye likho", PAID),
        ("Rahul ke khate mein 100 rupaye jama karo", PAID),
        ("Rahul ko 2 milk ka bill bana do", UNKNOWN),
        ("Rahul ko 5 milk ka bill bana do", UNKNOWN),
        ("Rahul ko 5 milk aur 1 bread ka bill bana do", UNKNOWN),
        ("Suresh ka balance batao", UNKNOWN),
        ("Rahul Sharma ka draft bill pakka kar do", DRAFT),
        ("Rahul Sharma ke naam 300 rupaye likho", CLARIFY),
    ],
)
def test_what_somebody_else_says_is_not(heard: str, said: str, uttered: Uttered):
    assert not are_own(heard, uttered, clause(said))


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("Rahul ka balance batao", UNKNOWN),
        ("Rahul ko 2 milk aur 1 bread ka bill bana do", UNKNOWN),
        ("Rahul Sharma ke naam do sau rupaye likho", CLARIFY),
        ("Rahul Sharma ne do sau rupaye diye", CLARIFY),
        (ANSWER, ANSWER),
    ],
)
def test_who_silences_us_or_waits_until_we_have_ended_may_say_what_we_said(heard: str, said: str):
    assert not are_own(heard, *barged_in(BEGINS + 1, said))
    assert not are_own(heard, *barged_in(ENDS - 0.2, said))
    assert not are_own(heard, Uttered(ENDS + 0.3, ENDS + 2), clause(said))


def test_where_we_went_on_talking_for_all_that_the_words_may_be_ours():
    assert are_own("Rahul ka balance batao", Uttered(ENDS - 1.5, ENDS + 1), clause(UNKNOWN))


def test_only_what_was_played_when_words_were_spoken_is_in_them():
    assert are_own(ANSWER, Uttered(BEGINS - 1, ENDS), clause(ANSWER))
    assert not are_own(ANSWER, Uttered(BEGINS - 5, BEGINS - 1), clause(ANSWER))
    assert not are_own(ANSWER, Uttered(None, ENDS + LATELY_SECONDS + 0.1), clause(ANSWER))
    assert not are_own(ANSWER, OPEN_BEFORE, [])


def test_several_clauses_may_be_in_one_utterance():
    one, other = (sentence.strip() for sentence in ANSWER.split(".", 1))
    played = [Played(one, 10, 13, cut_short=False), Played(other, 13, 16, cut_short=False)]
    assert are_own(ANSWER, Uttered(8, 17), played)
    assert not are_own(ANSWER, Uttered(8, 12), played)


# -- the end of a question -----------------------------------------------------

ENDINGS = [
    ("kar do", ASKED),
    ("kardo", ASKED),
    ("Kar doon", ASKED),
    ("kar du", ASKED),
    ("कर दो", ASKED),
    ("कर दूँ", ASKED),
    ("pakka kar do", DRAFT),
    ("pakka kardo", DRAFT),
    ("पक्का कर दो", DRAFT),
    ("kar do", "बिल अब यह है। पक्का कर दूँ?"),
    ("jama kar do", "Khate mein jama kar doon?"),
    ("wapas le lo", "Rahul ka do sau ka payment wapas le loon?"),
    ("jodo", "Phir bhi naya Ghee jodoon?"),
    ("jod do", "Naya customer Amit jod doon?"),
    ("laga do", "Reminder laga doon?"),
    ("confirm it", "This is the bill now. Shall I confirm it?"),
    ("kar do", "Milk muft kar doon? Abhi rate tees rupaye per packet hai."),
    ("badal do", "Sabse pehla wala badal doon: kal subah?"),
    ("Rahul Verma", CHOICE),
]


@pytest.mark.parametrize(("heard", "said"), ENDINGS)
def test_the_end_of_what_we_asked_does_not_answer_it(heard: str, said: str):
    assert are_own(heard, *barged_in(ENDS - 0.3, said))
    assert are_own(heard, Uttered(ENDS + ECHO_SECONDS - 0.1, ENDS + 1.5), clause(said))
    assert are_own(heard, OPEN_BEFORE, clause(said))
    assert are_own(heard, UNKNOWN_WHEN, clause(said))


@pytest.mark.parametrize(("heard", "said"), ENDINGS)
def test_who_says_it_later_than_an_echo_may_come_answers(heard: str, said: str):
    assert not are_own(heard, Uttered(ENDS + ECHO_SECONDS + 0.1, ENDS + 2), clause(said))


def test_the_end_of_the_clause_before_is_ours_too_where_the_next_has_just_begun():
    played = [*clause("Naya bill pakka kar doon?"), Played("Ya rehne doon?", ENDS, ENDS + 0.2)]
    assert are_own("pakka kar do", Uttered(ENDS + 0.1, ENDS + 1), played)


@pytest.mark.parametrize("heard", ["pakka kar do", "kar do"])
def test_who_cuts_us_off_before_the_end_of_a_question_answers_it(heard: str):
    assert not are_own(heard, *barged_in(BEGINS + 1, DRAFT, cut_short=True))


def test_a_question_in_the_middle_of_what_was_cut_short_may_have_been_played():
    said = "Milk muft kar doon? Abhi rate tees rupaye per packet hai."
    assert are_own("kar do", *barged_in(BEGINS + 2, said, cut_short=True))


@pytest.mark.parametrize("heard", ["do", "haan", "haan kar do", "cancel kar do", "kar", "Rahul Sharma", "nahi"])
@pytest.mark.parametrize("said", [ASKED, DRAFT, CHOICE])
def test_other_short_answers_are_never_ours(heard: str, said: str):
    assert not are_own(heard, *barged_in(ENDS - 0.3, said))


YES = (
    "haan | haan ji | ji haan | ji | han | theek hai | thik hai | sahi hai | bilkul | ok | okay | yes | yes please | "
    "sure | right | हाँ | हां | हाँ जी | जी हाँ | जी | ठीक है | सही है | बिल्कुल | ओके"
).split(" | ")
NO = "nahi | nahin | mat karo | rehne do | no | no thanks | cancel | ruko | bas | नहीं | मत करो | रहने दो | रुको".split(
    " | "
)


def wordings() -> list[str]:
    replies = [reply for command in all_commands() for reply in command.replies.values()]
    texts = [text for wording in (*replies, *REFUSALS.values(), *QUESTIONS.values()) for text in wording.values()]
    return [re.sub(r"\{[^}]*\}", "Rahul Sharma", text) for text in texts]


def test_a_plain_yes_or_no_is_the_end_of_nothing_we_say():
    asking = [text for text in wordings() if "?" in text]
    assert len(asking) > 100
    just_after = Uttered(ENDS + 0.2, ENDS + 1)
    pairs = [(heard, text) for heard in (*YES, *NO) for text in asking]
    assert not [(heard, text) for heard, text in pairs if are_own(heard, just_after, clause(text))]


def test_of_whatever_we_ask_in_hindi_the_end_with_another_vowel_is_ours():
    asked = [found for text in wordings() for found in re.findall(r"(\w+ \w*)(oon|ूँ)\?", text)]
    assert len(asked) > 40
    for begun, end in asked:
        heard = begun + ("o" if end == "oon" else "ो")
        assert are_own(heard, Uttered(ENDS + 0.2, ENDS + 1), clause(f"Rahul. {begun}{end}?"))
