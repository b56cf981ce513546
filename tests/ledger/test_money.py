from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger.money import LARGEST, Paise, paise, rupees, times

AMOUNTS = st.integers(-LARGEST, LARGEST).map(Paise)


@given(AMOUNTS)
def test_paise_come_back_from_rupees_as_they_were(amount: Paise):
    assert paise(Decimal(amount).scaleb(-2)) == amount
    assert paise(str(rupees(amount))) == amount


@pytest.mark.parametrize(
    ("said", "kept"), [(500, 50_000), ("12.50", 1250), (Decimal("0.01"), 1), ("-3", -300), (0, 0), ("१२.५", 1250)]
)
def test_rupees_are_kept_in_paise(said: int | str | Decimal, kept: int):
    assert paise(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "0.001",
        "1." + "0" * 40 + "1",
        "ten",
        "",
        "NaN",
        "sNaN",
        "Infinity",
        "1e999999",
        "1e-999999999",
        10**10 + 1,
        "-10000000000.01",
        "9" * 5000,
    ],
)
def test_what_cannot_be_kept_in_paise_is_refused(said: int | str):
    with pytest.raises(ValueError, match="rupees"):
        paise(said)


@pytest.mark.parametrize(
    ("amount", "shown"), [(50_000, 500), (1250, 12.5), (1, 0.01), (0, 0), (-1250, -12.5), (-100, -1)]
)
def test_whole_rupees_are_shown_as_whole_numbers(amount: int, shown: float):
    assert rupees(Paise(amount)) == shown
    assert isinstance(rupees(Paise(amount)), int) == (amount % 100 == 0)


@pytest.mark.parametrize(
    ("price", "thousandths", "total"), [(3000, 2000, 6000), (4400, 500, 2200), (3, 500, 2), (1, 499, 0), (1, 500, 1)]
)
def test_half_a_paisa_is_rounded_up(price: int, thousandths: int, total: int):
    assert times(Paise(price), thousandths) == total


@given(st.integers(0, LARGEST).map(Paise), st.integers(0, 10**8))
def test_a_price_times_a_quantity_is_off_by_half_a_paisa_at_the_most(price: Paise, thousandths: int):
    assert abs(times(price, thousandths) * 1000 - price * thousandths) <= 500
