"""The voice commands: one file each. This folder is their registry; nothing else lists them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.commands.command import Command, TurnCommand


@cache
def all_commands() -> tuple[Command | TurnCommand, ...]:
    """Return every command that a file of this folder defines as `COMMAND`, in the order of the files' names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(module.COMMAND for module in modules if hasattr(module, "COMMAND"))


@cache
def by_intent() -> dict[str, Command | TurnCommand]:
    """Return the commands by intent.

    Raises:
        ValueError: two files claim the same intent.

    """
    commands: dict[str, Command | TurnCommand] = {}
    for command in all_commands():
        if command.intent in commands:
            raise ValueError(f"two commands are called {command.intent}")
        commands[command.intent] = command
    return commands
