"""What the server says, in words for the terminal. Pure."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execora.talk.messages import Message


def worded(event: Message) -> list[str]:
    """Return the lines that tell a person what happened; none where there is nothing to tell."""
    data = event["data"]
    match event["type"]:
        case "voice:response":
            lines = [data["text"]]
        case "voice:started" if data["sttProvider"]:
            lines = [f"Heard by {data['sttProvider']}."]
        case "voice:transcript" if data["isFinal"] and "provider" in data:
            lines = [f"> {data['text'] or '(nothing)'}"]
        case "voice:activity" if "heard" in data:
            lines = ["> (nothing)"]
        case "voice:confirm_needed":
            lines = [f"? {data['text']} (haan / nahi)"]
        case "voice:choose":
            lines = [f"? {data['text']}", *_numbered(data["options"])]
        case "voice:stopped":
            lines = [f"Stopped; {len(data['cancelled'])} cancelled."]
        case "task:queued" | "task:started" | "task:retrying" | "task:completed" | "task:failed" | "task:cancelled":
            lines = [f"  {data['intent'].lower()} {_state(event['type'], data)}"]
        case "queue:status":
            lines = [*_status(data)]
        case "error":
            lines = [f"! {data['error']} [{data['code']}]"]
        case _:
            lines = []
    return [_printable(line) for text in lines for line in text.splitlines()]


def _numbered(options: list[Message]) -> Iterator[str]:
    for number, option in enumerate(options, 1):
        landmark = [option["landmark"]] if "landmark" in option else []
        phone = [f"…{option['phoneEnd']}"] if "phoneEnd" in option else []
        yield f"  {number}. {', '.join([option['name'], *landmark, *phone])}"


def _state(event_type: str, data: Message) -> str:
    match event_type:
        case "task:queued":
            return "waits for another" if data["waitsFor"] else "waits"
        case "task:started":
            return "runs"
        case "task:retrying":
            return f"is tried again in {data['inSeconds']} s"
        case "task:completed":
            return f"is done in {data['durationMs']} ms"
        case "task:failed":
            return f"has failed: {data['error']['message']}"
        case _:
            return f"is cancelled ({data['reason']})"


def _status(data: Message) -> Iterator[str]:
    counts = data["stats"]
    yield "  " + ", ".join(
        f"{counts[state]} {state}" for state in ("running", "queued", "completed", "failed", "cancelled")
    )
    for task in data["tasks"]:
        yield f"  {task['intent'].lower()} {task['status'].lower()}"


def _printable(line: str) -> str:
    """Leave out what would steer the terminal: a name in the books may hold anything."""
    return "".join(character for character in line if unicodedata.category(character) != "Cc")
