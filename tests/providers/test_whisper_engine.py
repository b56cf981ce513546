"""Whisper itself, on a handful of clips that espeak-ng says."""

from __future__ import annotations

import random
import socket
from array import array
from typing import TYPE_CHECKING, Literal, NoReturn

import pytest
import trio

from execora.providers.espeak import EspeakVoice
from execora.providers.port import Fault, Piece, ProviderError, Say
from execora.providers.weights import whisper_base
from execora.providers.whisper_engine import Engine
from execora.providers.whisper_guess import believable
from execora.sound.resampling import Resampler, frame_of
from execora.sound.stream import BYTES_A_SECOND, RATE

if TYPE_CHECKING:
    from pathlib import Path

    from execora.language.reading import Language

NAMES = ("Rahul", "Suresh", "Mohan", "Sugar")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(whisper_base(tmp_path_factory.mktemp("whisper")))


async def clip(text: str, language: Literal["hi", "en"]) -> bytes:
    send, receive = trio.open_memory_channel[Piece](1000)
    with receive:
        with send:
            await EspeakVoice().speak(Say(text, language), send)
        resampler = Resampler()
        return b"".join([resampler.add([frame_of(piece.pcm, piece.rate, 1)]) async for piece in receive])


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("en", "Suresh paid five hundred rupees", "Suresh paid five hundred rupees."),
        ("hi-en", "राहुल का बैलेंस बताओ", "Rahul ka balance batao."),
        ("hi-en", "कैंसिल करो", "Cancel karo."),
    ],
)
async def test_a_command_is_heard(engine: Engine, language: Language, said: str, heard: str):
    sound = await clip(said, "en" if language == "en" else "hi")
    guesses = engine.hear(sound, language, NAMES, careful=True)
    assert guesses[0].text == heard
    assert len({guess.text for guess in guesses}) > 1
    assert believable(guesses[0], len(sound) / BYTES_A_SECOND)


async def test_it_asks_nothing_of_the_network(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    sound = await clip("रुको", "hi")
    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    again = Engine(whisper_base())
    assert again.hear(sound, "hi", (), careful=False) == engine.hear(sound, "hi", (), careful=False)


def test_silence_and_noise_are_not_believed(engine: Engine):
    luck = random.Random(7)
    noise = array("h", (round(luck.gauss(0, 2500)) for _ in range(2 * RATE))).tobytes()
    for sound in (bytes(2 * BYTES_A_SECOND), noise):
        assert not any(believable(guess, 2.0) for guess in engine.hear(sound, "hi-en", NAMES, careful=True))


def test_of_a_sound_that_is_too_long_the_beginning_is_heard(engine: Engine):
    assert engine.hear(bytes(40 * BYTES_A_SECOND), "en", (), careful=False)[0].no_speech > 0.5


def test_of_many_names_the_first_are_taken_and_the_talk_comes_last(engine: Engine):
    prompt = engine._prompt_of("hi-en", tuple(f"Customer Number{number}" for number in range(500))).ids
    text = engine._tokens.decode(prompt, skip_special_tokens=False)
    assert len(prompt) <= 225
    assert "Customer Number0," in text
    assert "Number499" not in text
    assert "rate battees kar do.<|startoftranscript|><|hi|><|transcribe|><|notimestamps|>" in text


def test_a_name_stands_in_the_prompt_once(engine: Engine):
    text = engine._tokens.decode(engine._prompt_of("en", ("Rahul", "Zubair", "Zubair")).ids)
    assert text.count("Zubair") == 1


def test_a_folder_without_a_model_is_refused(tmp_path: Path):
    (tmp_path / "model.bin").write_bytes(b"no model")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ProviderError, match=r"tokenizer\.json missing") as raised:
        Engine(tmp_path)
    assert raised.value.fault is Fault.REFUSED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.bin", "no model"),
        ("config.json", "{"),
        ("tokenizer.json", "{"),
        ("tokenizer.json", '{"model": {"type": "WordLevel", "vocab": {}, "unk_token": "?"}}'),
    ],
)
def test_a_model_that_is_broken_is_refused(tmp_path: Path, name: str, content: str):
    whole = whisper_base(tmp_path / "whole")
    (whole / name).write_text(content)
    with pytest.raises(ProviderError, match="cannot be loaded") as raised:
        Engine(whole)
    assert raised.value.fault is Fault.REFUSED


async def test_a_guess_knows_whether_the_prompt_holds_all_its_words(engine: Engine):
    sound = await clip("राहुल का बैलेंस बताओ", "hi")
    assert engine.hear(sound, "hi-en", NAMES, careful=False)[0].echoes
    sound = await clip("Suresh paid five hundred rupees", "en")
    assert not engine.hear(sound, "hi-en", NAMES, careful=False)[0].echoes
