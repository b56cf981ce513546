"""Azure Speech, against an emulator of its REST interfaces over real sockets."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as some

from execora.providers.azure import AzureRecogniser, AzureVoice, decode, ssml
from execora.providers.port import Fault, InterimWords, ProviderError, Say, Wanted
from tests.emulators.azure import KEY, VOICES, Azure, failed, success
from tests.emulators.http import Answer
from tests.providers.listening import END, cancelled_once_asked, deafness, finals, listen, muteness, speech, spoken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from execora.language.reading import Language

FAULTS = [
    (Answer(401), Fault.REFUSED),
    (Answer(403), Fault.REFUSED),
    (Answer(429, headers={"retry-after": "7"}), Fault.BUSY),
    (Answer(500), Fault.AWAY),
    (Answer(503), Fault.AWAY),
    (Answer(pieces=[b'{"Recog'], ends="cut"), Fault.AWAY),
]


@asynccontextmanager
async def ears_of(azure: Azure, key: str = KEY) -> AsyncIterator[AzureRecogniser]:
    async with trio.open_nursery() as nursery:
        ears = AzureRecogniser(key, "centralindia", await nursery.start(azure.serve))
        yield ears
        await ears.aclose()
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def voice_of(azure: Azure, key: str = KEY, hi: str = VOICES[0]) -> AsyncIterator[AzureVoice]:
    async with trio.open_nursery() as nursery:
        voice = AzureVoice(key, "centralindia", await nursery.start(azure.serve), hi, VOICES[1])
        yield voice
        await voice.aclose()
        nursery.cancel_scope.cancel()


# -- ears ----------------------------------------------------------------------


async def test_utterances_are_told_in_the_order_in_which_they_were_said():
    azure = Azure([success("Rahul ne 500 diye", 0.93), success("haan"), success("bas")])
    async with ears_of(azure) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2), *spoken(3)]))
    assert [word.text for word in words] == ["Rahul ne 500 diye", "haan", "bas"]
    assert [word.until for word in words] == pytest.approx([0.64, 1.28, 1.92])
    assert (words[0].confidence, words[0].sure, words[0].provider) == (0.93, True, "azure")
    assert [clip[:2] for clip in azure.clips] == [b"\1\0", b"\2\0", b"\3\0"]


async def test_one_connection_serves_all_utterances():
    azure = Azure()
    async with ears_of(azure) as ears:
        await listen(ears, [*spoken(1), *spoken(2)])
        assert azure.open == 1


@pytest.mark.parametrize("status", ["NoMatch", "InitialSilenceTimeout", "BabbleTimeout"])
async def test_an_utterance_with_nothing_said_in_it_has_an_empty_text(status: str):
    async with ears_of(Azure([failed(status)])) as ears:
        words = finals(await listen(ears, spoken(1)))
    assert [(word.text, word.until) for word in words] == [("", pytest.approx(0.64))]


async def test_what_was_begun_when_the_sound_ended_is_heard_before_it_returns():
    async with ears_of(Azure([success("haan"), success("bas")])) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2)[:-1]]))
    assert [word.text for word in words] == ["haan", "bas"]


async def test_no_utterance_asks_for_nothing():
    azure = Azure()
    async with ears_of(azure) as ears:
        assert await listen(ears, [END, END]) == []
    assert azure.asked == []


async def test_it_gives_signs_of_life_while_somebody_speaks_and_as_a_request_leaves():
    async with ears_of(Azure([success("haan")])) as ears:
        words = await listen(ears, spoken(1, seconds=1.28))
    signs = [word for word in words if isinstance(word, InterimWords)]
    assert {word.text for word in signs} == {""}
    assert [word.until for word in signs] == pytest.approx([0.512, 1.024, 1.28])


@pytest.mark.parametrize(("language", "locale"), [("hi-en", "hi-IN"), ("hi", "hi-IN"), ("en", "en-IN")])
async def test_it_listens_for_the_language_that_is_spoken(language: Language, locale: str):
    azure = Azure()
    async with ears_of(azure) as ears:
        await listen(ears, spoken(1), Wanted(language))
    assert azure.asked[0].query == {"language": [locale], "format": ["detailed"], "profanity": ["raw"]}


async def test_words_that_it_is_not_sure_of_do_not_write_money():
    async with ears_of(Azure([success("Rahul ne 500 diye", 0.31)])) as ears:
        assert not finals(await listen(ears, spoken(1)))[0].sure


@pytest.mark.parametrize(("answer", "fault"), FAULTS)
async def test_a_failure_of_the_ears_says_what_to_conclude(answer: Answer, fault: Fault):
    async with ears_of(Azure(instead=answer)) as ears:
        failure = await deafness(ears)
    assert (failure.provider, failure.fault) == ("azure", fault)
    assert failure.retry_after_seconds == (7.0 if fault is Fault.BUSY else None)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"<html>", Fault.NONSENSE),
        (b"[]", Fault.NONSENSE),
        (b"{}", Fault.NONSENSE),
        (b'{"RecognitionStatus": "Success", "NBest": []}', Fault.NONSENSE),
        (b'{"RecognitionStatus": "Success", "NBest": [{"Confidence": null, "Display": "x"}]}', Fault.NONSENSE),
        (b'{"RecognitionStatus": "Error"}', Fault.AWAY),
    ],
)
def test_an_answer_of_another_form_is_no_words(body: bytes, fault: Fault):
    with pytest.raises(ProviderError) as failed_:
        decode(body)
    assert failed_.value.fault is fault


async def test_what_was_heard_before_a_failure_was_told():
    async with ears_of(Azure([success("haan"), Answer(503)])) as ears:
        words: list[object] = []
        giving, given_ = trio.open_memory_channel(100)
        for piece in [*spoken(1), *spoken(2)]:
            giving.send_nowait(piece)
        with pytest.raises(ProviderError):
            await ears.transcribe(Wanted("hi"), given_, words.append)
    assert [word.text for word in finals(words)] == ["haan"]


async def test_cancelling_while_an_answer_is_awaited_leaves_no_connection_open():
    azure = Azure(instead=Answer(silent=True))
    async with ears_of(azure) as ears:
        await cancelled_once_asked(azure, lambda: listen(ears, spoken(1)))


async def test_a_wrong_key_is_refused_and_not_told_on():
    async with ears_of(Azure(), key="wr0ng") as ears:
        failure = await deafness(ears)
    assert failure.fault is Fault.REFUSED
    assert "wr0ng" not in f"{failure!r} {failure} {failure.reason} {ears!r}"


async def test_the_ears_are_asked_by_a_token():
    azure = Azure()
    async with ears_of(azure) as ears:
        assert await ears.check() == "the key is good"
    assert azure.asked[0].path == "/sts/v1.0/issueToken"


async def test_without_an_address_the_hosts_are_the_regions():
    ears, voice = AzureRecogniser(KEY, "centralindia", ""), AzureVoice(KEY, "centralindia", "", "a", "b")
    assert str(ears._client.base_url) == "https://centralindia.stt.speech.microsoft.com"
    assert ears._token_url == "https://centralindia.api.cognitive.microsoft.com/sts/v1.0/issueToken"
    assert str(voice._client.base_url) == "https://centralindia.tts.speech.microsoft.com"
    await ears.aclose()
    await voice.aclose()


# -- the voice -----------------------------------------------------------------


async def test_a_clause_comes_in_whole_samples_though_chunks_cut_them():
    azure = Azure(says=[b"\1\0\2", b"\0\3", b"\0"])
    async with voice_of(azure) as voice:
        told = await speech(voice)
    assert b"".join(piece.pcm for piece in told) == b"\1\0\2\0\3\0"
    assert {len(piece.pcm) % 2 for piece in told} == {0}
    assert {(piece.rate, piece.provider) for piece in told} == {(24_000, "azure")}


@pytest.mark.parametrize(("language", "locale", "name"), [("hi", "hi-IN", VOICES[0]), ("en", "en-IN", VOICES[1])])
async def test_each_language_has_its_voice(language: Literal["hi", "en"], locale: str, name: str):
    azure = Azure()
    async with voice_of(azure) as voice:
        await speech(voice, Say("Tom & <Jerry>", language))
    assert azure.said == [(locale, name, "Tom & <Jerry>")]


@given(some.text(some.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
def test_no_text_is_taken_for_markup(text: str):
    speak = ElementTree.fromstring(ssml(text, "hi-IN", '"<&>'))
    assert ("".join(speak.itertext()), speak[0].attrib["name"], len(speak), len(speak[0])) == (text, '"<&>', 1, 0)


async def test_a_language_without_a_voice_is_not_spoken():
    async with voice_of(Azure(), hi="") as voice:
        assert (voice.speaks("hi"), voice.speaks("en")) == (False, True)


@pytest.mark.parametrize(("answer", "fault"), FAULTS)
async def test_a_failure_of_the_voice_says_what_to_conclude(answer: Answer, fault: Fault):
    async with voice_of(Azure(instead=answer)) as voice:
        assert (await muteness(voice)).fault is fault


@pytest.mark.parametrize(
    "answer",
    [
        Answer(headers={"content-type": "audio/basic"}),
        Answer(pieces=[b"\1"], headers={"content-type": "audio/basic"}),
        Answer(pieces=[b'{"error": 1}'], headers={"content-type": "application/json"}),
        Answer(pieces=[b"<html>"], headers={"content-type": "text/html; charset=utf-8"}),
    ],
)
async def test_an_answer_without_sound_is_nonsense(answer: Answer):
    async with voice_of(Azure(instead=answer)) as voice:
        assert (await muteness(voice)).fault is Fault.NONSENSE


async def test_cancelling_in_the_middle_of_a_clause_leaves_no_connection_open():
    azure = Azure(instead=Answer(pieces=[b"\1\0"], headers={"content-type": "audio/basic"}, ends="never"))
    async with voice_of(azure) as voice:
        await cancelled_once_asked(azure, lambda: speech(voice))


async def test_the_voice_looks_for_its_voices():
    async with voice_of(Azure()) as voice:
        assert await voice.check() == "hi-IN-SwaraNeural, en-IN-NeerjaNeural"
    async with voice_of(Azure(), hi="hi-IN-Nobody") as voice:
        with pytest.raises(ProviderError, match="hi-IN-Nobody") as failed_:
            await voice.check()
    assert failed_.value.fault is Fault.REFUSED


@pytest.mark.parametrize("body", [b"x", json.dumps("x").encode(), b"7"])
async def test_a_list_of_voices_that_is_none_is_nonsense(body: bytes):
    async with voice_of(Azure(instead=Answer(pieces=[body]))) as voice:
        with pytest.raises(ProviderError) as failed_:
            await voice.check()
    assert failed_.value.fault is Fault.NONSENSE
