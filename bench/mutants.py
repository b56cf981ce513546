"""Messages such as no client ever sent: what `fuzz.py` says at the doors. Pure: the same chance makes the same ones.

None is a command that changes the books: words are names, questions and nonsense, ids are nobody's.
"""

from __future__ import annotations

import json
from base64 import b64encode
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.server.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, frame

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

WORDS = (
    *("Rahul", "Suresh", "Bharat", "ka", "ki", "balance", "batao", "kitna", "hai", "stock", "doodh", "chini", "aaj"),
    *("राहुल", "का", "बैलेंस", "zzqx", "0", "₹", "🙏", "\0", "\u202e", "\ud800", "e\u0301" * 9, "A" * 200, "'; --", "{}"),
)

STRANGE: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        -0.0,
        1e308,
        2**31,
        2**63,
        2**64,
        -(2**63) - 1,
        10**400,
        float("nan"),
        float("inf"),
    ),
    *("", " ", "\0", "\ud800", "\udfff\ud800", "\u202e", "x" * 3000, "🙏" * 500, "all", "null", "webm", "pcm16", "-1"),
    *([], {}, [[]], [None], {"": None}, {"__proto__": {}}, [0] * 1000, {"\ud800": 1}),
    *("00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "ffffffff" * 4),
)

LONG = 300
"""Characters that are repeated at the most: beyond 32,768 in all a message is not read anyway."""

LONGEST = 400_000
"""Characters of a message: more than are kept."""

HUGE = ("1" * 5000, "[" * 20_000, '{"a":' * 5000, "-", "1e99999", '"\\ud800"', "\\", "\ufeff", "]}", "/**/", "01")
"""Pieces of text that a JSON parser chokes on."""

SAMPLES: Sequence[tuple[str, dict[str, Any]]] = (
    ("voice:start", {"language": "hi-en", "encoding": "pcm16", "sampleRate": 16_000, "channels": 1, "keepAudio": True}),
    ("voice:start", {"encoding": "webm", "audioOut": "binary", "sttProvider": "deepgram", "ttsProvider": "browser"}),
    ("voice:end", {}),
    ("voice:stop", {}),
    ("voice:transcript", {"text": "Rahul ka"}),
    ("voice:final", {"text": "Rahul ka balance batao", "priority": 5, "ttsProvider": "browser"}),
    ("voice:final", {"text": "zzqx"}),
    ("voice:interrupt", {}),
    ("voice:answer", {"questionId": str(UUID(int=7)), "yes": True}),
    ("voice:answer", {"questionId": str(UUID(int=7)), "option": 1}),
    ("invoice:confirm", {"draftId": str(UUID(int=8))}),
    ("invoice:cancel", {"draftId": str(UUID(int=8))}),
    ("task:status", {"taskId": None}),
    ("task:cancel", {"taskId": "all"}),
    ("recording:start", {}),
    ("recording:stop", {}),
    ("session:resume", {"sessionId": str(UUID(int=9)), "resumeToken": "t" * 40, "lastSeq": 3}),
    ("ping", {}),
)
"""Every message there is, as it should be."""

NAMESPACE = "/voice,"

PACKETS = ("40/voice,", "40/other,", "40", "41/voice,", "41/other,", "43/voice,7[]", "44/voice,", "46/voice,9[]", "47")
"""Of Socket.IO, in packets of Engine.IO."""

BELOW = ("1", "2", "2probe", "3", "3probe", "5", "6", "0", "4", "", "7", "b", "bAAAA", "b!!!", "4null", "4[]", "49")
"""Of Engine.IO; some are none."""

ATTACHED = '["voice:audio_data",{"_placeholder":true,"num":0}]'

SILENCE = b"\xf8\xff\xfe"
"""20 ms of Opus."""

SECTIONS = (b"\x1aE\xdf\xa3", b"\x18S\x80g", b"\x1fC\xb6u", b"\x16T\xaek", b"\xa3", b"\xff" * 8, b"OpusHead", b"OggS")
"""How WebM's elements begin, and Ogg's pages."""

