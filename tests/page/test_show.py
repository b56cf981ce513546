"""Figures and moments as a shopkeeper in India writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js

WORD = "(key, values) => key.slice(5) + JSON.stringify(values)"


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "₹0"), (500, "₹500"), (125000, "₹1,25,000"), (12.5, "₹12.50"), (-45, "-₹45")]
)
def test_money_is_shown_with_lakhs_and_with_paise_where_there_are_some(js: Js, amount: float, shown: str):
    assert js("show", "m.rupees(a[0])", amount) == shown


@pytest.mark.parametrize(("amount", "shown"), [(2, "2"), (0.25, "0.25"), (1.5, "1.5"), (120000, "1,20,000")])
def test_a_quantity_has_no_more_decimals_than_it_needs(js: Js, amount: float, shown: str):
    assert js("show", "m.quantity(a[0])", amount) == shown


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0.4, 'milliseconds{"n":1}'),
        (99.4, 'milliseconds{"n":99}'),
        (100, 'seconds{"n":"0.1"}'),
        (9949, 'seconds{"n":"9.9"}'),
        (10_000, 'seconds{"n":10}'),
        (61_500, 'minutes{"n":1,"s":1}'),
    ],
)
def test_a_duration_is_as_exact_as_the_eye_can_use(js: Js, milliseconds: float, shown: str):
    assert js("show", f"m.duration(a[0], {WORD})", milliseconds) == shown


def test_a_moment_is_shown_in_the_time_of_the_shop(js: Js):
    assert js("show", "m.moment(a[0], 'en')", "2026-11-21T13:30:00Z") == "Sat, 21 Nov, 7:00 pm"


def test_a_day_is_shown_in_the_language_chosen(js: Js):
    assert js("show", "m.day(a[0], 'en')", "2026-11-20") == "Friday, 20 November"
    assert js("show", "m.day(a[0], 'hi')", "2026-11-20") == "शुक्रवार, 20 नवंबर"
