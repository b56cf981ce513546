from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.server import limits
from execora.server.limits import MOST_REFUSED_A_MINUTE, Account, Accounts, Limits, Rate
from tests.server.serving import settings

SECRET = "s" * 32

# -- so much a minute


def test_a_minutes_worth_may_be_taken_at_once_and_no_more():
    rate = Rate(60)
    assert [rate.take(1.0, 100.0) for _ in range(60)] == [0.0] * 60
    assert rate.take(1.0, 100.0) == pytest.approx(1.0)


def test_what_is_refused_is_taken_after_the_wait_and_not_before():
    rate = Rate(30)
    while not (wait := rate.take(1.0, 5.0)):
        pass
    assert rate.take(1.0, 5.0 + wait - 0.01) > 0
    assert rate.take(1.0, 5.0 + wait) == 0


def test_asking_too_often_makes_nobody_wait_longer():
    rate = Rate(1)
    rate.take(1.0, 0.0)
    assert [rate.take(1.0, 0.0) for _ in range(5)] == [60.0] * 5


@given(st.integers(1, 500), st.lists(st.floats(0, 3), max_size=300))
def test_no_time_gives_more_than_its_share_and_a_minutes_worth(a_minute: int, pauses: list[float]):
    rate, now, taken = Rate(a_minute), 0.0, 0
    for pause in pauses:
        now += pause
        taken += rate.take(1.0, now) == 0
        assert taken <= a_minute * (1 + now / 60) + 1e-3


def test_what_has_no_bound_is_never_refused():
    rate = Rate(inf)
    assert not any(rate.take(1.0, 0.0) for _ in range(1000))


# -- what is remembered


def accounts() -> Accounts:
    return Accounts(lambda: Account(60, 60, 60, 60))


def test_an_account_is_the_same_as_long_as_it_does_not_rest():
    known = accounts()
    first = known.of("a", 0.0)
    first.messages.take(30.0, 0.0)
    assert known.of("a", 29.0) is first


def test_the_last_that_was_opened_is_remembered_though_it_rests():
    known = accounts()
    known.of("a", 0.0)
    assert len(known) == 1


def test_whoever_has_been_quiet_is_forgotten():
    known = accounts()
    for number in range(100):
        known.of(str(number), 0.0).messages.take(1.0, 0.0)
    assert len(known) == 100
    for _ in range(60):
        known.of("late", 2.0)
    assert len(known) == 1


def test_whoever_holds_a_connection_is_remembered():
    known = accounts()
    held = known.of("a", 0.0)
    with held.counted():
        for number in range(100):
            known.of(str(number), 0.0)
        assert known.of("a", 1000.0) is held


def test_a_crowd_of_addresses_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST_KNOWN", 50)
    known = accounts()
    with known.of("held", 0.0).counted():
        for number in range(1000):
            known.of(str(number), 0.0).messages.take(60.0, 0.0)
        assert len(known) <= 52


# -- who may do what


def test_an_address_may_connect_so_often_in_a_minute_and_ask_as_often_as_it_may():
    all_limits = Limits(settings(address_connects_a_minute=2, address_requests_a_minute=3))
    connects = [all_limits.knock("a", "connects", 0.0) for _ in range(3)]
    requests = [all_limits.knock("a", "requests", 0.0) for _ in range(4)]
    assert connects == [None, None, ("connects", 30.0)]
    assert requests == [None, None, None, ("requests", pytest.approx(20.0))]
    assert all_limits.knock("b", "connects", 0.0) is None


def test_an_address_that_is_full_is_told_so_before_it_is_known_whose_it_is():
    all_limits = Limits(settings(address_connections=1))
    with all_limits.addresses.of("a", 0.0).counted():
        assert all_limits.knock("a", "connects", 0.0) == ("addressConnections", 5.0)
        assert all_limits.knock("a", "requests", 0.0) is None
    assert all_limits.knock("a", "connects", 0.0) is None


def test_an_address_has_so_many_connections_and_a_shop_so_many_conversations():
    all_limits = Limits(settings(address_connections=1, shop_connections=2))
    with all_limits.addresses.of("a", 0.0).counted(), all_limits.shops.of("s", 0.0).counted():
        assert all_limits.room("a", "t", 0.0) == ("addressConnections", 5.0)
        assert all_limits.room("b", "s", 0.0) is None
        with all_limits.shops.of("s", 0.0).counted():
            assert all_limits.room("b", "s", 0.0) == ("shopConnections", 5.0)
            assert all_limits.room("b", "t", 0.0) is None
    assert all_limits.room("a", "s", 0.0) is None


def held(all_limits: Limits, speaker: str, count: int) -> None:
    """Open so many conversations, and leave each of them to wait for its client."""
    for _ in range(count):
        assert all_limits.room("a", "s", 0.0, speaker) is None
        all_limits.speaker("s", speaker, 0.0).connections += 1
        all_limits.shops.of("s", 0.0).connections += 1


