"""ElevenLabs' ears and voice, against an emulator of its API over real sockets."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio

from execora.providers.elevenlabs import ElevenLabsRecogniser, ElevenLabsVoice
from execora.providers.port import Fault, InterimWords, ProviderError, Say, Wanted, Words
from execora.sound.stream import Frame, Sound
from tests.emulators.elevenlabs import KEY, VOICE, Does, ElevenLabs, hanging, message
from tests.emulators.http import Answer, told
from tests.providers.listening import (
    END,
    PATIENCE_SECONDS,
    cancelled_once_asked,
    deafness,
    finals,
    listen,
    muteness,
    speech,
    spoken,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MODEL = "scribe_v2_realtime"

FAULTS = [
    (told({"detail": {"status": "invalid_api_key", "message": KEY}}, 401), Fault.REFUSED),
    (Answer(403), Fault.REFUSED),
    (Answer(429, headers={"retry-after": "7"}), Fault.BUSY),
    (Answer(500), Fault.AWAY),
    (Answer(503), Fault.AWAY),
]


@asynccontextmanager
async def ears_of(elevenlabs: ElevenLabs, key: str = KEY) -> AsyncIterator[ElevenLabsRecogniser]:
    async with trio.open_nursery() as nursery:
        ears = ElevenLabsRecogniser(key, await nursery.start(elevenlabs.serve), MODEL)
        yield ears
        await ears.aclose()
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def voice_of(
    elevenlabs: ElevenLabs, voice: str = VOICE, model: str = "eleven_flash_v2_5"
) -> AsyncIterator[ElevenLabsVoice]:
    async with trio.open_nursery() as nursery:
        speaker = ElevenLabsVoice(KEY, await nursery.start(elevenlabs.serve), model, voice)
        yield speaker
        await speaker.aclose()
        nursery.cancel_scope.cancel()


# -- ears ----------------------------------------------------------------------


async def test_utterances_are_told_in_the_order_in_which_they_were_said():
    elevenlabs = ElevenLabs(["Rahul ne 500 diye", "haan", "bas"])
    async with ears_of(elevenlabs) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2), *spoken(3)]))
    assert [word.text for word in words] == ["Rahul ne 500 diye", "haan", "bas"]
    assert [word.until for word in words] == pytest.approx([0.64, 1.28, 1.92])
    assert {(word.confidence, word.sure, word.provider) for word in words} == {(None, True, "elevenlabs")}
    assert [clip[:2] for clip in elevenlabs.clips] == [b"\1\0", b"\2\0", b"\3\0"]
    assert len(elevenlabs.queries) == 1


async def test_words_are_told_while_they_are_spoken():
    async with ears_of(ElevenLabs(["Rahul ne 500 diye"])) as ears:
        words = await listen(ears, spoken(1, seconds=3.2))
    interim = [word.text for word in words if isinstance(word, InterimWords)]
    assert interim[0] == ""
    assert interim[-1] == "so far"
    assert finals(words)[0].text == "Rahul ne 500 diye"


async def test_a_syllable_is_long_enough_to_be_committed():
    async with ears_of(ElevenLabs(["ha", "ji"])) as ears:
        words = finals(await listen(ears, [*spoken(1, seconds=0.064), *spoken(2, seconds=0.064)]))
    assert [word.text for word in words] == ["ha", "ji"]


async def test_an_utterance_with_nothing_said_in_it_has_an_empty_text():
    async with ears_of(ElevenLabs([""])) as ears:
        assert [word.text for word in finals(await listen(ears, spoken(1)))] == [""]


async def test_what_was_begun_when_the_sound_ended_is_heard_before_it_returns():
    async with ears_of(ElevenLabs(["haan", "bas"])) as ears:
        words = finals(await listen(ears, [*spoken(1), *spoken(2)[:-1]]))
    assert [word.text for word in words] == ["haan", "bas"]


async def test_without_sound_no_session_is_opened():
    elevenlabs = ElevenLabs()
    async with ears_of(elevenlabs) as ears:
        assert await listen(ears, [END, END]) == []
    assert elevenlabs.queries == []


async def test_silence_that_is_sent_is_committed_to_nothing():
    elevenlabs = ElevenLabs()
    async with ears_of(elevenlabs) as ears:
        words = await listen(ears, [Frame(bytes(1024), speech=False)] * 40)
    assert (finals(words), elevenlabs.clips) == ([], [])


async def test_a_session_is_opened_as_the_shop_speaks():
    elevenlabs = ElevenLabs()
    async with ears_of(elevenlabs) as ears:
        await listen(ears, spoken(1), Wanted("hi-en", ["Rahul", "Amul butter"]))
    assert elevenlabs.queries == [
        {
            "model_id": [MODEL],
            "audio_format": ["pcm_16000"],
            "commit_strategy": ["manual"],
            "language_code": ["hi"],
            "secondary_languages": ["en"],
            "keyterms": ["Rahul", "Amul butter"],
        }
    ]


ENDS_IDLE = [
    Does([message("committed_transcript", text="haan")], "closes"),
    Does(
        [
            message("committed_transcript", text="haan"),
            message("session_time_limit_exceeded", error="90 minutes"),
        ],
        "closes",
    ),
    Does(
        [
            message("committed_transcript", text="haan"),
            message("insufficient_audio_activity", error="silence"),
        ],
        "closes",
    ),
]


@pytest.mark.parametrize("ends", ENDS_IDLE)
async def test_a_session_that_ends_in_a_silence_is_followed_by_another(ends: Does):
    elevenlabs = ElevenLabs([ends, "bas"])
    heard: list[Words] = []
    giving, given = trio.open_memory_channel[Sound](0)
    async with ears_of(elevenlabs) as ears, trio.open_nursery() as nursery:
        nursery.start_soon(ears.transcribe, Wanted("hi"), given, heard.append)
        with trio.fail_after(PATIENCE_SECONDS), giving:
            for piece in spoken(1):
                await giving.send(piece)
            while not finals(heard) or elevenlabs.open:
                await trio.lowlevel.checkpoint()
            for piece in spoken(2):
                await giving.send(piece)
    assert [word.text for word in finals(heard)] == ["haan", "bas"]
    assert [word.until for word in finals(heard)] == pytest.approx([0.64, 1.28])
    assert len(elevenlabs.queries) == 2


@pytest.mark.parametrize(
    ("does", "fault", "reason"),
    [
        (Does([message("auth_error", error=KEY)], "closes"), Fault.REFUSED, "auth_error"),
        (Does([message("quota_exceeded", error="")], "closes"), Fault.REFUSED, "quota_exceeded"),
        (Does([message("rate_limited", error="")], "closes"), Fault.BUSY, "rate_limited"),
        (Does([message("commit_throttled", error="")]), Fault.BUSY, "commit_throttled"),
        (Does([message("queue_overflow", error="")], "closes"), Fault.BUSY, "queue_overflow"),
        (Does([message("transcriber_error", error="")], "closes"), Fault.AWAY, "transcriber_error"),
        (Does([message("session_time_limit_exceeded", error="")], "closes"), Fault.AWAY, "session_time_limit_exceeded"),
        (Does([], "closes"), Fault.AWAY, "it has hung up (1000)"),
        (Does([], "cuts"), Fault.AWAY, "it has hung up (1006)"),
        (Does(['{"message_type": "committed_tra']), Fault.NONSENSE, "a message without its type"),
        (Does(["{}"]), Fault.NONSENSE, "a message without its type"),
    ],
)
async def test_a_session_that_fails_says_what_to_conclude(does: Does, fault: Fault, reason: str):
    async with ears_of(ElevenLabs([does])) as ears:
        failure = await deafness(ears)
    assert (failure.provider, failure.fault, failure.reason) == ("elevenlabs", fault, reason)


@pytest.mark.parametrize(("answer", "fault"), FAULTS)
async def test_a_session_that_is_not_opened_says_what_to_conclude(answer: Answer, fault: Fault):
    async with ears_of(ElevenLabs(instead=answer)) as ears:
        failure = await deafness(ears)
    assert (failure.provider, failure.fault) == ("elevenlabs", fault)
    assert failure.retry_after_seconds == (7.0 if fault is Fault.BUSY else None)


async def test_what_was_heard_before_a_failure_was_told():
    heard: list[Words] = []
    giving, given = trio.open_memory_channel[Sound](100)
    for piece in [*spoken(1), *spoken(2)]:
        giving.send_nowait(piece)
    async with ears_of(ElevenLabs(["haan", Does([], "cuts")])) as ears:
        with pytest.raises(ProviderError):
            await ears.transcribe(Wanted("hi"), given, heard.append)
    assert [word.text for word in finals(heard)] == ["haan"]


async def test_a_server_that_is_not_there_is_away():
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port = listener.socket.getsockname()[1]
    await listener.aclose()
    ears = ElevenLabsRecogniser(KEY, f"http://127.0.0.1:{port}", MODEL)
    assert (await deafness(ears)).fault is Fault.AWAY
    await ears.aclose()


async def test_cancelling_while_words_are_awaited_leaves_no_connection_open():
    elevenlabs = ElevenLabs([Does([], "says nothing")])
    async with ears_of(elevenlabs) as ears:
        with trio.fail_after(PATIENCE_SECONDS):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(listen, ears, spoken(1))
                while not elevenlabs.clips:
                    await trio.lowlevel.checkpoint()
                cancelled_at = trio.current_time()
                nursery.cancel_scope.cancel()
            assert trio.current_time() - cancelled_at < 0.4
            while elevenlabs.open:
                await trio.lowlevel.checkpoint()


async def test_cancelling_while_a_session_is_being_opened_ends_at_once():
    async with trio.open_nursery() as nursery:
        ears = ElevenLabsRecogniser(KEY, await nursery.start(hanging), MODEL)
        began = trio.current_time()
        with trio.move_on_after(0.05):
            await listen(ears, spoken(1))
        assert trio.current_time() - began < 0.4
        await ears.aclose()
        nursery.cancel_scope.cancel()


async def test_a_wrong_key_is_refused_and_not_told_on():
    async with ears_of(ElevenLabs(), key="wr0ng") as ears:
        failure = await deafness(ears)
    assert (failure.fault, failure.reason) == (Fault.REFUSED, "HTTP 401, invalid_api_key")
    assert "wr0ng" not in f"{failure!r} {failure.__cause__!r} {ears!r}"


async def test_the_ears_ask_for_the_account():
    async with ears_of(ElevenLabs()) as ears:
        assert await ears.check() == "plan creator"


async def test_a_key_that_may_not_read_its_account_is_good_all_the_same():
    async with ears_of(ElevenLabs(instead=told({"detail": {"status": "missing_permissions"}}, 401))) as ears:
        assert await ears.check() == "the key is good"


@pytest.mark.parametrize(
    ("answer", "fault"), [*FAULTS, (Answer(pieces=[b"<"]), Fault.NONSENSE), (Answer(pieces=[b"[]"]), Fault.NONSENSE)]
)
async def test_a_check_that_fails_says_what_to_conclude(answer: Answer, fault: Fault):
    async with ears_of(ElevenLabs(instead=answer)) as ears:
        with pytest.raises(ProviderError) as failed:
            await ears.check()
    assert failed.value.fault is fault


# -- the voice -----------------------------------------------------------------


async def test_a_clause_comes_in_whole_samples_though_chunks_cut_them():
    elevenlabs = ElevenLabs(says=[b"\1\0\2", b"\0\3", b"\0"])
    async with voice_of(elevenlabs) as voice:
        told_ = await speech(voice, Say("नमस्ते", "hi"))
        assert voice.speaks("hi")
        assert voice.speaks("en")
    assert b"".join(piece.pcm for piece in told_) == b"\1\0\2\0\3\0"
    assert {(len(piece.pcm) % 2, piece.rate, piece.provider) for piece in told_} == {(0, 16_000, "elevenlabs")}
    assert elevenlabs.said == [{"text": "नमस्ते", "model_id": "eleven_flash_v2_5", "language_code": "hi"}]


async def test_a_model_that_takes_no_language_is_told_none():
    elevenlabs = ElevenLabs()
    async with voice_of(elevenlabs, model="eleven_multilingual_v2") as voice:
        await speech(voice)
    assert "language_code" not in elevenlabs.said[0]


@pytest.mark.parametrize(("answer", "fault"), FAULTS)
async def test_a_failure_of_the_voice_says_what_to_conclude(answer: Answer, fault: Fault):
    async with voice_of(ElevenLabs(instead=answer)) as voice:
        assert (await muteness(voice)).fault is fault


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(pieces=[b"\1\0"], headers={"content-type": "audio/pcm"}, ends="cut"), Fault.AWAY),
        (Answer(headers={"content-type": "audio/pcm"}), Fault.NONSENSE),
        (Answer(pieces=[b'{"detail": 1}'], headers={"content-type": "application/json"}), Fault.NONSENSE),
    ],
)
async def test_a_clause_that_breaks_off_or_has_no_sound_fails(answer: Answer, fault: Fault):
    async with voice_of(ElevenLabs(instead=answer)) as voice:
        assert (await muteness(voice)).fault is fault


async def test_cancelling_in_the_middle_of_a_clause_leaves_no_connection_open():
    answer = Answer(pieces=[b"\1\0"], headers={"content-type": "audio/pcm"}, ends="never")
    elevenlabs = ElevenLabs(instead=answer)
    async with voice_of(elevenlabs) as voice:
        await cancelled_once_asked(elevenlabs, lambda: speech(voice))


async def test_the_voice_asks_for_its_voice():
    async with voice_of(ElevenLabs()) as voice:
        assert await voice.check() == "voice Rachel"
    async with voice_of(ElevenLabs(), voice="no/body") as voice:
        with pytest.raises(ProviderError, match="voice_not_found"):
            await voice.check()
