"""HTTP to a provider, over a real socket and with what goes wrong there."""

from __future__ import annotations

import json

import httpx
import pytest
import trio

from execora.errors import ConfigError
from execora.providers import http
from execora.providers.port import Fault, ProviderError
from tests.emulators.http import Answer, Server
from tests.providers.listening import raw


async def outcome_of(answer: Answer) -> bytes | ProviderError:
    """Ask a server that answers so, once."""
    async with trio.open_nursery() as nursery:
        url = await nursery.start(Server(lambda _asked: answer).serve)
        async with http.client(url, {}) as client:
            try:
                with trio.fail_after(5):
                    outcome = await http.ask("deepgram", client, client.build_request("GET", "/"))
            except ProviderError as error:
                outcome = error
        nursery.cancel_scope.cancel()
    return outcome


async def failure_of(answer: Answer) -> ProviderError:
    outcome = await outcome_of(answer)
    assert isinstance(outcome, ProviderError)
    return outcome


async def test_a_good_answer_is_returned_whole():
    assert await outcome_of(Answer(pieces=[b"one", b"two"])) == b"onetwo"


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, Fault.UNFIT),
        (401, Fault.REFUSED),
        (402, Fault.REFUSED),
        (404, Fault.REFUSED),
        (408, Fault.SLOW),
        (429, Fault.BUSY),
        (500, Fault.AWAY),
        (503, Fault.AWAY),
        (504, Fault.SLOW),
        (302, Fault.NONSENSE),
    ],
)
def test_a_status_says_what_to_conclude(status: int, fault: Fault):
    assert http.fault_of(status) is fault


async def test_a_failure_names_the_status_and_the_codes_and_what_the_provider_knows_it_by():
    body = {"err_code": "INVALID_AUTH", "err_msg": "the key k3y is wrong"}
    headers = {"dg-error": "Invalid credentials.", "dg-request-id": "17"}
    error = await failure_of(Answer(401, [json.dumps(body).encode()], headers))
    assert (error.provider, error.fault) == ("deepgram", Fault.REFUSED)
    assert error.reason == "HTTP 401, INVALID_AUTH, Invalid credentials., 17"


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "Incorrect API key: sk-ab", "code": "invalid_api_key"}},
        {"detail": {"status": "invalid_api_key", "message": "sk-ab"}},
    ],
)
def test_no_sentence_of_a_body_is_told_on(body: dict[str, object]):
    assert http.failure("openai", 401, {}, json.dumps(body).encode()).reason == "HTTP 401, invalid_api_key"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"x"', b'{"code": 7}', b"\xff"])
def test_a_body_of_another_kind_tells_nothing(body: bytes):
    assert http.failure("azure", 500, {}, body).reason == "HTTP 500"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:00 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_a_pause_that_is_asked_for_is_read(headers: dict[str, str], seconds: float | None):
    assert http.failure("deepgram", 429, headers).retry_after_seconds == seconds


@pytest.mark.parametrize("answer", [Answer(pieces=[b"half"], ends="cut"), Answer(503, [b"half"], ends="cut")])
async def test_a_connection_that_breaks_in_an_answer_is_away(answer: Answer):
    assert (await failure_of(answer)).fault is Fault.AWAY


async def test_a_server_that_is_not_there_is_away():
    async with http.client("http://127.0.0.1:9", {}) as client:
        with pytest.raises(ProviderError) as caught:
            await http.ask("azure", client, client.build_request("GET", "/"))
    assert caught.value.fault is Fault.AWAY
    assert caught.value.reason.endswith("Connection refused")


async def test_what_a_server_says_against_the_rules_is_not_quoted():
    async with raw(b"the key k3y is wrong\r\n\r\n") as address, http.client(f"http://{address}", {}) as client:
        with pytest.raises(ProviderError) as caught:
            await http.ask("azure", client, client.build_request("GET", "/"))
    assert (caught.value.fault, caught.value.reason) == (Fault.AWAY, "RemoteProtocolError")


async def test_an_address_that_is_none_is_refused():
    async with http.client("gopher://x", {}) as client:
        with pytest.raises(ProviderError) as caught:
            await http.ask("azure", client, client.build_request("GET", "/"))
    assert caught.value.fault is Fault.REFUSED


def test_a_body_that_cannot_be_decoded_is_nonsense():
    with pytest.raises(ProviderError) as caught, http.errors_of("azure"):
        raise httpx.DecodingError("incorrect header")
    assert (caught.value.fault, caught.value.reason) == (Fault.NONSENSE, "DecodingError")


async def test_leaving_in_the_middle_of_an_answer_closes_its_connection():
    async with trio.open_nursery() as nursery:
        server = Server(lambda _asked: Answer(pieces=[b"half"], ends="never"))
        url = await nursery.start(server.serve)
        async with http.client(url, {}) as client:
            request = client.build_request("GET", "/")
            with trio.move_on_after(5) as scope:
                async with http.answering("azure", client, request) as response:
                    async for _ in response.aiter_bytes():
                        scope.cancel()
        with trio.fail_after(5):
            while server.open:  # it notices in its own time
                await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()


async def test_connections_are_kept():
    async with trio.open_nursery() as nursery:
        server = Server(lambda _asked: Answer(pieces=[b"ok"]))
        url = await nursery.start(server.serve)
        async with http.client(url, {"authorization": "Token k3y"}) as client:
            for _ in range(3):
                await http.ask("azure", client, client.build_request("GET", "/"))
            assert server.open == 1
        assert [asked.headers["authorization"] for asked in server.asked] == ["Token k3y"] * 3
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("key", ["", " ", "a b", "a\nb", "schlüssel", "a\x00"])
def test_what_no_header_can_carry_is_no_key_and_is_not_quoted(key: str):
    with pytest.raises(ConfigError) as failed:
        http.credential("openai", key)
    assert not key.strip() or key not in str(failed.value)


def test_spaces_and_line_ends_around_a_key_are_taken_off():
    assert http.credential("openai", " sk-1\n") == "sk-1"
