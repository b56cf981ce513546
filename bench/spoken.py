"""The spoken test set: sentences of a shop, said by voices that no two of a kind share, with noise behind some.

No bench; `hearing.py` plays it. Everything is made here, offline, from a table of sentences and a fixed seed, so that
the same machine makes the same samples again. The voices are synthetic: what a recogniser makes of them is an upper
bound of what it will make of people.

    python bench/spoken.py FOLDER [--kokoro FOLDER]

writes the whole set as WAV files, with `manifest.jsonl` beside them, for listening to and for other recognisers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from execora.sound.resampling import Resampler, frame_of  # noqa: E402 - the tests beside this folder are needed, too
from execora.sound.stream import RATE  # noqa: E402
from execora.sound.wav import read_wav, wav  # noqa: E402
from tests.judging import Case, cases  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SENTENCES = ROOT / "tests/data/spoken/commands.jsonl"
SEED = 20_261_120

LEAD_SECONDS, TAIL_SECONDS = 0.4, 0.3
"""Of the room alone, before and after the words."""

LOUDNESS = 0.1
"""Root mean square of the words, of the full scale: somebody at arm's length."""

Samples = np.ndarray[tuple[int], np.dtype[np.float32]]
"""At `RATE`, from -1 to 1."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence, said."""

    case: Case
    voice: str
    noise: str
    """Which one, and its signal-to-noise ratio in dB."""
    pcm: bytes
    begins: float
    """Seconds until its first word."""
    ends: float
    """Seconds until its last one is over."""

    @property
    def name(self) -> str:
        """What it is called in lists."""
        return f"{self.case.id} {self.voice} {self.noise}"


# -- voices --------------------------------------------------------------------


def espeak(text: str, *, variant: str, speed: int, pitch: int) -> Samples:
    """Have espeak-ng say a text: no voice of a person, and the same samples everywhere."""
    command = ["espeak-ng", "-v", variant, "-s", str(speed), "-p", str(pitch), "--stdin", "--stdout"]
    said = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    pcm, rate, _ = read_wav(said.stdout)
    return _samples(Resampler().add([frame_of(pcm, rate, 1)]))


def kokoro(text: str, *, folder: Path, voice: str, speed: float) -> Samples:
    """Have Kokoro-82M say a text, which sounds more like a person; see the README for where to get it."""
    samples, rate = _kokoro(folder).create(text, voice=voice, speed=speed, lang="hi")
    return _samples(Resampler().add([frame_of(_pcm(samples), rate, 1)]))


@cache
def _kokoro(folder: Path):  # noqa: ANN202 - its library has no types
    from kokoro_onnx import Kokoro

    return Kokoro(str(folder / "kokoro.onnx"), str(folder / "voices.npz"))


ESPEAK: Mapping[str, Callable[[str], Samples]] = {
    "espeak man": partial(espeak, variant="hi", speed=155, pitch=45),
    "espeak woman": partial(espeak, variant="hi+f2", speed=150, pitch=60),
    "espeak hurried": partial(espeak, variant="hi+m3", speed=200, pitch=40),
    "espeak slow": partial(espeak, variant="hi+f4", speed=120, pitch=50),
}


def kokoros(folder: Path) -> Mapping[str, Callable[[str], Samples]]:
    """Return Kokoro's Hindi voices, two women and two men, one of each in a hurry."""
    named = {"woman a": ("hf_alpha", 1.0), "woman b": ("hf_beta", 1.2), "man o": ("hm_omega", 1.0)}
    named["man p"] = ("hm_psi", 1.2)
    return {
        f"kokoro {name}": partial(kokoro, folder=folder, voice=voice, speed=speed)
        for name, (voice, speed) in named.items()
    }


# -- noises --------------------------------------------------------------------


def white(count: int, chance: np.random.Generator) -> Samples:
    """Make a hiss."""
    return chance.standard_normal(count).astype(np.float32)


