"""The terminal client: what it tells of each event, what it sends for each line, and when it knows that all is done."""

from __future__ import annotations

import gc
import json
import os
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import wait_all_tasks_blocked
from trio_websocket import ConnectionClosed, WebSocketRequest, serve_websocket

from execora.errors import ExecoraError
from execora.talk import client as client_module
from execora.talk.client import Client, Spoken, converse, talk
from execora.talk.line import endpoint
from execora.talk.messages import Message, message
from execora.talk.progress import ASKED, FAILED, SUCCEEDED, Progress
from execora.talk.typing import HELP, Keyboard, Typist
from execora.talk.words import worded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

# trio-websocket 0.12 leaves a client's socket to the garbage collector where the server closes first or refuses
leaves_a_socket = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CHOICE = {
    "questionId": "q1",
    "text": "Kaun sa Bharat?",
    "options": [{"name": "Bharat Yadav", "landmark": "ATM wala", "phoneEnd": "76"}],
}


def event(kind: str, reply_to: str | None = None, **data: object) -> dict[str, object]:
    return {"type": kind, "data": data} | ({"replyTo": reply_to} if reply_to else {})


def response(text: str, reply_to: str | None = None, *, success: bool = True) -> dict[str, object]:
    return event("voice:response", reply_to, text=text, executionResult={"success": success})


def task(kind: str, reply_to: str | None = None, task_id: str = "t1", **data: object) -> dict[str, object]:
    return event(f"task:{kind}", reply_to, taskId=task_id, intent="CHECK_BALANCE", **data)


# -- in words


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        (event("voice:start", sessionId="s"), []),
        (response("Rahul ka balance ₹500 hai."), ["Rahul ka balance ₹500 hai."]),
        (event("voice:confirm_needed", text="₹6,000 likh doon?"), ["? ₹6,000 likh doon? (haan / nahi)"]),
        (event("voice:choose", **CHOICE), ["? Kaun sa Bharat?", "  1. Bharat Yadav, ATM wala, …76"]),
        (event("voice:stopped", cancelled=["t1", "t2"]), ["Stopped; 2 cancelled."]),
        (task("queued", waitsFor=[]), ["  check_balance waits"]),
        (task("queued", waitsFor=["t0"]), ["  check_balance waits for another"]),
        (task("started"), ["  check_balance runs"]),
        (task("retrying", inSeconds=2), ["  check_balance is tried again in 2 s"]),
        (task("completed", durationMs=3.2), ["  check_balance is done in 3.2 ms"]),
        (task("failed", error={"message": "Der ho gayi"}), ["  check_balance has failed: Der ho gayi"]),
        (task("cancelled", reason="stop"), ["  check_balance is cancelled (stop)"]),
        (event("error", error="What is that?", code="UNKNOWN_TYPE"), ["! What is that? [UNKNOWN_TYPE]"]),
        (event("shop:changed", what="customer", id=None), []),
        (event("voice:started", sttProvider="local"), ["Heard by local."]),
        (event("voice:transcript", text="Rahul ka", isFinal=False, provider="local"), []),
        (event("voice:transcript", text="Rahul ka balance", isFinal=True, provider="local"), ["> Rahul ka balance"]),
        (event("voice:transcript", text="", isFinal=True, provider="local"), ["> (nothing)"]),
        (event("voice:activity", speaking=False), []),
        (event("voice:activity", speaking=False, heard=False), ["> (nothing)"]),
        (event("voice:transcript", text="typed", isFinal=True), []),
    ],
)
def test_each_event_is_told_in_a_line_or_two(told: dict[str, object], lines: list[str]):
    assert worded(told) == lines


def test_the_status_counts_and_names_the_tasks():
    stats = {"running": 1, "queued": 0, "completed": 2, "failed": 0, "cancelled": 0, "total": 3}
    told = event("queue:status", stats=stats, tasks=[{"intent": "ADD_CREDIT", "status": "RUNNING"}])
    assert worded(told) == ["  1 running, 0 queued, 2 completed, 0 failed, 0 cancelled", "  add_credit running"]


def test_a_name_cannot_steer_the_terminal_and_keeps_its_joiners():
    assert worded(response("\x1b[2JRahul क्\u200dष\x07\nOK")) == ["[2JRahul क्\u200dष", "OK"]


