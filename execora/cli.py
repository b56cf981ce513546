"""The command line: arguments become a `Config`, and every failure that a person can cause becomes one line."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NoReturn

import trio
from pydantic import ValidationError
from pydantic_settings import SettingsError

from execora import logs
from execora.config import Config
from execora.errors import ConfigError, ExecoraError
from execora.secret import make_secret, secret_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from pydantic_core import ErrorDetails

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C ended: 128 and the number of the signal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 failed, 2 wrongly used or set."""
    given = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    failures: list[BaseException] = []
    code = 0
    try:
        code = command(given)
    except* ExecoraError as group:
        failures = list(_leaves(group))
    except* KeyboardInterrupt:
        code = INTERRUPTED
    for failure in failures:
        print(f"execora: {failure}", file=sys.stderr)
        code = max(code, WRONG_USE if isinstance(failure, ConfigError) else FAILED)
    return code


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    root = argparse.ArgumentParser(prog="execora", description="A voice engine for small shops.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], help_text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(command=run)
        return command

    demo = add("demo", _demo, "Serve a sample shop on a private PostgreSQL.")
    _serving(demo)
    demo.add_argument("--fresh", action="store_true", help="forget what the demo kept before")
    _serving(add("serve", _serve, "Serve a shop of your own."))
    migrate = add("migrate", _migrate, "Bring the tables of DATABASE_OWNER_URL up to date; open a shop in them.")
    migrate.add_argument("--shop", metavar="NAME", help="name of a shop to open; wants --tenant")
    migrate.add_argument("--tenant", metavar="ID", help="the shop's id in tokens")
    doctor = add("doctor", _doctor, "Check what the server needs, and say what to do.")
    _where(doctor)
    spool = add("spool", _spool, "Show the transcripts that are not in the database yet, and those that it refused.")
    spool.add_argument("retry", nargs="?", choices=("retry",), help="let those that it refused be sent again")
    spool.add_argument("--data", type=Path, metavar="DIR", help="folder for what is kept (DATA)")
    talk = add("talk", _talk, "Talk to a server from the terminal.")
    talk.add_argument("--url", default="http://127.0.0.1:8080", help="the server (%(default)s)")
    talk.add_argument("--token", help="a token, where the server wants one")
    talk.add_argument(
        "--door", choices=("ws", "voice-ws"), default="ws", help="where to go in; voice-ws takes Opus (%(default)s)"
    )
    spoken = talk.add_mutually_exclusive_group()
    spoken.add_argument("--say", metavar="TEXT", help="say one thing, wait until it is done, and end")
    spoken.add_argument(
        "--wav",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="say what a WAV file holds, wait until it is done, and end; several are said one after the other",
    )
    spoken.add_argument("--mic", action="store_true", help="listen to the microphone of this machine")
    talk.add_argument("--json", action="store_true", help="print what the server says, one JSON object a line")
    token = add("token", _token, "Make a token of JWT_SECRET for a client.")
    token.add_argument("--tenant", default="shop", help="the shop (%(default)s)")
    token.add_argument("--role", choices=("owner", "staff", "viewer"), default="owner", help="(%(default)s)")
    token.add_argument("--subject", default="cli", help="who has it (%(default)s)")
    token.add_argument("--hours", type=_hours, default=12.0, help=f"how long it is good for (%(default)s); {_HOURS}")
    return root


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", help="address to listen on (HOST)")
    command.add_argument("--port", type=int, help="port to listen on, 0 for a free one (PORT)")
    command.add_argument("--data", type=Path, metavar="DIR", help="folder for what is kept (DATA)")


def _serving(command: argparse.ArgumentParser) -> None:
    _where(command)
    command.add_argument("--no-browser", action="store_true", help="do not open the page")


MOST_HOURS = 24 * 31
"""A token cannot be taken back."""

_HOURS = f"more than 0 and {MOST_HOURS} at the most, 0.5 being half an hour"


def _hours(text: str) -> float:
    with suppress(ValueError):
        if 0 < (hours := float(text)) <= MOST_HOURS:
            return hours
    raise argparse.ArgumentTypeError(f"it is a number of hours, {_HOURS}")


# -- the commands --------------------------------------------------------------


def _demo(given: argparse.Namespace) -> int:
    from execora import app
    from execora.store.demo import TENANT

    config = _config(given, new_secret=True, database_url=None)
    hint = (
        f"execora: `execora token --tenant {TENANT}` makes a token; open the page with #token=TOKEN behind its address"
        if config.wants_tokens
        else ""
    )
    return _run_to_its_end(partial(app.demo, config, fresh=given.fresh, ready=_ready(given, hint)))


def _serve(given: argparse.Namespace) -> int:
    from execora import app

    return _run_to_its_end(partial(app.serve, _config(given, new_secret=True), ready=_ready(given)))


def _migrate(given: argparse.Namespace) -> int:
    from execora import app

    if bool(given.shop) != bool(given.tenant):
        raise ConfigError("--shop and --tenant go together")
    print(trio.run(app.migrate, _config(given), given.tenant, given.shop))
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from execora.doctor import examine

    findings = trio.run(examine, _config(given))
    for finding in findings:
        print(finding)
    return 0 if all(finding.well for finding in findings) else FAILED


def _spool(given: argparse.Namespace) -> int:
    from execora import spools

    print((spools.retry if given.retry else spools.show)(_config(given)))
    return 0


def _talk(given: argparse.Namespace) -> int:
    from execora.talk.client import Spoken, talk
    from execora.talk.sources import Microphone, WavFile

    spoken = Spoken(given.say, [WavFile(path) for path in given.wav], Microphone() if given.mic else None)
    show = partial(print, flush=True)
    return trio.run(partial(talk, given.url, given.token, spoken, as_json=given.json, show=show, door=given.door))


def _token(given: argparse.Namespace) -> int:
    from execora.server.auth import make_token

    config = _config(given, new_secret=True)
    print(make_token(config, given.tenant, given.role, given.hours * 3600, subject=given.subject))
    return 0


def _run_to_its_end(server: Callable[[], Awaitable[None]]) -> NoReturn:
    """Run a server, and end the process with it.

    All is closed by then, but for a recogniser that may still be at work in a thread: nothing can stop it, and Python
    would take its library away from under it, which ends in a crash.
    """
    trio.run(server)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


# -- what they share -----------------------------------------------------------


def _config(given: argparse.Namespace, *, new_secret: bool = False, **fixed: object) -> Config:
    """Read every setting: what the command line says goes before the environment."""
    said = {name: value for name in ("host", "port", "data") if (value := getattr(given, name, None)) is not None}
    config = _read(said | fixed)
    if config.jwt_secret is None and config.jwt_secret_file:
        config = _read(said | fixed | {"jwt_secret": _kept_secret(config.jwt_secret_file, make=new_secret)})
    logs.configure(config.log_level)
    return config


def _read(said: dict[str, object]) -> Config:
    try:
        return Config(**said)  # type: ignore[arg-type]
    except ValidationError as invalid:
        raise ConfigError("; ".join(_at_fault(error) for error in invalid.errors())) from None
    except SettingsError as unreadable:
        raise ConfigError(f"{unreadable}: write it as JSON") from None


def _kept_secret(file: Path, *, make: bool) -> str | None:
    secret = secret_in(file)
    if secret is None and make:
        secret = make_secret(file)
        print(f"execora: made a secret in {file}; `execora token` makes tokens of it", file=sys.stderr)
    return secret


def _at_fault(error: ErrorDetails) -> str:
    """Name the setting and what is wrong with it, without its value: it may be a secret."""
    setting = ".".join(map(str, error["loc"])).upper()
    if error["type"] == "too_short":
        return f"{setting}: it must have {error['ctx']['min_length']} characters or more"
    return f"{setting}: {error['msg']}"


def _ready(given: argparse.Namespace, hint: str = "") -> Callable[[str], None]:
    """Return what is done once the server listens: say so, on a line that programs read; hint; open the page."""

    def ready(address: str) -> None:
        print(f"Execora is listening on {address}", flush=True)
        if hint:
            print(hint, file=sys.stderr)
        if not given.no_browser and _has_screen():
            # in a thread that nobody waits for: some browsers return only when they are closed
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    return ready


def _has_screen() -> bool:
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _leaves(group: BaseExceptionGroup[ExecoraError]) -> Iterator[ExecoraError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
