"""The command line: what is said on which stream, with which exit code, and never with a traceback."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import jwt
import pytest

from execora import app, cli
from execora.cli import main
from execora.config import Config
from execora.errors import ConfigError, DatabaseError
from tests.process import run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

SECRET = "a secret of at least thirty-two characters"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Keep the settings of whoever runs the tests out of them, and the logs as they are."""
    monkeypatch.setattr(cli.logs, "configure", lambda _level: None)
    for name in Config.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA", str(tmp_path / "data"))


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that was said on stderr; nothing was said on stdout."""
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


# -- wrong settings


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "PORT: Input should be a valid integer"),
        ("PORT", "70000", "PORT: Input should be less than or equal to 65535"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("ALLOWED_ORIGINS", "https://shop.example", "allowed_origins"),
        ("TASKS_AT_ONCE", "0", "TASKS_AT_ONCE"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 2
    assert said in one_line(capsys)


async def test_settings_are_read_from_a_file_beside_which_it_is_started(tmp_path: Path):
    (tmp_path / ".env").write_text("STT=parrot\nTTS=browser\nSHOP_NAME='गुप्ता किराना'\nPORT=99999\n", "utf-8")
    environment = dict.fromkeys(("STT", "TTS", "PORT"), "")
    code, said = await run("doctor", settings=environment, folder=tmp_path)
    assert (code, said) == (2, "execora: PORT: Input should be less than or equal to 65535\n")
    code, said = await run("doctor", settings={"STT": "", "PORT": "0"}, folder=tmp_path)
    assert code == 1
    assert "PROBLEM STT: STT: nothing is called 'parrot'" in said
    assert "PROBLEM" not in (await run("doctor", folder=tmp_path))[1]


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    main(["doctor"])
    said = one_line(capsys)
    assert "PORT" in said
    assert "LOG_LEVEL" in said


def test_a_secret_that_is_too_short_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("JWT_SECRET", "hunter2hunter2")
    assert main(["doctor"]) == 2
    said = one_line(capsys)
    assert "JWT_SECRET: it must have 32 characters or more" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "JWT_SECRET",
            "-----BEGIN PUBLIC KEY-----MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
            "a secret is wanted, not a key",
        ),
        ("JWT_SECRET", '{"kty": "RSA", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM7"}', "a secret is wanted"),
        ("JWT_JWKS_URL", "http://login.example/jwks.json", "https://"),
        ("JWT_JWKS_URL", "ftp://127.0.0.1/jwks.json", "https://"),
        ("JWT_JWKS_URL", "login.example/jwks.json", "https://"),
        ("JWT_JWKS_URL", "https://", "https://"),
        ("JWT_JWKS_URL", "http://127.0.0.1@login.example/jwks.json", "https://"),
    ],
)
def test_what_would_let_anybody_make_tokens_is_refused(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 2
    line = one_line(capsys)
    assert f"{name}: " in line
    assert said in line
    assert "0vx7" not in line


def test_a_desktop_that_sets_its_own_language_is_no_hindrance(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert main(["doctor", "--port", "0"]) == 0
    assert "PROBLEM" not in capsys.readouterr().out


# -- failures


@pytest.mark.parametrize(("error", "code"), [(ConfigError("set it"), 2), (DatabaseError("start it"), 1)])
def test_a_failure_is_one_line_however_deep_it_came_from(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(_given: argparse.Namespace) -> int:
        raise ExceptionGroup("outer", [ExceptionGroup("inner", [error])])

    monkeypatch.setattr(cli, "_doctor", fail)
    assert main(["doctor"]) == code
    assert one_line(capsys) == f"execora: {error}\n"


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch):
    def fail(_given: argparse.Namespace) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "_doctor", fail)
    with pytest.raises(ZeroDivisionError):
        main(["doctor"])


def test_ctrl_c_ends_with_the_code_that_shells_expect(monkeypatch: pytest.MonkeyPatch):
    def interrupted(_given: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_doctor", interrupted)
    assert main(["doctor"]) == 130


@pytest.mark.parametrize("wrong", [[], ["dance"], ["demo", "--port", "x"], ["token", "--role", "king"]])
def test_wrong_use_ends_with_two(wrong: list[str]):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert [name for name in ("demo", "serve", "migrate", "doctor", "spool", "talk", "token") if name not in said] == []


def test_a_server_without_a_secret_refuses_other_addresses(capsys: pytest.CaptureFixture[str]):
    assert main(["doctor", "--host", "0.0.0.0", "--port", "0"]) == 1
    assert "PROBLEM address: Without JWT_SECRET" in capsys.readouterr().out


def test_talking_to_nobody_says_how_to_start_a_server(capsys: pytest.CaptureFixture[str]):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        assert main(["talk", "--url", url, "--say", "hello"]) == 1
    assert "execora demo" in one_line(capsys)


def test_migrating_wants_the_owner(capsys: pytest.CaptureFixture[str]):
    assert main(["migrate"]) == 2
    assert "DATABASE_OWNER_URL" in one_line(capsys)


def test_a_shop_is_opened_for_a_tenant(capsys: pytest.CaptureFixture[str]):
    assert main(["migrate", "--shop", "Gupta Kirana"]) == 2
    assert "--tenant" in one_line(capsys)


# -- tokens


def test_a_token_names_the_shop_and_the_role(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("JWT_SECRET", SECRET)
    assert main(["token", "--tenant", "gupta", "--role", "staff", "--hours", "1"]) == 0
    claims = jwt.decode(capsys.readouterr().out.strip(), SECRET, algorithms=["HS256"])
    assert (claims["tenantId"], claims["role"]) == ("gupta", "staff")


def test_a_token_is_as_the_server_wants_it_and_alone_on_stdout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for name, value in (("JWT_SECRET", SECRET), ("JWT_AUDIENCE", "execora"), ("JWT_ISSUER", "us")):
        monkeypatch.setenv(name, value)
    assert main(["token", "--subject", "till 2"]) == 0
    captured = capsys.readouterr()
    claims = jwt.decode(captured.out.removesuffix("\n"), SECRET, algorithms=["HS256"], audience="execora", issuer="us")
    assert claims["sub"] == "till 2"
    assert captured.err == ""


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "745", "a week"])
def test_no_token_is_made_for_longer_than_is_wise(
    hours: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("JWT_SECRET", SECRET)
    with pytest.raises(SystemExit) as ended:
        main(["token", "--hours", hours])
    assert ended.value.code == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert "more than 0 and 744 at the most" in said


@pytest.mark.parametrize(("secret", "hint"), [(SECRET, "`execora token --tenant demo`"), ("", "")])
def test_a_demo_that_wants_tokens_says_how_to_make_one_for_it(
    secret: str, hint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    async def demo(_config: Config, *, fresh: bool, ready: Callable[[str], None]) -> None:
        ready("http://127.0.0.1:8080")
        raise ConfigError("enough")

    monkeypatch.setattr(app, "demo", demo)
    if secret:
        monkeypatch.setenv("JWT_SECRET", secret)
    assert main(["demo", "--no-browser"]) == 2
    said = capsys.readouterr()
    assert said.out == "Execora is listening on http://127.0.0.1:8080\n"  # what programs read
    assert hint in said.err
    assert ("token" in said.err) == bool(hint)


def test_where_others_make_the_tokens_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("JWT_JWKS_URL", "https://login.example/jwks.json")
    assert main(["token"]) == 2
    assert "Those of JWT_JWKS_URL are made by whoever has its private keys" in one_line(capsys)


@pytest.mark.parametrize("wrong", [["--subject", ""], ["--tenant", ""], ["--subject", "a\nb"], ["--tenant", "a" * 256]])
def test_no_token_is_made_that_no_server_takes(
    wrong: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("JWT_SECRET", SECRET)
    assert main(["token", *wrong]) == 2
    assert "255" in one_line(capsys)


def test_without_a_secret_there_are_no_tokens(capsys: pytest.CaptureFixture[str]):
    assert main(["token"]) == 2
    assert "JWT_SECRET" in one_line(capsys)


def test_a_secret_is_made_once_where_a_file_is_named_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("JWT_SECRET_FILE", str(tmp_path / "secret"))
    assert [main(["token"]), main(["token"])] == [0, 0]
    captured = capsys.readouterr()
    secret = (tmp_path / "secret").read_text().strip()
    for token in captured.out.split():
        jwt.decode(token, secret, algorithms=["HS256"])
    assert captured.err.count("made a secret") == 1
    assert secret not in captured.err


def test_a_secret_that_is_set_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("JWT_SECRET", SECRET)
    monkeypatch.setenv("JWT_SECRET_FILE", str(tmp_path / "secret"))
    main(["token"])
    jwt.decode(capsys.readouterr().out.strip(), SECRET, algorithms=["HS256"])
    assert not (tmp_path / "secret").exists()


def test_looking_does_not_make_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("JWT_SECRET_FILE", str(tmp_path / "secret"))
    main(["doctor", "--port", "0"])
    assert os.listdir(tmp_path) == []
