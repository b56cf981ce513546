"""Waiting for what a page shows only in its own variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TRIES, PAUSE_MILLISECONDS = 400, 25


def until(page: Page, expression: str, argument: object = None) -> None:
    """Wait until an expression holds.

    Playwright's own `wait_for_function` evaluates strings inside the page once the first look has failed, and its
    policy forbids that.
    """
    for _ in range(TRIES):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(PAUSE_MILLISECONDS)
    raise AssertionError(f"never came true: {expression}")
