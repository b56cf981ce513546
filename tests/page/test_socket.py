"""The WebSocket as a way to carry messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js


@pytest.mark.parametrize(
    ("state", "waiting", "taken"), [("OPEN", 320_000, True), ("OPEN", 320_001, False), ("CLOSING", 0, False)]
)
def test_sound_that_would_come_too_late_is_not_sent(js: Js, state: str, waiting: int, taken: bool):
    script = """(() => {
        const made = [];
        class Socket {
            static OPEN = 1;
            static CLOSING = 2;
            constructor() {
                Object.assign(this, { readyState: Socket[a[0]], bufferedAmount: a[1], sent: 0 });
                made.push(this);
            }
            send() { this.sent += 1; }
            close() {}
        }
        const real = window.WebSocket;
        window.WebSocket = Socket;
        const socket = new m.Socket("ws://nowhere");
        socket.open({});
        const answer = [socket.sendSound(new Int16Array(320)), made[0].sent];
        window.WebSocket = real;
        return answer;
    })()"""
    assert js("socket", script, state, waiting) == [taken, int(taken)]
