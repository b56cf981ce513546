"""The roles of Execora's database."""

from __future__ import annotations

OWNER = "execora_owner"
"""Owns the tables; only migrations use it. Another PostgreSQL than our own may call it otherwise."""

APP = "execora_app"
"""Serves: owns nothing, is no superuser and cannot pass row level security."""
