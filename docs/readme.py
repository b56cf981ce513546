"""Write the README's tables anew, from the commands' own examples and from the settings: `python docs/readme.py`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import PydanticUndefined

from execora.commands import all_commands
from execora.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from execora.commands.command import Command, Example, TurnCommand
    from execora.language.reading import Language

README = Path(__file__).parents[1] / "README.md"

LANGUAGES: dict[Language, str] = {"hi-en": "Hinglish", "hi": "हिन्दी", "en": "English"}

NOT_SAID = "UNKNOWN"


def current(text: str) -> str:
    """Return the README with each table as it should be: what stands between `<!-- name -->` and `<!-- /name -->`."""
    for name, lines in (("commands", commands()), ("settings", settings())):
        table = "\n".join(lines)
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text, places = place.subn(rf"\g<1>{table}\n\g<2>", text)
        if places != 1:
            raise ValueError(f"the README has {places} places for the table of {name}")
    return text


def commands() -> Iterator[str]:
    """Return the table of what can be said: the first example of each command in each language."""
    yield _row("", *LANGUAGES.values())
    yield _row(*["---"] * (1 + len(LANGUAGES)))
    for command in all_commands():
        if command.intent != NOT_SAID:
            yield _row(command.summary["en"], *(_said(command, language) for language in LANGUAGES))


def settings() -> Iterator[str]:
    """Return the table of the settings."""
    yield _row("Setting", "Default", "What it is")
    yield _row("---", "---", "---")
    for name, field in Config.model_fields.items():
        yield _row(f"`{name.upper()}`", _default(field), field.description or "")


def _said(command: Command | TurnCommand, language: Language) -> str:
    example = next((example for example in command.examples if example.language == language), None)
    return "" if example is None else _conversation(example)


def _conversation(example: Example) -> str:
    return " → ".join((*example.before, example.say))


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "the user's data folder"
    if field.default in (None, ()):
        return ""
    return f"`{field.default}`"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    README.write_text(current(README.read_text("utf-8")), "utf-8")
