"""How well and how fast each recogniser hears a shop, from the first sample of speech to what the books hold then.

    python bench/hearing.py [--stt deepgram,local] [--kokoro FOLDER] [--wrong] [--small]

Plays the spoken test set (`spoken.py`), each sentence in a conversation of its own and as fast as it was spoken, into
the session that a shop has: detector, chain, recogniser, language and commands are the real ones, the books are in
memory.
Prints for each recogniser:

- words wrong: the word error rate, over how words sound (a recogniser may answer in Roman letters or Devanagari);
- commands right: understood as meant, and asked about where it must be;
- wrong writes: the books were changed by what was not meant; and wrong questions: what was not meant was read back, so
  that a careless yes would write it;
- the time from the first sample of speech to the first words on the screen, and from the last to the final transcript;
- CPU for each second of sound: of this whole process, so that a service's own work is not in it.

Which recognisers there are, the settings tell (DEEPGRAM_API_KEY …), as they do for the server. Ends with 1 where
anything was changed that was not meant.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jiwer
import trio

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.rig import quantile  # noqa: E402 - this folder and the tests, which lie beside it, are needed
from bench.spoken import ESPEAK, clips, kokoros  # noqa: E402
from execora.config import Config  # noqa: E402
from execora.language.aloud import aloud  # noqa: E402
from execora.language.normalise import plain  # noqa: E402
from execora.language.phonetic import key  # noqa: E402
from execora.providers.chain import EarsChain  # noqa: E402
from execora.providers.silero import Silero  # noqa: E402
from execora.session.desk import Speaker  # noqa: E402
from execora.session.port import Audio, Speech, Start  # noqa: E402
from execora.session.run import run  # noqa: E402
from execora.sound.stream import BYTES_A_SECOND  # noqa: E402
from execora.speech import choose_recognisers  # noqa: E402
from tests.fakes.books import FakeBooks, fake_desk  # noqa: E402
from tests.fakes.door import FakeDoor  # noqa: E402
from tests.fakes.shop import demo_shop  # noqa: E402
from tests.judging import verdict  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.spoken import Clip
    from execora.providers.port import Recogniser
    from tests.judging import Verdict

FRAME_MILLISECONDS = 20
FRAME_BYTES = BYTES_A_SECOND * FRAME_MILLISECONDS // 1000

WORDS_SECONDS = 8.0
"""How long the final transcript may take after the last word."""

ANSWER_SECONDS = 0.5
"""How long everything may take that comes of it: the books are in memory."""

SMALL = 4
"""Sentences of a short run."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a clip."""

    clip: Clip
    text: str
    verdict: Verdict
    first_words: float | None
    """Seconds from the first sample of speech; None where nothing was shown before the final words."""
    final: float | None
    """Seconds from the last sample of speech; None where it was never heard."""

    @property
    def wrong_question(self) -> bool:
        """Whether a yes would write what was not meant."""
        return self.verdict.asked and not self.verdict.right and "CLARIFY" not in self.verdict.intents


