"""What an address, a shop and each of its speakers may do, and have done lately. Pure: the clock is given.

One `Limits` is made of the settings, for every door and for REST. Nothing begins anew with a new connection: whoever
hangs up and comes back has what they left. Whoever has been quiet for a minute, and holds nothing, is forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from execora.config import Config

MINUTE = 60.0

NOTHING = 1e-6
"""Seconds that many additions may be off."""

MOST_KNOWN = 16_384
"""So many addresses are remembered, and so many shops, besides those with a conversation: 12 megabytes of each.
Whoever has been quiet for the longest is forgotten first."""

MOST_REFUSED_A_MINUTE = 300
"""Messages of one connection that are refused: whoever sends more than that does not care for what they are told."""

PART = 0.25
"""What one speaker may take of what their shop may do, so that none starves the others."""

A_HANDFUL = 5
"""So much of it they may take however little that is, if the shop may."""

INTERIM = 0.1
"""What words that may still change count as, of a message: a browser's recogniser sends ten a second."""

WAIT_FOR_A_PLACE_SECONDS = 5.0
"""When to look again whether somebody else has left."""

Knocks = Literal["connects", "requests"]
"""What an address may do, with good tokens for each shop apart: ask for a conversation, and ask REST."""

Limit = Literal[Knocks, "addressConnections", "speakerConnections", "shopConnections", "messages", "sound"]


class Over(NamedTuple):
    """A limit that is reached."""

    limit: Limit
    wait_seconds: float
    """When to try again."""


class Rate:
    """So much a minute for as long as one likes, and a minute's worth of it at once."""

    __slots__ = ("each", "full_at")

    def __init__(self, a_minute: float) -> None:
        """Begin with a minute's worth."""
        self.each = MINUTE / a_minute
        """In how many seconds one more may be taken."""
        self.full_at = -inf
        """When a minute's worth will be there again."""

    def after(self, amount: float, now: float) -> float:
        """Return `full_at` as it would be if so much were taken."""
        return (max(now, self.full_at)) + amount * self.each

    def take(self, amount: float, now: float) -> float:
        """Take so much if it is there; return in how many seconds it will be, 0 where it was."""
        after = self.after(amount, now)
        if (wait := after - now - MINUTE) > NOTHING:
            return wait
        self.full_at = after
        return 0.0

    def rests(self, now: float) -> bool:
        """Tell whether it is as if nothing had been taken."""
        return self.full_at <= now


class Account:
    """What one address, shop or speaker has done lately."""

    __slots__ = ("connections", "knocks", "messages", "sound")

    def __init__(self, connects: float, requests: float, messages: float, sound: float) -> None:
        """Take what it may do in a minute."""
        self.connections = 0
        """Of an address those that are open, of others their conversations, whether or not the client is there."""
        self.knocks: dict[Knocks, Rate] = {"connects": Rate(connects), "requests": Rate(requests)}
        self.messages, self.sound = Rate(messages), Rate(sound)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a connection, or a conversation, until the block ends."""
        self.connections += 1
        try:
            yield
        finally:
            self.connections -= 1

    def rests(self, now: float) -> bool:
        """Tell whether it can be forgotten."""
        rates = (*self.knocks.values(), self.messages, self.sound)
        return not self.connections and all(rate.rests(now) for rate in rates)


class Accounts:
    """The accounts of all addresses, of all shops, or of all speakers."""

    def __init__(self, open_one: Callable[[], Account]) -> None:
        self._open_one = open_one
        self._known: OrderedDict[str, Account] = OrderedDict()
        """Whoever was looked at last at the end."""

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._known)

    def of(self, key: str, now: float) -> Account:
        """Return somebody's account, and forget one or two others who rest."""
        for oldest in list(islice(self._known, 2)):
            self._look_at(oldest, now)
        account = self._known.get(key) or self._open_one()
        self._known[key] = account
        self._known.move_to_end(key)
        return account

    def _look_at(self, key: str, now: float) -> None:
        account = self._known[key]
        if account.connections:
            self._known.move_to_end(key)
        elif account.rests(now) or len(self._known) > MOST_KNOWN:
            del self._known[key]


