"""What is typed: lines as they come, and what each means."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

import trio

from execora.talk.messages import Message, message

HELP = """Type what you would say: Rahul ka balance batao
Answer a question with haan or nahi, or with the number of your choice.
/stop ends everything that runs; /status shows what runs; /quit leaves."""


class Keyboard:
    """Lines as they are typed. Waiting for one can be cancelled, which a thread that reads cannot."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        mode = os.fstat(descriptor).st_mode
        # a file, or /dev/null, is always ready, and the kernel refuses to watch it
        self._waits = os.isatty(descriptor) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
        self._read = bytearray()
        self._ended = False

    async def line(self) -> str | None:
        """Return the next line without what surrounds it, or None at the end."""
        while b"\n" not in self._read and not self._ended:
            piece = await self._piece()
            self._read += piece
            self._ended = not piece
        if not self._read:
            return None
        line, _, self._read = self._read.partition(b"\n")
        return line.decode(errors="replace").strip()

    async def _piece(self) -> bytes:
        if self._waits:
            await trio.lowlevel.wait_readable(self._descriptor)
        else:
            await trio.lowlevel.checkpoint()
        return os.read(self._descriptor, 4096)


@dataclass(slots=True)
class Typist:
    """What a line means that somebody types, given the choice that is open."""

    choice: tuple[str, int] | None = None
    """The question that wants a number, and how many there are."""

    def heard(self, event: Message) -> None:
        """Note what the server asks."""
        match event["type"]:
            case "voice:choose":
                self.choice = event["data"]["questionId"], len(event["data"]["options"])
            case "voice:confirm_needed" | "voice:response":
                self.choice = None

    def typed(self, line: str) -> Message | None:
        """Return what to send for a line; None where it is for this client alone."""
        if line == "/stop":
            return message("voice:stop")
        if line == "/status":
            return message("task:status", taskId=None)
        if line.startswith("/") or not line:
            return None
        choice, self.choice = self.choice, None
        if choice and line.isdecimal() and 1 <= int(line) <= choice[1]:
            return message("voice:answer", questionId=choice[0], option=int(line) - 1)
        return message("voice:final", text=line)