def main() -> int:
    """Measure, print, and return the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stt", default="", help="recognisers, as in the setting; those there are if left out")
    arguments.add_argument("--kokoro", type=Path, metavar="FOLDER", help="Kokoro's voices, besides espeak-ng's")
    arguments.add_argument("--wrong", action="store_true", help="print every sentence that is not understood as meant")
    arguments.add_argument("--count", type=int, metavar="N", help="play so many sentences; all if left out")
    arguments.add_argument("--small", action="store_true", help=f"play {SMALL} sentences")
    said = arguments.parse_args()
    voices = {**({} if said.kokoro and not said.small else ESPEAK), **(kokoros(said.kokoro) if said.kokoro else {})}
    played = list(clips(voices, SMALL if said.small else said.count))
    config = Config(**{"stt": said.stt} if said.stt else {})
    wrong = 0
    for recogniser in choose_recognisers(config):
        heard, cpu = trio.run(_listen, recogniser, played)
        report(recogniser.name, heard, cpu, every_wrong=said.wrong)
        wrong += sum(one.verdict.wrong_write for one in heard)
    return int(wrong > 0)


# -- playing -------------------------------------------------------------------


async def _listen(recogniser: Recogniser, played: Sequence[Clip]) -> tuple[list[Heard], float]:
    """Return what was heard of each clip, and the seconds of CPU that a second of sound took."""
    await recogniser.check()
    began = time.process_time()
    heard = []
    for number, clip in enumerate(played, 1):
        heard.append(await _play(recogniser, clip))
        print(f"\r{recogniser.name}: {number} of {len(played)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    cpu = time.process_time() - began
    await recogniser.aclose()
    return heard, cpu / sum(len(clip.pcm) / BYTES_A_SECOND for clip in played)


async def _play(recogniser: Recogniser, clip: Clip) -> Heard:
    books, door = FakeBooks(demo_shop()), FakeDoor()
    desk = fake_desk(books)
    desk.speech = Speech(ears=EarsChain([recogniser]), detector=Silero)
    changes, told = books.changes, _Told()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run, door, desk, Speaker())
        door.put(Start(voice="browser", encoding="pcm16"))
        await door.next("voice:started")
        nursery.start_soon(told.follow, door)
        began = await _speak(door, clip)
        with trio.move_on_at(began + clip.ends + WORDS_SECONDS):
            await told.final.wait()
        await trio.sleep(ANSWER_SECONDS)
        nursery.cancel_scope.cancel()
    judged = verdict(clip.case, door.told, desk, wrote=books.changes > changes)
    return Heard(
        clip,
        " ".join(told.texts),
        judged,
        None if told.first_at is None else told.first_at - began - clip.begins,
        told.final_at - began - clip.ends if told.final.is_set() else None,
    )


async def _speak(door: FakeDoor, clip: Clip) -> float:
    """Send a clip as it would come from a microphone, and a second of the silence after it; return when it began."""
    began = trio.current_time()
    pcm = clip.pcm + bytes(BYTES_A_SECOND)
    for number, at in enumerate(range(0, len(pcm), FRAME_BYTES), 1):
        await trio.sleep_until(began + number * FRAME_MILLISECONDS / 1000)
        door.put(Audio(data=pcm[at : at + FRAME_BYTES]))
    return began


class _Told:
    """The transcripts of one conversation, and when they came."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.first_at: float | None = None
        self.final_at = 0.0
        self.final = trio.Event()

    async def follow(self, door: FakeDoor) -> None:
        while True:
            data = (await door.next("voice:transcript")).data
            if data["text"] and self.first_at is None and not data["isFinal"]:
                self.first_at = trio.current_time()
            if data["isFinal"]:
                self.final_at = trio.current_time()
                self.texts.append(data["text"])
                self.final.set()


# -- the figures ---------------------------------------------------------------


def report(name: str, heard: Sequence[Heard], cpu: float, *, every_wrong: bool) -> None:
    """Print what a recogniser made of the set, and of each kind of noise."""
    print(f"== {name}: {len(heard)} sentences")
    _figures("all", heard)
    for noise in dict.fromkeys(one.clip.noise for one in heard):
        _figures(noise, [one for one in heard if one.clip.noise == noise])
    _times("speech to first words", [one.first_words for one in heard])
    _times("end of speech to final", [one.final for one in heard])
    print(f"{'CPU':24} {cpu:.3f} s for each second of sound")
    for one in heard:
        if one.verdict.wrong_write or (every_wrong and not one.verdict.right):
            mark = "WRONG WRITE" if one.verdict.wrong_write else "asked" if one.verdict.asked else "missed"
            print(f"{mark} {one.clip.name}: {one.clip.case.say!r} was heard as {one.text!r}")


def _figures(what: str, heard: Sequence[Heard]) -> None:
    count = len(heard)
    right, wrong = sum(one.verdict.right for one in heard), sum(one.verdict.wrong_write for one in heard)
    questions = sum(one.wrong_question for one in heard)
    errors = jiwer.wer([sounds(one.clip.case.say) for one in heard], [sounds(one.text) for one in heard])
    print(
        f"{what:24} {errors:6.1%} words wrong, {right} of {count} commands right ({right / count:.0%}), "
        f"{wrong} wrong writes, {questions} wrong questions"
    )


def sounds(text: str) -> str:
    """Write a text as its words sound, numbers as they are said."""
    return " ".join(key(word) or word for word in plain(aloud(text, "hi-en"))) or "-"


def _times(what: str, seconds: Sequence[float | None]) -> None:
    taken = [one for one in seconds if one is not None]
    if taken:
        middle, late = quantile(taken, 0.5), quantile(taken, 0.95)
        print(f"{what:24} p50 {middle:.2f} s   p95 {late:.2f} s   ({len(taken)} of {len(seconds)})")


if __name__ == "__main__":
    sys.exit(main())