def pink(count: int, chance: np.random.Generator) -> Samples:
    """Make the noise of a street: as much in each octave."""
    spectrum = np.fft.rfft(chance.standard_normal(count))
    weights = np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    return np.fft.irfft(spectrum / weights, count).astype(np.float32)


def hum(count: int, chance: np.random.Generator) -> Samples:
    """Make the hum of a refrigerator: 50 Hz and its harmonics."""
    seconds = np.arange(count) / RATE
    harmonics = ((1, 1.0), (2, 0.5), (3, 0.35), (5, 0.2), (7, 0.1))
    waves = (level * np.sin(2 * np.pi * 50 * n * seconds + chance.uniform(0, 6)) for n, level in harmonics)
    return np.sum(list(waves), axis=0).astype(np.float32)


def babble(count: int, chance: np.random.Generator) -> Samples:
    """Make six people who talk at once."""
    said = _bank()
    crowd = np.zeros(count, np.float32)
    for _ in range(6):
        talk = np.concatenate([said[index] for index in chance.permutation(len(said))])
        crowd += np.roll(np.resize(talk, count), int(chance.integers(count)))
    return crowd


@cache
def _bank() -> list[Samples]:
    voices = list(ESPEAK.values())
    return [voices[number % len(voices)](case.say) for number, case in enumerate(cases(SENTENCES)[-24:])]


NOISES: tuple[tuple[str, Callable[[int, np.random.Generator], Samples] | None, float], ...] = (
    ("quiet", None, 0),
    ("white 20 dB", white, 20),
    ("pink 10 dB", pink, 10),
    ("hum 10 dB", hum, 10),
    ("babble 15 dB", babble, 15),
    ("babble 5 dB", babble, 5),
)


# -- the set -------------------------------------------------------------------


def clips(voices: Mapping[str, Callable[[str], Samples]], count: int | None = None) -> Iterator[Clip]:
    """Make each sentence once, or so many of them: voices and noises take turns, so that each meets each."""
    said = cases(SENTENCES)
    step = 1 if count is None else max(1, len(said) // count)
    names = list(voices)
    for number, case in enumerate(said[::step][:count]):
        voice, noise = names[number % len(names)], NOISES[number // len(names) % len(NOISES)]
        yield _clip(case, voice, voices[voice], *noise, np.random.default_rng(SEED + number))


def _clip(
    case: Case,
    voice: str,
    say: Callable[[str], Samples],
    noise: str,
    make: Callable[[int, np.random.Generator], Samples] | None,
    decibels: float,
    chance: np.random.Generator,
) -> Clip:
    words = _trimmed(say(case.say))
    words *= LOUDNESS / np.sqrt(np.mean(words**2))
    lead, tail = np.zeros(int(LEAD_SECONDS * RATE), np.float32), np.zeros(int(TAIL_SECONDS * RATE), np.float32)
    sound = np.concatenate([lead, words, tail])
    if make:
        room = make(len(sound), chance)
        sound += room * (LOUDNESS / 10 ** (decibels / 20) / np.sqrt(np.mean(room**2)))
    ends = LEAD_SECONDS + len(words) / RATE
    return Clip(case, voice, noise, _pcm(sound), LEAD_SECONDS, ends)


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1].copy()


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768


def _pcm(samples: Samples) -> bytes:
    return (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()


def main() -> None:
    """Write the set."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--kokoro", type=Path, metavar="FOLDER", help="kokoro.onnx and voices.npz")
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with (given.folder / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for clip in clips({**ESPEAK, **(kokoros(given.kokoro) if given.kokoro else {})}):
            name = f"{clip.name.replace(' ', '-')}.wav"
            (given.folder / name).write_bytes(wav(clip.pcm, RATE))
            line = {"file": name, "say": clip.case.say, "voice": clip.voice, "noise": clip.noise}
            line["sha256"] = sha256(clip.pcm).hexdigest()
            print(json.dumps(line, ensure_ascii=False), file=manifest)


if __name__ == "__main__":
    main()
