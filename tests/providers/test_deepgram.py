"""Deepgram's adapter against its emulator, over a real socket; no word lost or doubled, whatever goes wrong."""

from __future__ import annotations

import subprocess
import sys
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain as joined
from typing import TYPE_CHECKING

import pytest
import trio

from execora.errors import ConfigError
from execora.providers import deepgram as ours
from execora.providers.chain import EarsChain
from execora.providers.deepgram import DeepgramRecogniser, DeepgramVoice
from execora.providers.port import Fault as Kind
from execora.providers.port import FinalWords, InterimWords, Piece, ProviderError, Say, Wanted
from execora.sound.stream import BYTES_A_SECOND, Frame, Mark
from tests.emulators.deepgram import KEY, Deepgram, Fault
from tests.emulators.http import Answer
from tests.emulators.spoken import spoken
from tests.fakes.ears import FakeRecogniser, finals, hear
from tests.providers.listening import raw

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from execora.sound.stream import Sound

WANTED = Wanted("hi-en", ("Rahul", "Suresh"))
SAID = ["rahul ka balance batao", "suresh ne paanch sau diye", "haan", "doodh do packet likh do aur bill bana do"]
"""Every word of it may be heard once only, and only where it is said."""


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch):
    """Send what waited a hundred times as fast as it was spoken."""
    monkeypatch.setattr(ours, "CATCHING_UP", 100.0)


def utterance(text: str) -> Iterator[Sound]:
    """What the endpointer makes of a sentence: frames of 32 ms with a pause behind, and its end."""
    pcm = spoken(text, silence=0.54)
    for at in range(0, len(pcm), 1024):
        yield Frame(pcm[at : at + 1024], True)
    yield Mark.UTTERANCE_ENDS


def sounds(said: list[str] = SAID) -> list[Sound]:
    return list(joined.from_iterable(map(utterance, said)))


@asynccontextmanager
async def deepgram(**settings: object) -> AsyncIterator[tuple[Deepgram, DeepgramRecogniser]]:
    """Run the service, and an adapter that is connected to it."""
    service = Deepgram(**settings)
    async with trio.open_nursery() as nursery:
        url = await nursery.start(service.serve)
        adapter = DeepgramRecogniser(KEY, url, "nova-3", "multi")
        with trio.fail_after(30):
            yield service, adapter
        await adapter.aclose()
        service.close()


async def outcome(adapter: DeepgramRecogniser, given: list[Sound | float]) -> ProviderError:
    """Let it hear what it will not."""
    try:
        await hear(adapter.transcribe, WANTED, given)
    except ProviderError as error:
        return error
    raise AssertionError("it heard")


async def test_utterances_are_heard_word_by_word():
    async with deepgram() as (service, adapter):
        words = await hear(adapter.transcribe, WANTED, sounds())
    assert finals(words) == SAID
    assert any(isinstance(each, InterimWords) and each.text == "rahul" for each in words)
    assert service.messages == [["Finalize"] * 4 + ["CloseStream"]]
    whole = sum(sound.seconds for sound in sounds() if isinstance(sound, Frame))
    assert service.seconds == [pytest.approx(whole)]
    assert words[-1].until == pytest.approx(whole, abs=0.02)


async def test_the_connection_says_how_to_listen():
    async with deepgram() as (service, adapter):
        await hear(adapter.transcribe, WANTED, sounds(["haan"]))
    assert service.queries == [
        {
            "model": ["nova-3"],
            "language": ["multi"],
            "language_hint": ["hi", "en"],
            "encoding": ["linear16"],
            "sample_rate": ["16000"],
            "channels": ["1"],
            "interim_results": ["true"],
            "endpointing": ["600"],
            "utterance_end_ms": ["1000"],
            "vad_events": ["true"],
            "smart_format": ["true"],
            "numerals": ["true"],
            "mip_opt_out": ["true"],
            "keyterm": ["Rahul", "Suresh"],
        }
    ]


async def test_an_utterance_ends_by_its_own_silence_where_nobody_marks_it():
    pcm = spoken("rahul ka balance", silence=0.7) + spoken("haan", silence=0.7)
    async with deepgram() as (_, adapter):
        words = await hear(adapter.transcribe, WANTED, [Frame(pcm, True)])
    assert finals(words) == ["rahul ka balance", "haan"]


