"""Where recordings are, by the setting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from execora.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Place:
    """Where recordings are."""

    folder: Path
    """Where they are written."""
    beyond: str | None = None
    """The URL of the store in which they are to stay; None where they stay in the folder."""


def place_of(url: str, home: Path) -> Place:
    """Read `RECORDINGS_URL`; without one, and until they are stored elsewhere, they are in the folder `home`.

    Raises:
        ConfigError: it is no URL.

    """
    parts = urlsplit(url)
    if not url:
        return Place(home)
    match parts.scheme, parts.netloc:
        case "file", "" | "localhost" if len(parts.path) > 1:
            return Place(Path(unquote(parts.path)))
        case ("" | "file", _) | (_, ""):
            raise ConfigError("RECORDINGS_URL is a URL such as file:///srv/recordings or s3://bucket/folder.")
    return Place(home, url)
