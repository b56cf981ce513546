from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.ledger.numbering import document_number, financial_year


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 11, 20), "2627"),
        (date(2027, 3, 31), "2627"),
        (date(2027, 4, 1), "2728"),
        (date(2026, 1, 1), "2526"),
        (date(2099, 4, 1), "9900"),
        (date(2100, 2, 28), "9900"),
    ],
)
def test_the_financial_year_begins_in_april(on: date, year: str):
    assert financial_year(on) == year


def test_a_document_number_names_series_year_and_number():
    assert document_number("INV", "2627", 42) == "INV/2627/00042"
    assert document_number("CN", "2627", 123_456) == "CN/2627/123456"


@given(st.sampled_from(["INV", "CN"]), st.dates(), st.integers(1, 9_999_999))
def test_a_document_number_is_no_longer_than_the_law_allows(series: str, on: date, number: int):
    assert len(document_number(series, financial_year(on), number)) <= 16


@pytest.mark.parametrize("number", [10_000_000, 0, -1])
def test_a_number_that_no_document_may_have_is_refused(number: int):
    with pytest.raises(ValueError, match=str(number)):
        document_number("INV", "2627", number)
