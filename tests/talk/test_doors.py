"""What is made of sound for each door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execora.session.port import Speech
from execora.session.run import run
from execora.sound.opus import PacketDecoder, check
from execora.sound.stream import BYTES_A_SECOND, RATE
from execora.sound.wav import wav
from execora.talk.client import Spoken, talk
from execora.talk.doors import DOORS, Opus, Pcm
from execora.talk.progress import SUCCEEDED
from execora.talk.sources import WavFile
from tests.fakes.books import FakeBooks, fake_desk
from tests.fakes.hearing import FakeEars
from tests.server.serving import start_server
from tests.sound.test_echo import pcm, speech
from tests.talk.test_line import SameDesk

if TYPE_CHECKING:
    from pathlib import Path

    import trio

SAID = pcm(speech(3, 1.0))


def test_ws_takes_it_as_it_is():
    sound = DOORS["ws"](48_000, 2)
    assert isinstance(sound, Pcm)
    assert sound.form == {"encoding": "pcm16", "sampleRate": 48_000, "channels": 2}
    assert [*sound.frames(b"\1\2\3\4"), *sound.rest()] == [b"\1\2\3\4"]


@pytest.mark.parametrize(("rate", "channels"), [(RATE, 1), (RATE // 2, 2), (48_000, 1), (44_100, 2), (8_000, 1)])
def test_voice_ws_takes_packets_of_opus(rate: int, channels: int):
    sound = DOORS["voice-ws"](rate, channels)
    assert isinstance(sound, Opus)
    assert sound.form == {"encoding": "opus"}
    frame = 2 * channels * rate // 50
    packets = [packet for at in range(0, len(SAID), frame) for packet in sound.frames(SAID[at : at + frame])]
    packets += sound.rest()
    assert {check(packet) for packet in packets} == {20}
    seconds = len(SAID) / (2 * channels * rate)
    assert abs(len(packets) / 50 - seconds) < 0.06


def test_what_went_in_comes_out():
    sound, decoder = Opus(RATE, 1), PacketDecoder()
    packets = [*sound.frames(SAID), *sound.rest()]
    heard = b"".join(map(decoder.add, packets))
    assert abs(len(heard) - len(SAID)) < BYTES_A_SECOND / 20
    assert abs(loudness(heard) - loudness(SAID)) < loudness(SAID) / 3


def test_a_frame_of_nothing_is_no_packet():
    assert Opus(RATE, 1).frames(b"") == []


@pytest.mark.parametrize("door", DOORS)
async def test_what_a_file_holds_is_heard_through_each_door(nursery: trio.Nursery, tmp_path: Path, door: str):
    ears, file, shown = FakeEars(), tmp_path / "said.wav", list[str]()
    ears.words.append("Suresh ne 500 cash diye")
    file.write_bytes(wav(SAID, RATE))
    desk = fake_desk(FakeBooks())
    desk.speech = Speech(ears=ears)
    served = await start_server(nursery, run, desks=SameDesk(desk))
    spoken = Spoken(files=[WavFile(file)])
    assert await talk(served.url, None, spoken, as_json=False, show=shown.append, door=door) == SUCCEEDED
    assert "> Suresh ne 500 cash diye" in shown
    assert abs(len(ears.run.pcm) - len(SAID)) < BYTES_A_SECOND / 20


def loudness(sound: bytes) -> float:
    samples = memoryview(sound).cast("h")
    return float(sum(abs(sample) for sample in samples)) / len(samples)
