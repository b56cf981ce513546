"""Execora: a voice engine for small shops, on Trio and PostgreSQL."""
