from __future__ import annotations

from uuid import UUID

import jwt
import pytest

from execora.server.auth import Denied, Gate, Knock, make_token
from execora.server.links import LINK_SECONDS, Links
from tests.server.serving import FakeDesks, settings

SECRET = "s" * 32
ID, OTHER = UUID(int=1), UUID(int=2)


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_link_opens_the_recording_it_was_made_for():
    links = Links(settings())
    assert links.opens(links.sign(7, ID), ID) == 7


def test_a_link_opens_no_other_recording():
    links = Links(settings())
    assert links.opens(links.sign(7, ID), OTHER) is None


def test_a_link_ends_after_a_quarter_of_an_hour():
    clock = Clock()
    links = Links(settings(), clock)
    token = links.sign(7, ID)
    clock.now += LINK_SECONDS - 1
    assert links.opens(token, ID) == 7
    clock.now += 1
    assert links.opens(token, ID) is None


def test_servers_that_share_a_secret_share_links():
    token = Links(settings(jwt_secret=SECRET)).sign(7, ID)
    assert Links(settings(jwt_secret=SECRET)).opens(token, ID) == 7
    assert Links(settings(jwt_secret=SECRET + "!")).opens(token, ID) is None


def test_without_a_secret_a_link_ends_with_the_process():
    assert Links(settings()).opens(Links(settings()).sign(7, ID), ID) is None


@pytest.mark.parametrize("token", ["", "no token", "a.b.c", "ß"])
def test_what_is_no_token_opens_nothing(token: str):
    assert Links(settings()).opens(token, ID) is None


@pytest.mark.parametrize(
    "change", [{"aud": "door"}, {"aud": None}, {"shop": "7"}, {"shop": None}, {"sub": None}, {"exp": None}]
)
def test_what_says_too_little_opens_nothing(change: dict[str, object]):
    clock = Clock()
    claims = {"aud": "recording", "shop": 7, "sub": str(ID), "exp": int(clock.now) + 60} | change
    token = jwt.encode({name: value for name, value in claims.items() if value is not None}, SECRET, algorithm="HS256")
    assert Links(settings(jwt_secret=SECRET), clock).opens(token, ID) is None


async def test_a_token_of_the_doors_is_no_link_and_a_link_no_token_of_the_doors():
    config = settings(jwt_secret=SECRET)
    links, gate = Links(config), Gate(config, FakeDesks(), "demo")
    door = make_token(config, "demo", "owner", 60)
    assert links.opens(door, ID) is None
    assert isinstance(await gate.admit(Knock("shop", 80, token=links.sign(7, ID))), Denied)
    assert not isinstance(await gate.admit(Knock("shop", 80, token=door)), Denied)
