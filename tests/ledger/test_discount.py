from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger.discount import Discount, allotted
from execora.ledger.money import LARGEST, Paise
from execora.ledger.units import Milli

AMOUNTS = st.integers(0, LARGEST).map(Paise)


@pytest.mark.parametrize(
    ("discount", "amount", "off"),
    [
        (Discount(percent=Milli(5_000)), 100_00, 5_00),
        (Discount(percent=Milli(2_500)), 333, 8),
        (Discount(percent=Milli(50_000)), 3, 2),
        (Discount(percent=Milli(1)), 49_999, 0),
        (Discount(percent=Milli(1)), 50_000, 1),
        (Discount(amount=Paise(20_00)), 100_00, 20_00),
        (Discount(amount=Paise(200_00)), 100_00, 100_00),
    ],
)
def test_so_much_is_taken_off(discount: Discount, amount: int, off: int):
    assert discount.off(Paise(amount)) == off


@pytest.mark.parametrize(
    ("percent", "amount"),
    [(None, None), (5_000, 500), (0, None), (-1, None), (100_000, None), (None, 0), (None, -5)],
)
def test_what_is_no_discount_cannot_be_made(percent: int | None, amount: int | None):
    with pytest.raises(ValueError, match="discount"):
        Discount(percent=None if percent is None else Milli(percent), amount=None if amount is None else Paise(amount))


@given(AMOUNTS, st.integers(1, 99_999).map(Milli))
def test_a_share_is_within_half_a_paisa_and_never_more_than_all(amount: Paise, percent: Milli):
    off = Discount(percent=percent).off(amount)
    assert abs(off * 100_000 - amount * percent) <= 50_000
    assert 0 <= off <= amount


@given(st.lists(AMOUNTS, max_size=20), st.data())
def test_no_paisa_of_a_discount_is_lost_or_made(amounts: list[Paise], data: st.DataObject):
    discount = Paise(data.draw(st.integers(0, sum(amounts))))
    shares = allotted(discount, amounts)
    assert sum(shares) == discount
    assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))


@given(st.lists(st.integers(1, 10**6).map(Paise), min_size=1, max_size=20), st.data())
def test_each_share_is_within_a_paisa_of_its_due(amounts: list[Paise], data: st.DataObject):
    discount = Paise(data.draw(st.integers(0, sum(amounts))))
    for share, amount in zip(allotted(discount, amounts), amounts, strict=True):
        assert abs(share * sum(amounts) - discount * amount) < sum(amounts)
