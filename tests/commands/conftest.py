"""A till for each test, over a demo shop of its own."""

from __future__ import annotations

import pytest

from tests.fakes.till import Till


@pytest.fixture
def till() -> Till:
    """Return a till over the demo shop, on Friday 20 November 2026 at three in the afternoon."""
    return Till()
