"""The tax is checked against fractions, and a price with its tax against the price it was made of."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger.gst import HIGHEST_RATE, Tax, is_interstate, round_off, tax
from execora.ledger.money import LARGEST, Paise
from execora.ledger.units import Milli

AMOUNTS = st.integers(0, LARGEST).map(Paise)
RATES = st.sampled_from([0, 250, 1_500, 3_000, 5_000, 12_000, 18_000, 28_000, 40_000, HIGHEST_RATE]).map(Milli)
BOTH = st.booleans()


@pytest.mark.parametrize(
    ("amount", "rate", "included", "interstate", "expected"),
    [
        (105_00, 5_000, True, False, Tax(Paise(2_50), Paise(2_50))),
        (105_00, 5_000, True, True, Tax(igst=Paise(5_00))),
        (100_00, 18_000, False, False, Tax(Paise(9_00), Paise(9_00))),
        (110_00, 5_000, True, False, Tax(Paise(2_62), Paise(2_62))),
        (110_00, 5_000, True, True, Tax(igst=Paise(5_24))),
        (45_00, 0, True, False, Tax()),
    ],
)
def test_so_much_of_it_is_tax(amount: int, rate: int, expected: Tax, *, included: bool, interstate: bool):
    assert tax(Paise(amount), Milli(rate), included=included, interstate=interstate) == expected


@given(AMOUNTS, RATES, BOTH)
def test_the_halves_are_equal_and_each_is_rounded_once(amount: Paise, rate: Milli, included: bool):
    of_it = tax(amount, rate, included=included, interstate=False)
    exact = Fraction(amount * rate, 100_000 + (rate if included else 0)) / 2
    assert of_it.cgst == of_it.sgst
    assert of_it.igst == 0
    assert abs(of_it.cgst - exact) <= Fraction(1, 2)


@given(AMOUNTS, RATES, BOTH)
def test_between_states_it_is_one_tax(amount: Paise, rate: Milli, included: bool):
    of_it = tax(amount, rate, included=included, interstate=True)
    assert of_it.cgst == of_it.sgst == 0
    assert abs(of_it.igst - Fraction(amount * rate, 100_000 + (rate if included else 0))) <= Fraction(1, 2)


@given(AMOUNTS, RATES, BOTH)
def test_what_is_taxed_is_never_less_than_nothing(amount: Paise, rate: Milli, interstate: bool):
    rest = amount - tax(amount, rate, included=True, interstate=interstate).total
    assert 0 < rest <= amount or rest == amount == 0


@given(AMOUNTS, RATES, BOTH)
def test_a_price_that_has_its_tax_in_it_is_taken_apart_as_it_was_put_together(
    value: Paise,
    rate: Milli,
    interstate: bool,
):
    on_top = tax(value, rate, included=False, interstate=interstate)
    within = tax(Paise(value + on_top.total), rate, included=True, interstate=interstate)
    assert abs(within.total - on_top.total) <= 2


@pytest.mark.parametrize(("gstin", "between"), [(None, False), ("08ABCDE1234F1Z5", False), ("27ABCDE1234F1Z5", True)])
def test_goods_go_to_another_state_where_the_gstin_says_so(gstin: str | None, *, between: bool):
    assert is_interstate("08", gstin) is between


@pytest.mark.parametrize(("amount", "rounding"), [(100_00, 0), (100_01, -1), (100_49, -49), (100_50, 50), (100_99, 1)])
def test_half_a_rupee_is_rounded_up(amount: int, rounding: int):
    assert round_off(Paise(amount)) == rounding


@given(AMOUNTS)
def test_what_is_rounded_off_is_half_a_rupee_at_most(amount: Paise):
    assert -50 < round_off(amount) <= 50
    assert (amount + round_off(amount)) % 100 == 0
