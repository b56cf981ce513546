"""Bills of any kind add up, and GST that is in the prices never changes what is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger.discount import Discount
from execora.ledger.gst import UNTAXED, Tax, tax
from execora.ledger.model import Customer, Draft, Line, Product
from execora.ledger.money import Paise
from execora.ledger.units import ONE, Milli

RAHUL = Customer(UUID(int=1), "Rahul Sharma")
DISCOUNTS = st.one_of(
    st.none(),
    st.builds(Discount, percent=st.integers(1, 99_999).map(Milli)),
    st.builds(Discount, amount=st.integers(1, 10**7).map(Paise)),
)
RATES = st.sampled_from([0, 250, 5_000, 12_000, 18_000, 28_000, 40_000]).map(Milli)


def line(total: int, rate: int = 0, discount: Discount | None = None) -> Line:
    product = Product(UUID(int=9), "Something", "piece", gst_rate=Milli(rate))
    return Line(product, ONE, Paise(total), Paise(total), discount)


def draft(*lines: Line, discount: Discount | None = None, **said: bool) -> Draft:
    return Draft(UUID(int=5), RAHUL, lines, datetime(2026, 11, 20, tzinfo=UTC), discount, **said)


BILLS = st.builds(
    lambda lines, discount, said: draft(*lines, discount=discount, **said),
    st.lists(st.builds(line, st.integers(1, 10**9), RATES, DISCOUNTS), min_size=1, max_size=8),
    DISCOUNTS,
    st.fixed_dictionaries({name: st.booleans() for name in ("with_gst", "tax_included", "interstate")}),
)


def test_without_gst_a_bill_is_its_lines():
    sums = draft(line(60_00, 5_000), line(40_00, 18_000)).sums
    assert (sums.subtotal, sums.tax, sums.total) == (100_00, UNTAXED, 100_00)


def test_gst_shows_what_of_the_total_is_tax():
    sums = draft(line(105_00, 5_000), line(40_00), with_gst=True).sums
    assert sums.tax == Tax(Paise(2_50), Paise(2_50))
    assert (sums.subtotal, sums.round_off, sums.total) == (140_00, 0, 145_00)


def test_gst_goes_to_one_account_between_states():
    assert draft(line(105_00, 5_000), with_gst=True, interstate=True).sums.tax == Tax(igst=Paise(5_00))


def test_a_shop_whose_prices_have_no_tax_in_them_adds_it_and_rounds():
    sums = draft(line(99_50, 5_000), with_gst=True, tax_included=False).sums
    assert (sums.subtotal, sums.tax, sums.round_off, sums.total) == (99_50, Tax(Paise(2_49), Paise(2_49)), -48, 104_00)


def test_a_discount_comes_off_before_the_tax():
    sums = draft(line(210_00, 5_000), discount=Discount(percent=Milli(50_000)), with_gst=True).sums
    assert (sums.discount, sums.tax.total, sums.taxable, sums.total) == (105_00, 5_00, 100_00, 105_00)


def test_a_discount_on_all_of_it_comes_after_those_on_its_lines():
    two = (line(100_00, discount=Discount(amount=Paise(10_00))), line(110_00))
    sums = draft(*two, discount=Discount(percent=Milli(10_000))).sums
    assert (sums.discount, sums.total) == (30_00, 180_00)


def test_an_issued_bill_keeps_what_was_taken_off_each_line():
    two = (line(100_00), line(300_00))
    invoice = draft(*two, discount=Discount(amount=Paise(20_00))).issued("INV/2627/00001", date(2026, 11, 20))
    assert [one.discount for one in invoice.lines] == [Discount(amount=Paise(5_00)), Discount(amount=Paise(15_00))]


@given(BILLS)
def test_every_bill_adds_up(bill: Draft):
    sums = bill.sums
    assert sums.subtotal - sums.discount + sums.tax.total + sums.round_off == sums.total
    assert sums.tax.cgst == sums.tax.sgst
    assert 0 in {sums.tax.cgst, sums.tax.igst}
    assert sums.total >= 0


@given(BILLS)
def test_gst_that_is_in_the_prices_never_changes_the_total(bill: Draft):
    with_gst, without = (replace(bill, with_gst=on, tax_included=True) for on in (True, False))
    assert with_gst.total == without.total
    assert with_gst.sums.discount == without.sums.discount
    assert with_gst.sums.round_off == 0


@given(BILLS)
def test_a_bill_is_the_sum_of_its_parts_each_taxed_by_its_rate(bill: Draft):
    for part, of in zip(bill.parts, bill.lines, strict=True):
        assert part.net == of.total - part.discount >= 0
        assert part.rate == (of.product.gst_rate if bill.with_gst else 0)
        assert part.tax == tax(part.net, part.rate, included=bill.tax_included, interstate=bill.interstate)
    assert sum(part.tax.total for part in bill.parts) == bill.sums.tax.total


def test_where_nobody_has_told_a_rate_the_tax_is_not_made_up():
    unknown = replace(line(110_00), product=Product(UUID(int=9), "Mixer", "piece"))
    assert draft(unknown).total == 110_00
    bill = draft(unknown, line(50_00), unknown, with_gst=True)
    assert bill.of_unknown_rate == (unknown.product,)
    with pytest.raises(ValueError, match="GST rate of Mixer"):
        _ = bill.total


@given(BILLS)
def test_an_invoice_comes_to_what_its_draft_came_to(bill: Draft):
    assert bill.issued("INV/2627/00001", date(2026, 11, 20)).sums == bill.sums
