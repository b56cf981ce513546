"""`python -m execora` is `execora`."""

from __future__ import annotations

import sys

from execora.cli import main

if __name__ == "__main__":
    sys.exit(main())