async def test_a_long_utterance_comes_in_pieces_and_is_told_whole():
    said = " ".join(f"word{number}" for number in range(30))
    async with deepgram() as (_, adapter):
        words = await hear(adapter.transcribe, WANTED, sounds([said]))
    assert finals(words) == [said]


async def test_no_connection_is_made_before_there_is_sound():
    async with deepgram() as (service, adapter):
        assert await hear(adapter.transcribe, WANTED, [Mark.UTTERANCE_ENDS]) == []
    assert service.queries == []


async def test_a_word_that_is_hardly_heard_makes_the_utterance_unsure():
    async with deepgram(confidence={"sau": 0.31}) as (_, adapter):
        words = await hear(adapter.transcribe, WANTED, sounds(["paanch sau", "haan"]))
    told = [(each.text, each.confidence, each.sure) for each in words if isinstance(each, FinalWords)]
    assert told == [("paanch sau", 0.31, False), ("haan", 0.98, True)]


async def test_in_silence_the_connection_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ours, "KEEP_ALIVE_SECONDS", 0.05)
    async with deepgram(idle_seconds=0.4) as (service, adapter):
        words = await hear(adapter.transcribe, WANTED, [*utterance("haan"), 1.0, *utterance("nahi")])
    assert finals(words) == ["haan", "nahi"]
    assert service.messages[0].count("KeepAlive") > 10
    assert len(service.queries) == 1


async def test_without_a_word_it_hangs_up():
    async with deepgram(idle_seconds=0.2) as (_, adapter):
        error = await outcome(adapter, [*utterance("haan"), 1.0])
    assert (error.fault, error.reason) == (Kind.AWAY, "it has hung up (1011) NET-0001")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Kind.UNFIT),
        (401, Kind.REFUSED),
        (402, Kind.REFUSED),
        (403, Kind.REFUSED),
        (404, Kind.REFUSED),
        (429, Kind.BUSY),
        (500, Kind.AWAY),
        (503, Kind.AWAY),
    ],
)
async def test_a_connection_that_is_refused_says_why(status: int, kind: Kind):
    async with deepgram(faults=[Fault(status, {"retry-after": "7"})]) as (_, adapter):
        error = await outcome(adapter, sounds(["haan"]))
    assert (error.fault, error.retry_after_seconds) == (kind, 7.0)
    assert error.reason == f"HTTP {status}, REFUSED, it was told to, emulated"


async def test_a_wrong_key_is_refused_and_not_told_on():
    async with deepgram(key="another") as (_, adapter):
        error = await outcome(adapter, sounds(["haan"]))
        with pytest.raises(ProviderError) as checked:
            await adapter.check()
    assert (error.fault, checked.value.fault) == (Kind.REFUSED, Kind.REFUSED)
    assert KEY not in f"{error} {checked.value}"


def test_a_key_that_no_header_can_carry_is_a_wrong_setting():
    with pytest.raises(ConfigError):
        DeepgramRecogniser("k\ney", "https://api.deepgram.com", "nova-3", "multi")


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        ("drop", Kind.AWAY),
        ("half", Kind.AWAY),
        ("garbage", Kind.NONSENSE),
        ("1008 DATA-0000", Kind.NONSENSE),
        ("1011 NET-0000", Kind.AWAY),
    ],
)
async def test_a_connection_that_breaks_says_how(then: str, kind: Kind):
    async with deepgram(faults=[Fault(after=0.5, then=then)]) as (service, adapter):
        error = await outcome(adapter, sounds(["rahul ka balance"]))
        await closed(service)
    assert error.fault is kind


async def test_a_server_that_is_not_there_is_away():
    adapter = DeepgramRecogniser(KEY, "http://127.0.0.1:9", "nova-3", "multi")
    assert (await outcome(adapter, sounds(["haan"]))).fault is Kind.AWAY
    await adapter.aclose()


async def test_a_server_that_hangs_up_in_the_handshake_is_away_at_once():
    async with deepgram(faults=[Fault(hangs_up_in_handshake=True)]) as (_, adapter):
        with trio.fail_after(1):
            assert (await outcome(adapter, sounds(["haan"]))).fault is Kind.AWAY


