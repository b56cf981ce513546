"""Frames of RFC 6455, section 5.2, as a client and a server write them: the wrong ones too."""

from __future__ import annotations

MASK = bytes(range(1, 5))

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
FIN = 0x80


def frame(opcode: int, payload: bytes = b"", *, last: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """Return a frame as section 5.2 draws it, right or wrong."""
    first = (FIN if last else 0) | reserved << 4 | opcode
    size = len(payload)
    if size < 126:
        length = bytes([size | masked << 7])
    elif size < 1 << 16:
        length = bytes([126 | masked << 7]) + size.to_bytes(2, "big")
    else:
        length = bytes([127 | masked << 7]) + size.to_bytes(8, "big")
    if not masked:
        return bytes([first]) + length + payload
    mask = (MASK * (size // 4 + 1))[:size]
    hidden = (int.from_bytes(payload, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
    return bytes([first]) + length + MASK + hidden


def said(opcode: int, payload: bytes = b"") -> bytes:
    """Return a frame as a server sends it."""
    return frame(opcode, payload, masked=False)


def closed(code: int) -> bytes:
    """Return a server's Close, which gives no reason."""
    return said(CLOSE, code.to_bytes(2, "big"))


def close(code: int, reason: bytes = b"") -> bytes:
    """Return a client's Close."""
    return frame(CLOSE, code.to_bytes(2, "big") + reason)
