"""Sound into a conversation: fakes hear, detect and keep it, on a clock that jumps."""

from __future__ import annotations

import gc
import math
import random
import weakref
from array import array
from dataclasses import replace
from operator import add
from typing import TYPE_CHECKING, Any

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trio.testing import MockClock

from execora.errors import RecordingError
from execora.ledger.money import Paise
from execora.providers.port import Fault, FinalWords, Piece, ProviderError, Say
from execora.session import intake
from execora.session.desk import Speaker
from execora.session.hearing import (
    CLOSE_SECONDS,
    LONGEST_MESSAGE_SECONDS,
    MOST_BAD,
    SLICE_BYTES,
    STRAGGLING_SECONDS,
)
from execora.session.port import Audio, EndUtterance, Ping, Record, Speech, Start, Stop
from execora.session.ration import AHEAD_SECONDS
from execora.session.speaking import POLITE_SECONDS
from execora.session.stream import GAP_SECONDS, PATIENCE_SECONDS
from execora.sound.decoding import Decoder, Encoding, decoder
from execora.sound.echo import EchoGuard
from execora.sound.endpoint import CHUNK_BYTES
from execora.sound.opus import Encoder
from execora.sound.stream import BYTES_A_SECOND, RATE
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars, FakeRecorder, detector, loudness, silence, speech
from tests.fakes.voices import FakeVoices
from tests.shop import talking
from tests.sound.test_echo import pcm
from tests.sound.test_echo import speech as syllables
from tests.sound.webms import block, header, track

if TYPE_CHECKING:
    from collections.abc import Iterable

    from execora.language.reading import Language
    from execora.session.desk import Desk
    from tests.fakes.door import FakeDoor

FRAME = BYTES_A_SECOND // 50
"""20 ms."""


@pytest.fixture
def books() -> FakeBooks:
    return FakeBooks()


@pytest.fixture
def ears() -> FakeEars:
    return FakeEars()


@pytest.fixture
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def desk(books: FakeBooks, ears: FakeEars, recorder: FakeRecorder) -> Desk:
    return desk_of(books, Speech(ears=ears, detector=detector, recorder=recorder))


def tone(seconds: float) -> bytes:
    """Return PCM of a tone, which a codec leaves as it is."""
    return array(
        "h", (round(10_000 * math.sin(math.tau * 440 * i / RATE)) for i in range(int(seconds * RATE)))
    ).tobytes()


def desk_of(books: FakeBooks, speech: Speech) -> Desk:
    desk = fake_desk(books)
    desk.speech = speech
    return desk


def pieces(pcm: bytes, size: int = FRAME) -> Iterable[Audio]:
    return (Audio(data=pcm[at : at + size]) for at in range(0, len(pcm), size))


async def stream(door: FakeDoor, pcm: bytes) -> None:
    """Send sound as fast as it is spoken."""
    for piece in pieces(pcm):
        door.put(piece)
        await trio.sleep(0.02)


async def start(door: FakeDoor, said: Start | None = None) -> dict[str, Any]:
    door.put(said or Start())
    return dict((await door.next("voice:started", "error")).data)


async def answered(door: FakeDoor) -> str:
    """Return once all that was sent before has been taken in."""
    door.put(Ping())
    return (await door.next("pong")).type


def codes(door: FakeDoor) -> list[str]:
    return [error["code"] for error in door.of("error")]


# -- beginning and ending ------------------------------------------------------


async def test_what_is_spoken_is_understood_as_what_is_typed(
    desk: Desk, books: FakeBooks, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.words.append("Rahul ne 200 diye")
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1) + silence(1))
        answer = await door.next("voice:response")
    assert answer.data["intent"] == "RECORD_PAYMENT"
    assert books.shop.owed("Rahul Sharma") == Paise(300_00)
    assert ears.run.ends == 1