# -- what is typed


def test_a_number_answers_the_choice_that_is_open():
    typist = Typist()
    typist.heard(event("voice:choose", **CHOICE))
    sent = typist.typed("1")
    assert sent is not None
    assert (sent["type"], sent["data"]) == ("voice:answer", {"questionId": "q1", "option": 0})


@pytest.mark.parametrize("line", ["2", "0", "Agra wala", "haan"])
def test_anything_else_is_said_as_it_is(line: str):
    typist = Typist()
    typist.heard(event("voice:choose", **CHOICE))
    sent = typist.typed(line)
    assert sent is not None
    assert (sent["type"], sent["data"]) == ("voice:final", {"text": line})


def test_a_number_is_a_number_again_once_the_choice_is_answered():
    typist = Typist()
    typist.heard(event("voice:choose", **CHOICE))
    typist.heard(response("Theek hai."))
    sent = typist.typed("1")
    assert sent is not None
    assert sent["type"] == "voice:final"


def test_commands_of_the_client_begin_with_a_slash():
    kinds = [sent and sent["type"] for sent in map(Typist().typed, ["/stop", "/status", "/help", "/what", ""])]
    assert kinds == ["voice:stop", "task:status", None, None, None]


def test_no_two_messages_share_an_id():
    assert message("ping")["id"] != message("ping")["id"]


@pytest.mark.parametrize(
    ("url", "door"),
    [
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/ws"),
        ("https://shop.example/", "wss://shop.example/ws"),
        ("ws://[::1]:9/ws", "ws://[::1]:9/ws"),
        ("localhost:8080", "ws://localhost:8080/ws"),
    ],
)
def test_the_door_is_found_from_the_address_of_the_page(url: str, door: str):
    assert endpoint(url) == door


@pytest.mark.parametrize("url", ["ftp://shop.example", "http://", ""])
def test_another_address_is_refused(url: str):
    with pytest.raises(ExecoraError, match="no address"):
        endpoint(url)


# -- what is under way


def after(*events: dict[str, object]) -> Progress:
    progress = Progress()
    progress.sent({"type": "voice:final", "data": {}, "id": "m"})
    for told in events:
        progress.heard(told)
    return progress


def test_an_echo_is_no_answer():
    assert after(event("voice:transcript", "m", text="…", isFinal=True)).busy


def test_it_is_busy_until_each_task_has_ended():
    begun = [event("voice:intent", "m"), task("queued", "m"), task("queued", "m", "t2"), task("completed", "m")]
    assert after(*begun).busy
    assert not after(*begun, task("completed", "m", "t2")).busy


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([response("ok", "m")], SUCCEEDED),
        ([response("kaun?", "m", success=False)], FAILED),
        ([response("ok", "m"), response("kaun?", "m", success=False)], FAILED),
        ([task("queued", "m"), task("cancelled", "m", reason="stop")], FAILED),
        ([event("error", "m", code="UNKNOWN_TYPE")], FAILED),
        ([event("voice:choose", "m", **CHOICE)], ASKED),
        ([response("ok", "m"), event("voice:confirm_needed", "m")], ASKED),
    ],
)
def test_how_it_went_shows_in_the_exit_code(told: list[dict[str, object]], outcome: int):
    assert after(*told).outcome == outcome


def activity(*, speaking: bool) -> dict[str, object]:
    return event("voice:activity", speaking=speaking)


def test_words_are_to_come_from_the_beginning_of_speech_to_its_final_transcript():
    progress = Progress()
    assert not progress.listening
    steps = [
        (activity(speaking=True), True),
        (event("voice:transcript", text="Rahul", isFinal=False, provider="local"), True),
        (activity(speaking=False), True),
        (event("voice:transcript", text="Rahul ka", isFinal=True, provider="local"), False),
        (activity(speaking=True), True),
        (event("voice:transcript", text="sure", isFinal=True, provider="local"), True),
        (activity(speaking=False), False),
        (activity(speaking=True), True),
        (activity(speaking=False), True),
        (event("voice:activity", speaking=False, heard=False), False),
    ]
    for told, listening in steps:
        progress.heard(told)
        assert progress.listening == listening


