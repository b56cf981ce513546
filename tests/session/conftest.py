"""What the session's tests share."""

from tests.shop import demo_database, demo_template, desk, look  # noqa: F401 - fixtures
