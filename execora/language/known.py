"""What a shop knows by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execora.language.names import NameIndex
    from execora.language.products import ProductIndex


@dataclass(frozen=True, slots=True)
class Known:
    """Whom and what a shop knows by name."""

    customers: NameIndex
    products: ProductIndex
