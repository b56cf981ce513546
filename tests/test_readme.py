"""The README says what is so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execora.cli import parser
from execora.server.messages import TYPES

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def readme() -> ModuleType:
    """Load the script that writes the tables."""
    spec = importlib.util.spec_from_file_location("readme", ROOT / "docs" / "readme.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_tables_are_current(readme: ModuleType):
    assert readme.current(README) == README, "run `python docs/readme.py`"


def test_a_table_without_its_place_is_noticed(readme: ModuleType):
    with pytest.raises(ValueError, match="commands"):
        readme.current("no table at all")


@pytest.mark.parametrize(
    "line", ["pip install '.[local]' && execora demo", "pip install -e '.[local,test]' && pytest -n 2 --dist loadfile"]
)
def test_each_way_in_is_one_line(line: str):
    assert f"\n{line}\n" in README


def test_every_command_of_the_command_line_is_told():
    choices = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert [name for name in choices or () if f"| `execora {name}` |" not in README] == []


def test_what_it_links_to_is_there():
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("kind", TYPES)
def test_each_message_of_the_protocol_is_told(kind: str):
    assert f"`{kind}`" in (ROOT / "docs" / "protocol.md").read_text("utf-8")
