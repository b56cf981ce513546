"""How the server tells its operator what happens: one line an event on stderr, as JSON unless somebody watches."""

from __future__ import annotations

import logging
import sys
from io import StringIO
from typing import TYPE_CHECKING, TextIO

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, ExcInfo, Processor

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(level: str, *, to: TextIO | None = None) -> None:
    """Send our events and those of the libraries to one place, stderr unless another is named.

    A terminal gets lines to read, anything else one JSON object a line. Calling it again replaces what was set.
    """
    stream = sys.stderr if to is None else to
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(terminal=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LEVELS[level])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(LEVELS[level], logging.WARNING))


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# what these say at INFO, the server says itself or nobody wants to read
_CHATTY = ("hypercorn.error", "hypercorn.access", "quart.app", "psycopg", "trio-websocket")


def _formatter(*, terminal: bool) -> logging.Formatter:
    render: list[Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=_traceback)]
        if terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.PositionalArgumentsFormatter()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _printable, *render],
    )


def _printable(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Escape what a terminal would obey, or take for another line: of paths and names strangers choose the signs."""
    return {name: _escaped(value) if isinstance(value, str) else value for name, value in event.items()}


def _escaped(text: str) -> str:
    return text if text.isprintable() else "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _traceback(to: TextIO, failure: ExcInfo) -> None:
    """Write a traceback for a terminal, without locals, which others show."""
    plain = StringIO()
    structlog.dev.plain_traceback(plain, failure)
    to.write("\n".join(map(_escaped, plain.getvalue().split("\n"))))
