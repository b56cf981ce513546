"""What the server serves, put together: the conversations behind the doors, and the pages behind HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execora.server.auth import Gate
from execora.server.links import Links
from execora.server.pages import make_pages
from execora.server.recordings import RecordingsRest
from execora.server.rest import Rest
from execora.server.sessions import Run, Sessions
from execora.server.sockets import Sockets
from execora.server.transcripts import TranscriptsRest
from execora.session.run import run as hold_conversation

if TYPE_CHECKING:
    from quart_trio import QuartTrio

    from execora.config import Config
    from execora.server.port import Books, Desks, Health, Recordings, Spooled, Transcripts
    from execora.session.port import Speech


@dataclass(frozen=True, slots=True)
class App:
    """What `execora.server.listen.serve` serves."""

    pages: QuartTrio
    sessions: Sessions
    sockets: Sockets
    gate: Gate
    """Its keys, where it has any, are run by whoever serves."""


def make_app(
    config: Config,
    desks: Desks,
    books: Books,
    health: Health,
    *,
    default_tenant: str,
    recordings: Recordings,
    transcripts: Transcripts,
    spooled: Spooled,
    speech: Speech,
    run: Run = hold_conversation,
) -> App:
    """Put the server together.

    Args:
        config: the settings.
        desks: the shops of this process.
        books: what their pages show.
        health: asks each dependency how it is.
        default_tenant: whose shop it is where no tokens are wanted.
        recordings: what was recorded in the shops.
        transcripts: what was said in them.
        spooled: tells how the transcripts come to the database.
        speech: what the conversations hear and speak with; health tells how it is.
        run: holds one conversation.

    """
    gate = Gate(config, desks, default_tenant)
    sessions = Sessions(config, gate, desks, run)
    recorded, said = RecordingsRest(gate, recordings, Links(config)), TranscriptsRest(gate, transcripts)
    nouns = (Rest(gate, books), recorded, said)
    pages = make_pages(config, gate, nouns, health, spooled, sessions, speech)
    sockets = Sockets(config, gate, sessions)
    sockets.serve(pages)
    return App(pages, sessions, sockets, gate)
