from __future__ import annotations

from ipaddress import ip_address

import pytest
from pydantic import ValidationError

from execora.server.addresses import Proxies, household
from tests.server.serving import settings

PROXIES = Proxies(["127.0.0.1", "10.0.0.0/8", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # whoever is no proxy of ours may say anything
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),  # what came before it is its own word
        ("127.0.0.1", "198.51.100.7, 10.0.0.1,10.1.1.1", "198.51.100.7"),
        ("127.0.0.1", "10.2.2.2, 10.1.1.1", "10.2.2.2"),
        ("10.0.0.1", "198.51.100.7:40112", "198.51.100.7"),
        ("10.0.0.1", '"[2001:db8::7]:40112"', "2001:db8::/64"),
        ("fd00::1", "198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, _hidden", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, , 10.0.0.2", "10.0.0.2"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("", "198.51.100.7", ""),
    ],
)
def test_the_sender_is_the_last_one_named_that_is_no_proxy_of_ours(peer: str, forwarded: str, sender: str):
    assert PROXIES.sender(peer, forwarded) == sender


def test_without_proxies_nobody_is_believed():
    assert Proxies([]).sender("127.0.0.1", "198.51.100.7") == "127.0.0.1"


def test_all_addresses_of_a_household_are_one():
    assert household(ip_address("2001:db8::1")) == household(ip_address("2001:db8::ffff:1"))
    assert household(ip_address("2001:db8::1")) != household(ip_address("2001:db8:0:1::1"))
    assert household(ip_address("192.0.2.1")) != household(ip_address("192.0.2.2"))


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.0/33", "10.0.0.1/8", ""])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(wrong: str):
    with pytest.raises(ValidationError, match=r"trusted_proxies\n.*write addresses and networks, such as"):
        settings(trusted_proxies=(wrong,))
