from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger.units import ONE, Milli, convert, number, thousandths

UNITS = ("kg", "g", "litre", "ml", "piece", "dozen", "packet", "bottle")


@pytest.mark.parametrize(("said", "kept"), [(80, 80_000), ("2.5", 2500), ("0.25", 250), (0, 0), ("-1", -1000)])
def test_units_are_kept_in_thousandths(said: int | str, kept: int):
    assert thousandths(said) == kept


@pytest.mark.parametrize("said", ["0.0001", "1." + "0" * 40 + "1", "do", "", "NaN", "-Infinity", "1e999999"])
def test_what_cannot_be_kept_in_thousandths_is_refused(said: str):
    with pytest.raises(ValueError, match=r"quantity|thousandths"):
        thousandths(said)


@pytest.mark.parametrize(
    ("quantity", "unit", "into", "converted"),
    [
        (500_000, "g", "kg", 500),
        (2_000, "kg", "g", 2_000_000),
        (250_000, "ml", "litre", 250),
        (1_000, "dozen", "piece", 12_000),
        (500, "dozen", "piece", 6_000),
        (6_000, "piece", "dozen", 500),
        (3_000, "packet", "packet", 3_000),
        (3_000, None, "packet", 3_000),
    ],
)
def test_a_quantity_is_turned_into_another_unit(quantity: int, unit: str | None, into: str, converted: int):
    assert convert(Milli(quantity), unit, into) == converted


@pytest.mark.parametrize(("unit", "into"), [("kg", "litre"), ("packet", "kg"), ("dozen", "packet"), ("box", "bag")])
def test_units_that_measure_different_things_are_not_mixed_up(unit: str, into: str):
    assert convert(ONE, unit, into) is None


def test_a_quantity_that_would_be_rounded_is_not_converted():
    assert convert(Milli(1_500), "g", "kg") is None
    assert convert(Milli(1_000), "piece", "dozen") is None


@given(st.integers(1, 10**8).map(Milli), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_what_can_be_converted_comes_back_as_it_was(quantity: Milli, unit: str, into: str):
    there = convert(quantity, unit, into)
    assert there is None or convert(there, into, unit) == quantity


@given(st.integers(-(10**11), 10**11).map(Milli))
def test_a_number_shown_is_the_quantity_kept(quantity: Milli):
    assert thousandths(str(number(quantity))) == quantity
    assert isinstance(number(quantity), int) == (quantity % 1000 == 0)