class Meter:
    """What one connection may send, by its address, its speaker and its shop."""

    __slots__ = ("_messages", "_own", "_refused", "_sound", "hopeless")

    def __init__(self, address: Account, speaker: Account, shop: Account) -> None:
        self._own = (address.messages, speaker.messages)
        self._messages = (*self._own, shop.messages)
        self._sound = (address.sound, speaker.sound, shop.sound)
        self._refused = Rate(MOST_REFUSED_A_MINUTE)
        self.hopeless = False
        """Whether so many messages were refused that nothing better is to be expected. Those that are refused for what
        others do in the shop are no fault of this connection."""

    def message(self, now: float) -> float:
        """Count a message; return in how many seconds it would be taken, 0 where it is."""
        wait = _take(self._messages, 1.0, now)
        if wait and _wait(self._own, 1.0, now) and self._refused.take(1.0, now):
            self.hopeless = True
        return wait

    def interim(self, now: float) -> float:
        """Count words that may still change; return as for a message."""
        return _take(self._messages, INTERIM, now)

    def sound(self, seconds: float, now: float) -> float:
        """Count sound; return in how many seconds so much of it would be taken, 0 where it is."""
        return _take(self._sound, seconds, now)


def _take(rates: Sequence[Rate], amount: float, now: float) -> float:
    """Take so much of all rates, or of none; on the way of each frame of sound."""
    if wait := _wait(rates, amount, now):
        return wait
    for rate in rates:
        rate.full_at = rate.after(amount, now)
    return 0.0


def _wait(rates: Sequence[Rate], amount: float, now: float) -> float:
    """Return in how many seconds all of them have so much, 0 where they have."""
    wait = max([rate.after(amount, now) for rate in rates]) - now - MINUTE
    return wait if wait > NOTHING else 0.0


def _share(whole: float) -> float:
    return min(whole, max(A_HANDFUL, whole * PART))


class Limits:
    """All that is limited by who does it."""

    def __init__(self, config: Config) -> None:
        """Begin with everybody at rest."""
        share = _share if config.wants_tokens else float  # without tokens everybody is the same speaker
        self._most_of_address, self._most_of_shop = config.address_connections, config.shop_connections
        self._most_of_speaker = share(config.shop_connections)
        self.addresses = Accounts(
            lambda: Account(
                config.address_connects_a_minute,
                config.address_requests_a_minute,
                config.address_messages_a_minute,
                config.address_sound_seconds_a_minute,
            )
        )
        messages, sound = config.shop_messages_a_minute, config.shop_sound_seconds_a_minute
        self.shops = Accounts(lambda: Account(inf, inf, messages, sound))
        self._speakers = Accounts(lambda: Account(inf, inf, share(messages), share(sound)))

    def knock(self, address: str, limit: Knocks, now: float, shop: str = "") -> Over | None:
        """Count a request for its address, or for a shop there; return what keeps it from being answered."""
        account = self.addresses.of(f"{address} {shop}" if shop else address, now)
        if wait := account.knocks[limit].take(1.0, now):
            return Over(limit, wait)
        return self._place(account) if limit == "connects" else None

    def speaker(self, shop: str, speaker: str, now: float) -> Account:
        """Return the account of one of a shop's speakers."""
        return self._speakers.of(f"{shop}\n{speaker}", now)

    def room(self, address: str, shop: str, now: float, speaker: str = "") -> Over | None:
        """Return what keeps an address from one more conversation with a shop, held by one of its speakers."""
        if over := self._place(self.addresses.of(address, now)):
            return over
        if self.shops.of(shop, now).connections >= self._most_of_shop:
            return Over("shopConnections", WAIT_FOR_A_PLACE_SECONDS)
        if self.speaker(shop, speaker, now).connections >= self._most_of_speaker:
            return Over("speakerConnections", WAIT_FOR_A_PLACE_SECONDS)
        return None

    def _place(self, address: Account) -> Over | None:
        full = address.connections >= self._most_of_address
        return Over("addressConnections", WAIT_FOR_A_PLACE_SECONDS) if full else None

    def meter(self, address: str, shop: str, now: float, speaker: str = "") -> Meter:
        """Return what measures one of their connections, for as long as its conversation is counted."""
        return Meter(self.addresses.of(address, now), self.speaker(shop, speaker, now), self.shops.of(shop, now))
