"""The files of the web page, read once; nothing else of the disk can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
}
"""What may be asked for, by the end of its name. Anything else in the folder is not for clients."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent."""

    content: bytes
    media_type: str
    etag: str


def read_page() -> Mapping[str, File]:
    """Return the page's files by their path below its folder."""
    return dict(_below(files("execora.server").joinpath("page")))


def _below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, File]]:
    for entry in folder.iterdir():
        path = prefix + entry.name
        if entry.is_dir():
            yield from _below(entry, f"{path}/")
        elif media_type := TYPES.get(entry.name.rpartition(".")[2]):
            content = entry.read_bytes()
            yield path, File(content, media_type, sha256(content).hexdigest()[:32])
