"""OpenAI's ears and voice, against an emulator of its API over real sockets."""

from __future__ import annotations

import logging
import socket
import sys
from contextlib import asynccontextmanager
from math import exp, log
from typing import TYPE_CHECKING

import pytest
import trio

from execora.providers.openai import MOST_TERMS, OpenAIRecogniser, OpenAIVoice, hints
from execora.providers.port import Fault, ProviderError, Say
from tests.emulators.http import Answer
from tests.emulators.openai import KEY, OpenAI, refused
from tests.providers.listening import cancelled_once_asked, deafness, finals, listen, muteness, speech, spoken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FAULTS = [
    (refused("invalid_api_key", 401), Fault.REFUSED),
    (refused("unsupported_country", 403), Fault.REFUSED),
    (Answer(429, headers={"retry-after": "7"}), Fault.BUSY),
    (Answer(500), Fault.AWAY),
    (Answer(503, [b"<html>"]), Fault.AWAY),
    (Answer(504), Fault.SLOW),
    (Answer(pieces=[b'{"te'], headers={"content-type": "application/json"}, ends="cut"), Fault.AWAY),
]


@asynccontextmanager
async def ears_of(openai: OpenAI, key: str = KEY, model: str = "gpt-transcribe") -> AsyncIterator[OpenAIRecogniser]:
    async with trio.open_nursery() as nursery:
        ears = OpenAIRecogniser(key, f"{await nursery.start(openai.serve)}/v1", model)
        yield ears
        await ears.aclose()
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def voice_of(openai: OpenAI, key: str = KEY) -> AsyncIterator[OpenAIVoice]:
    async with trio.open_nursery() as nursery:
        voice = OpenAIVoice(key, f"{await nursery.start(openai.serve)}/v1", "gpt-4o-mini-tts", "alloy")
        yield voice
        await voice.aclose()
        nursery.cancel_scope.cancel()


def test_the_sdk_is_not_imported_before_it_is_needed():
    assert sys.modules["execora.providers.openai"].__dict__.keys().isdisjoint({"openai", "AsyncOpenAI", "httpx2"})


# -- ears ----------------------------------------------------------------------


async def test_utterances_are_told_in_the_order_in_which_they_were_said():
    openai = OpenAI([{"text": "Rahul ne 500 diye"}, {"text": "haan"}, {"text": "bas", "languages": []}])
    async with ears_of(openai) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2), *spoken(3)]))
    assert [word.text for word in words] == ["Rahul ne 500 diye", "haan", "bas"]
    assert [word.until for word in words] == pytest.approx([0.64, 1.28, 1.92])
    assert (words[0].confidence, words[0].sure, words[0].provider) == (None, True, "openai")
    assert [clip[:2] for clip in openai.clips] == [b"\1\0", b"\2\0", b"\3\0"]


async def test_one_connection_serves_all_utterances():
    openai = OpenAI()
    async with ears_of(openai) as ears:
        await listen(ears, [*spoken(1), *spoken(2)])
        assert openai.open == 1


async def test_an_utterance_with_nothing_said_in_it_has_an_empty_text():
    async with ears_of(OpenAI([{"text": " "}])) as ears:
        assert [word.text for word in finals(await listen(ears, spoken(1)))] == [""]


async def test_what_was_begun_when_the_sound_ended_is_heard_before_it_returns():
    async with ears_of(OpenAI([{"text": "haan"}, {"text": "bas"}])) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2)[:-1]]))
    assert [word.text for word in words] == ["haan", "bas"]


async def test_a_syllable_is_not_refused_as_too_short():
    openai = OpenAI([{"text": "ha"}])
    async with ears_of(openai) as ears:
        assert [word.text for word in finals(await listen(ears, spoken(1, seconds=0.032)))] == ["ha"]


@pytest.mark.parametrize(
    ("model", "form"),
    [
        ("gpt-transcribe", {"languages[]": ["hi", "en"], "keywords[]": ["Rahul", "Amul butter"]}),
        ("gpt-4o-transcribe", {"language": ["hi"], "prompt": ["Rahul, Amul butter"], "include[]": ["logprobs"]}),
        ("whisper-1", {"language": ["hi"], "prompt": ["Rahul, Amul butter"]}),
    ],
)
async def test_each_model_is_told_what_to_expect_in_its_own_fields(model: str, form: dict[str, list[str]]):
    openai = OpenAI()
    async with ears_of(openai, model=model) as ears:
        await listen(ears, spoken(1))
    assert openai.forms == [{"model": [model], "response_format": ["json"], **form}]


def test_hints_are_left_out_where_there_are_none_and_bounded_where_there_are_many():
    assert hints("gpt-transcribe", "en", []) == {"languages": ["en"]}
    assert hints("whisper-1", "hi", []) == {"language": "hi"}
    assert hints("gpt-4o-transcribe-diarize", "hi", ["Rahul"]) == {"language": "hi"}
    assert len(hints("gpt-transcribe", "hi", ["x"] * 1000)["keywords"]) == MOST_TERMS


def test_what_is_no_keyword_is_left_out_before_the_model_refuses_it():
    assert hints("gpt-transcribe", "en", ["<b>", "two\nlines", "Rahul"])["keywords"] == ["Rahul"]
    assert hints("whisper-1", "en", ["<b>"]) == {"language": "en"}


