"""The secret of tokens, kept in a file."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from execora.errors import ConfigError
from execora.secret import make_secret, secret_in

if TYPE_CHECKING:
    from pathlib import Path


def test_a_secret_that_was_made_is_read_again(tmp_path: Path):
    made = make_secret(tmp_path / "new" / "secret")
    assert secret_in(tmp_path / "new" / "secret") == made


def test_no_two_secrets_are_the_same_and_each_is_long_enough(tmp_path: Path):
    one, other = make_secret(tmp_path / "one"), make_secret(tmp_path / "other")
    assert one != other
    assert len(one) >= 32


def test_only_its_owner_may_read_it(tmp_path: Path):
    make_secret(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_secret_is_never_replaced(tmp_path: Path):
    made = make_secret(tmp_path / "secret")
    with pytest.raises(ConfigError, match="cannot be written"):
        make_secret(tmp_path / "secret")
    assert secret_in(tmp_path / "secret") == made


def test_where_there_is_none_it_says_so(tmp_path: Path):
    assert secret_in(tmp_path / "secret") is None


def test_what_cannot_be_read_is_an_error_without_its_content(tmp_path: Path):
    (tmp_path / "secret").write_bytes(b"\xff\xfehidden")
    with pytest.raises(ConfigError, match="JWT_SECRET_FILE") as refused:
        secret_in(tmp_path / "secret")
    assert "hidden" not in str(refused.value)