async def test_what_is_no_websocket_is_nonsense_and_no_group():
    async with raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n") as address:
        adapter = DeepgramRecogniser(KEY, f"http://{address}", "nova-3", "multi")
        assert (await outcome(adapter, sounds(["haan"]))).fault is Kind.NONSENSE
        await adapter.aclose()


async def test_leaving_leaves_nothing_open():
    async with deepgram() as (service, adapter):
        with trio.move_on_after(0.2):
            await hear(adapter.transcribe, WANTED, [*utterance("haan"), 9.0])
        await closed(service)


async def test_sound_that_waited_is_sent_at_four_times_its_pace(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ours, "CATCHING_UP", 4.0)
    async with deepgram() as (_, adapter):
        began = trio.current_time()
        await hear(adapter.transcribe, WANTED, sounds(["rahul ka balance batao haan"]))
        took = trio.current_time() - began
    assert 2.04 / 4 - 0.25 <= took < 2.04 / 2


# -- in a chain: every word once and in order


FAULTS = [
    *(Fault(after=seconds, then=then) for then in ("drop", "half", "1011 NET-0000") for seconds in (0.4, 1.5, 2.9)),
    Fault(after=1.0, then="garbage"),
    Fault(finals_late=0.3),
    Fault(finals_twice=True),
    Fault(finals_twice=True, finals_late=0.2, after=2.0),
    Fault(hangs_up_in_handshake=True),
    Fault(503),
    Fault(429, {"retry-after": "1"}),
    Fault(401),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_word_is_lost_or_doubled(fault: Fault):
    async with deepgram(faults=[fault]) as (_, adapter):
        words = await hear(EarsChain([adapter, Listener("local")]).transcribe, WANTED, sounds())
    assert " ".join(finals(words)) == " ".join(SAID)


async def test_several_drops_in_a_row_lose_nothing():
    faults = [Fault(after=seconds) for seconds in (1.7, 2.0)]
    async with deepgram(faults=faults) as (service, adapter):
        words = await hear(EarsChain([adapter]).transcribe, WANTED, sounds())
    assert finals(words) == SAID
    assert len(service.queries) == 3


@pytest.mark.parametrize("then", ["deaf", "stall"])
async def test_one_that_falls_silent_is_followed_by_another(then: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("execora.providers.listening.DEAF_SECONDS", 0.5)
    async with deepgram(faults=[Fault(after=2.0, then=then)], idle_seconds=1.0) as (service, adapter):
        ears = EarsChain([adapter, Listener("local")])
        words = await hear(ears.transcribe, WANTED, sounds())
        await closed(service)
    assert " ".join(finals(words)) == " ".join(SAID)
    assert ears.conditions[0].state == "slow"
    assert words[-1].provider == "local"


async def test_a_finalize_that_nobody_answers_ends_what_was_final(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ours, "UNANSWERED_SECONDS", 0.2)
    pcm = spoken("rahul ka balance", silence=0.62)
    given = [Frame(pcm, True), Mark.UTTERANCE_ENDS, 0.6]
    async with deepgram(faults=[Fault(deaf_to_finalize=True)]) as (_, adapter):
        words = await hear(adapter.transcribe, WANTED, given)
    told = [each for each in words if isinstance(each, FinalWords)]
    assert [each.text for each in told] == ["rahul ka balance", ""]
    assert told[1].until == pytest.approx(len(pcm) / BYTES_A_SECOND)


async def test_a_noise_that_nobody_answers_is_settled_before_the_chain_loses_patience(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ours, "UNANSWERED_SECONDS", 0.1)
    given = [Frame(bytes(BYTES_A_SECOND), True), Mark.UTTERANCE_ENDS, 0.5]
    async with deepgram(faults=[Fault(deaf_to_finalize=True)]) as (_, adapter):
        words = await hear(adapter.transcribe, WANTED, given)
    assert [each for each in words if isinstance(each, FinalWords)] == [FinalWords("", "deepgram", 1.0)]


# -- clips and speech


async def test_a_clip_is_heard_in_one_request():
    async with deepgram(confidence={"sau": 0.2}) as (service, adapter):
        heard = await adapter.transcribe_once(spoken("paanch sau"), WANTED)
    assert heard == FinalWords("paanch sau", "deepgram", 0.6, 0.2, sure=False)
    assert "interim_results" not in service.asked[0].query


async def test_an_answer_that_is_no_transcript_is_nonsense():
    async with deepgram(answers=[Answer(pieces=[b"{}"])]) as (_, adapter):
        with pytest.raises(ProviderError) as caught:
            await adapter.check()
    assert caught.value.fault is Kind.NONSENSE


async def test_it_says_what_it_listens_with():
    async with deepgram() as (_, adapter):
        assert await adapter.check() == "nova-3, multi"


@asynccontextmanager
async def voice(**settings: object) -> AsyncIterator[tuple[Deepgram, DeepgramVoice]]:
    service = Deepgram(**settings)
    async with trio.open_nursery() as nursery:
        speaker = DeepgramVoice(KEY, await nursery.start(service.serve), "aura-2-thalia-en")
        with trio.fail_after(10):
            yield service, speaker
        await speaker.aclose()
        service.close()


async def said_by(speaker: DeepgramVoice, text: str) -> list[Piece]:
    to_us, made = trio.open_memory_channel[Piece](100)
    with to_us:
        await speaker.speak(Say(text, "en"), to_us)
    return [piece async for piece in made]


async def test_a_clause_is_spoken_in_whole_samples():
    async with voice() as (service, speaker):
        told = await said_by(speaker, "Rahul has paid")
    assert sum(piece.seconds for piece in told) == pytest.approx(14 * 0.05)
    assert {(piece.rate, piece.provider, len(piece.pcm) % 2) for piece in told} == {(24_000, "deepgram", 0)}
    assert service.asked[0].json == {"text": "Rahul has paid"}
    assert service.asked[0].query["container"] == ["none"]


async def test_it_has_no_hindi():
    async with voice() as (_, speaker):
        assert speaker.speaks("en")
        assert not speaker.speaks("hi")
        assert await speaker.check() == "aura-2-thalia-en"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(429, headers={"retry-after": "3"}), Kind.BUSY),
        (Answer(pieces=[bytes(100)], headers={"content-type": "audio/l16"}, ends="cut"), Kind.AWAY),
        (Answer(pieces=[b"{}"], headers={"content-type": "application/json"}), Kind.NONSENSE),
        (Answer(headers={"content-type": "audio/l16"}), Kind.NONSENSE),
    ],
)
async def test_a_clause_that_is_not_spoken_says_why(answer: Answer, kind: Kind):
    async with voice(answers=[answer]) as (_, speaker):
        with pytest.raises(ProviderError) as caught:
            await said_by(speaker, "yes")
    assert caught.value.fault is kind


