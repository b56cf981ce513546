"""Which recognisers and voices the settings choose: the one table that names them all.

An adapter is imported when it is chosen: most servers want one or two of them, and their libraries are large.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import structlog

from execora.errors import ConfigError
from execora.providers.cache import ClipCache
from execora.providers.chain import EarsChain
from execora.providers.port import BROWSER, ProviderError, Recogniser, Voice
from execora.providers.silero import Silero
from execora.providers.voices import VoiceChain
from execora.session.port import Speech

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import SecretStr

    from execora.config import Config

log = structlog.get_logger()

Provider = TypeVar("Provider", Recogniser, Voice)

LOCAL = "local"


# -- the table -----------------------------------------------------------------


def _deepgram_ears(config: Config) -> Recogniser:
    from execora.providers.deepgram import DeepgramRecogniser

    key = _key(config.deepgram_api_key)
    return DeepgramRecogniser(key, config.deepgram_url, config.deepgram_model, config.deepgram_language)


def _deepgram_voice(config: Config) -> Voice:
    from execora.providers.deepgram import DeepgramVoice

    return DeepgramVoice(_key(config.deepgram_api_key), config.deepgram_url, config.deepgram_voice)


def _elevenlabs_ears(config: Config) -> Recogniser:
    from execora.providers.elevenlabs import ElevenLabsRecogniser

    return ElevenLabsRecogniser(_key(config.elevenlabs_api_key), config.elevenlabs_url, config.elevenlabs_stt_model)


def _elevenlabs_voice(config: Config) -> Voice:
    from execora.providers.elevenlabs import ElevenLabsVoice

    key = _key(config.elevenlabs_api_key)
    return ElevenLabsVoice(key, config.elevenlabs_url, config.elevenlabs_tts_model, config.elevenlabs_voice)


def _openai_ears(config: Config) -> Recogniser:
    from execora.providers.openai import OpenAIRecogniser

    return OpenAIRecogniser(_key(config.openai_api_key), config.openai_base_url, config.openai_stt_model)


def _openai_voice(config: Config) -> Voice:
    from execora.providers.openai import OpenAIVoice

    key = _key(config.openai_api_key)
    return OpenAIVoice(key, config.openai_base_url, config.openai_tts_model, config.openai_voice)


def _azure_ears(config: Config) -> Recogniser:
    from execora.providers.azure import AzureRecogniser

    return AzureRecogniser(_key(config.azure_speech_key), config.azure_speech_region, config.azure_speech_url)


def _azure_voice(config: Config) -> Voice:
    from execora.providers.azure import AzureVoice

    key, voices = _key(config.azure_speech_key), (config.azure_voice_hi, config.azure_voice_en)
    return AzureVoice(key, config.azure_speech_region, config.azure_speech_url, *voices)


def _local_ears(config: Config) -> Recogniser:
    from execora.language.strangers import strangers
    from execora.providers.weights import whisper_base
    from execora.providers.whisper import WhisperRecogniser

    return WhisperRecogniser(config.local_stt_model or whisper_base, strangers)


def _local_ears_there(config: Config) -> bool:
    from execora.providers import weights, whisper

    return whisper.available() and (config.local_stt_model is not None or weights.installed())


def _local_voice(_config: Config) -> Voice:
    from execora.providers.espeak import EspeakVoice

    return EspeakVoice()


def _local_voice_there(_config: Config) -> bool:
    from execora.providers.espeak import available

    return available()


def _key(secret: SecretStr | None) -> str:
    assert secret is not None
    return secret.get_secret_value()


@dataclass(frozen=True, slots=True)
class _Choice(Generic[Provider]):
    """One row: when it can be had, and how it is made."""

    there: Callable[[Config], bool]
    lacks: str
    """What to do where it is not there."""
    make: Callable[[Config], Provider]


RECOGNISERS: Mapping[str, _Choice[Recogniser]] = {
    "deepgram": _Choice(lambda config: config.deepgram_api_key is not None, "set DEEPGRAM_API_KEY", _deepgram_ears),
    "elevenlabs": _Choice(
        lambda config: config.elevenlabs_api_key is not None, "set ELEVENLABS_API_KEY", _elevenlabs_ears
    ),
    "openai": _Choice(lambda config: config.openai_api_key is not None, "set OPENAI_API_KEY", _openai_ears),
    "azure": _Choice(lambda config: config.azure_speech_key is not None, "set AZURE_SPEECH_KEY", _azure_ears),
    LOCAL: _Choice(_local_ears_there, "pip install 'execora[local]', or set LOCAL_STT_MODEL", _local_ears),
}
"""By name, in the order in which they are chosen where the settings do not say."""

VOICES: Mapping[str, _Choice[Voice]] = {
    "elevenlabs": _Choice(
        lambda config: config.elevenlabs_api_key is not None, "set ELEVENLABS_API_KEY", _elevenlabs_voice
    ),
    "azure": _Choice(lambda config: config.azure_speech_key is not None, "set AZURE_SPEECH_KEY", _azure_voice),
    "openai": _Choice(lambda config: config.openai_api_key is not None, "set OPENAI_API_KEY", _openai_voice),
    "deepgram": _Choice(lambda config: config.deepgram_api_key is not None, "set DEEPGRAM_API_KEY", _deepgram_voice),
    LOCAL: _Choice(_local_voice_there, "pip install 'execora[local]', or install espeak-ng", _local_voice),
}
"""Likewise; Deepgram comes late, for it speaks no Hindi."""


# -- choosing ------------------------------------------------------------------


def choose_recognisers(config: Config) -> list[Recogniser]:
    """Make the recognisers that the settings name, or those there are; none where the browser is to listen.

    Raises:
        ConfigError: a name is unknown, or lacks what it needs.

    """
    chosen = _choose("STT", config.stt, RECOGNISERS, config)
    if not config.voice_activity and (lost := [each.name for each in chosen if not each.ends_utterances]):
        raise ConfigError(
            f"VOICE_ACTIVITY is off, but {', '.join(lost)} cannot find the end of an utterance without it"
        )
    return chosen


def choose_voices(config: Config) -> list[Voice]:
    """Make the voices that the settings name, or those there are; otherwise as `choose_recognisers`."""
    return _choose("TTS", config.tts, VOICES, config)


def _choose(setting: str, named: str, table: Mapping[str, _Choice[Provider]], config: Config) -> list[Provider]:
    names = [name.strip().lower() for name in named.split(",") if name.strip()]
    if not names:
        return [choice.make(config) for choice in table.values() if choice.there(config)]
    _check(setting, names, table, config)
    return [table[name].make(config) for name in names if name != BROWSER]


def _check(setting: str, names: Sequence[str], table: Mapping[str, _Choice[Provider]], config: Config) -> None:
    for name in names:
        if name != BROWSER and name not in table:
            raise ConfigError(f"{setting}: nothing is called {name!r}; there are {BROWSER}, {', '.join(table)}")
        if names.count(name) > 1:
            raise ConfigError(f"{setting}: {name} is named twice")
        if name != BROWSER and not table[name].there(config):
            raise ConfigError(f"{setting} names {name}, which is not there: {table[name].lacks}")
    if BROWSER in names[:-1]:
        raise ConfigError(f"{setting}: {BROWSER} comes last, for once it serves the others are not asked")


# -- as the sessions have it ---------------------------------------------------


def make_speech(config: Config) -> Speech:
    """Put together what the sessions hear and speak with; see `choose_recognisers` for what it raises."""
    recognisers, voices = choose_recognisers(config), choose_voices(config)
    return Speech(
        ears=EarsChain(recognisers) if recognisers else None,
        voices=VoiceChain(voices, ClipCache(config.clip_cache_bytes)) if voices else None,
        detector=Silero if config.voice_activity else None,
    )


async def warm_up(speech: Speech) -> None:
    """Have the local recogniser load its model, so that the first utterance does not wait for it."""
    if speech.ears and (local := speech.ears.alone(LOCAL)):
        try:
            log.info("recogniser.loaded", provider=LOCAL, what=await local.check())
        except ProviderError as error:
            log.warning("recogniser.unusable", provider=LOCAL, reason=error.reason)


async def let_go(speech: Speech) -> None:
    """Close what the providers keep open."""
    for provider in (speech.ears, speech.voices):
        if provider is not None:
            await provider.aclose()
