"""Whisper in this process, by faster-whisper and CTranslate2: one clip of sound in, a guess at its words out.

All of it blocks, takes a core for a third of a second, and is used by one thread at a time. Nothing is ever downloaded.

Whisper's encoder takes 30 s of sound, however short the command was; given 15 s it takes half the time and hears the
same. faster-whisper's own `transcribe` always fills up to 30 s, so the encoder and the decoder are called here, by the
documented interface of CTranslate2 (opennmt.net/CTranslate2/python/ctranslate2.models.Whisper.html, November 2026).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from faster_whisper import WhisperModel

from execora.providers.port import Fault, ProviderError
from execora.providers.whisper_guess import Guess
from execora.sound.stream import RATE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from execora.language.reading import Language

_NAME = "local"

WINDOW_SECONDS = 15
LONGEST_SECONDS = 30
"""What the encoder can take at the most; of what is longer, the end is not heard."""

MOST_PROMPT_TOKENS = 220
"""Of the 448 that prompt and answer share, the model takes 223 as a prompt."""
MOST_TOKENS = 64
"""Of an answer: three times what the longest command has, and an end to one that goes round in circles."""

GUESSES = 5
"""That are compared where it must be careful."""
REPETITION_PENALTY = 1.1

_FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without the last, faster-whisper would ask for one on the network."""

_HINGLISH = (
    "Rahul ka balance batao. Suresh ke khate mein paanch sau likh do. Mohan ne dhai sau diye. Priya se saat sau rupaye "
    "mile. Do kilo chini aur ek bread ka bill banao. Aata kitna bacha hai. Kal shaam saat baje reminder bhejna. Kaun "
    "kaun udhaar hai. Poora hisaab WhatsApp pe bhejo. Kya khatam hone wala hai. Sab band karo. Cancel karo. Ruko. "
    "Haan, kar do. Haan. Nahi. Haan, likh do. Dobara bolo. Aaj ki bikri batao. Pachaas packet Maggi aaye hain, stock "
    "mein daalo. Naya item jodo, pachaasi rupaye. Doodh ka rate battees kar do."
)
"""The yeses in it say what is to be done: with a bare one alone, "haan, kar do" was heard rightly twice in five."""
_ENGLISH = (
    "What is Rahul's balance? Suresh paid five hundred rupees in cash. Write two hundred and fifty on credit for "
    "Ramesh. Make a bill for Priya: two kilos of sugar. How much stock is left? Remind Mohan tomorrow. Yes. No. Stop. "
    "Cancel it."
)
_PROMPTS: dict[Language, tuple[str, str, str]] = {
    "hi-en": ("hi", "Grahak: {}. ", _HINGLISH),
    "hi": ("hi", "Grahak: {}. ", _HINGLISH),
    "en": ("en", "The customers of a shop: {}. ", _ENGLISH),
}
"""By language: Whisper's code for it, what names its shop, and how people talk there. The sentences come last: what an
answer looks like is taken from the end of the prompt, and behind a list of names it becomes a list of names."""


class _Prompt(NamedTuple):
    """What the model is told before it listens."""

    ids: list[int]
    words: frozenset[str]


class Engine:
    """The model, loaded."""

    def __init__(self, folder: Path) -> None:
        """Load the model of a folder: a second, and 310 MB.

        Raises:
            ProviderError: there is no model in it that can be loaded.

        """
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            reason = f"{folder} holds no Whisper model in the form of CTranslate2: {', '.join(missing)} missing"
            raise ProviderError(_NAME, Fault.REFUSED, reason)
        try:
            self._whisper = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
            )
            self._tokens = self._whisper.hf_tokenizer
            self._suppressed = [-1, *self._of_other_scripts()]
        except Exception as error:  # nothing narrower is what tokenizers raises
            raise ProviderError(_NAME, Fault.REFUSED, f"the model in {folder} cannot be loaded: {error}") from error
        self._prompt = lru_cache(maxsize=64)(self._prompt_of)

    def hear(self, pcm: bytes, language: Language, terms: Sequence[str], *, careful: bool) -> Sequence[Guess]:
        """Guess at the words of a clip (PCM at 16 kHz) in which some names are likely.

        Careful guesses are several, the likeliest first, and take half as long again as a single one.

        Raises:
            ProviderError: the engine failed.

        """
        prompt = self._prompt(language, tuple(terms))
        try:
            answer = self._answer(self._features(pcm), prompt, guesses=GUESSES if careful else 1)
        except (RuntimeError, ValueError) as error:
            raise ProviderError(_NAME, Fault.AWAY, f"the engine failed: {error}") from error
        return [
            self._guess(ids, score, answer.no_speech_prob, prompt)
            for ids, score in zip(answer.sequences_ids, answer.scores, strict=True)
        ]

    def _guess(self, ids: list[int], score: float, no_speech: float, prompt: _Prompt) -> Guess:
        text = self._tokens.decode(ids).strip()
        return Guess(text, score, no_speech, echoes=prompt.words.issuperset(_words(text)))

    def _answer(self, features: NDArray[np.float32], prompt: _Prompt, *, guesses: int) -> Any:  # noqa: ANN401
        """Return CTranslate2's `WhisperGenerationResult`, for which it has no types."""
        return self._whisper.model.generate(
            self._whisper.encode(features),
            [prompt.ids],
            beam_size=guesses,
            num_hypotheses=guesses,
            max_length=len(prompt.ids) + MOST_TOKENS,
            repetition_penalty=REPETITION_PENALTY,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]

    def _features(self, pcm: bytes) -> NDArray[np.float32]:
        samples = np.frombuffer(pcm, np.int16)[: LONGEST_SECONDS * RATE].astype(np.float32) / 32768
        seconds = WINDOW_SECONDS if len(samples) <= WINDOW_SECONDS * RATE else LONGEST_SECONDS
        filled = np.pad(samples, (0, seconds * RATE - len(samples)))
        features = self._whisper.feature_extractor(filled)[:, : seconds * 100]
        return np.ascontiguousarray(features, dtype=np.float32)

    def _prompt_of(self, language: Language, terms: tuple[str, ...]) -> _Prompt:
        code, shop, talk = _PROMPTS[language]
        names, text = list[str](), talk
        for term in dict.fromkeys(terms):
            longer = shop.format(", ".join([*names, term])) + talk
            if len(self._ids(longer)) > MOST_PROMPT_TOKENS:
                break
            names.append(term)
            text = longer
        special = self._tokens.token_to_id
        start = ("<|startoftranscript|>", f"<|{code}|>", "<|transcribe|>", "<|notimestamps|>")
        ids = [special("<|startofprev|>"), *self._ids(text), *map(special, start)]
        return _Prompt(ids, frozenset(_words(text)))

    def _ids(self, text: str) -> list[int]:
        return list(self._tokens.encode(f" {text}", add_special_tokens=False).ids)

    def _of_other_scripts(self) -> list[int]:
        """Return the tokens with letters that are neither Roman nor Devanagari: Hindi comes out as Urdu, otherwise."""
        end = self._tokens.token_to_id("<|endoftext|>")
        return [number for number in range(end) if _OTHER_SCRIPT.search(self._tokens.decode([number]))]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


_WORD = re.compile(r"\w+")

_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u0900-\u097f]")

__all__ = ["Engine"]
