"""Deepgram on 127.0.0.1: its live recogniser over a real WebSocket, its REST for clips and speech, and its faults.

In a test on Trio:

    deepgram = Deepgram()
    url = await nursery.start(deepgram.serve)        # http://127.0.0.1:PORT, for DEEPGRAM_URL; the key is KEY
    …
    deepgram.close()

In a synchronous test, or for a server in another process, where SIGTERM ends it:

    python -m tests.emulators.deepgram --say "rahul ka balance batao" --say "haan"
    http://127.0.0.1:PORT                            # its first line

It hears the words of sound that `tests.emulators.spoken.spoken` made; in any other sound, the utterances of `script`,
one after the other across all connections.
"""

from __future__ import annotations

import argparse
import array
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest

from execora.sound.stream import BYTES_A_SECOND
from tests.emulators.http import Again, Answer, Asked, Server, cut, told
from tests.emulators.spoken import LOUD, Hearing, Word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEY = "k3y-of-a-test"

INTERIM_BLOCKS, PIECE_BLOCKS = 50, 300
"""So often it tells what it has heard, and makes it final in the middle of an utterance."""

ENCODINGS = {"linear16", "linear32", "flac", "alaw", "mulaw", "amr-nb", "amr-wb", "opus", "ogg-opus", "speex", "g729"}
LANGUAGES = {"multi", "hi", "en", "en-IN", "en-US", "en-GB"}
KNOWN = {
    *("model", "language", "encoding", "sample_rate", "channels", "interim_results", "endpointing"),
    *("utterance_end_ms", "vad_events", "smart_format", "numerals", "mip_opt_out", "language_hint", "keyterm"),
}


@dataclass
class Fault:
    """What goes wrong on one connection."""

    status: int = 0
    """Answered in place of the upgrade."""
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs_up_in_handshake: bool = False
    after: float = -1.0
    """Seconds of sound after which the next happens; never if negative."""
    then: str = "drop"
    """drop; half (of a message, then drop); deaf (says nothing more); stall (reads nothing more); garbage; or a close
    as "1011 NET-0000"."""
    finals_late: float = 0.0
    """Seconds that everything final is held back, and what comes after it."""
    finals_twice: bool = False
    deaf_to_finalize: bool = False