async def test_the_answer_to_a_start_says_who_hears_what_form_of_sound(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        welcome = door.of("voice:start")[0]
        started = await start(door, Start(encoding="pcm16", rate=48_000, channels=2, binary_speech=True))
        by_browser = await start(door, Start(recogniser="browser"))
    assert (welcome["sttAvailable"], welcome["sttProvider"]) == (True, "fake")
    assert (started["sttProvider"], started["encoding"]) == ("fake", "pcm16")
    assert (started["sampleRate"], started["channels"]) == (48_000, 2)
    assert by_browser["sttProvider"] == "browser"
    assert (started["audioOut"], by_browser["audioOut"]) == ("binary", "base64")


async def test_a_recogniser_can_be_wished_for_and_an_unknown_one_changes_nothing(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.others["better"] = better = FakeEars("better")
    async with talking(desk) as door:
        assert (await start(door, Start(recogniser="better")))["sttProvider"] == "better"
        refused = await start(door, Start(recogniser="nobody"))
        await stream(door, speech(1))
    assert refused["code"] == "BAD_MESSAGE"
    assert "browser, fake, better" in refused["error"]
    assert better.run.pcm
    assert not ears.runs


async def test_the_recogniser_stays_open_over_many_utterances(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.words += ["Rahul ka balance batao", "Suresh ka balance batao", "Milk ka stock kitna hai"]
    async with talking(desk) as door:
        await start(door)
        for _ in range(3):
            await stream(door, speech(1) + silence(1))
            await door.next("voice:response")
    assert len(ears.runs) == 1


async def test_a_second_start_replaces_the_first_and_waits_for_it_to_end(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.goes_slowly = 0.5
    async with talking(desk) as door:
        await start(door)
        await ears.started.wait()
        before = trio.current_time()
        await start(door)
        assert trio.current_time() - before == pytest.approx(0.5)
        assert ears.runs[0].ended.is_set()
        await stream(door, speech(1))
        ears.runs[0].heard(FinalWords("Rahul ne 200 diye", "fake", 1.0))
        await answered(door)
    assert len(ears.runs) == 2
    assert not ears.runs[0].pcm
    assert not door.of("voice:intent"), "an old run is heard no more"


async def test_sound_before_a_start_and_after_a_stop_is_refused_once_each_time_and_never_heard(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await stream(door, speech(1))
        assert codes(door) == ["NOT_STARTED"]
        await start(door)
        await stream(door, speech(1))
        door.put(Stop())
        await door.next("voice:stopped")
        heard = len(ears.run.pcm)
        await trio.sleep(STRAGGLING_SECONDS)
        await stream(door, speech(1))
        assert codes(door) == ["NOT_STARTED"] * 2
        await start(door)
        await answered(door)
    assert heard <= len(speech(1))
    assert len(ears.runs[0].pcm) == heard
    assert not ears.runs[1].pcm


async def test_a_stop_waits_for_the_recogniser_and_says_so_after_it(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.goes_slowly = 0.5
    async with talking(desk) as door:
        await start(door)
        await ears.started.wait()
        before = trio.current_time()
        door.put(Stop())
        await door.next("voice:stopped")
        assert ears.run.ended.is_set()
        assert trio.current_time() - before == pytest.approx(0.5)


async def test_a_recogniser_that_does_not_end_holds_a_stop_up_for_a_moment_only(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.goes_slowly = 60
    async with talking(desk, within=100) as door:
        await start(door)
        await ears.started.wait()
        before = trio.current_time()
        door.put(Stop())
        await door.next("voice:stopped")
        assert trio.current_time() - before == pytest.approx(CLOSE_SECONDS)


async def test_hanging_up_ends_the_recogniser(desk: Desk, ears: FakeEars, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
    assert ears.run.ended.is_set()


async def test_words_that_come_while_it_ends_are_nobody_s(
    desk: Desk, books: FakeBooks, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.goes_slowly, ears.last_words = 0.1, "Rahul ne 200 diye"
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        door.put(Stop())
        await door.next("voice:stopped")
        await start(door)
        await stream(door, speech(1))
    assert door.close_code == 1000
    assert books.changes == 0


async def test_the_recogniser_is_told_to_expect_whom_was_spoken_of_first_then_customers_and_goods(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        door.say("Suresh ka balance batao")
        await door.next("voice:response")
        await start(door, Start(language="hi"))
        await ears.started.wait()
    wanted = ears.run.wanted
    assert wanted.language == "hi"
    assert wanted.terms[0] == "Suresh Kumar"
    assert {"Rahul Sharma", "Rahul Verma", "Milk", "Sugar"} <= set(wanted.terms[:40])
    assert len(wanted.terms) == len(set(wanted.terms))


# -- faster and slower than speech ---------------------------------------------


async def test_a_minute_sent_at_once_loses_nothing(desk: Desk, ears: FakeEars, autojump_clock: MockClock) -> None:
    ears.a_sound_takes = 0.01
    sent = b"".join(bytes([number % 250 + 1, 39]) * (BYTES_A_SECOND // 2) for number in range(60))
    async with talking(desk_of(FakeBooks(), Speech(ears=ears)), within=300) as door:
        await start(door)
        for piece in pieces(sent, 50_000):
            door.put(piece)
        await answered(door)
        await trio.sleep(60)
        assert ears.run.pcm == sent
        assert codes(door) == []


async def test_a_recogniser_that_takes_nothing_does_not_hold_up_a_stop(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.hangs = True
    async with talking(desk, within=300) as door:
        await start(door)
        for seconds in (10, 11, 12):
            await stream(door, speech(seconds))
            before = trio.current_time()
            await answered(door)
            assert trio.current_time() == before, f"held up after {seconds} more"
        door.put(Stop())
        await door.next("voice:stopped")
        assert trio.current_time() - before < 1
    assert codes(door) == ["STT_UNAVAILABLE"], "after half a minute of it"


@pytest.mark.parametrize("fault", [{"hangs": True}, {"a_sound_takes": 5.0}])
async def test_a_stop_behind_a_minute_sent_at_once_acts_at_once_however_slow_the_recogniser_is(
    desk: Desk, ears: FakeEars, fault: dict[str, Any], autojump_clock: MockClock
) -> None:
    for name, value in fault.items():
        setattr(ears, name, value)
    async with talking(desk, within=10_000) as door:
        await start(door)
        await ears.started.wait()
        before = trio.current_time()
        for piece in pieces(speech(60)):
            door.put(piece)
        door.put(Stop())
        await door.next("voice:stopped")
        assert trio.current_time() == before
    assert codes(door) == []


@pytest.mark.parametrize("anew", [False, True])
async def test_sound_far_ahead_of_itself_is_taken_in_four_times_as_fast_as_it_was_spoken(
    desk: Desk, ears: FakeEars, *, anew: bool, autojump_clock: MockClock
) -> None:
    async with talking(desk, within=1000) as door:
        await start(door)
        before = trio.current_time()
        put_at_once(door, silence(AHEAD_SECONDS))
        await answered(door)
        assert trio.current_time() == before
        if anew:
            await start(door)
        put_at_once(door, silence(40))
        await answered(door)
        assert trio.current_time() - before == pytest.approx(10, abs=0.1)
    assert codes(door) == []


def put_at_once(door: FakeDoor, pcm: bytes) -> None:
    for piece in pieces(pcm, BYTES_A_SECOND):
        door.put(piece)


async def test_a_message_that_holds_minutes_is_refused_behind_the_second(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk, within=1000) as door:
        await start(door)
        before = trio.current_time()
        door.put(Audio(data=silence(LONGEST_MESSAGE_SECONDS * 10)))
        await answered(door)
        assert trio.current_time() - before < 1
    assert codes(door) == ["BAD_AUDIO"]


async def test_who_speaks_on_to_a_recogniser_that_cannot_keep_up_is_told_in_the_end_and_never_held_up(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.a_sound_takes = 5.0
    async with talking(desk, within=1000) as door:
        await start(door)
        for _ in range(14):
            for piece in pieces(speech(10), FRAME * 50):
                door.put(piece)
                await trio.sleep(1)
            before = trio.current_time()
            await answered(door)
            assert trio.current_time() == before
        await ears.run.ended.wait()
    assert codes(door) == ["STT_UNAVAILABLE"]


async def test_a_recording_loses_nothing_when_the_recogniser_is_given_up(
    desk: Desk, ears: FakeEars, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    ears.hangs = True
    async with talking(desk, within=1000) as door:
        await start(door, Start(keep_audio=True))
        for piece in pieces(speech(150), 500_000):
            door.put(piece)
        await answered(door)
    assert codes(door) == ["STT_UNAVAILABLE"]
    assert recorder.last == speech(150)


# -- packets -------------------------------------------------------------------

PACKETS = Start(encoding="opus", rate=48_000)
BROKEN = Audio(data=b"\x03")


def packets(pcm: bytes) -> list[Audio]:
    """Return sound as packets of Opus, one a message."""
    encoder = Encoder()
    return [Audio(data=packet) for packet in (*encoder.add(pcm, RATE), *encoder.end())]


def about_as_loud(chunk: bytes) -> float:
    """Tell speech from silence where a codec has changed both."""
    return 1.0 if max(array("h", chunk)) > 2000 else 0.0


@pytest.fixture
def packet_desk(books: FakeBooks, ears: FakeEars, recorder: FakeRecorder) -> Desk:
    return desk_of(books, Speech(ears=ears, detector=lambda: about_as_loud, recorder=recorder))


async def test_packets_of_opus_are_heard(packet_desk: Desk, ears: FakeEars, autojump_clock: MockClock) -> None:
    ears.words.append("Rahul ka balance batao")
    async with talking(packet_desk) as door:
        started = await start(door, PACKETS)
        for packet in packets(tone(1) + silence(1)):
            door.put(packet)
            await trio.sleep(0.02)
        answer = await door.next("voice:response")
    assert (started["encoding"], started["sampleRate"]) == ("opus", 48_000)
    assert answer.data["intent"] == "CHECK_BALANCE"
    assert len(ears.run.pcm) > BYTES_A_SECOND


async def test_a_packet_is_never_cut_however_long_it_is(
    packet_desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    longest = bytes([28 << 3 | 3, 48]) + bytes(48 * 1275)  # 48 frames of 2.5 ms: RFC 6716, section 3.2.5
    async with talking(packet_desk) as door:
        await start(door, replace(PACKETS, keep_audio=True))
        door.put(Audio(data=longest))
        await answered(door)
        assert codes(door) == []
    assert len(recorder.last) / BYTES_A_SECOND == pytest.approx(0.12, abs=0.002)
    assert recorder.longest <= SLICE_BYTES


async def test_a_broken_packet_spoils_only_itself(
    packet_desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    async with talking(packet_desk) as door:
        await start(door, replace(PACKETS, keep_audio=True))
        for number, packet in enumerate(packets(tone(1))):
            door.put(packet)
            if number == 20:
                door.put(BROKEN)
        await answered(door)
        assert codes(door) == ["BAD_AUDIO"]
    wave = array("h", recorder.last)
    assert len(wave) / RATE == pytest.approx(1.02, abs=0.005)
    assert min(max(wave[at : at + 160]) for at in range(320, RATE, 160)) > 5000, "no gap, no silence"


async def test_hearing_ends_behind_ten_packets_in_a_row_that_are_none(
    packet_desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    good = packets(tone(0.1))[0]
    async with talking(packet_desk) as door:
        await start(door, PACKETS)
        for audio in (*[BROKEN] * (MOST_BAD - 1), good, *[BROKEN] * (MOST_BAD - 1)):
            door.put(audio)
        await answered(door)
        assert not ears.run.ended.is_set()
        door.put(BROKEN)
        await ears.run.ended.wait()


async def test_packets_are_only_decoded_where_somebody_hears_or_records_them(
    packet_desk: Desk, recorder: FakeRecorder, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock
) -> None:
    class Counting:
        def add(self, data: bytes) -> bytes:
            decoded.append(data)
            return bytes(640)

    decoded: list[bytes] = []
    monkeypatch.setattr(intake, "decoder", lambda *_: Counting())
    async with talking(packet_desk) as door:
        await start(door, replace(PACKETS, recogniser="browser"))
        for audio in packets(tone(0.5)):
            door.put(audio)
        await answered(door)
        assert (decoded, codes(door)) == ([], ["STT_UNAVAILABLE"])
        door.put(Record(on=True))
        await door.next("recording:started")
        door.put(Audio(data=b"\x08"))
        await answered(door)
        assert decoded == [b"\x08"]
    assert len(recorder.last) == 640


# -- bad sound -----------------------------------------------------------------


async def test_sound_that_cannot_be_read_is_told_and_after_ten_in_a_row_hearing_ends(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door, Start(encoding="webm"))
        for _ in range(MOST_BAD + 2):
            door.put(Audio(data=bytes(100)))
        await answered(door)
        await ears.run.ended.wait()
    assert codes(door) == ["BAD_AUDIO"] * MOST_BAD + ["NOT_STARTED"]


async def test_a_file_of_another_kind_is_no_pcm_and_what_follows_is_not_heard_as_noise(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        door.put(Audio(data=b"RIFF\x00\x00\x00\x00WAVEfmt "))
        for piece in pieces(speech(1)):
            door.put(piece)
        await answered(door)
    assert codes(door) == ["BAD_AUDIO", "NOT_STARTED"]
    assert not ears.run.pcm


@pytest.mark.parametrize("nothing", [b"", b"\x00"])
async def test_frames_of_nothing_are_nothing(desk: Desk, nothing: bytes, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        await start(door)
        door.put(Audio(data=nothing))
        await answered(door)
    assert codes(door) == []


@pytest.mark.parametrize(("wished", "in_force"), [("en", "en"), (None, "hi-en")])
async def test_the_client_is_told_the_language_that_is_in_force(
    desk: Desk, ears: FakeEars, wished: Language | None, in_force: str, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        door.put(Start(language=wished))
        assert (await door.next("voice:started")).data["language"] == in_force


# -- utterances ----------------------------------------------------------------


async def test_the_client_is_told_when_somebody_begins_and_ends_to_speak(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, silence(1) + speech(1) + silence(1))
    assert [told["speaking"] for told in door.of("voice:activity")] == [True, False]


async def test_an_utterance_ends_when_no_sound_comes_any_more(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        last = trio.current_time() - 0.02
        await trio.sleep(1)
        assert [at - last for at in ears.run.ended_at] == [pytest.approx(GAP_SECONDS + 0.02)]
    assert [told["speaking"] for told in door.of("voice:activity")] == [True, False]


async def test_a_client_that_sends_a_second_at_a_time_is_not_cut_off_between_them(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        for _ in range(4):
            door.put(Audio(data=speech(1)))
            await trio.sleep(1)
        assert ears.run.ends == 0
        await trio.sleep(1)
        assert ears.run.ends == 1


async def test_a_large_message_lets_everybody_else_have_a_turn(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await trio.lowlevel.checkpoint()
            turns += 1

    async with talking(desk) as door, trio.open_nursery() as nursery:
        await start(door)
        nursery.start_soon(count)
        door.put(Audio(data=silence(8)))
        await answered(door)
        nursery.cancel_scope.cancel()
    assert turns > 100


async def test_a_few_bytes_that_stand_for_much_sound_let_everybody_else_have_a_turn(
    desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    looked_at, most = 0, 0

    def look(_chunk: bytes) -> float:
        nonlocal looked_at, most
        looked_at += 1
        most = max(most, looked_at)
        return 0.0

    async def have_turns() -> None:
        nonlocal looked_at
        while True:
            await trio.lowlevel.checkpoint()
            looked_at = 0

    desk.speech = replace(desk.speech, detector=lambda: look)
    nothing = block(bytes([0x1B, 0x02]))  # two frames of 60 ms without data: RFC 6716, section 3
    async with talking(desk) as door, trio.open_nursery() as nursery:
        await start(door, Start(encoding="webm", keep_audio=True))
        nursery.start_soon(have_turns)
        door.put(Audio(data=header(track()) + nothing * 200))
        await answered(door)
        nursery.cancel_scope.cancel()
        assert len(recorder.last) == pytest.approx(24 * BYTES_A_SECOND, rel=0.01)
    assert most <= 2 * SLICE_BYTES // CHUNK_BYTES, "the order of turns is left to chance"
    assert recorder.longest <= SLICE_BYTES


async def test_letting_go_of_the_button_ends_the_utterance_at_once_with_its_last_syllable(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1.01))
        door.put(EndUtterance())
        await answered(door)
        await trio.testing.wait_all_tasks_blocked()
        assert ears.run.ends == 1
        assert ears.run.pcm.rstrip(b"\0") == speech(1.01)
        await trio.sleep(1)
    assert ears.run.ends == 1, "it has ended once"


async def test_without_a_detector_a_gap_ends_what_came(ears: FakeEars, autojump_clock: MockClock) -> None:
    async with talking(desk_of(FakeBooks(), Speech(ears=ears))) as door:
        await start(door)
        await stream(door, speech(1) + silence(2))
        assert ears.run.ends == 0
        await trio.sleep(1)
    assert ears.run.ends == 1


async def test_what_was_under_way_when_the_client_stopped_is_passed_over_in_silence(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        door.put(Stop())
        await door.next("voice:stopped")
        heard = len(ears.run.pcm)
        await stream(door, speech(0.1))
        door.put(EndUtterance())
        await answered(door)
    assert codes(door) == []
    assert len(ears.run.pcm) == heard


async def test_letting_go_before_a_start_is_refused(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        door.put(EndUtterance())
        await answered(door)
    assert codes(door) == ["NOT_STARTED"]


# -- words ---------------------------------------------------------------------


async def test_interim_words_are_shown_once_each_under_the_id_of_their_final(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        for text in ("", "Rahul", "Rahul", "Rahul ka balance"):
            ears.guess(text)
        ears.say("Rahul ka balance batao", confidence=0.91234)
        await door.next("voice:response")
    shown = [(told["text"], told["isFinal"]) for told in door.of("voice:transcript")]
    assert shown == [("Rahul", False), ("Rahul ka balance", False), ("Rahul ka balance batao", True)]
    assert len({told["utteranceId"] for told in door.of("voice:transcript")}) == 1
    final = door.of("voice:transcript")[-1]
    assert (final["provider"], final["confidence"]) == ("fake", 0.912)


async def test_an_utterance_of_nothing_takes_its_interim_words_off_the_screen(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        ears.guess("Rahul")
        ears.say(" ")
        ears.say("")
        await answered(door)
    shown = [(told["text"], told["isFinal"]) for told in door.of("voice:transcript")]
    assert shown == [("Rahul", False), ("", False)]
    assert not door.of("voice:intent")


async def test_an_utterance_of_nothing_is_told_once_and_not_answered(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1) + silence(1))
        ears.say("")
        ears.say("")
        await answered(door)
    assert door.of("voice:activity") == [{"speaking": True}, {"speaking": False}, {"speaking": False, "heard": False}]
    assert not door.of("voice:response")
    assert not door.of("error")


async def test_an_utterance_of_words_and_silence_in_which_nobody_spoke_do_not_count_as_nothing(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, silence(1))
        ears.say("")
        await stream(door, speech(1) + silence(1))
        ears.say("Rahul ka balance batao")
        await stream(door, silence(1))
        ears.say("")
        await answered(door)
    assert door.of("voice:activity") == [{"speaking": True}, {"speaking": False}]


async def test_a_recogniser_that_ends_utterances_itself_tells_of_one_that_came_to_nothing(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    desk.speech = Speech(ears=ears)
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        ears.guess("Rahul")
        ears.say("")
        ears.say("")
        await answered(door)
    assert [told for told in door.of("voice:activity") if "heard" in told] == [{"speaking": False, "heard": False}]


async def test_a_stop_takes_interim_words_off_the_screen(desk: Desk, ears: FakeEars, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1))
        ears.guess("Rahul")
        door.put(Stop())
        await door.next("voice:stopped")
    assert door.of("voice:transcript")[-1]["text"] == ""
    assert [told["speaking"] for told in door.of("voice:activity")] == [True, False]


async def test_spoken_words_of_control_act_at_once(
    desk: Desk, books: FakeBooks, ears: FakeEars, autojump_clock: MockClock
) -> None:
    books.slow["RECORD_PAYMENT"] = 60
    async with talking(desk, within=100) as door:
        await start(door)
        await stream(door, speech(1))
        ears.say("Rahul ne 200 diye")
        await door.next("task:started")
        ears.say("sab band karo")
        cancelled = await door.next("task:cancelled")
    assert cancelled.data["reason"] == "spoken"
    assert books.changes == 0


async def test_too_much_said_at_once_is_refused(desk: Desk, ears: FakeEars, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        await start(door)
        await ears.started.wait()
        for _ in range(150):
            ears.say("Rahul ka balance batao")
        assert (await door.next("error")).data["code"] == "QUEUE_FULL"


async def test_a_yes_that_was_begun_before_the_question_came_is_no_answer_to_it(
    desk: Desk, books: FakeBooks, ears: FakeEars, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        door.say("Rahul ne 200 diye")
        await door.next("voice:response")
        await start(door)
        await stream(door, speech(1))
        door.say("galat ho gaya wapas karo")
        await door.next("voice:confirm_needed")
        ears.say("haan")
        assert (await door.next("voice:intent")).data["intent"] != "CONFIRM"
        await stream(door, silence(1) + speech(1))
        ears.say("haan")
        await door.next("voice:response")
        assert (await door.next("voice:response")).data["intent"] == "UNDO"
    assert books.shop.owed("Rahul Sharma") == Paise(500_00)


# -- while we speak ------------------------------------------------------------


@pytest.fixture
def aloud(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> FakeVoices:
    """Let the desk speak, ten seconds a clause, to a client whose microphone does not hear it."""
    monkeypatch.setattr(EchoGuard, "echoes", lambda _guard, _chunk, _at: False)
    voices = FakeVoices(seconds=10)
    desk.speech = replace(desk.speech, voices=voices)
    return voices


async def spoken_to(door: FakeDoor) -> None:
    """Be told a balance aloud."""
    await start(door)
    door.say("Rahul ka balance batao")
    await door.next("voice:tts-stream")


@pytest.mark.usefixtures("aloud")
async def test_who_begins_to_speak_silences_us_within_a_moment(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        await spoken_to(door)
        await stream(door, silence(1))
        assert not door.of("voice:tts-stopped")
        before = trio.current_time()
        await stream(door, speech(0.16))
        assert door.of("voice:tts-stopped") == [{"reason": "interrupt"}]
        assert trio.current_time() - before < 0.2


async def test_who_begins_to_speak_between_two_clauses_of_a_slow_voice_cuts_the_answer_off(
    desk: Desk, aloud: FakeVoices, autojump_clock: MockClock
) -> None:
    aloud.takes, aloud.seconds = 3, 1
    async with talking(desk) as door:
        await start(door)
        door.say("kya kya kar sakte ho")
        await trio.sleep(4.5)
        await stream(door, speech(0.5) + silence(1))
        await trio.sleep(5)
    kinds = [event.type for event in door if event.type.startswith(("voice:tts", "voice:activity"))]
    assert kinds == ["voice:tts-stream", "voice:activity", "voice:tts-stopped", "voice:activity"]


@pytest.mark.usefixtures("aloud")
@pytest.mark.parametrize(("words", "mistakes"), [("", 1), ("Suresh ka balance batao", 0)])
async def test_the_guard_learns_that_it_took_us_for_somebody(
    desk: Desk,
    ears: FakeEars,
    autojump_clock: MockClock,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    mistakes: int,
) -> None:
    told = list[EchoGuard]()
    monkeypatch.setattr(EchoGuard, "mistaken", lambda guard: told.append(guard))
    async with talking(desk) as door:
        await spoken_to(door)
        await stream(door, speech(0.3) + silence(1))
        assert not told
        ears.say(words)
        assert len(told) == mistakes


@pytest.mark.usefixtures("aloud")
async def test_our_own_voice_in_the_microphone_neither_silences_us_nor_is_heard(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EchoGuard, "echoes", lambda _guard, _chunk, _at: True)
    async with talking(desk) as door:
        await spoken_to(door)
        await stream(door, speech(2))
    assert not door.of("voice:tts-stopped")
    assert not door.of("voice:activity")
    assert not ears.run.pcm


class Room:
    """What a microphone hears of what a page plays: a moment later, and fainter."""

    def __init__(self, door: FakeDoor) -> None:
        self._door = door
        self._played = array("h")
        self._began_at = 0.0
        self._noise = random.Random(1)

    async def listen(self, seconds: float, *, beside: array[int] | None = None) -> None:
        """Stream what the microphone hears, of somebody who speaks beside it, too."""
        for number in range(int(seconds * 50)):
            await trio.sleep(0.02)
            sounds = [event.audio for event in self._door if event.type == "voice:tts-stream"]
            if sounds and not self._played:
                self._began_at = trio.current_time()
            self._played = array("h", b"".join(sounds))
            heard = int((trio.current_time() - self._began_at - 0.12) * 16_000) if sounds else 0
            frame = array("h", (int(0.2 * level) for level in self._played[max(heard - 320, 0) : max(heard, 0)]))
            frame.extend([0] * (320 - len(frame)))
            frame = array("h", (level + self._noise.randrange(-10, 11) for level in frame))
            if beside:
                frame = array("h", map(add, frame, beside[number * 320 : number * 320 + 320]))
            self._door.put(Audio(data=frame.tobytes()))


class Babbling(FakeVoices):
    """Voices whose sound is none like another."""

    async def speak(self, said: Say, pieces: trio.MemorySendChannel[Piece]) -> None:
        await pieces.send(Piece(pcm(syllables(1, 8.0)), 16_000, self.name))


@pytest.mark.parametrize("speaks", [False, True])
async def test_an_answer_in_the_room_does_not_cut_itself_off_but_a_speaker_does(
    desk: Desk, ears: FakeEars, speaks: bool, autojump_clock: MockClock
) -> None:
    def hears_anything(chunk: bytes) -> float:
        return float(max(array("h", chunk)) > 100)

    desk.speech = replace(desk.speech, voices=Babbling(), detector=lambda: hears_anything)
    async with talking(desk) as door:
        await start(door)
        room = Room(door)
        await room.listen(0.5)
        door.say("Rahul ka balance batao")
        await room.listen(3)
        assert not door.of("voice:tts-stopped")
        await room.listen(2, beside=array("h", pcm(syllables(2, 2.0))) if speaks else None)
        assert door.of("voice:tts-stopped") == ([{"reason": "interrupt"}] if speaks else [])
    assert bool(ears.run.pcm) == speaks


@pytest.mark.parametrize("microphone", ["goes on", "is off"])
async def test_our_own_words_are_nobody_s_command_however_late_they_come(
    desk: Desk, books: FakeBooks, ears: FakeEars, aloud: FakeVoices, microphone: str, autojump_clock: MockClock
) -> None:
    desk.speech, aloud.seconds = replace(desk.speech, detector=None), 2
    async with talking(desk, within=60) as door:
        await start(door)
        door.say("Suresh ke khate mein 200 likho")
        answer = (await door.next("voice:response")).data["speech"].partition(".")[0]
        await door.next("voice:tts-stream")
        changes = books.changes
        await stream(door, speech(2.5))
        echoed = ears.run.seconds
        ears.guess("Suresh Kumar")
        ears.guess(answer)
        if microphone == "goes on":
            await stream(door, silence(6))
        else:
            await trio.sleep(6)
        ears.run.heard(FinalWords(answer, "fake", echoed))
        await answered(door)
        assert door.of("voice:transcript")[-1]["text"] == ""
        assert len(door.of("voice:intent")) == 1
        await stream(door, speech(2.5))
        ears.say(answer)
        await door.next("voice:intent")
    assert books.changes == changes


async def test_our_own_words_amid_a_noise_are_nobody_s_command(
    desk: Desk, ears: FakeEars, aloud: FakeVoices, autojump_clock: MockClock
) -> None:
    aloud.seconds = 3
    async with talking(desk, within=60) as door:
        await start(door)
        await stream(door, speech(0.5))
        door.say("Rahul ka balance batao")
        answer = (await door.next("voice:response")).data["speech"]
        ears.words.append(answer)
        await stream(door, speech(POLITE_SECONDS + 4) + silence(1))
    assert ears.run.ends == 1
    assert len(aloud.said) == 1
    assert len(door.of("voice:intent")) == 1


@pytest.mark.parametrize("waits", [0.5, 1.6, 2.2])
async def test_who_says_after_us_what_we_told_them_to_say_is_understood(
    desk: Desk, ears: FakeEars, aloud: FakeVoices, waits: float, autojump_clock: MockClock
) -> None:
    aloud.seconds = 2
    async with talking(desk, within=60) as door:
        await start(door)
        door.say("gadbad jhaala hua")
        assert "Rahul ka balance batao" in (await door.next("voice:response")).data["speech"]
        await door.next("voice:tts-stream")
        ears.words.append("Rahul ka balance batao")
        await stream(door, silence(waits) + speech(1.5) + silence(1))
    assert [told["intent"] for told in door.of("voice:intent")] == ["UNKNOWN", "CHECK_BALANCE"]


@pytest.mark.parametrize("heard", ["kar do", "kardo", "कर दो"])
@pytest.mark.parametrize("begins", [3.7, 4.3])
async def test_what_we_ask_is_not_answered_by_its_own_echo_but_by_a_yes(
    desk: Desk,
    books: FakeBooks,
    ears: FakeEars,
    aloud: FakeVoices,
    heard: str,
    begins: float,
    autojump_clock: MockClock,
) -> None:
    aloud.seconds = 2
    async with talking(desk, within=60) as door:
        await start(door)
        await stream(door, silence(0.1))
        ears.say("Rahul ne 8000 diye")
        assert (await door.next("voice:confirm_needed")).data["speech"].endswith("jama kar doon?")
        await door.next("voice:tts-stream")
        ears.words += [heard, "haan"]
        await stream(door, silence(begins) + speech(0.4) + silence(1))
        assert books.changes == 0
        await stream(door, speech(0.4) + silence(1))
    assert ears.run.ends == 2
    assert books.shop.owed("Rahul Sharma") == Paise(-7500_00)


async def test_what_we_ask_is_answered_by_the_same_words_a_second_later(
    desk: Desk, books: FakeBooks, ears: FakeEars, aloud: FakeVoices, autojump_clock: MockClock
) -> None:
    aloud.seconds = 2
    async with talking(desk, within=60) as door:
        await start(door)
        await stream(door, silence(0.1))
        ears.say("Rahul ne 8000 diye")
        await door.next("voice:tts-stream")
        ears.words.append("kar do")
        await stream(door, silence(5) + speech(0.4) + silence(1))
    assert books.shop.owed("Rahul Sharma") == Paise(-7500_00)


@pytest.mark.usefixtures("aloud")
async def test_without_a_detector_the_first_words_of_somebody_else_silence_us(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    desk.speech = replace(desk.speech, detector=None)
    async with talking(desk) as door:
        await spoken_to(door)
        await stream(door, speech(0.5))
        assert not door.of("voice:tts-stopped")
        ears.guess("Suresh ka")
        ears.say("Suresh ka balance batao")
        await door.next("voice:response")
    assert door.of("voice:tts-stopped") == [{"reason": "interrupt"}]
    assert [told["speaking"] for told in door.of("voice:activity")] == [True, False]


# -- when nobody hears ---------------------------------------------------------


async def test_ears_that_fail_for_good_are_told_and_the_conversation_goes_on(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.failure = ProviderError("fake", Fault.AWAY, "it is gone")
    async with talking(desk) as door:
        await start(door)
        await stream(door, speech(1) + silence(3))
        assert codes(door) == ["STT_UNAVAILABLE"]
        door.say("Rahul ka balance batao")
        await door.next("voice:response")
        ears.failure = None
        await start(door)
        await stream(door, speech(1))
    assert len(ears.runs) == 2
    assert ears.run.pcm
    assert [told["speaking"] for told in door.of("voice:activity")][:3] == [True, False, True]


async def test_a_stop_waits_also_for_ears_that_were_given_up(
    desk: Desk, ears: FakeEars, autojump_clock: MockClock
) -> None:
    ears.hangs, ears.goes_slowly = True, 0.5
    async with talking(desk, within=100) as door:
        await start(door)
        await stream(door, speech(PATIENCE_SECONDS + 1))
        door.put(Stop())
        await door.next("voice:stopped")
        assert ears.run.ended.is_set()
    assert codes(door) == ["STT_UNAVAILABLE"]


@pytest.mark.parametrize("wished", [None, "browser"])
async def test_without_ears_of_ours_sound_is_told_once_to_be_of_no_use(
    wished: str | None, autojump_clock: MockClock
) -> None:
    async with talking(fake_desk(FakeBooks())) as door:
        assert door.of("voice:start")[0]["sttProvider"] == "browser"
        assert (await start(door, Start(recogniser=wished)))["sttProvider"] == "browser"
        await stream(door, speech(1))
    assert codes(door) == ["STT_UNAVAILABLE"]


# -- recordings ----------------------------------------------------------------


async def test_a_recording_keeps_what_is_streamed_between_its_start_and_its_stop(
    desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door)
        await stream(door, silence(0.5))
        door.put(Record(on=True))
        await door.next("recording:started")
        await stream(door, speech(2))
        door.put(Record(on=False))
        stopped = await door.next("recording:stopped")
        await stream(door, silence(0.5))
    assert recorder.last == speech(2)
    assert (stopped.data["durationSeconds"], stopped.data["bytes"]) == (2.0, len(speech(2)))
    assert stopped.data["recordingId"] == door.of("recording:started")[0]["recordingId"]


async def test_a_recording_can_begin_with_the_start_and_goes_on_with_another(
    desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, speech(1))
        await start(door, Start(keep_audio=True))
        await stream(door, speech(1))
        door.put(Stop())
        await door.next("voice:stopped")
    assert recorder.last == speech(2)
    kinds = [event.type for event in door if event.type.startswith(("recording", "voice:stopped"))]
    assert kinds == ["recording:started", "recording:stopped", "voice:stopped"]


async def test_what_cannot_be_recorded_says_why(desk: Desk, autojump_clock: MockClock) -> None:
    async with talking(desk) as door:
        door.put(Record(on=True))
        await start(door)
        door.put(Record(on=False))
        door.put(Record(on=True))
        door.put(Record(on=True))
        await answered(door)
    assert codes(door) == ["NOT_STARTED", "NOT_RECORDING", "ALREADY_RECORDING"]


async def test_a_viewer_records_by_no_way(
    desk: Desk, ears: FakeEars, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    async with talking(desk, Speaker(role="viewer")) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, speech(0.1))
        door.put(Record(on=True))
        door.put(Record(on=False))
        await answered(door)
        answers = []
        for words in ("recording chalu karo", "recording band karo"):
            door.say(words)
            answers.append((await door.next("voice:response")).data)
    assert codes(door) == ["NOT_ALLOWED"] * 3
    assert [answer["executionResult"]["error"] for answer in answers] == ["NOT_ALLOWED"] * 2
    assert {answer["text"] for answer in answers} == {"Aapko iski ijaazat nahi hai. Maalik se kahiye."}
    assert not recorder.kept


async def test_the_staff_may_record(desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock) -> None:
    async with talking(desk, Speaker(role="staff")) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, speech(1))
    assert recorder.last == speech(1)


async def test_without_a_recorder_nothing_is_recorded(ears: FakeEars, autojump_clock: MockClock) -> None:
    async with talking(desk_of(FakeBooks(), Speech(ears=ears))) as door:
        await start(door, Start(keep_audio=True))
        door.put(Record(on=True))
        await answered(door)
    assert codes(door) == ["RECORDING_FAILED"] * 2
    assert not door.of("recording:started")


@pytest.mark.parametrize(
    ("fault", "seconds"), [({"failure": RecordingError("the disk is full")}, 1), ({"hangs": True}, 90)]
)
async def test_a_recording_that_cannot_be_kept_is_told_once_and_the_talk_goes_on(
    desk: Desk, ears: FakeEars, recorder: FakeRecorder, fault: dict[str, Any], seconds: float, autojump_clock: MockClock
) -> None:
    for name, value in fault.items():
        setattr(recorder, name, value)
    ears.words.append("Rahul ka balance batao")
    async with talking(desk, within=300) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, silence(seconds))
        assert codes(door) == ["RECORDING_FAILED"]
        await stream(door, speech(1) + silence(1))
        await door.next("voice:response")


async def test_a_slow_recorder_does_not_hold_up_a_stop(
    desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    recorder.finishing_takes = 5
    async with talking(desk) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, speech(1))
        before = trio.current_time()
        door.put(Stop())
        await door.next("voice:stopped")
        assert trio.current_time() - before <= 2 * CLOSE_SECONDS
        await door.next("recording:stopped")


async def test_hanging_up_keeps_what_was_recorded(
    desk: Desk, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    async with talking(desk) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, speech(1))
    assert recorder.last == speech(1)


async def test_a_recording_goes_on_when_nobody_hears(
    desk: Desk, ears: FakeEars, recorder: FakeRecorder, autojump_clock: MockClock
) -> None:
    ears.failure = ProviderError("fake", Fault.AWAY, "it is gone")
    async with talking(desk) as door:
        await start(door, Start(keep_audio=True))
        await stream(door, speech(1) + silence(2))
    assert codes(door) == ["STT_UNAVAILABLE"]
    assert recorder.last == speech(1) + silence(2)


# -- whatever comes ------------------------------------------------------------


STEPS = st.sampled_from(["audio", "quiet", "big", "broken", "start", "webm", "stop", "end", "on", "off", "pause"])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=25))
def test_whatever_order_things_come_in_nothing_breaks_and_what_comes_after_a_stop_is_not_heard(
    steps: list[str],
) -> None:
    trio.run(_whatever, steps, clock=MockClock(autojump_threshold=0))


async def _whatever(steps: list[str]) -> None:
    ears = FakeEars()
    sent = {
        "audio": Audio(data=speech(0.5)),
        "quiet": Audio(data=silence(0.9)),
        "big": Audio(data=speech(8)),
        "broken": Audio(data=b"RIFF, and then nothing that makes sense"),
        "start": Start(keep_audio=True),
        "webm": Start(encoding="webm"),
        "stop": Stop(),
        "end": EndUtterance(),
        "on": Record(on=True),
        "off": Record(on=False),
    }
    desk = desk_of(FakeBooks(), Speech(ears=ears, detector=detector, recorder=FakeRecorder()))
    async with talking(desk, within=1000) as door:
        for step in steps:
            if step == "pause":
                await trio.sleep(0.5)
            else:
                door.put(sent[step])
        door.put(Stop())
        await door.next("voice:stopped") if "stop" not in steps else await answered(door)
        heard = [len(run.pcm) for run in ears.runs]
        door.put(Audio(data=speech(1)))
        await answered(door)
        await trio.sleep(1)
        assert [len(run.pcm) for run in ears.runs] == heard
        assert all(run.ended.is_set() for run in ears.runs)
    assert door.close_code == 1000


class Watched:
    """A detector that can be watched."""

    def __call__(self, chunk: bytes) -> float:
        return loudness(chunk)


@pytest.mark.parametrize("ends", ["stopped", "hung up", "begun anew"])
async def test_an_ended_stream_leaves_no_detector_to_the_garbage_collector(
    ends: str, ears: FakeEars, books: FakeBooks, autojump_clock: MockClock
) -> None:
    made: list[weakref.ref[Watched]] = []

    def make() -> Watched:
        made.append(weakref.ref(one := Watched()))
        return one

    gc.disable()
    try:
        async with talking(desk_of(books, Speech(ears=ears, detector=make))) as door:
            await start(door)
            await stream(door, speech(1))
            if ends == "stopped":
                door.put(Stop())
                await door.next("voice:stopped")
            elif ends == "begun anew":
                await start(door)
            ears.runs.clear()  # they know whom to tell what they hear
            if ends != "hung up":
                assert made[0]() is None
        assert [one() for one in made] == [None] * len(made)
    finally:
        gc.enable()


@pytest.mark.parametrize("ends", ["stopped", "hung up", "begun anew"])
async def test_an_ended_stream_leaves_no_decoder_to_the_garbage_collector_where_nobody_hears(
    ends: str, books: FakeBooks, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock
) -> None:
    made: list[weakref.ref[Decoder]] = []

    def make(encoding: Encoding | None, rate: int, channels: int) -> Decoder:
        made.append(weakref.ref(one := decoder(encoding, rate, channels)))
        return one

    monkeypatch.setattr(intake, "decoder", make)
    gc.disable()
    try:
        async with talking(desk_of(books, Speech())) as door:
            await start(door)
            await stream(door, speech(1))
            if ends == "stopped":
                door.put(Stop())
                await door.next("voice:stopped")
            elif ends == "begun anew":
                await start(door)
        assert [one() for one in made] == [None] * len(made)
    finally:
        gc.enable()
