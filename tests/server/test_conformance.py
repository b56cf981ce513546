"""What RFC 6455 asks of every WebSocket door, byte by byte; `bench/conformance.py` has Autobahn's 247 cases on them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest
import trio

from tests.server.echoing import PATHS, echoes, start_echo
from tests.server.frames import BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, TEXT, close, closed, frame, said
from tests.server.serving import upgrade_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SMALL = 600
"""Bytes of a case that is sent one by one."""

WHOLE = 1 << 20


class Case(NamedTuple):
    """What a client sends, and all that the server says to it."""

    name: str
    sent: bytes
    answer: bytes

    @property
    def goes_on(self) -> bool:
        """Whether the connection does: it then ends with a goodbye of the client that is answered."""
        return FIN | CLOSE not in self.answer[-4:]


BYE, GOODBYE = close(1000), closed(1000)
KOSME = "κόσμε".encode()
PAISA = "₹500 राहुल 🙏".encode()
LATE = frame(TEXT, b"never heard")

FRAMING = [
    *(
        Case(f"{size} bytes of {name}", frame(opcode, b"*" * size), said(opcode, b"*" * size))
        for size in (0, 1, 125, 126, 127, 65_535, 65_536)
        for name, opcode in (("text", TEXT), ("binary", BINARY))
    ),
    *(Case(f"reserved bits {bits}", frame(TEXT, b"hi", reserved=bits) + LATE, closed(1002)) for bits in range(1, 8)),
    *(
        Case(f"{name} with reserved bit {bit}", frame(opcode, b"", reserved=bit) + LATE, closed(1002))
        for bit in (1, 2, 4)
        for name, opcode in (("ping", PING), ("close", CLOSE), ("binary", BINARY))
    ),
    *(
        Case(f"opcode {opcode}", frame(opcode, b"hi") + LATE, closed(1002))
        for opcode in (3, 4, 5, 6, 7, *range(11, 16))
    ),
    *(
        Case(f"{name} without a mask", frame(opcode, b"hi", masked=False) + LATE, closed(1002))
        for name, opcode in (("text", TEXT), ("binary", BINARY), ("ping", PING), ("pong", PONG))
    ),
    Case("a length in more bytes than it needs", b"\x82\xfe\x00\x05" + bytes(9) + LATE, closed(1002)),
    Case("a length in eight bytes that needs two", b"\x82\xff" + (500).to_bytes(8, "big") + bytes(504), closed(1002)),
    Case("a length with its highest bit", b"\x82\xff" + b"\x80" + bytes(7) + bytes(4), closed(1002)),
]

CONTROL = [
    Case("a ping", frame(PING, b"who"), said(PONG, b"who")),
    Case("a ping of nothing", frame(PING), said(PONG)),
    Case("a ping of 125 bytes", frame(PING, bytes(125)), said(PONG, bytes(125))),
    Case("a ping of no text", frame(PING, b"\xff\xfe"), said(PONG, b"\xff\xfe")),
    Case("a ping of 126 bytes", frame(PING, bytes(126)) + LATE, closed(1002)),
    Case("a pong of 126 bytes", frame(PONG, bytes(126)) + LATE, closed(1002)),
    Case("half a ping", frame(PING, b"hi", last=False) + LATE, closed(1002)),
    Case("half a pong", frame(PONG, b"hi", last=False) + LATE, closed(1002)),
    Case("half a close", frame(CLOSE, b"\x03\xe8", last=False) + LATE, closed(1002)),
    Case("pongs that nobody asked for", frame(PONG) + frame(PONG, b"x"), b""),
    Case(
        "ten pings",
        b"".join(frame(PING, b"%d" % number) for number in range(10)),
        b"".join(said(PONG, b"%d" % number) for number in range(10)),
    ),
]

FRAGMENTS = [
    Case(
        "two fragments",
        frame(TEXT, b"one ", last=False) + frame(CONTINUATION, b"two"),
        said(TEXT, b"one two"),
    ),
    Case(
        "fragments of nothing",
        frame(BINARY, last=False) + frame(CONTINUATION, last=False) + frame(CONTINUATION),
        said(BINARY),
    ),
    Case(
        "nothing but in the middle",
        frame(TEXT, last=False) + frame(CONTINUATION, b"middle", last=False) + frame(CONTINUATION),
        said(TEXT, b"middle"),
    ),
    Case(
        "pings and pongs between fragments",
        frame(TEXT, b"one ", last=False)
        + frame(PING, b"now")
        + frame(PONG)
        + frame(CONTINUATION, b"two ", last=False)
        + frame(PING, b"again")
        + frame(CONTINUATION, b"three"),
        said(PONG, b"now") + said(PONG, b"again") + said(TEXT, b"one two three"),
    ),
    Case("a continuation of nothing", frame(CONTINUATION, b"hi") + LATE, closed(1002)),
    Case("a beginning of a continuation of nothing", frame(CONTINUATION, b"hi", last=False) + LATE, closed(1002)),
    Case("a message within a message", frame(TEXT, b"one", last=False) + frame(TEXT, b"two") + LATE, closed(1002)),
    Case(
        "a beginning within a message",
        frame(BINARY, b"one", last=False) + frame(TEXT, b"two", last=False) + LATE,
        closed(1002),
    ),
    Case(
        "reserved bits in a continuation",
        frame(TEXT, b"one", last=False) + frame(CONTINUATION, b"two", reserved=4) + LATE,
        closed(1002),
    ),
    Case("a close within a message", frame(TEXT, b"one", last=False) + BYE, GOODBYE),
]

WORDS = [
    *(
        Case(
            f"{text.decode()} in fragments of {size}",
            frame(TEXT, text[:size], last=False)
            + b"".join(frame(CONTINUATION, text[at : at + size], last=False) for at in range(size, len(text), size))
            + frame(CONTINUATION),
            said(TEXT, text),
        )
        for text in (KOSME, PAISA)
        for size in (1, 2, 3, 5)
    ),
    *(
        Case(f"UTF-8 that is right: {name}", frame(TEXT, text), said(TEXT, text))
        for name, text in {
            "NUL": b"\x00",
            "the last of two bytes": b"\xdf\xbf",
            "below the surrogates": b"\xed\x9f\xbf",
            "above the surrogates": b"\xee\x80\x80",
            "no character": b"\xef\xbf\xbe",
            "the last of all": b"\xf4\x8f\xbf\xbf",
        }.items()
    ),
    *(
        Case(f"UTF-8 that is wrong: {name}", frame(TEXT, b"fine " + wrong) + LATE, closed(1007))
        for name, wrong in {
            "a byte alone": b"\x80",
            "a beginning alone": b"\xce",
            "a beginning before a letter": b"\xce\x61",
            "overlong slash": b"\xc0\xaf",
            "overlong NUL": b"\xe0\x80\x80",
            "a surrogate": b"\xed\xa0\x80",
            "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
            "beyond the last": b"\xf4\x90\x80\x80",
            "five bytes": b"\xf8\x88\x80\x80\x80",
            "no byte of it": b"\xff",
        }.items()
    ),
    Case(
        "UTF-8 that is wrong across fragments",
        frame(TEXT, b"\xce", last=False) + frame(CONTINUATION, b"a") + LATE,
        closed(1007),
    ),
    Case(
        "UTF-8 that stops with its message",
        frame(TEXT, b"\xe2\x82", last=False) + frame(CONTINUATION) + LATE,
        closed(1007),
    ),
    Case(
        "UTF-8 that is wrong before its message ends",
        frame(TEXT, b"\xf4", last=False) + frame(CONTINUATION, b"\x90", last=False) + frame(PING),
        closed(1007),
    ),
    Case("anything in binary", frame(BINARY, b"\xff\xfe\x80"), said(BINARY, b"\xff\xfe\x80")),
]

GOODBYES = [
    *(
        Case(f"{code} is answered", close(code), closed(code))
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    ),
    *(
        Case(f"{code} is no code for the wire", close(code) + LATE, closed(1002))
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
    ),
    Case("a close without a code", frame(CLOSE), said(CLOSE)),
    Case("a close of one byte", frame(CLOSE, b"\x03") + LATE, closed(1002)),
    Case("a close of 125 bytes", close(1000, b"*" * 123), closed(1000)),
    Case("a close of 126 bytes", close(1000, b"*" * 124) + LATE, closed(1002)),
    Case("a close whose reason is no text", close(1000, b"\xce") + LATE, closed(1007)),
]

BEHIND = [
    Case("two goodbyes", BYE + BYE, GOODBYE),
    Case("a ping behind a goodbye", BYE + frame(PING), GOODBYE),
    Case("a message behind a goodbye", BYE + LATE, GOODBYE),
]
"""Whoever sends these must not: that the answer reaches them where they come one by one is not promised."""

GROUPS = {"framing": FRAMING, "control": CONTROL, "fragments": FRAGMENTS, "words": WORDS, "goodbyes": GOODBYES}


@pytest.fixture(autouse=True)
def echo() -> Iterator[None]:
    with echoes():
        yield


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("group", GROUPS)
async def test_a_door_keeps_to_the_letter(group: str, path: str, nursery: trio.Nursery):
    served = await start_echo(nursery)
    await hear_all(served.port, path, GROUPS[group])


@pytest.mark.parametrize("path", PATHS)
async def test_a_door_hears_nothing_behind_a_goodbye(path: str, nursery: trio.Nursery):
    served = await start_echo(nursery)
    await hear_all(served.port, path, BEHIND)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("group", GROUPS)
async def test_where_the_network_parts_the_bytes_does_not_matter(group: str, path: str, nursery: trio.Nursery):
    served = await start_echo(nursery)
    await hear_all(served.port, path, [case for case in GROUPS[group] if len(case.sent) < SMALL], step=1)


async def hear_all(port: int, path: str, cases: Sequence[Case], step: int = WHOLE) -> None:
    """Send what each case has, so many bytes at a time, and compare all that the server says to it."""
    heard = dict[str, bytes]()

    async def hear(case: Case) -> None:
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            await stream.send_all(upgrade_request(port, path))
            await read_past_the_head(stream)
            heard[case.name] = await answer_to(case, stream, step)

    async with trio.open_nursery() as clients:
        for case in cases:
            clients.start_soon(hear, case)
    assert heard == {case.name: case.answer + (GOODBYE if case.goes_on else b"") for case in cases}


async def read_past_the_head(stream: trio.SocketStream) -> None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += await stream.receive_some(1)
    assert head.startswith(b"HTTP/1.1 101 "), head


async def answer_to(case: Case, stream: trio.SocketStream, step: int) -> bytes:
    heard = b""
    with suppress(trio.BrokenResourceError):  # what comes behind an end is not read
        async with trio.open_nursery() as sending:
            sending.start_soon(send_in_steps, stream, case.sent, step)
            while len(heard) < len(case.answer) and (chunk := await stream.receive_some()):
                heard += chunk
            if not case.goes_on:
                sending.cancel_scope.cancel()
        if case.goes_on:
            await stream.send_all(BYE)
        await stream.send_eof()
        async for chunk in stream:
            heard += chunk
    return heard


async def send_in_steps(stream: trio.SocketStream, data: bytes, step: int) -> None:
    with suppress(trio.BrokenResourceError):
        for at in range(0, len(data), step):
            await stream.send_all(data[at : at + step])