HEADS = (
    b"GET {path} HTTP/1.1",
    b"Host: {host}",
    b"Upgrade: websocket",
    b"Connection: Upgrade",
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Protocol: bearer, x",
    b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    b"Origin: http://{host}",
    b"Authorization: Bearer x.y.z",
    b"Content-Length: 5",
    b"Transfer-Encoding: chunked",
    b"Expect: 100-continue",
    b"X-Forwarded-For: 1.2.3.4, {host}",
    b"Cookie: a=b",
)


class Mutants:
    """A source of them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    # -- JSON ------------------------------------------------------------------

    def message(self) -> str:
        """Return a control message; most are wrong in one way or another."""
        kind, data = self.chance.choice(SAMPLES)
        return self.text_of(self._spoken({"type": kind, "data": data, "id": str(self.uuid())}))

    def text_of(self, message: dict[str, Any]) -> str:
        """Write a message, changed in a few places as an object, and maybe as text."""
        mutant = deepcopy(message)
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 5))):
            self._change(mutant)
        text = json.dumps(mutant, ensure_ascii=self.chance.random() < 0.5)[:LONGEST]
        return self._spoil(text) if self.chance.random() < 0.15 else text

    def uuid(self) -> UUID:
        """Return an id; now and then one that came before."""
        return UUID(int=self.chance.getrandbits(self.chance.choice((2, 128, 128, 128))), version=4)

    def words(self) -> str:
        """Return something said that asks for nothing to be written."""
        return " ".join(self.chance.choices(WORDS, k=self.chance.choice((1, 3, 5, 40))))

    def strange(self) -> Any:  # noqa: ANN401 - anything that JSON can hold, and more
        """Return a value for where another belongs."""
        return deepcopy(self.chance.choice(STRANGE))

    def _spoken(self, message: dict[str, Any]) -> dict[str, Any]:
        if "text" not in message["data"] or self.chance.random() < 0.5:
            return message
        return {**message, "data": {**message["data"], "text": self.words()}}

    def _change(self, tree: dict[str, Any]) -> None:
        """Change something in an object, or in what it holds."""
        key = self.chance.choice([*tree, "new"])
        value = tree.get(key)
        if isinstance(value, dict) and value and self.chance.random() < 0.7:
            self._change(value)
            return
        match self.chance.randrange(6):
            case 0:
                tree.pop(key, None)
            case 1:
                tree[str(self.strange())] = value
            case 2 if not isinstance(value, list):
                tree[key] = [value] * self.chance.choice((1, 3, 300))
            case 3 if isinstance(value, str):
                tree[key] = value[:LONG] * self.chance.choice((2, 100)) + self.words()
            case 4 if isinstance(value, str):
                tree[key] = value.upper() if value.islower() else value[: len(value) // 2]
            case _:
                tree[key] = self.strange()

    def _spoil(self, text: str) -> str:
        at, upto = sorted(self.chance.choices(range(len(text) + 1), k=2))
        match self.chance.randrange(4):
            case 0:
                return text[:at]
            case 1:
                return text[:at] + text[upto:]
            case 2:
                return text[:at] + self.chance.choice(HUGE) + text[at:]
        return text[:upto] + text[at:]

    # -- sound -----------------------------------------------------------------

    def sound(self) -> bytes:
        """Return what is no sound, or hardly: noise, silence, Opus packets and WebM that are broken, nothing at all."""
        match self.chance.randrange(6):
            case 0:
                return bytes(self.chance.choice((0, 1, 2, 639, 640, 641, 9600)))
            case 1:
                return self.noise(self.chance.choice((1, 3, 640, 4000)))
            case 2:
                return self.packet()
        return b"".join(
            self.chance.choice(SECTIONS) + self.noise(self.chance.choice((0, 1, 8, 100)))
            for _ in range(self.chance.choice((1, 4, 20)))
        )

    def packet(self) -> bytes:
        """Return something like an Opus packet: any table of contents, any count of frames, any lengths."""
        count = bytes([self.chance.getrandbits(8)]) if self.chance.random() < 0.5 else b""
        return bytes([self.chance.getrandbits(8)]) + count + self.noise(self.chance.choice((0, 1, 2, 40, 160, 1275)))

    def noise(self, size: int) -> bytes:
        """Return bytes at random."""
        return self.chance.randbytes(size)

    def chunk(self) -> str:
        """Return a chunk of a telephone call; most are right, but for the sound."""
        right = {
            "type": "audio_chunk",
            "callId": "call",
            "timestamp": self.chance.choice((0, 1_763_000_000_000, "2026-11-20T10:00:00Z")),
            "audioData": b64encode(self.chance.choice((self.sound, self._pcm))()).decode(),
            "sequenceNumber": self.chance.choice((0, 1, 2, 3, 9, 2**40, self.chance.randrange(1000))),
            "sampleRate": self.chance.choice((8000, 8000, 8000, 16_000, 48_000, 44_100, 1, 10**9)),
            "channels": self.chance.choice((1, 1, 1, 2, 0, 99)),
        }
        return json.dumps(right) if self.chance.random() < 0.5 else self.text_of(right)

    def _pcm(self) -> bytes:
        return self.noise(320)

    def opus(self) -> bytes:
        """Return a packet of Opus, or what would like to be one."""
        return SILENCE if self.chance.random() < 0.3 else self.packet()

    # -- below -----------------------------------------------------------------

    def packets(self) -> list[str | bytes]:
        """Return packets of Engine.IO: an event of Socket.IO, or nothing of the kind."""
        match self.chance.randrange(12):
            case 0:
                return [self.chance.choice(BELOW)]
            case 1:
                return [self.chance.choice(PACKETS)]
            case 2:
                return [self._spoil(f"42{NAMESPACE}{self._event()}")]
            case 3 | 4 | 5:
                return [f"451-{NAMESPACE}{self._id()}{ATTACHED}", self.sound()]
            case 6:
                count = self.chance.choice((0, 2, 9, 999_999_999, 10**30))
                return [f"45{count}-{NAMESPACE}{self._id()}{ATTACHED}", *[b"x"] * self.chance.randrange(4)]
        return [f"42{NAMESPACE}{self._id()}{self._event()}"]

    def _event(self) -> str:
        if self.chance.random() < 0.8:
            return f'["voice:control",{self.message()}]'
        name = json.dumps(self.strange())
        return f"[{name},{self.message()}]"

    def _id(self) -> str:
        return self.chance.choice(("", "", "0", "7", str(self.chance.getrandbits(40)), "9" * 99, "9" * 5000))

    def frames(self) -> bytes:
        """Return frames of which at least one should not be there; behind them nothing is to be expected."""
        payload = self.noise(self.chance.choice((0, 1, 2, 125, 126, 300)))
        opcode = self.chance.choice((CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG, 3, 11, 15))
        right = frame(
            opcode,
            payload,
            last=self.chance.random() < 0.7,
            reserved=self.chance.choice((0, 0, 1, 4, 7)),
            masked=self.chance.random() < 0.8,
        )
        return self.flipped(right) if self.chance.random() < 0.5 else right + self.noise(10)

    def flipped(self, data: bytes) -> bytes:
        """Change some bits, leave bytes out and double them."""
        mutant = bytearray(data)
        for _ in range(self.chance.choice((1, 2, 8))):
            at = self.chance.randrange(len(mutant) or 1)
            match self.chance.randrange(4):
                case 0:
                    del mutant[at : at + 1]
                case 1:
                    mutant[at:at] = mutant[at : at + 20] or b"\r\n"
                case _ if mutant:
                    mutant[at] ^= 1 << self.chance.randrange(8)
        return bytes(mutant)

    def head(self, path: str, host: str) -> bytes:
        """Return the head of a request, lines of which are missing, doubled, out of order or broken."""
        first, *others = [line.replace(b"{path}", path.encode()).replace(b"{host}", host.encode()) for line in HEADS]
        lines = [line for line in others if self.chance.random() < 0.6]
        lines += self.chance.choices(others, k=self.chance.choice((0, 0, 1)))
        if self.chance.random() < 0.3:
            self.chance.shuffle(lines)
        request = b"\r\n".join([first, *lines, b"", b""])
        return self.flipped(request) if self.chance.random() < 0.7 else request
