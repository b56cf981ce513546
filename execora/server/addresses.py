"""Where a request comes from: whoever connected, or whom a proxy names that is trusted. Pure."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Address

    Address = IPv4Address | IPv6Address

HOME_BITS = 64
"""Of an IPv6 address, those that are the same for all of a home or a telephone, which picks the others as it likes."""


class Proxies:
    """Those whose X-Forwarded-For is believed."""

    def __init__(self, trusted: Sequence[str]) -> None:
        """Take their addresses or networks, as the settings have checked them."""
        self._networks = tuple(ip_network(each) for each in trusted)

    def sender(self, peer: str, forwarded: str) -> str:
        """Return who sent a request, as one for all addresses that are the same household's; see `household`.

        Each proxy adds to `forwarded` whom it was asked by, so that what stands before the last one that is no proxy of
        ours may be anybody's word.
        """
        sender = _address(peer)
        if sender is None:
            return peer
        for named in reversed(forwarded.split(",")):
            if not self._trusts(sender) or (asked_by := _address(named)) is None:
                break
            sender = asked_by
        return household(sender)

    def trust(self, peer: str) -> bool:
        """Tell whether an address is one of theirs."""
        address = _address(peer)
        return address is not None and self._trusts(address)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def household(address: Address) -> str:
    """Name an address, or the network of it where one subscriber has many: of IPv6, its /64."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, HOME_BITS), strict=False))
    return str(address)


def _address(text: str) -> Address | None:
    """Read an address as proxies write it, maybe with a port or a zone; one of IPv4 that IPv6 maps is the former."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
