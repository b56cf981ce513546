"""What an operator must see. What a shopkeeper may hear is a value, not an exception."""

from __future__ import annotations


class ExecoraError(Exception):
    """Something outside is not as it must be. Its message says what to do."""


class ConfigError(ExecoraError):
    """A setting is missing, wrong, or does not fit another."""


class DatabaseError(ExecoraError):
    """The database cannot be used: not reachable, not migrated, too new, or the wrong role."""


class OutcomeUnknownError(ExecoraError):
    """A COMMIT was sent and no answer came: it must be looked up before anything is said."""


class RefusedError(ExecoraError):
    """The database will never take what it was given, however often it is tried; nothing was changed."""


class RecordingError(ExecoraError):
    """A recording cannot be kept: the disk is full, or the folder is not ours."""