async def test_the_least_certain_token_says_how_sure_it_is():
    logs = [{"token": "Ra", "logprob": log(0.9)}, {"token": "hul", "logprob": log(0.4)}]
    openai = OpenAI([{"text": "Rahul", "logprobs": logs}, {"text": "Rahul", "logprobs": logs[:1]}])
    async with ears_of(openai, model="gpt-4o-transcribe") as ears:
        unsure, sure = finals(await listen(ears, [*spoken(1), *spoken(2)]))
    assert (unsure.confidence, unsure.sure) == (pytest.approx(0.4), False)
    assert (sure.confidence, sure.sure) == (pytest.approx(exp(log(0.9))), True)


@pytest.mark.parametrize(("answer", "fault"), FAULTS)
async def test_a_failure_of_the_ears_says_what_to_conclude(answer: Answer, fault: Fault):
    openai = OpenAI(instead=answer)
    async with ears_of(openai) as ears:
        failure = await deafness(ears)
    assert (failure.provider, failure.fault) == ("openai", fault)
    assert failure.retry_after_seconds == (7.0 if fault is Fault.BUSY else None)
    assert len(openai.asked) == 1, "nothing is asked twice"


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"text": null}', b'{"text": 7}', b"\xff"])
async def test_an_answer_of_another_form_is_nonsense(body: bytes, kind: str):
    async with ears_of(OpenAI([Answer(pieces=[body], headers={"content-type": kind})])) as ears:
        assert (await deafness(ears)).fault is Fault.NONSENSE


async def test_cancelling_while_an_answer_is_awaited_leaves_no_connection_open():
    openai = OpenAI(instead=Answer(silent=True))
    async with ears_of(openai) as ears:
        await cancelled_once_asked(openai, lambda: listen(ears, spoken(1)))


async def test_a_server_that_is_not_there_is_away():
    async with ears_of(OpenAI()) as ears:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        ears._client.base_url = f"http://127.0.0.1:{port}/v1"
        failure = await deafness(ears)
    assert (failure.fault, failure.reason) == (Fault.AWAY, "ConnectError")


async def test_no_key_is_told_on_neither_ours_nor_one_that_the_answer_quotes(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    async with ears_of(OpenAI(instead=refused("invalid_api_key", 401))) as ears:
        failure = await deafness(ears)
    assert failure.reason == "HTTP 401, invalid_api_key, invalid_request_error"
    assert failure.__cause__ is None
    assert KEY not in f"{failure!r} {failure} {ears!r} {caplog.text}"


async def test_the_ears_ask_for_their_model():
    async with ears_of(OpenAI()) as ears:
        assert await ears.check() == "gpt-transcribe"
    async with ears_of(OpenAI(), model="gpt-ears-9") as ears:
        with pytest.raises(ProviderError, match="model_not_found"):
            await ears.check()


@pytest.mark.parametrize("body", [b"{}", b"[]", b"x"])
async def test_a_model_that_is_none_is_nonsense(body: bytes):
    answer = Answer(pieces=[body], headers={"content-type": "application/json"})
    async with ears_of(OpenAI(instead=answer)) as ears:
        with pytest.raises(ProviderError) as failed:
            await ears.check()
    assert failed.value.fault is Fault.NONSENSE


# -- the voice -----------------------------------------------------------------


async def test_a_clause_comes_in_whole_samples_though_chunks_cut_them():
    openai = OpenAI(says=[b"\1\0\2", b"\0\3", b"\0"])
    async with voice_of(openai) as voice:
        told = await speech(voice, Say("नमस्ते", "hi"))
        assert voice.speaks("hi")
        assert voice.speaks("en")
    assert b"".join(piece.pcm for piece in told) == b"\1\0\2\0\3\0"
    assert {(len(piece.pcm) % 2, piece.rate, piece.provider) for piece in told} == {(0, 24_000, "openai")}
    assert openai.said == [{"input": "नमस्ते", "model": "gpt-4o-mini-tts", "voice": "alloy", "response_format": "pcm"}]


@pytest.mark.parametrize(("answer", "fault"), FAULTS[:-1])
async def test_a_failure_of_the_voice_says_what_to_conclude(answer: Answer, fault: Fault):
    async with voice_of(OpenAI(instead=answer)) as voice:
        assert (await muteness(voice)).fault is fault


async def test_a_clause_that_breaks_off_is_away():
    answer = Answer(pieces=[b"\1\0"], headers={"content-type": "audio/pcm"}, ends="cut")
    async with voice_of(OpenAI(instead=answer)) as voice:
        assert (await muteness(voice)).fault is Fault.AWAY


@pytest.mark.parametrize(
    "answer",
    [
        Answer(headers={"content-type": "audio/pcm"}),
        Answer(pieces=[b'{"error": 1}'], headers={"content-type": "application/json"}),
    ],
)
async def test_an_answer_without_sound_is_nonsense(answer: Answer):
    async with voice_of(OpenAI(instead=answer)) as voice:
        assert (await muteness(voice)).fault is Fault.NONSENSE


async def test_cancelling_in_the_middle_of_a_clause_leaves_no_connection_open():
    openai = OpenAI(instead=Answer(pieces=[b"\1\0"], headers={"content-type": "audio/pcm"}, ends="never"))
    async with voice_of(openai) as voice:
        await cancelled_once_asked(openai, lambda: speech(voice))


async def test_the_voice_asks_for_its_model():
    async with voice_of(OpenAI()) as voice:
        assert await voice.check() == "gpt-4o-mini-tts"
