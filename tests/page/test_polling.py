"""Long polling as a way to carry messages: what goes out in which request, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engineio.payload import Payload
from socketio import packet as packets

if TYPE_CHECKING:
    from tests.page.conftest import Js

FRAME_SAMPLES = 320

POLLED = """(async () => {
    const made = { names: [], posts: [], told: [], aborted: 0, taken: [], most: a[1] ?? 100_000 };
    const opening = '0{"sid":"s","maxPayload":' + made.most + '}';
    const answers = [opening, '40/voice,{"sid":"t"}\\x1e42/voice,["voice:start",{},{"seq":1}]'];
    const settle = [];
    const hang = (signal) => new Promise((_, fail) => signal.addEventListener("abort", () => {
        made.aborted += 1;
        fail(signal.reason);
    }));
    const real = window.fetch;
    window.fetch = (url, { method, body, signal }) => {
        made.names.push(url.searchParams.get("t"));
        if (method === "GET") {
            return answers.length ? Promise.resolve(new Response(answers.shift())) : hang(signal);
        }
        made.posts.push(body);
        if (made.refuse === "POST") return Promise.resolve(new Response("", { status: 403 }));
        return new Promise((done) => settle.push(() => done(new Response("ok"))));
    };
    const turn = () => new Promise((done) => setTimeout(done, 0));
    const polling = new m.Polling("http://nowhere/socket.io/", "token");
    const frame = (n) => new Int16Array(320).fill(n);
    const gather = () => new Promise((done) => setTimeout(done, 150));
    const arrive = async () => { settle.shift()?.(); await turn(); await turn(); await turn(); };
    const told = { message: ({ type }) => made.told.push(type), closed: (code) => made.told.push(code) };
    polling.open(told);
    for (let n = 0; n < 8; n += 1) await turn();
    const names = "polling, made, frame, gather, arrive, turn";
    await new Function(names, `return (async () => {${a[0]}})()`)(polling, made, frame, gather, arrive, turn);
    const answer = structuredClone(made);
    polling.close();
    window.fetch = real;
    return answer;
})()"""
"""Opens it with a network that does what the test says, and returns what was made of it."""


def polled(js: Js, script: str, most_bytes: int = 100_000) -> Any:  # noqa: ANN401 - whatever came of it
    return js("polling", POLLED, script, most_bytes)


def read(post: str) -> list[Any]:
    """Return the events in the body of a request: of a message its type, of sound its bytes."""
    found: list[Any] = []
    for packet in Payload(encoded_payload=post).packets:
        if isinstance(packet.data, bytes):
            found[-1].add_attachment(packet.data)
        else:
            found.append(packets.Packet(encoded_packet=packet.data))
    return [event.data[1]["type"] if isinstance(event.data[1], dict) else event.data[1] for event in found]


def sound(*frames: int) -> bytes:
    return b"".join(n.to_bytes(2, "little") * FRAME_SAMPLES for n in frames)


def test_it_connects_with_the_token_and_is_greeted(js: Js):
    made = polled(js, "")
    assert made["posts"] == ['40/voice,{"token":"token"}']
    assert made["told"] == ["voice:start"]


def test_each_request_has_a_number_of_its_own(js: Js):
    names = polled(js, "await arrive();")["names"]
    assert names == [str(number) for number in range(1, len(names) + 1)]
    assert len(names) >= 4


def test_sound_is_gathered_for_a_moment_and_keeps_its_place_between_messages(js: Js):
    script = """
        await arrive();
        polling.send({ type: "voice:start" });
        await arrive();
        await gather();
        polling.sendSound(frame(1));
        polling.sendSound(frame(2));
        await turn();
        made.before = made.posts.length;
        await gather();
        await arrive();
        await gather();
        polling.sendSound(frame(3));
        polling.send({ type: "voice:end" });
        polling.sendSound(frame(4));
        await arrive();
        await gather();"""
    made = polled(js, script)
    assert made["before"] == 2
    assert [read(post) for post in made["posts"][1:]] == [
        ["voice:start"],
        [sound(1, 2)],
        [sound(3), "voice:end"],
        [sound(4)],
    ]


def test_one_request_at_a_time_brings_what_is_said(js: Js):
    script = """
        for (const type of ["a", "b", "c"]) polling.send({ type });
        await turn();
        made.before = made.posts.length;
        await arrive();"""
    made = polled(js, script)
    assert made["before"] == 1
    assert [read(post) for post in made["posts"][1:]] == [["a", "b", "c"]]


def test_no_request_brings_more_than_the_server_takes_and_none_is_empty(js: Js):
    script = """
        for (let n = 0; n < 100; n += 1) polling.sendSound(frame(n));
        polling.send({ type: "long", text: "ह".repeat(20_000) });
        for (let n = 0; n < 6; n += 1) await arrive();"""
    made = polled(js, script, 50_000)
    bodies = [read(post) for post in made["posts"][1:]]
    assert b"".join(body[0] for body in bodies[:-1]) == sound(*range(100))
    assert bodies[-1] == ["long"]
    assert max(len(post.encode()) for post in made["posts"][1:-1]) <= 50_000


def test_sound_that_would_come_too_late_is_not_taken(js: Js):
    script = """
        for (let n = 0; n < 502; n += 1) made.taken.push(polling.sendSound(frame(n)));
        for (let n = 0; n < 20; n += 1) await arrive();
        made.taken.push(polling.sendSound(frame(0)));"""
    taken = polled(js, script)["taken"]
    assert taken == [True] * 501 + [False, True]


def test_a_request_that_is_refused_ends_it_once_and_says_how(js: Js):
    script = """
        await arrive();
        made.refuse = "POST";
        polling.send({ type: "a" });
        for (let n = 0; n < 4; n += 1) await turn();
        polling.send({ type: "b" });
        await turn();"""
    made = polled(js, script)
    assert (made["told"], made["aborted"], len(made["posts"])) == (["voice:start", 403], 1, 2)


def test_what_is_closed_tells_nothing_and_waits_for_nothing(js: Js):
    script = """
        await arrive();
        await gather();
        polling.sendSound(frame(1));
        polling.close();
        await gather();"""
    made = polled(js, script)
    assert (made["told"], made["aborted"], len(made["posts"])) == (["voice:start"], 1, 1)
