"""How a bug is told to the operator: by its kind and its place, for what it says may hold what somebody said."""

from __future__ import annotations

import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

log = structlog.get_logger()


def report(event: str, failure: BaseException) -> None:
    """Log a failure at ERROR without its message; the whole of it only at DEBUG."""
    log.error(event, errors=[f"{type(error).__name__} at {_place(error)}" for error in _single(failure)])
    log.debug(event, exc_info=failure)


def _single(failure: BaseException) -> Iterator[BaseException]:
    if isinstance(failure, BaseExceptionGroup):
        for inner in failure.exceptions:
            yield from _single(inner)
    else:
        yield failure


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "execora" in PurePath(frame.filename).parts] or list(frames)
    return f"{PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
