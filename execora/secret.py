"""The secret of tokens, kept in a file: made at the first start, so that no two servers ever share one by accident."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from execora.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def secret_in(file: Path) -> str | None:
    """Return the secret that a file holds, or None where there is no such file.

    Raises:
        ConfigError: it cannot be read.

    """
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"JWT_SECRET_FILE: {file} cannot be read ({error})") from None


def make_secret(file: Path) -> str:
    """Write a new secret into a file that only its owner may read, and return it.

    Raises:
        ConfigError: it cannot be written, or somebody wrote it at the same moment.

    """
    secret = secrets.token_urlsafe(48)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(f"{secret}\n")
    except OSError as error:
        raise ConfigError(f"JWT_SECRET_FILE: {file} cannot be written ({error.strerror})") from None
    return secret
