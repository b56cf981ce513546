"""What counts as a change of whom, held against how often that may be."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import trio

from execora.commands.refusals import refuse
from execora.session.allowance import Reached

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from execora.commands.command import Reply
    from execora.ledger.model import Customer
    from execora.session.allowance import Allowance
    from execora.session.heard import Heard, HeldOrder


def count_change(
    allowance: Allowance, held: HeldOrder, heard: Heard, whose_drafts: Mapping[UUID, Customer | None]
) -> tuple[UUID, ...] | Reply:
    """Count an order for those whom it changes, and return their ids; or the refusal, where one had too many changes.

    To look something up is no change, and a draft is none before it becomes a bill.
    """
    order = held.order
    if all(thing.kind == "draft" for thing in held.command.touches(order).writes):
        return ()
    whose = order.customer or (whose_drafts.get(order.draft_id) if order.draft_id else None)
    about = {customer.id: customer for customer in (whose, *order.customers) if customer}
    counted = allowance.take(about, heard.key, trio.current_time())
    if not isinstance(counted, Reached):
        return counted
    seconds = ceil(counted.wait_seconds)
    return refuse("TOO_MANY_CHANGES", customer=about[counted.customer_id], most=allowance.most, seconds=seconds)