@dataclass
class Deepgram:
    """The service. What it was asked is kept for tests."""

    script: Sequence[str] = ()
    key: str = KEY
    idle_seconds: float = 10.0
    """Without sound or KeepAlive for so long, it hangs up."""
    confidence: Mapping[str, float] = field(default_factory=dict)
    """Of words; others are heard with 0.98."""
    faults: list[Fault | None] = field(default_factory=list)
    """Of the next connections; those after them do well."""
    answers: list[Answer] = field(default_factory=list)
    """To the next requests of its REST, in place of what it would answer."""
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    """Of each live connection."""
    messages: list[list[str]] = field(default_factory=list)
    """The types of the messages that each was sent."""
    seconds: list[float] = field(default_factory=list)
    """Of sound that each was sent."""
    said: int = 0
    """Utterances of the script that were heard."""

    def __post_init__(self) -> None:
        self._server = Server(self._answer, self._upgrade)

    @property
    def asked(self) -> list[Asked]:
        """The requests of its REST."""
        return self._server.asked

    @property
    def open(self) -> int:
        """Connections that are open."""
        return self._server.open

    async def serve(self, task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED) -> None:
        """Serve until cancelled or closed; the address is told once it does."""
        await self._server.serve(task_status)

    def close(self) -> None:
        """End all connections, and let no new one in."""
        self._server.close()

    # -- live

    async def _upgrade(self, request: WebSocketRequest) -> None:
        address = urlsplit(request.path)
        query = parse_qs(address.query, keep_blank_values=True)
        headers = {name.decode().lower(): value.decode() for name, value in request.headers}
        fault = self.faults.pop(0) if self.faults else None
        refused = self._refusal(address.path, query, headers)
        if fault and fault.hangs_up_in_handshake:
            cut_off(request._connection)
            return
        if fault and fault.status:
            refused = fault.status, "it was told to", fault.headers
        if refused:
            await self._reject(request, *refused)
            return
        connection = await request.accept(extra_headers=[(b"dg-request-id", str(uuid4()).encode())])
        self.queries.append(query)
        self.messages.append([])
        self.seconds.append(0.0)
        await Live(self, connection, query, fault or Fault()).run()

    async def _reject(self, request: WebSocketRequest, status: int, why: str, headers: Mapping[str, str]) -> None:
        pairs = {"dg-error": why, "dg-request-id": "emulated", **headers}.items()
        body = json.dumps({"err_code": "REFUSED", "err_msg": why, "request_id": "emulated"}).encode()
        await request.reject(status, extra_headers=[(n.encode(), v.encode()) for n, v in pairs], body=body)

    def _refusal(
        self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]
    ) -> tuple[int, str, Mapping[str, str]] | None:
        if headers.get("authorization") != f"Token {self.key}":
            return 401, "Invalid credentials.", {}
        if path != "/v1/listen":
            return 404, "Not Found", {}
        wrong = wrong_in(query)
        return (400, f"Bad Request: {wrong}", {}) if wrong else None

    # -- REST

    def _answer(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Token {self.key}":
            return told({"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials."}, 401)
        if self.answers:
            return self.answers.pop(0)
        match asked.method, asked.path:
            case "POST", "/v1/listen":
                wrong = wrong_in(asked.query)
                return self._bad(wrong) if wrong else told(self._heard(asked.body))
            case "POST", "/v1/speak":
                return self._spoken(asked)
            case _:
                return told({"err_code": "NOT_FOUND"}, 404)

    def _bad(self, wrong: str) -> Answer:
        return told({"err_code": "Bad Request", "err_msg": wrong}, 400, {"dg-error": wrong})

    def hear(self, pcm: bytes) -> str:
        """Return the words in a clip."""
        return str(self.alternative(self._words(pcm))["transcript"])

    def _words(self, pcm: bytes) -> list[Word]:
        ears = Hearing(self)
        ears.add(pcm)
        return ears.take()

    def _heard(self, pcm: bytes) -> dict[str, Any]:
        alternative = self.alternative(self._words(pcm))
        return {
            "metadata": {
                "request_id": str(uuid4()),
                "sha256": "0" * 64,
                "created": "2026-11-20T00:00:00.000Z",
                "duration": len(pcm) / BYTES_A_SECOND,
                "channels": 1,
                "models": ["emulated"],
                "model_info": {},
            },
            "results": {"channels": [{"alternatives": [alternative]}]},
        }

    def _spoken(self, asked: Asked) -> Answer:
        query = {name: values[-1] for name, values in asked.query.items()}
        text = str(asked.json.get("text", ""))
        if not query.get("model", "").startswith("aura-2-") or query.get("encoding") != "linear16" or not text:
            return self._bad("no such voice")
        rate = int(query.get("sample_rate", "24000"))
        letter = array.array("h", [LOUD, -LOUD] * (rate // 40)).tobytes()  # 50 ms a letter
        pcm = letter * len(text)
        pieces = [pcm[at : at + 3001] for at in range(0, len(pcm), 3001)]  # halves of samples, as networks cut them
        return Answer(pieces=pieces, headers={"content-type": "audio/l16;rate=24000", "dg-request-id": "emulated"})

    # -- words

    def alternative(self, words: Sequence[Word]) -> dict[str, Any]:
        confidences = [self.confidence.get(word.text, 0.98) for word in words]
        return {
            "transcript": " ".join(word.text for word in words),
            "confidence": min(confidences, default=0.0),
            "languages": ["hi"] if words else [],
            "words": [
                {
                    "word": word.text,
                    "punctuated_word": word.text,
                    "start": round(word.start, 3),
                    "end": round(word.end, 3),
                    "confidence": confidence,
                    "language": "hi",
                }
                for word, confidence in zip(words, confidences, strict=True)
            ],
        }


def wrong_in(query: Mapping[str, list[str]]) -> str:
    """Say what Deepgram would not accept in a query; nothing if there is nothing."""
    one = {name: values[-1] for name, values in query.items()}
    tokens = sum(max(1, len(term) // 4) for term in query.get("keyterm", []))
    pause = one.get("utterance_end_ms", "1000")
    checks = {
        f"unknown parameter {sorted(set(query) - KNOWN)}": not set(query) - KNOWN,
        "model": one.get("model", "").startswith("nova-3"),
        "language": one.get("language", "en") in LANGUAGES,
        "encoding": one.get("encoding") in ENCODINGS,
        "sample_rate": one.get("sample_rate", "").isdecimal(),
        "channels": one.get("channels", "1") == "1",
        "endpointing": one.get("endpointing", "10") == "false" or one.get("endpointing", "10").isdecimal(),
        "utterance_end_ms": pause.isdecimal() and 1000 <= int(pause) <= 5000,
        "utterance_end_ms needs interim_results": "utterance_end_ms" not in one or one.get("interim_results") == "true",
        "language_hint needs language=multi": "language_hint" not in one or one.get("language") == "multi",
        "keyterm": tokens <= 500 and len(query.get("keyterm", [])) <= 100,
    }
    return next((wrong for wrong, fine in checks.items() if not fine), "")


class Live:
    """One live connection."""

    def __init__(
        self, deepgram: Deepgram, connection: WebSocketConnection, query: Mapping[str, list[str]], fault: Fault
    ) -> None:
        self._deepgram, self._connection, self._fault = deepgram, connection, fault
        self._number = len(deepgram.seconds) - 1
        one = {name: values[-1] for name, values in query.items()}
        self._endpointing = int(one["endpointing"]) // 10 if one.get("endpointing", "10") != "false" else 10**9
        self._utterance_end = int(one.get("utterance_end_ms", 10**9)) // 10
        self._interim, self._vad = one.get("interim_results") == "true", one.get("vad_events") == "true"
        self._ears = Hearing(deepgram)
        self._from = 0.0
        """Up to where results are final."""
        self._last_word = 0.0
        self._patience = trio.CancelScope(deadline=trio.current_time() + deepgram.idle_seconds)
        self._sent = trio.Event()
        self._spoke = self._ended = False
        self._deaf = False
        self._out, self._to_send = trio.open_memory_channel[tuple[float, str]](1000)

    async def run(self) -> None:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._send)
                nursery.start_soon(self._watch, nursery.cancel_scope)
                await self._hear()
                nursery.cancel_scope.cancel()
        except* ConnectionClosed:
            pass

    async def _watch(self, scope: trio.CancelScope) -> None:
        with self._patience:
            await trio.sleep_forever()
        await self._connection.aclose(1011, "no audio or text within the timeout window, see NET-0001")
        scope.cancel()

    async def _send(self) -> None:
        async for at, message in self._to_send:
            await trio.sleep_until(at)
            await self._connection.send_message(message)
        self._sent.set()

    def _tell(self, message: Mapping[str, object], *, late: bool = False) -> None:
        if not self._deaf:
            at = trio.current_time() + (self._fault.finals_late if late else 0.0)
            self._out.send_nowait((at, json.dumps(message, ensure_ascii=False)))

    async def _hear(self) -> None:
        while True:
            message = await self._connection.get_message()
            self._patience.deadline = trio.current_time() + self._deepgram.idle_seconds
            if isinstance(message, str):
                if await self._control(message):
                    return
            elif not message or len(message) % 2:
                await self._connection.aclose(1008, "could not read sound, see DATA-0000")
                return
            elif await self._sound(message):
                return

    # -- controls

    async def _control(self, message: str) -> bool:
        kind = json.loads(message).get("type")
        self._deepgram.messages[self._number].append(kind)
        match kind:
            case "KeepAlive":
                pass
            case "Finalize":
                left = self._ears.seconds - self._from
                if left > 0.1 and not self._fault.deaf_to_finalize:
                    self._final(speech_final=False, from_finalize=True)
            case "CloseStream":
                await self._end()
                return True
            case _:
                self._tell({"type": "Error", "variant": "SchemaError", "description": "unknown", "message": message})
        return False

    async def _end(self) -> None:
        if self._ears.speaking:
            self._final(speech_final=False)
        self._tell(
            {
                "type": "Metadata",
                "transaction_key": "deprecated",
                "request_id": str(uuid4()),
                "sha256": "0" * 64,
                "created": "2026-11-20T00:00:00.000Z",
                "duration": self._ears.seconds,
                "channels": 1,
            },
            late=True,
        )
        if self._deaf:
            await trio.sleep_forever()
        self._out.close()
        await self._sent.wait()
        await self._connection.aclose(1000, "")

    # -- sound

    async def _sound(self, pcm: bytes) -> bool:
        for _ in self._ears.each(pcm):
            self._block()
        self._deepgram.seconds[self._number] += len(pcm) / BYTES_A_SECOND
        if 0 <= self._fault.after <= self._deepgram.seconds[self._number]:
            return await self._go_wrong()
        return False

    def _block(self) -> None:
        ears = self._ears
        if not ears.quiet and not self._spoke:
            self._spoke, self._ended = True, False
            if self._vad:
                self._tell({"type": "SpeechStarted", "channel": [0, 1], "timestamp": round(ears.seconds, 3)})
        if ears.words:
            self._last_word = ears.words[-1].end
        if self._interim and ears.blocks % INTERIM_BLOCKS == 0:
            self._tell(self._results(ears.words, is_final=False))
        if self._spoke and ears.quiet == self._endpointing:
            self._final(speech_final=True)
            self._spoke = False
        elif ears.blocks - self._from * 100 >= PIECE_BLOCKS and ears.quiet >= 2:
            self._final(speech_final=False, ends=False)
        if self._last_word and not self._ended and (ears.seconds - self._last_word) * 100 >= self._utterance_end:
            self._ended = True
            end = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": round(self._last_word, 3)}
            self._tell(end, late=True)

    def _final(self, *, speech_final: bool, from_finalize: bool = False, ends: bool = True) -> None:
        words = self._ears.take(ends=ends)
        results = self._results(words, is_final=True, speech_final=speech_final, from_finalize=from_finalize)
        for _ in range(2 if self._fault.finals_twice else 1):
            self._tell(results, late=True)
        self._from = self._ears.seconds

    def _results(self, words: Sequence[Word], **flags: bool) -> dict[str, object]:
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "start": round(self._from, 3),
            "duration": round(self._ears.seconds - self._from, 3),
            "speech_final": False,
            "from_finalize": False,
            "channel": {"alternatives": [self._deepgram.alternative(words)]},
            "metadata": {
                "request_id": str(uuid4()),
                "model_info": {"name": "emulated", "version": "2026-10-01.0", "arch": "nova-3"},
                "model_uuid": str(uuid4()),
            },
            **flags,
        }

    # -- faults

    async def _go_wrong(self) -> bool:
        match self._fault.then.split():
            case ["drop"]:
                cut_off(self._connection)
                return True
            case ["half"]:
                await self._connection._stream.send_all(b'\x81\x7e\x02\x00{"type":"Results","chan')  # of 512 bytes
                cut_off(self._connection)
                return True
            case ["deaf"]:
                self._deaf = True
            case ["stall"]:
                await trio.sleep_forever()
            case ["garbage"]:
                self._out.send_nowait((trio.current_time(), "<html>"))
                self._fault = Fault()
            case [code, reason]:
                await self._connection.aclose(int(code), f"see {reason}")
                return True
        return False


def cut_off(connection: WebSocketConnection) -> None:
    """Break the connection below a WebSocket."""
    stream = connection._stream
    assert isinstance(stream, Again)
    cut(stream.stream)


async def _serve(script: Sequence[str]) -> None:
    async with trio.open_nursery() as nursery:
        url = await nursery.start(Deepgram(script).serve)
        print(url, flush=True)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Deepgram on 127.0.0.1, for tests.")
    parser.add_argument("--say", action="append", default=[], help="what the next utterance says; any number of times")
    trio.run(_serve, parser.parse_args().say)
