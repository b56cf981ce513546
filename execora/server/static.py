"""The files of the web page, read once; nothing else of the disk can be asked for.

One of them is made from the voice commands: `titles.js`, so that a new command needs no line in the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from execora.commands import all_commands
from execora.commands.command import Command

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def read_page() -> dict[str, File]:
    """Return the page's files by their path below its folder."""
    titles = _file(titles_module().encode(), TYPES["js"])
    return {**dict(_below(files("execora.server").joinpath("page"))), "titles.js": titles}


def titles_module() -> str:
    """Return the JavaScript module that names every command in Hinglish, Hindi and English, as the page's words are."""
    named = {
        f"intent.{command.intent}": [command.title[language] for language in ("hi-en", "hi", "en")]
        for command in all_commands()
        if isinstance(command, Command)
    }
    lines = (f"  {json.dumps(key)}: {json.dumps(titles, ensure_ascii=False)},\n" for key, titles in named.items())
    return f"export const TITLES = {{\n{''.join(lines)}}};\n"


def _below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, File]]:
    for entry in folder.iterdir():
        path = prefix + entry.name
        if entry.is_dir():
            yield from _below(entry, f"{path}/")
        elif media_type := TYPES.get(entry.name.rpartition(".")[2]):
            yield path, _file(entry.read_bytes(), media_type)


def _file(content: bytes, media_type: str) -> File:
    return File(content, media_type, sha256(content).hexdigest()[:32])
