"""What the store's tests share."""

from __future__ import annotations

from tests.store.town import attacker, books, town, town_database  # noqa: F401 - fixtures
from tests.store.wire import wire  # noqa: F401 - a fixture
