"""The settings choose ears and voices."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from execora.config import Config
from execora.errors import ConfigError
from execora.providers.chain import EarsChain
from execora.providers.port import KNOWN
from execora.session.port import Speech
from execora.speech import RECOGNISERS, VOICES, choose_recognisers, choose_voices, let_go, make_speech, warm_up
from tests.fakes.ears import Fails, FakeRecogniser

KEYS = {
    "deepgram_api_key": "d-key",
    "elevenlabs_api_key": "e-key",
    "openai_api_key": "o-key",
    "azure_speech_key": "a-key",
}


def ears(**settings: object) -> list[str]:
    return [each.name for each in choose_recognisers(Config(**settings))]


def voices(**settings: object) -> list[str]:
    return [each.name for each in choose_voices(Config(**settings))]


def test_without_a_setting_every_key_brings_its_service_and_local_comes_last():
    assert ears() == ["local"]
    assert voices() == ["local"]
    assert ears(deepgram_api_key="key") == ["deepgram", "local"]
    assert ears(**KEYS) == ["deepgram", "elevenlabs", "openai", "azure", "local"]
    assert voices(**KEYS) == ["elevenlabs", "azure", "openai", "deepgram", "local"]


def test_a_chain_is_tried_in_the_order_in_which_it_is_written():
    assert ears(stt="local, Deepgram", **KEYS) == ["local", "deepgram"]
    assert voices(tts="openai,local", **KEYS) == ["openai", "local"]


@pytest.mark.parametrize(("setting", "left"), [("browser", []), ("local,browser", ["local"])])
def test_the_browser_is_none_of_ours(setting: str, left: list[str]):
    assert ears(stt=setting) == left
    assert voices(tts=setting) == left


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("whisper", "there are browser, deepgram, elevenlabs, openai, azure, local"),
        ("deepgram", "set DEEPGRAM_API_KEY"),
        ("local,local", "named twice"),
        ("browser,local", "browser comes last"),
    ],
)
def test_a_chain_that_cannot_be_is_refused_with_what_to_do(setting: str, says: str):
    with pytest.raises(ConfigError, match=says):
        ears(stt=setting)


def test_whoever_needs_to_be_told_where_an_utterance_ends_needs_the_detector():
    assert ears(stt="deepgram", voice_activity=False, **KEYS) == ["deepgram"]
    with pytest.raises(ConfigError, match="local"):
        ears(stt="deepgram,local", voice_activity=False, **KEYS)


@pytest.mark.parametrize("name", RECOGNISERS)
def test_every_recogniser_is_called_what_the_settings_call_it(name: str):
    assert ears(stt=name, **KEYS) == [name]


@pytest.mark.parametrize("name", VOICES)
def test_every_voice_is_called_what_the_settings_call_it(name: str):
    assert voices(tts=name, **KEYS) == [name]


def test_clients_may_name_all_that_a_server_may_have():
    assert KNOWN == RECOGNISERS.keys() == VOICES.keys()


async def test_a_server_without_ears_and_voices_has_none():
    speech = make_speech(Config(stt="browser", tts="browser"))
    assert (speech.ears, speech.voices) == (None, None)
    await let_go(speech)


async def test_all_keys_together_make_one_chain_of_each():
    speech = make_speech(Config(**KEYS))
    assert speech.ears
    assert speech.voices
    assert speech.ears.serving == "deepgram"
    assert speech.voices.serving == "elevenlabs"
    await let_go(speech)


@pytest.mark.parametrize(("broken", "told"), [(True, "recogniser.unusable"), (False, "recogniser.loaded")])
async def test_what_is_told_of_the_local_recogniser_is_what_itself_answers(broken: bool, told: str):
    local = FakeRecogniser("local", [Fails()] if broken else [])
    cloud = FakeRecogniser("deepgram", [] if broken else [Fails()])
    with capture_logs() as logs:
        await warm_up(Speech(ears=EarsChain([cloud, local])))
    assert [log["event"] for log in logs] == [told]


async def test_without_a_local_recogniser_nothing_is_loaded():
    with capture_logs() as logs:
        await warm_up(Speech(ears=EarsChain([FakeRecogniser("deepgram")])))
        await warm_up(Speech())
    assert logs == []
