"""How goods on the shelf are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.ledger.units import number

if TYPE_CHECKING:
    from execora.ledger.model import ShelfItem


def shelf_shown(shelf: ShelfItem) -> dict[str, object]:
    """Show how much of a product there is."""
    return {"product": shelf.product.name, "stock": number(shelf.stock), "unit": shelf.product.unit}
