"""An Engine.IO session: one line, whether its client polls or has a WebSocket, or changes to one.

Its requests come and go; `execora.server.sockets` owns the session and hands them to it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from execora.server.doors import engineio
from execora.server.engine.carriage import Carriage
from execora.server.engine.heart import Heart
from execora.server.engine.line import EngineLine
from execora.server.engine.polling import Polling
from execora.server.pacing import pace_of

if TYPE_CHECKING:
    from execora.config import Config


class Engine:
    """What there is of a session. The heart must beat for as long as it lasts, and whoever made it cuts its line."""

    def __init__(self, config: Config) -> None:
        self.sid = secrets.token_urlsafe(16)
        """Whoever has it speaks for the client."""
        self._config = config
        self.line = EngineLine(config.send_seconds)
        self.heart = Heart(self.line, config.heartbeat_seconds)
        self.polling = Polling(self.line, self.heart, pace_of(config))
        self.carriage = Carriage(self.line, self.heart, self.polling)

    def open(self, upgrades: tuple[str, ...]) -> None:
        """Tell the client what it is to know, before anything else."""
        config = self._config
        self.line.put(engineio.opening(self.sid, upgrades, config.heartbeat_seconds, config.max_message_bytes))
