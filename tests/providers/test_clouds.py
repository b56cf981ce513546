"""The clouds in a chain: what one does not finish, the next hears, each word once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio

from execora.providers.azure import AzureRecogniser
from execora.providers.chain import EarsChain
from execora.providers.elevenlabs import ElevenLabsRecogniser
from execora.providers.openai import OpenAIRecogniser
from tests.emulators import azure, elevenlabs, openai
from tests.emulators.http import Answer
from tests.providers.listening import finals, listen, spoken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def chain_of(scribe: elevenlabs.ElevenLabs, gpt: openai.OpenAI, speech: azure.Azure) -> AsyncIterator[EarsChain]:
    async with trio.open_nursery() as nursery:
        ears = EarsChain(
            [
                ElevenLabsRecogniser(elevenlabs.KEY, await nursery.start(scribe.serve), "scribe_v2_realtime"),
                OpenAIRecogniser(openai.KEY, f"{await nursery.start(gpt.serve)}/v1", "gpt-transcribe"),
                AzureRecogniser(azure.KEY, "", await nursery.start(speech.serve)),
            ]
        )
        yield ears
        await ears.aclose()
        nursery.cancel_scope.cancel()


async def test_what_one_cloud_refuses_another_hears():
    scribe = elevenlabs.ElevenLabs([elevenlabs.Does([elevenlabs.message("quota_exceeded", error="")], "closes")])
    gpt = openai.OpenAI(instead=openai.refused("invalid_api_key", 401))
    speech = azure.Azure([azure.success("Rahul ne 500 diye"), azure.success("haan")])
    async with chain_of(scribe, gpt, speech) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2)]))
    assert [(word.text, word.provider) for word in words] == [("Rahul ne 500 diye", "azure"), ("haan", "azure")]
    assert [word.until for word in words] == pytest.approx([0.64, 1.28])
    assert [clip[:2] for clip in speech.clips] == [b"\1\0", b"\2\0"]


async def test_a_line_that_is_cut_is_opened_again_and_no_word_is_lost_or_doubled():
    cut = elevenlabs.Does([], "cuts")
    scribe = elevenlabs.ElevenLabs(["haan", cut, "Rahul ne 500 diye", "bas"])
    async with chain_of(scribe, openai.OpenAI(instead=Answer(503)), azure.Azure(instead=Answer(503))) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2), *spoken(3)]))
    assert [word.text for word in words] == ["haan", "Rahul ne 500 diye", "bas"]
    assert [word.until for word in words] == pytest.approx([0.64, 1.28, 1.92])
    assert [clip[:2] for clip in scribe.clips] == [b"\1\0", b"\2\0", b"\2\0", b"\3\0"]
