"""Every setting, read once at the start from the environment. No default is written anywhere else."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class Config(BaseSettings):
    """Execora's settings; each can be set by an environment variable of its name in capitals."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, env_file=".env", env_file_encoding="utf-8"
    )

    host: str = Field(
        "127.0.0.1", description="Address to listen on; without `JWT_SECRET` or `JWT_JWKS_URL` only loopback."
    )
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    data: Path = Field(
        default_factory=lambda: user_data_path("execora"),
        description="Folder of the private PostgreSQL.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL 15 or newer to use instead of the private one, as the serving role `execora_app` "
        "or a member of it.",
    )
    database_owner_url: SecretStr | None = Field(
        None, description="The same database as the role that owns the tables; only `execora migrate` uses it."
    )
    database_connections: int = Field(10, ge=2, le=200, description="Connections to PostgreSQL at the most.")
    jwt_secret: SecretStr | None = Field(
        None, min_length=32, description="Secret of HS256 tokens; with it every door wants one."
    )
    jwt_secret_file: Path | None = Field(
        None, description="File that holds `JWT_SECRET` where that is not set; where there is none, a new one is made."
    )
    jwt_jwks_url: str = Field(
        "",
        description="Where the keys of RS256 and ES256 tokens are: `https://login.example/.well-known/jwks.json`; "
        "with it, too, every door wants a token.",
    )
    jwt_audience: str = Field(
        "", description="`aud` that a token must have; where it is left out, a token must have none."
    )
    jwt_issuer: str = Field("", description="`iss` that a token must have, where it is set.")
    allowed_origins: tuple[str, ...] = Field(
        (), description='Origins of pages that may connect besides the own one, as JSON: `["https://shop.example"]`.'
    )
    shop_name: str = Field(
        "My shop",
        min_length=1,
        max_length=100,
        description="What `execora serve` calls the shop that it opens by itself.",
    )
    shop_state_code: str = Field(
        "08",
        pattern=r"^[0-9]{2}$",
        description="GST code of the state where a shop that is opened is: 08 is Rajasthan, 27 Maharashtra.",
    )
    # not `language`: desktops set LANGUAGE for themselves, to values such as en_US:en
    shop_language: Literal["hi-en", "hi", "en"] = Field(
        "hi-en", description="Language of answers until another is chosen."
    )
    tasks_at_once: int = Field(3, ge=1, le=32, description="Commands that run at once for one conversation.")
    tasks_waiting: int = Field(100, ge=1, le=10_000, description="Commands that may wait; the next is refused.")
    task_policy: Literal["priority", "first_come", "round_robin", "adaptive"] = Field(
        "priority",
        description="Which command starts next: the one of highest priority, the first that came, each customer's in "
        "turn, or the one that will be done soonest by what such commands took before.",
    )
    task_seconds: float = Field(15.0, gt=0, description="Deadline of one command, all its attempts together.")
    customer_actions_a_minute: int = Field(
        60, ge=1, description="Changes for one customer of a shop in a minute; the next is refused."
    )
    finished_visible_seconds: float = Field(300.0, ge=0, description="How long finished tasks show in the status.")
    question_seconds: float = Field(30.0, gt=0, description="How long a question waits for haan or nahi.")
    confirm_above_rupees: int = Field(5000, ge=0, description="Amounts above this are asked about first.")
    send_seconds: float = Field(10.0, gt=0, description="How long a client may take to read before it is let go.")
    resume_seconds: float = Field(
        30.0, ge=0, description="How long a conversation waits for a client whose connection was lost."
    )
    drain_seconds: float = Field(
        5.0,
        ge=0,
        description="How long the server may take to stop; commands that run may finish, but for its last 2.5 seconds.",
    )
    max_message_bytes: int = Field(262_144, ge=1024, description="Largest message a client may send.")
    messages_a_second: int = Field(
        200, ge=60, description="Messages that a client may send for long; one that sends faster is slowed down."
    )
    bytes_a_second: int = Field(
        262_144, ge=32_768, description="Bytes that a client may send for long: sound in stereo at 48 kHz is 192,000."
    )
    heartbeat_seconds: float = Field(
        20.0, gt=0, description="Between pings; a client of which nothing has come for twice as long is gone."
    )
    trusted_proxies: tuple[str, ...] = Field(
        (), description='Addresses of proxies whose X-Forwarded-For is believed, as JSON: `["10.0.0.0/8"]`.'
    )
    address_connections: int = Field(
        100, ge=1, description="Connections of one address at once; the next is refused with 429."
    )
    address_connects_a_minute: int = Field(
        300, ge=1, description="Connections that an address may open in a minute: a page that was cut off takes ten."
    )
    address_requests_a_minute: int = Field(
        3000, ge=1, description="Requests of one address to REST in a minute: ten pages of a busy shop make a thousand."
    )
    shop_connections: int = Field(
        200,
        ge=1,
        description="Conversations of one shop at once, those that wait for their client counted in; of "
        "this and of the next ones of a shop, who has one subject's tokens may take a quarter.",
    )
    address_messages_a_minute: int = Field(
        6000, ge=1, description="Messages from one address in a minute, sound left aside: ten busy tills send 200."
    )
    shop_messages_a_minute: int = Field(
        6000, ge=1, description="Messages to one shop in a minute, from whatever address, sound left aside."
    )
    address_sound_seconds_a_minute: int = Field(
        1200, ge=1, description="Seconds of sound from one address in a minute: of twenty tills that never stop."
    )
    shop_sound_seconds_a_minute: int = Field(
        2400, ge=1, description="Seconds of sound to one shop in a minute: a quarter is ten tills with one token."
    )
    max_sessions: int = Field(1000, ge=1, description="Conversations at once; the next is refused with 503.")
    stt: str = Field(
        "",
        description="Recognisers in the order in which they are tried, such as `deepgram,local`: browser, local, "
        "deepgram, openai, elevenlabs, azure. Left out: those with a key, then local where it is installed, "
        "else browser.",
    )
    tts: str = Field("", description="Voices in the order in which they are tried; otherwise as `STT`.")
    announced_stt: str = Field(
        "", description="Recogniser that the welcome names; old pages send PCM to elevenlabs and WebM to any other."
    )
    deepgram_api_key: SecretStr | None = Field(None, description="Key of Deepgram.")
    deepgram_url: str = Field("https://api.deepgram.com", description="Deepgram's address.")
    deepgram_model: str = Field("nova-3", description="Deepgram's recogniser.")
    deepgram_language: Literal["multi", "hi", "en-IN"] = Field(
        "multi", description="What Deepgram listens for where the answers are in Hinglish: multi, hi or en-IN."
    )
    deepgram_voice: str = Field("aura-2-thalia-en", description="Deepgram's voice, for English only.")
    openai_api_key: SecretStr | None = Field(None, description="Key of OpenAI.")
    openai_base_url: str = Field("https://api.openai.com/v1", description="OpenAI's address.")
    openai_stt_model: str = Field("gpt-transcribe", description="OpenAI's recogniser.")
    openai_tts_model: str = Field("gpt-4o-mini-tts", description="OpenAI's model for speech.")
    openai_voice: str = Field("alloy", description="OpenAI's voice.")
    elevenlabs_api_key: SecretStr | None = Field(None, description="Key of ElevenLabs.")
    elevenlabs_url: str = Field("https://api.elevenlabs.io", description="ElevenLabs' address.")
    elevenlabs_stt_model: str = Field("scribe_v2_realtime", description="ElevenLabs' recogniser.")
    elevenlabs_tts_model: str = Field("eleven_flash_v2_5", description="ElevenLabs' model for speech.")
    elevenlabs_voice: str = Field("21m00Tcm4TlvDq8ikWAM", description="Id of ElevenLabs' voice.")
    azure_speech_key: SecretStr | None = Field(None, description="Key of Azure Speech.")
    azure_speech_region: str = Field("centralindia", description="Region of Azure Speech.")
    azure_speech_url: str = Field("", description="Azure Speech's address, where it is not the region's own.")
    azure_voice_hi: str = Field("hi-IN-SwaraNeural", description="Azure's voice for Hindi.")
    azure_voice_en: str = Field("en-IN-NeerjaNeural", description="Azure's voice for English.")
    local_stt_model: Path | None = Field(
        None, description="Folder of another Whisper model (CTranslate2) for the local recogniser."
    )
    voice_activity: bool = Field(
        default=True,
        description="Whether the server finds out by itself who speaks when; off only with deepgram.",
    )
    send_silence: bool = Field(
        default=False, description="Whether recognisers get the silence between utterances, too, which some bill."
    )
    clip_cache_bytes: int = Field(16_777_216, ge=0, description="Spoken clauses kept in memory at the most.")
    spool_bytes: int = Field(
        268_435_456,
        ge=1_048_576,
        description="Transcripts that may wait on disk for the database; above it nothing new is taken up.",
    )
    recordings_url: str = Field(
        "",
        description="Where recordings go as they are made: `file:///srv/sound`, `s3://bucket`; left out: in `DATA`.",
    )
    recording_days: int = Field(90, ge=1, description="How long a recording is kept.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what is no address and no network of addresses."""
        for each in proxies:
            try:
                ip_network(each)
            except ValueError as error:
                message = f'{error}; write addresses and networks, such as ["127.0.0.1", "10.0.0.0/8"]'
                raise ValueError(message) from None
        return proxies

    @property
    def wants_tokens(self) -> bool:
        """Whether every door wants one."""
        return self.jwt_secret is not None or bool(self.jwt_jwks_url)

    @field_validator("jwt_secret")
    @classmethod
    def _is_no_key(cls, secret: SecretStr | None) -> SecretStr | None:
        """Refuse a public key in place of a secret: everybody could make tokens with it."""
        if secret and secret.get_secret_value().lstrip().startswith(("-----BEGIN", "ssh-", "ecdsa-", "{")):
            raise ValueError("a secret is wanted, not a key; keys are fetched from JWT_JWKS_URL")
        return secret

    @field_validator("jwt_jwks_url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        """Take keys from nobody who may stand between: over TLS, or from this machine."""
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES)
        if url and not (is_safe and parts.hostname):
            raise ValueError("an address that begins with https:// is wanted; http:// is for this machine only")
        return url

    @property
    def demo_folder(self) -> Path:
        """The folder of the demo's PostgreSQL."""
        return self.data / "demo"

    @property
    def shop_folder(self) -> Path:
        """The folder of the own shop's PostgreSQL."""
        return self.data / "shop"
