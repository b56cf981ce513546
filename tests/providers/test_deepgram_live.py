"""What is said to Deepgram and made of what it says, without a wire."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.providers.deepgram_live import (
    MOST_TERM_BYTES,
    MOST_TERM_TOKENS,
    MOST_TERMS,
    Assembler,
    Setting,
    clip_query,
    decode,
    key_terms,
    live_query,
)
from execora.providers.port import Fault, FinalWords, InterimWords, ProviderError, Wanted, Words

# -- what is asked for


@pytest.mark.parametrize(
    ("setting", "wanted", "language"),
    [
        ("multi", "hi-en", "multi"),
        ("hi", "hi-en", "hi"),
        ("en-IN", "hi-en", "en-IN"),
        ("multi", "hi", "hi"),
        ("multi", "en", "en-IN"),
    ],
)
def test_who_is_answered_in_one_language_is_listened_to_in_it(setting: Setting, wanted: str, language: str):
    assert parse_qs(live_query("nova-3", setting, Wanted(wanted)))["language"] == [language]


def test_languages_are_hinted_at_only_where_there_are_many():
    assert parse_qs(live_query("nova-3", "multi", Wanted("hi-en")))["language_hint"] == ["hi", "en"]
    assert "language_hint" not in parse_qs(live_query("nova-3", "hi", Wanted("hi-en")))


def test_a_clip_is_asked_about_without_what_is_for_streams():
    live, clip = (parse_qs(query("nova-3", "multi", Wanted("hi-en", ["Rahul"]))) for query in (live_query, clip_query))
    assert set(live) - set(clip) == {"interim_results", "endpointing", "utterance_end_ms", "vad_events"}


def test_the_likeliest_terms_come_first_each_once():
    assert key_terms(["Rahul", " Suresh  Kumar ", "", "Rahul", "राहुल"]) == ["Rahul", "Suresh Kumar", "राहुल"]


@given(st.lists(st.text(min_size=1, max_size=80), max_size=120))
def test_terms_stay_within_every_limit(terms: list[str]):
    kept = key_terms(terms)
    assert len(kept) <= MOST_TERMS
    assert len(urlencode({"keyterm": kept}, doseq=True)) <= MOST_TERM_BYTES
    assert sum(len(term) / 2 for term in kept) <= MOST_TERM_TOKENS


# -- what comes back


def message(kind: str = "Results", **changes: object) -> str:
    results = {
        "channel_index": [0, 1],
        "start": 0.0,
        "duration": 1.0,
        "channel": {"alternatives": []},
        "metadata": {
            "request_id": "1",
            "model_info": {"name": "n", "version": "v", "arch": "a"},
            "model_uuid": "2",
        },
    }
    return json.dumps({"type": kind, **(results if kind == "Results" else {}), **changes})


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "[]", "7", "{}", '{"type": "Results"}', message(duration="x"), message(duration=float("nan"))],
)
def test_what_is_no_message_is_nonsense_and_not_told_on(text: str):
    with pytest.raises(ProviderError) as caught:
        decode(text)
    assert caught.value.fault is Fault.NONSENSE
    assert "<html>" not in caught.value.reason


def test_a_kind_that_is_new_is_passed_over():
    assert decode('{"type": "Weather"}') is None


def test_fields_that_are_new_are_passed_over():
    assert decode(message(mood="fine")) is not None


def test_an_error_of_theirs_is_one():
    with pytest.raises(ProviderError, match="SchemaError"):
        decode('{"type": "Error", "variant": "SchemaError", "description": "d"}')


# -- words out of it


def results(start: float, text: str, *, seconds: float = 1.0, confidence: float = 0.9, **flags: bool) -> str:
    """What Deepgram says of some seconds, the words evenly spread over them."""
    texts = text.split()
    each = seconds / max(1, len(texts))
    words = [
        {"word": word, "start": start + n * each, "end": start + (n + 1) * each - 0.01, "confidence": confidence}
        for n, word in enumerate(texts)
    ]
    alternative = {"transcript": text, "confidence": 0.99, "words": words}
    return message(start=start, duration=seconds, channel={"alternatives": [alternative]}, **flags)


def final(start: float, text: str, **more: object) -> str:
    return results(start, text, is_final=True, **more)


def heard(assembler: Assembler, *messages: str) -> list[Words]:
    return [words for text in messages for words in assembler.add(decode(text))]


def test_pieces_become_an_utterance_at_its_end():
    words = heard(Assembler(), final(0.0, "rahul ka"), final(1.0, "balance", speech_final=True))
    assert words == [
        InterimWords("rahul ka", "deepgram", 1.0),
        FinalWords("rahul ka balance", "deepgram", 2.0, 0.9),
    ]


def test_what_may_still_change_follows_what_will_not():
    words = heard(Assembler(), final(0.0, "rahul ka"), results(1.0, "bal"), results(1.0, "balance"))
    assert [each.text for each in words] == ["rahul ka", "rahul ka bal", "rahul ka balance"]


def test_a_gap_between_words_ends_an_utterance_in_noise():
    end = message("UtteranceEnd", channel=[0, 1], last_word_end=0.99)
    assert heard(Assembler(), final(0.0, "haan"), end)[-1] == FinalWords("haan", "deepgram", 1.0, 0.9)


def test_a_gap_that_is_told_late_does_not_end_the_next_utterance():
    end = message("UtteranceEnd", channel=[0, 1], last_word_end=0.99)
    words = heard(Assembler(), final(0.0, "haan", speech_final=True), final(1.0, "rahul ka"), end)
    assert isinstance(words[-1], InterimWords)


def test_speech_that_starts_says_that_it_lives():
    words = heard(Assembler(), message("SpeechStarted", channel=[0, 1], timestamp=0.2))
    assert words == [InterimWords("", "deepgram", 0.0)]


def test_silence_is_settled():
    assert heard(Assembler(), final(0.0, "")) == [FinalWords("", "deepgram", 1.0)]


def test_silence_in_an_utterance_ends_nothing():
    assert isinstance(heard(Assembler(), final(0.0, "rahul"), final(1.0, ""))[-1], InterimWords)


def test_what_goes_on_for_too_long_is_given_an_end():
    words = heard(Assembler(), *(final(float(second), "la") for second in range(21)))
    assert [each.until for each in words if isinstance(each, FinalWords)] == [20.0]


def test_the_least_certain_word_decides():
    words = heard(Assembler(), final(0.0, "paanch", confidence=0.4), final(1.0, "sau", speech_final=True))
    assert words[-1] == FinalWords("paanch sau", "deepgram", 2.0, 0.4, sure=False)


def test_the_answer_to_finalize_settles_up_to_where_it_was_sent():
    assembler = Assembler()
    assembler.asked(1.02)
    words = heard(assembler, final(0.0, "haan", from_finalize=True))
    assert words == [FinalWords("haan", "deepgram", 1.02, 0.9)]


def test_the_answer_to_one_finalize_is_not_that_to_the_next():
    assembler = Assembler()
    assembler.asked(1.0)
    assembler.asked(1.5)
    words = heard(
        assembler, final(0.0, "haan", from_finalize=True), final(1.0, "nahi", seconds=0.5, from_finalize=True)
    )
    assert [(each.text, each.until) for each in words] == [("haan", 1.0), ("nahi", 1.5)]


def test_a_final_that_comes_twice_counts_once_and_ends_nothing():
    assembler = Assembler()
    once = final(0.0, "haan", speech_final=True)
    words = heard(assembler, once, once, final(1.0, "rahul"), once, final(2.0, "ka", speech_final=True))
    assert [each.text for each in words if isinstance(each, FinalWords)] == ["haan", "rahul ka"]


def test_of_a_final_that_overlaps_what_was_final_only_the_rest_counts():
    words = heard(Assembler(), final(0.0, "a b"), final(0.5, "b c", speech_final=True))
    assert words[-1].text == "a b c"


def test_interim_words_of_what_was_final_are_left_out():
    words = heard(Assembler(), final(0.0, "haan", speech_final=True), results(0.0, "haan"))
    assert words[-1] == InterimWords("", "deepgram", 1.0)


def test_without_an_answer_to_finalize_what_was_final_is_the_utterance():
    assembler = Assembler()
    heard(assembler, final(0.0, "haan"))
    assembler.asked(1.5)
    assert list(assembler.unanswered(1.5)) == [FinalWords("haan", "deepgram", 1.5, 0.9)]
    assert list(assembler.unanswered(1.5)) == []
    assert heard(assembler, final(1.0, "late", seconds=0.5, from_finalize=True))[-1].text == "late"


@pytest.mark.parametrize("last", [final(0.0, "haan"), results(1.0, "nahi")])
def test_an_answer_is_waited_for_where_there_is_something_left(last: str):
    assembler = Assembler()
    heard(assembler, last)
    assembler.asked(2.0)
    assert list(assembler.unanswered(2.0)) == []
    assert assembler.waits_at(2.0)


def test_words_that_become_final_late_end_the_utterance_though_nothing_says_so():
    assembler = Assembler()
    heard(assembler, results(0.0, "rahul ne"))
    assembler.asked(2.0)
    assert list(assembler.unanswered(2.0)) == []
    words = heard(assembler, final(0.0, "rahul"), final(1.0, "ne paanch sau diye"))
    assert words == [
        InterimWords("rahul", "deepgram", 1.0),
        FinalWords("rahul ne paanch sau diye", "deepgram", 2.0, 0.9),
    ]
    assert not assembler.waits_at(2.0)


def test_a_noise_of_which_nothing_is_ever_said_is_settled_in_the_end():
    assembler = Assembler()
    assembler.asked(0.96)
    assert list(assembler.unanswered(0.96)) == []
    assert list(assembler.unanswered(0.96)) == [FinalWords("", "deepgram", 0.96)]
    assert not assembler.waits_at(0.96)


def test_words_on_their_way_are_waited_for_however_long_it_takes():
    assembler = Assembler()
    heard(assembler, final(0.0, "haan"), results(1.0, "nahi"), final(0.0, "haan"))
    assembler.asked(2.0)
    assert list(assembler.unanswered(2.0)) == list(assembler.unanswered(2.0)) == []
    assert heard(assembler, final(1.0, "nahi"))[-1] == FinalWords("haan nahi", "deepgram", 2.0, 0.9)


def test_a_finalize_that_is_still_in_time_ends_nothing_by_what_is_final_before_it():
    assembler = Assembler()
    assembler.asked(1.0)
    assembler.asked(2.0)
    assert list(assembler.unanswered(1.0)) == []
    assert heard(assembler, final(0.0, "haan"))[-1] == FinalWords("haan", "deepgram", 1.0, 0.9)
    assert isinstance(heard(assembler, final(1.0, "nahi"))[-1], InterimWords)


@pytest.mark.parametrize("late_first", [True, False])
def test_a_cough_that_nobody_answers_does_not_cut_the_sentence_after_it(*, late_first: bool):
    assembler = Assembler()
    assembler.asked(0.9)
    if late_first:
        assert list(assembler.unanswered(0.9)) == []
    heard(assembler, final(1.0, "rahul ne", seconds=2.0))
    if not late_first:
        assert list(assembler.unanswered(0.9)) == []
    assembler.asked(4.0)
    words = heard(assembler, final(3.0, "paanch sau diye", from_finalize=True))
    assert words == [FinalWords("rahul ne paanch sau diye", "deepgram", 4.0, 0.9)]


def test_the_end_of_the_connection_ends_the_utterance():
    assembler = Assembler()
    assert list(assembler.rest(0.5)) == []
    heard(assembler, final(0.0, "haan"))
    assert list(assembler.rest(1.2)) == [FinalWords("haan", "deepgram", 1.2, 0.9)]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=12),
    st.data(),
)
def test_every_word_is_told_once_and_in_order(pieces: list[tuple[int, bool, bool, bool]], data: st.DataObject):
    messages, said = [], []
    for second, (words, speech_final, twice, with_interim) in enumerate(pieces):
        texts = [f"{second}.{number}" for number in range(words)]
        said += texts
        if with_interim:
            messages.append(results(float(second), " ".join(texts[:1])))
        messages.append(final(float(second), " ".join(texts), speech_final=speech_final))
        if twice:
            messages.append(data.draw(st.sampled_from([text for text in messages if '"is_final": true' in text])))
    assembler = Assembler()
    told = [*heard(assembler, *messages), *assembler.rest(float(len(pieces)))]
    finals = [each for each in told if isinstance(each, FinalWords)]
    assert " ".join(each.text for each in finals).split() == said
    assert [each.until for each in finals] == sorted(each.until for each in finals)
