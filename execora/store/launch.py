"""Becomes the private PostgreSQL: started as a script of its own, `launch.py PARENT UID GID PROGRAM ARGUMENTS…`.

It gives up root, asks the kernel to send SIGINT (PostgreSQL's fast shutdown) when the parent dies, and turns into the
program. That is done here and not in `subprocess`'s preexec_fn, which is unsafe in a process with threads. The kernel
forgets the request when the user changes, so the order matters; and it means the thread that forked, not its process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def main(parent: int, uid: int, gid: int, command: list[str]) -> None:
    """Become the command, as that user where we are root."""
    libc = ctypes.CDLL(None)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:
        sys.exit("the parent is gone already")
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
