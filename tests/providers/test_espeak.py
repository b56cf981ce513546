"""The voice on this machine, spoken with by the real espeak-ng: as a program, and by the wheel's library."""

from __future__ import annotations

import os
import shutil
import sys
from array import array
from pathlib import Path

import espeakng_loader
import pytest
import trio

from execora.providers import espeak
from execora.providers.espeak import EspeakVoice, available
from execora.providers.port import Fault, Piece, ProviderError, Say

RUPEES = Say("राहुल के खाते में पाँच सौ रुपए जमा हो गए.", "hi")


@pytest.fixture(params=["program", "wheel"])
def spoken_by(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Choose who speaks: without a PATH nothing but the wheel is left."""
    if request.param == "wheel":
        monkeypatch.setenv("PATH", "")
    else:
        monkeypatch.setenv("PATH", str(Path(real_program(tmp_path)).parent), prepend=os.pathsep)
    return str(request.param)


def real_program(folder: Path) -> str:
    """Return the path of espeak-ng: the one that is installed, or else one made of the wheel."""
    if installed := shutil.which("espeak-ng"):
        return installed
    wheel, child = Path(espeakng_loader.get_data_path()).parent, Path(espeak.__file__).with_name("espeak_child.py")
    (folder / "real").mkdir()
    program(
        folder / "real", f'exec {sys.executable} {child} {espeakng_loader.get_library_path()} {wheel} "$2" "$4" "$6"'
    )
    return str(folder / "real" / "espeak-ng")


def program(folder: Path, script: str) -> None:
    """Put a program of that name there."""
    file = folder / "espeak-ng"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


async def spoken(said: Say) -> list[Piece]:
    send, receive = trio.open_memory_channel[Piece](1000)
    with receive:
        with send, trio.fail_after(30):
            await EspeakVoice().speak(said, send)
        return [piece async for piece in receive]


def loudest(pieces: list[Piece]) -> int:
    return max(array("h", b"".join(piece.pcm for piece in pieces)))


@pytest.mark.usefixtures("spoken_by")
async def test_a_clause_is_heard_in_pieces():
    pieces = await spoken(RUPEES)
    assert len(pieces) > 2
    assert {(piece.rate, piece.provider) for piece in pieces} == {(22050, "local")}
    assert all(piece.pcm and len(piece.pcm) % 2 == 0 for piece in pieces)
    assert 2.0 < sum(piece.seconds for piece in pieces) < 5.0
    assert loudest(pieces) > 5000


@pytest.mark.usefixtures("spoken_by")
async def test_it_begins_at_once_and_ends_with_a_short_pause():
    pcm = array("h", b"".join(piece.pcm for piece in await spoken(RUPEES)))
    assert max(map(abs, pcm[:441])) > 100
    assert max(map(abs, pcm[-1500:])) < 200
    assert max(map(abs, pcm[-6000:])) > 200


@pytest.mark.usefixtures("spoken_by")
async def test_english_is_another_voice():
    assert await spoken(Say("tomato", "en")) != await spoken(Say("tomato", "hi"))


@pytest.mark.usefixtures("spoken_by")
async def test_what_looks_like_an_option_is_only_text():
    assert loudest(await spoken(Say("--version", "en"))) > 5000


@pytest.mark.usefixtures("spoken_by")
async def test_nothing_to_say_makes_no_sound():
    assert await spoken(Say(" , ", "hi")) == []


async def test_both_speak_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(Path(real_program(tmp_path)).parent), prepend=os.pathsep)
    by_program = sum(piece.seconds for piece in await spoken(RUPEES))
    monkeypatch.setenv("PATH", "")
    assert sum(piece.seconds for piece in await spoken(RUPEES)) == pytest.approx(by_program, rel=0.15)


async def test_it_says_that_it_works(spoken_by: str):
    told = await EspeakVoice().check()
    assert ("espeak-ng" in told) == (spoken_by == "program")
    assert available()


def test_it_speaks_both_languages():
    assert EspeakVoice().speaks("hi")
    assert EspeakVoice().speaks("en")


async def test_where_there_is_none_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(espeak, "find_spec", lambda _name: None)
    assert not available()
    with pytest.raises(ProviderError, match="pip install") as raised:
        await EspeakVoice().check()
    assert raised.value.fault is Fault.REFUSED


async def test_being_cancelled_ends_the_process_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    os.mkfifo(tmp_path / "pid")
    program(tmp_path, f"echo $$ > {tmp_path / 'pid'}; exec sleep 600")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    send, receive = trio.open_memory_channel[Piece](10)
    with trio.fail_after(30), send, receive:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(EspeakVoice().speak, RUPEES, send)
            async with await trio.open_file(tmp_path / "pid") as file:
                pid = int(await file.read())
            os.kill(pid, 0)
            nursery.cancel_scope.cancel()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "cat > /dev/null; exit 1",
        "cat > /dev/null; echo nonsense",
        "cat > /dev/null; head -c 100 /dev/zero",
        "cat > /dev/null; printf 'RIFF....WAVEfmt ................data....'",
    ],
)
async def test_what_is_no_sound_is_told_of(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(ProviderError) as raised:
        await spoken(RUPEES)
    assert raised.value.fault in {Fault.NONSENSE, Fault.AWAY}  # away where it was gone before it was told anything


async def test_one_that_fails_at_its_end_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path, f'{real_program(tmp_path)} "$@"; exit 3')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(ProviderError, match="ended with 3") as raised:
        await spoken(RUPEES)
    assert raised.value.fault is Fault.AWAY


async def test_one_that_cannot_be_run_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "espeak-ng").write_text("#!/no/such/shell\n")
    (tmp_path / "espeak-ng").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProviderError) as raised:
        await spoken(RUPEES)
    assert raised.value.fault is Fault.AWAY


async def test_one_that_reads_nothing_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path, "exec <&-; exit 0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(ProviderError):
        await spoken(Say("नमस्ते " * 20_000, "hi"))
