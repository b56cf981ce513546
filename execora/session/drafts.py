"""The drafts of one conversation: whose each is, what the client was shown of it, and which one is open.

What a bare haan binds to, the turn knows; here is found out when that changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import trio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.commands.command import Command, Order
    from execora.ledger.model import Customer
    from execora.session.heard import Heard, Held
    from execora.session.outbox import Outbox
    from execora.session.port import JSON, Answer
    from execora.session.turn import Turn

GONE = ("NO_PENDING_INVOICE", "ALREADY_DONE")
"""The failures that say that a draft waits no longer."""


class Drafts:
    """What the conversation knows of its drafts. Nothing here waits."""

    def __init__(self, turn: Turn[Held], outbox: Outbox) -> None:
        self._turn, self._outbox = turn, outbox
        self.whose: dict[UUID, Customer | None] = {}
        """Each draft that was opened here and is not known to be gone."""
        self._shown: dict[UUID, tuple[int, Mapping[str, JSON]]] = {}
        """What the client was shown of each, last, and by which event: that is what a haan says yes to."""
        self._ending: set[UUID] = set()
        """Those that are just being confirmed or cancelled: no second haan finds them."""

    @property
    def open(self) -> tuple[UUID, Customer | None] | None:
        """The draft that is open, and whose it is where that is known."""
        draft_id = self._turn.draft
        return None if draft_id is None else (draft_id, self.whose.get(draft_id))

    def expect(self, command: Command, order: Order, *, agreed: bool) -> None:
        """Let what an order is about to make of a draft be so from here on; `agreed` says that a yes called for it."""
        if command.needs.draft == "ends":
            if order.draft_id in (None, self._turn.draft):
                self._turn.release_draft()
            self._ending |= {order.draft_id} if order.draft_id else set()
        elif order.draft_id and order.draft_id not in self._ending:
            self._open(order.draft_id, order)
            if not agreed:
                self._turn.speak_of_draft(order.draft_id, trio.current_time())

    def shown_before(self, heard: Heard, draft_id: UUID) -> Mapping[str, JSON]:
        """Return what somebody knows of a draft: nothing of it as it is, where they spoke before it was shown so.

        People who type send "bill bana do" and "haan" back to back, and mean what comes of it.
        """
        event, draft = self._shown.get(draft_id, (0, {}))
        return {} if heard.told.spoken and heard.told.events < event else draft

    def ended(self, command: Command, order: Order) -> None:
        """Take in that an order has come to its end, whichever; what came of it is for `note`."""
        if order.draft_id and command.needs.draft == "ends":
            self._ending.discard(order.draft_id)

    def note(self, command: Command, order: Order, answer: Answer) -> None:
        """Keep in mind which draft is open now, from what the books said."""
        for event, shown in answer.events:
            if event == "invoice:draft":
                self.note_shown(shown)
        draft_id = UUID(str(answer.data["draftId"])) if "draftId" in answer.data else order.draft_id
        if draft_id is None:
            return
        unmade = answer.error == "PREREQUISITE_FAILED" and draft_id not in self.whose
        gone = answer.data.get("awaitingConfirm") is False or answer.error in GONE or unmade
        if gone or (command.needs.draft == "ends" and answer.keeps):
            self.forget(draft_id)
        elif (answer.data.get("awaitingConfirm") or command.needs.draft == "ends") and draft_id not in self._ending:
            self._open(draft_id, order)
            if not command.needs.undoes:  # which says what it took back, and does not ask about what is left
                self._turn.speak_of_draft(draft_id, trio.current_time(), self._outbox.coming)

    def note_shown(self, draft: Mapping[str, JSON]) -> None:
        """Note what the next event shows the client of a draft: as it waits, or that it does not any more."""
        draft_id = UUID(str(draft["draftId"]))
        if draft["awaitingConfirm"]:
            self._shown[draft_id] = (self._outbox.coming, draft)
        else:
            self.forget(draft_id)

    def forget(self, draft_id: UUID) -> None:
        """Know nothing of a draft any more."""
        self._turn.forget_draft(draft_id)
        self.whose.pop(draft_id, None)
        self._shown.pop(draft_id, None)

    def forget_customer(self, customer_id: UUID) -> None:
        """Confirm nothing that was somebody's who is forgotten."""
        for draft_id, whose in tuple(self.whose.items()):
            if whose and whose.id == customer_id:
                self.forget(draft_id)

    def _open(self, draft_id: UUID, order: Order) -> None:
        self.whose.setdefault(draft_id, order.customer)
        if self._turn.draft != draft_id:
            self._turn.open_draft(draft_id)
