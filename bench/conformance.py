"""Whether every WebSocket door keeps RFC 6455, as the clients of Autobahn|Testsuite judge.

    python bench/conformance.py WSTEST [DOOR…]
    python bench/conformance.py --serve

The latter prints the doors' addresses, for another judge, and serves until it is interrupted.

WSTEST is the program `wstest` of autobahntestsuite 25.10.1, which wants Python 2.7, so that CI has to do without it:
`tests/server/test_conformance.py` asks the same things there. All but the dialect is the product's: the doors say back
what they hear. Left out are cases 12 and 13, about compression, which no door offers. In cases 9 messages grow to 16 MB
and come by the ten thousand: they are run with the bounds lifted, which a server that is not tested has.

Prints what each door made of how many cases, and each case that failed. Ends with 1 where one did.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import structlog
import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.server import serving
from tests.server.echoing import PATHS, echoes, start_echo

LONGEST_SECONDS = 7200

LEFT_OUT = ["12.*", "13.*"]
MOST_BYTES = 1 << 25

GOOD = ("OK", "NON-STRICT", "INFORMATIONAL")
"""A server may do these: "non-strict" is one that finds bad UTF-8 at the end of a message and not within it."""


async def judge(wstest: str, url: str, folder: str) -> dict[str, dict[str, str]]:
    """Let Autobahn's client go through its cases at an address; return what it says of each."""
    spec = {
        "options": {"failByDrop": False},
        "outdir": folder,
        "servers": [{"agent": "execora", "url": url}],
        "cases": ["*"],
        "exclude-cases": LEFT_OUT,
        "exclude-agent-cases": {},
    }
    given = Path(folder) / "spec.json"
    given.write_text(json.dumps(spec))
    await trio.run_process([wstest, "-m", "fuzzingclient", "-s", str(given)], stdout=subprocess.DEVNULL)
    said: dict[str, dict[str, dict[str, str]]] = json.loads((Path(folder) / "index.json").read_text())
    return said["execora"]


def show(path: str, cases: dict[str, dict[str, str]]) -> int:
    """Print what became of the cases, and return how many failed."""
    print(f"{path}: {len(cases)} cases, {dict(Counter(case['behavior'] for case in cases.values()))}")
    failed = {
        name: case for name, case in cases.items() if case["behavior"] not in GOOD or case["behaviorClose"] not in GOOD
    }
    if lax := [name for name, case in cases.items() if case["behavior"] == "NON-STRICT"]:
        print(f"  not as strict: {' '.join(lax)}")
    for name, case in failed.items():
        print(f"  {name} {case['behavior']}, close {case['behaviorClose']}")
    return len(failed)


async def main(wstest: str, paths: tuple[str, ...]) -> int:
    """Judge each door, or let another do so."""
    failed = 0
    serving.TEST_SECONDS = LONGEST_SECONDS
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with echoes():
        async with trio.open_nursery() as nursery:
            served = await start_echo(nursery, max_message_bytes=MOST_BYTES)
            urls = {path: f"ws://127.0.0.1:{served.port}{path}" for path in paths}
            if wstest == "--serve":
                print("\n".join(urls.values()), flush=True)
                await trio.sleep_forever()
            for path, url in urls.items():
                with tempfile.TemporaryDirectory(prefix="execora-bench-") as folder:
                    failed += show(path, await judge(wstest, url, folder))
            nursery.cancel_scope.cancel()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(trio.run(main, sys.argv[1], tuple(sys.argv[2:]) or PATHS))
