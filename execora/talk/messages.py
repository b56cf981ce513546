"""Messages of the protocol, as this client makes them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

Message = dict[str, Any]
"""One JSON object of the protocol, either way: type, data, and what goes with them."""


def message(kind: str, **data: object) -> Message:
    """Return a message under an id of its own."""
    return {"type": kind, "data": data, "id": str(uuid4())}