# -- what tests need


class Listener(FakeRecogniser):
    """Hears what `spoken` made, so that it can follow Deepgram in a chain."""

    async def transcribe(self, wanted: Wanted, sound: trio.MemoryReceiveChannel[Sound], heard: object) -> None:
        self.started.append(trio.current_time())
        service, pcm, given = Deepgram(), bytearray(), 0
        async for piece in sound:
            if isinstance(piece, Frame):
                pcm += piece.pcm
                given += len(piece.pcm)
                heard(InterimWords("", self.name))
            else:
                text = service.hear(bytes(pcm))
                heard(FinalWords(text, self.name, given / BYTES_A_SECOND))
                pcm.clear()


async def closed(service: Deepgram) -> None:
    """Wait until the service has seen all its connections end."""
    while service.open:
        await trio.lowlevel.checkpoint()


async def test_other_processes_may_have_the_service_with_a_script():
    command = [sys.executable, "-m", "tests.emulators.deepgram", "--say", "rahul ka balance", "--say", "haan ji"]
    loud = b"\x00\x20\x00\xe0" * (BYTES_A_SECOND // 4)
    pause = bytes(BYTES_A_SECOND * 7 // 10)
    async with trio.open_nursery() as nursery:
        process = await nursery.start(partial(trio.run_process, command, stdout=subprocess.PIPE, check=False))
        url = (await process.stdout.receive_some()).decode().strip()
        adapter = DeepgramRecogniser(KEY, url, "nova-3", "multi")
        words = await hear(adapter.transcribe, WANTED, [Frame(loud + pause, True), Frame(loud + pause, True)])
        await adapter.aclose()
        process.terminate()
    assert finals(words) == ["rahul ka balance", "haan ji"]