def test_one_speaker_holds_a_quarter_of_their_shops_conversations_though_their_clients_have_left():
    all_limits = Limits(settings(shop_connections=40, jwt_secret=SECRET))
    held(all_limits, "viewer v", 10)
    assert all_limits.room("b", "s", 0.0, "viewer v") == ("speakerConnections", 5.0)
    assert all_limits.room("a", "s", 0.0, "owner v") is None
    assert all_limits.room("a", "t", 0.0, "viewer v") is None


@pytest.mark.parametrize(("whole", "share"), [(3, 3), (8, 5), (40, 10)])
def test_a_share_is_a_handful_at_the_least_and_the_whole_at_the_most(whole: int, share: int):
    all_limits = Limits(settings(shop_connections=whole, jwt_secret=SECRET))
    held(all_limits, "viewer v", share)
    assert all_limits.room("b", "s", 0.0, "viewer v")


def test_without_tokens_everybody_is_the_same_speaker_and_has_the_whole():
    all_limits = Limits(settings(shop_connections=40))
    held(all_limits, "owner local", 40)
    assert all_limits.room("b", "s", 0.0, "owner local") == ("shopConnections", 5.0)


# -- what one connection may send


def test_one_speaker_sends_a_quarter_of_their_shops_messages_and_sound():
    all_limits = Limits(settings(shop_messages_a_minute=40, shop_sound_seconds_a_minute=40, jwt_secret=SECRET))
    viewer, owner = (all_limits.meter("a", "s", 0.0, name) for name in ("viewer v", "owner o"))
    assert [bool(viewer.message(0.0)) for _ in range(11)] == [False] * 10 + [True]
    assert (viewer.sound(10.0, 0.0), viewer.sound(1.0, 0.0)) == (0.0, pytest.approx(6.0))
    assert (owner.message(0.0), owner.sound(10.0, 0.0)) == (0.0, 0.0)


def test_ten_tills_with_one_token_never_notice():
    all_limits = Limits(settings(jwt_secret=SECRET))
    tills = [all_limits.meter("a", "s", 0.0, "owner cli") for _ in range(10)]
    held(all_limits, "owner cli", 10)
    for second in range(1, 601):
        for till in tills:
            assert till.sound(1.0, float(second)) == 0
            assert not any(till.interim(float(second)) for _ in range(10))
            assert second % 3 or till.message(float(second)) == 0


def test_whoever_is_refused_for_what_others_do_is_not_hopeless():
    all_limits = Limits(settings(shop_messages_a_minute=20, jwt_secret=SECRET))
    for name in ("a", "b", "c", "d"):
        while not all_limits.meter(name, "s", 0.0, name).message(0.0):
            pass
    till = all_limits.meter("till", "s", 0.0, "till")
    assert all(till.message(0.0) for _ in range(10 * MOST_REFUSED_A_MINUTE))
    assert not till.hopeless


def test_words_that_may_still_change_make_nobody_hopeless():
    till = Limits(settings(address_messages_a_minute=1)).meter("a", "s", 0.0)
    assert [bool(till.interim(0.0)) for _ in range(11)] == [False] * 10 + [True]
    assert all(till.interim(0.0) for _ in range(10 * MOST_REFUSED_A_MINUTE))
    assert not till.hopeless


def test_messages_are_counted_for_the_address_and_for_the_shop():
    all_limits = Limits(settings(address_messages_a_minute=2, shop_messages_a_minute=3))
    till = all_limits.meter("a", "s", 0.0)
    assert [till.message(0.0) for _ in range(3)] == [0, 0, 30.0]
    other = all_limits.meter("b", "s", 0.0)
    assert [other.message(0.0) for _ in range(2)] == [0, pytest.approx(20.0)]
    assert all_limits.meter("b", "t", 0.0).message(0.0) == 0


def test_what_one_of_the_two_refuses_costs_the_other_nothing():
    all_limits = Limits(settings(address_messages_a_minute=5, shop_messages_a_minute=1))
    full = all_limits.meter("a", "s", 0.0)
    assert [bool(full.message(0.0)) for _ in range(10)] == [False] + [True] * 9
    other = all_limits.meter("a", "t", 0.0)
    assert other.message(0.0) == 0
    assert all_limits.addresses.of("a", 0.0).messages.full_at == pytest.approx(24.0)


def test_a_new_connection_finds_what_the_one_before_has_left():
    all_limits = Limits(settings(address_sound_seconds_a_minute=60))
    with all_limits.addresses.of("a", 0.0).counted():
        assert all_limits.meter("a", "s", 0.0).sound(60.0, 0.0) == 0
    assert all_limits.meter("a", "s", 1.0).sound(1.5, 1.0) == pytest.approx(0.5)
    assert all_limits.meter("a", "s", 1.5).sound(1.5, 1.5) == 0


def test_whoever_goes_on_regardless_is_hopeless():
    till = Limits(settings(address_messages_a_minute=1)).meter("a", "s", 0.0)
    till.message(0.0)
    for _ in range(MOST_REFUSED_A_MINUTE):
        assert till.message(0.0)
    assert not till.hopeless
    till.message(0.0)
    assert till.hopeless


def test_whoever_tries_again_now_and_then_is_not():
    till = Limits(settings(address_messages_a_minute=1)).meter("a", "s", 0.0)
    for second in range(1000):
        for _ in range(4):
            till.message(float(second))
    assert not till.hopeless
