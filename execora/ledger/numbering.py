"""Invoice numbers: consecutive for each shop, financial year and series, 16 characters at most.

Source: rule 46(b) of the Central Goods and Services Tax Rules, 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

INVOICE_SERIES = "INV"
CREDIT_NOTE_SERIES = "CN"

LONGEST = 16


def financial_year(on: date) -> str:
    """Return the Indian financial year, April to March, of a day in India: "2627" for 20 November 2026."""
    first = on.year if on.month >= 4 else on.year - 1
    return f"{first % 100:02}{(first + 1) % 100:02}"


def document_number(series: str, year: str, number: int) -> str:
    """Return what is printed on the document: "INV/2627/00042".

    Raises:
        ValueError: it would be longer than the law allows, or the number is not above zero.

    """
    if number < 1:
        raise ValueError(f"documents are numbered from 1, not {number}")
    text = f"{series}/{year}/{number:05}"
    if len(text) > LONGEST:
        raise ValueError(f"{text} is longer than {LONGEST} characters")
    return text