# -- over a connection


@asynccontextmanager
async def server(answers: dict[str, list[dict[str, object]]], *, hang_up_after: str | None = None):
    """Serve a door that answers each text, and each ping, with what is given for it."""

    async def serve(request: WebSocketRequest) -> None:
        connection = await request.accept()
        try:
            await connection.send_message(json.dumps(event("voice:start", sessionId="s")))
            while True:
                heard = json.loads(await connection.get_message())
                said = heard["data"].get("text", heard["type"])
                for told in answers.get(said, [event("pong")]):
                    await connection.send_message(json.dumps(told | {"replyTo": heard["id"]}))
                if said == hang_up_after:
                    await connection.aclose(1001)
        except ConnectionClosed:
            pass

    async with trio.open_nursery() as nursery:
        listening = await nursery.start(partial(serve_websocket, serve, "127.0.0.1", 0, None))
        yield f"http://127.0.0.1:{listening.port}"
        nursery.cancel_scope.cancel()


BALANCE = [
    event("voice:transcript", text="balance", isFinal=True),
    event("voice:intent"),
    task("queued", waitsFor=[]),
    task("started"),
    task("completed", durationMs=1),
    response("₹500"),
]


async def test_saying_one_thing_waits_for_what_it_started():
    shown: list[str] = []
    async with server({"balance": BALANCE}) as url:
        assert await talk(url, None, Spoken("balance"), as_json=False, show=shown.append) == SUCCEEDED
    assert shown[-1] == "₹500"


async def test_what_comes_between_the_first_answer_and_the_pong_counts():
    late = [*BALANCE[2:], event("pong")]
    shown: list[str] = []
    async with server({"two things": [response("first")], "ping": late}) as url:
        await talk(url, None, Spoken("two things"), as_json=False, show=shown.append)
    assert shown[-1] == "₹500"


async def test_json_is_one_object_a_line_without_what_the_client_asked_for_itself():
    shown: list[str] = []
    async with server({"balance": BALANCE}) as url:
        await talk(url, None, Spoken("balance"), as_json=True, show=shown.append)
    kinds = [json.loads(line)["type"] for line in shown]
    assert kinds == ["voice:start", *[told["type"] for told in BALANCE]]


@leaves_a_socket
async def test_a_server_that_goes_is_said_plainly():
    async with server({"bye": []}, hang_up_after="bye") as url:
        with pytest.raises(ExecoraError, match="ended the connection"):
            await talk(url, None, Spoken("bye"), as_json=False, show=lambda _line: None)
    gc.collect()


async def test_where_no_server_is_it_says_how_to_start_one():
    async with server({}) as url:
        pass
    with pytest.raises(ExecoraError, match="execora demo"):
        await talk(url, None, Spoken("balance"), as_json=False, show=lambda _line: None)


@leaves_a_socket
async def test_a_refusal_at_the_door_says_what_is_wanted():
    async def refuse(request: WebSocketRequest) -> None:
        await request.reject(401)

    async with trio.open_nursery() as nursery:
        listening = await nursery.start(partial(serve_websocket, refuse, "127.0.0.1", 0, None))
        with pytest.raises(ExecoraError, match="--token"):
            await talk(f"http://127.0.0.1:{listening.port}", "x", Spoken("hi"), as_json=False, show=lambda _line: None)
        nursery.cancel_scope.cancel()
    gc.collect()


@dataclass
class Recording:
    """A file of three frames."""

    rate: int = 8000
    channels: int = 2

    async def stream(self, send: Callable[[bytes], Awaitable[None]]) -> None:
        for frame in (b"aaaa", b"bbbb", b"cccc"):
            await send(frame)


