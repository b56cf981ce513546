"""Imports point one way, and what is pure stays so."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "execora"

MAY_IMPORT = {
    "ledger": {"ledger"},
    "language": {"ledger", "language"},
    "commands": {"ledger", "language", "commands", "errors"},
    "sound": {"sound"},
    "providers": {
        "providers.port",
        "providers.http",
        "providers.line",
        "providers.clips",
        "providers.pieces",
        "providers.scribe",
        "sound",
        "language.reading",
        "records.port",
        "errors",
    },
    "records": {"records", "sound", "session.port", "config", "errors"},
    "session": {"ledger", "language", "commands", "sound", "providers.port", "session", "config", "errors"},
    "server": {"ledger", "language", "commands", "sound", "providers.port", "session", "server", "config", "errors"},
    "store": {"ledger", "language", "commands.port", "commands.command", "session.port", "store", "config", "errors"},
    "config": set[str](),
    "errors": set[str](),
    "logs": set[str](),
    "talk": {"talk", "sound", "errors"},
}
"""What each part may know of the others. Those that are not named here (app, cli, doctor…) wire the rest together."""

PURE = (
    "ledger/",
    "language/",
    "sound/",
    "providers/breaker.py",
    "providers/whisper_guess.py",
    "providers/scribe.py",
    "providers/cache.py",
    "providers/deepgram_live.py",
    "providers/ring.py",
    "records/frames.py",
    "session/bucket.py",
    "session/schedule.py",
    "session/sequence.py",
    "session/turn.py",
    "server/addresses.py",
    "server/doors/",
    "server/engine/outgoing.py",
    "server/incoming.py",
    "server/limits.py",
    "server/pacing.py",
)
IMPURE = {"trio", "time", "logging", "structlog", "socket", "os", "random", "secrets", "psycopg", "quart", "pydantic"}
CLOCKS = {"now", "utcnow", "today"}


@cache
def modules() -> tuple[str, ...]:
    return tuple(sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py")))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(), module)


def imported(module: str) -> set[str]:
    """Return the full names of all that a module imports, at the top or further in, for types or for good."""
    names: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports by dots"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def part(module: str) -> str:
    return module.removesuffix(".py").split("/")[0]


BESIDE = {
    "providers/chain.py": {"providers.breaker", "providers.links", "providers.listening"},
    "providers/links.py": {"providers.breaker"},
    "providers/listening.py": {"providers.ring"},
    "providers/voices.py": {"providers.breaker", "providers.cache", "providers.links"},
    "providers/deepgram.py": {"providers.deepgram_live"},
    "providers/whisper.py": {"providers.whisper_engine", "providers.whisper_guess"},
    "providers/whisper_engine.py": {"providers.whisper_guess"},
}
"""Adapters never know each other; what chooses between them knows what they are chosen by."""


@pytest.mark.parametrize("module", [name for name in modules() if part(name) in MAY_IMPORT])
def test_a_part_knows_only_what_lies_below_it(module: str):
    allowed = tuple(f"execora.{name}." for name in MAY_IMPORT[part(module)] | BESIDE.get(module, set()))
    own = {name for name in imported(module) if name.startswith("execora")}
    assert [name for name in own if not f"{name}.".startswith(allowed)] == []


@pytest.mark.parametrize("module", [name for name in modules() if name.startswith(PURE)])
def test_what_is_pure_neither_waits_nor_looks_at_the_clock(module: str):
    assert {name.split(".")[0] for name in imported(module)} & IMPURE == set()
    calls = [node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    assert [call.lineno for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS] == []


@pytest.mark.parametrize("module", modules())
def test_asyncio_is_nowhere(module: str):
    assert {name.split(".")[0] for name in imported(module)} & {"asyncio", "anyio", "trio_asyncio"} == set()


@pytest.mark.parametrize("module", [name for name in modules() if part(name) not in {"app", "cli", "__main__"}])
def test_only_the_wiring_knows_the_wiring(module: str):
    wiring = ("execora.app", "execora.cli")
    assert [name for name in imported(module) if name.startswith(wiring)] == []
