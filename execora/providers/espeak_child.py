"""espeak-ng around the library of the wheel espeakng-loader, where the program itself is not installed.

This is a program of its own, and nothing imports it: espeak-ng is under the GPL, so its library is loaded only here, in
a process that has nothing of ours in it. It is run as

    espeak_child.py LIBRARY DATA VOICE WORDS-A-MINUTE PITCH

reads UTF-8 to the end of its input, and writes a WAV file of no known length as it is made, just as `espeak-ng --stdin
--stdout` does. It ends when nobody reads any more. The constants are those of espeak-ng's speak_lib.h (version 1.52).
"""

from __future__ import annotations

import ctypes
import struct
import sys

_SYNCHRONOUS = 2
_BUFFER_MILLISECONDS = 60
_RATE, _PITCH = 1, 3
_UTF8, _PAUSE_AT_END = 1, 0x1000
_OK = 0

_UNKNOWN_LENGTH = 0x7FFFF000
"""Bytes: what espeak-ng itself writes where it cannot know."""


def main(library: str, data: str, voice: str, words_a_minute: str, pitch: str) -> int:
    """Speak, and return the exit status of the process."""
    espeak = ctypes.CDLL(library)
    rate = espeak.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MILLISECONDS, data.encode(), 0)
    if rate <= 0 or espeak.espeak_SetVoiceByName(voice.encode()) != _OK:
        return 1
    espeak.espeak_SetParameter(_RATE, int(words_a_minute), 0)
    espeak.espeak_SetParameter(_PITCH, int(pitch), 0)
    write = _SYNTH_CALLBACK(_write)
    espeak.espeak_SetSynthCallback(write)
    text = sys.stdin.buffer.read() + b"\0"
    sys.stdout.buffer.write(_wav_header(rate))
    size = ctypes.c_size_t(len(text))
    return int(espeak.espeak_Synth(text, size, 0, 0, 0, _UTF8 | _PAUSE_AT_END, None, None) != _OK)


_SYNTH_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def _write(samples: int | None, count: int, _events: int | None) -> int:
    """Pass on samples as they are made; a 1 tells the library to stop."""
    try:
        if samples and count:
            sys.stdout.buffer.write(ctypes.string_at(samples, 2 * count))
            sys.stdout.buffer.flush()
    except OSError:
        return 1
    return 0


def _wav_header(rate: int) -> bytes:
    riff = struct.pack("<4sI4s", b"RIFF", _UNKNOWN_LENGTH + 36, b"WAVE")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return riff + form + struct.pack("<4sI", b"data", _UNKNOWN_LENGTH)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