async def test_a_recording_is_said_and_what_comes_of_it_is_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client_module, "QUIET_SECONDS", 0.05)
    heard: list[object] = []

    async def serve(request: WebSocketRequest) -> None:
        connection = await request.accept()

        async def tell(*told: dict[str, object]) -> None:
            for one in told:
                await connection.send_message(json.dumps(one))

        with suppress(ConnectionClosed):
            while True:
                message = await connection.get_message()
                if isinstance(message, bytes):
                    heard.append(message)
                    continue
                said = json.loads(message)
                heard.append((said["type"], said["data"]))
                if said["type"] == "voice:start":
                    await tell(event("voice:started", said["id"], sttProvider="local"), activity(speaking=True))
                elif said["type"] == "voice:end":
                    await tell(activity(speaking=False))
                    await tell(event("voice:transcript", text="balance", isFinal=True, provider="local"), *BALANCE[1:])
                else:
                    await tell(event("pong", said["id"]))

    async with trio.open_nursery() as nursery:
        listening = await nursery.start(partial(serve_websocket, serve, "127.0.0.1", 0, None))
        shown: list[str] = []
        spoken = Spoken(files=[Recording(), Recording()])
        url = f"http://127.0.0.1:{listening.port}"
        assert await talk(url, None, spoken, as_json=False, show=shown.append) == SUCCEEDED
        nursery.cancel_scope.cancel()
    assert shown.count("> balance") == shown.count("₹500") == 2
    form = {"encoding": "pcm16", "sampleRate": 8000, "channels": 2, "ttsProvider": "browser"}
    assert heard[:6] == [("voice:start", form), b"aaaa", b"bbbb", b"cccc", ("voice:end", {}), ("ping", {})]


class FakeLine:
    """Answers each message with a pong or, for a text, with what was given."""

    def __init__(self, answers: dict[str, list[dict[str, object]]]) -> None:
        self.answers, self.sent = answers, list[dict[str, object]]()
        self.said = trio.Event()
        self._to_client, self._from_server = trio.open_memory_channel[dict[str, object]](100)

    async def send(self, sent: Message) -> None:
        self.sent.append(sent)
        for told in self.answers.get(sent["data"].get("text", sent["type"]), [event("pong")]):
            self.tell(told | {"replyTo": sent["id"]})
        self.said.set()

    def tell(self, told: dict[str, object]) -> None:
        self._to_client.send_nowait(told)

    async def send_sound(self, pcm: bytes) -> None:
        raise AssertionError("nobody speaks")

    async def hear(self) -> Message:
        return await self._from_server.receive()


@asynccontextmanager
async def keyboard(typed: bytes):
    reading, writing = os.pipe()
    os.write(writing, typed)
    os.close(writing)
    try:
        yield Keyboard(reading)
    finally:
        os.close(reading)


async def test_at_the_end_of_the_input_it_waits_for_what_runs():
    line, shown = FakeLine({"balance": BALANCE[:3]}), list[str]()
    client = Client(line, lambda told: shown.append(told["type"]))  # type: ignore[arg-type]

    async def finish_once_all_wait() -> None:
        await line.said.wait()
        await wait_all_tasks_blocked(0.01)
        for told in BALANCE[3:]:
            line.tell(told)

    async with keyboard(b"balance") as keys, trio.open_nursery() as nursery:
        nursery.start_soon(finish_once_all_wait)
        assert await converse(client, keys, shown.append) == SUCCEEDED
    assert shown[-1] == "voice:response"


async def test_quitting_leaves_at_once():
    line = FakeLine({"balance": BALANCE[:3]})
    client = Client(line, lambda _told: None)  # type: ignore[arg-type]
    async with keyboard(b"balance\n/help\n/quit\nmore\n") as keys:
        shown: list[str] = []
        await converse(client, keys, shown.append)
    assert shown[1:] == [HELP]
    assert [sent["type"] for sent in line.sent] == ["voice:final"]


async def test_lines_come_one_by_one_whatever_the_pieces_are():
    reading, writing = os.pipe()
    keys = Keyboard(reading)
    os.write(writing, "राहुल ".encode()[:4])
    with trio.move_on_after(0):
        await keys.line()
    os.write(writing, "राहुल ".encode()[4:] + b"\n\nlast")
    os.close(writing)
    assert [await keys.line() for _ in range(4)] == ["राहुल", "", "last", None]
    os.close(reading)


async def test_a_file_can_be_the_keyboard(tmp_path: Path):
    (tmp_path / "lines").write_text("one\ntwo\n")
    with (tmp_path / "lines").open("rb") as lines:
        keys = Keyboard(lines.fileno())
        assert [await keys.line() for _ in range(3)] == ["one", "two", None]
