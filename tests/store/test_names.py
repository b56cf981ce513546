from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from execora.store.names import Names
from tests.store.town import BREAD, MILK, RAHUL, SURESH

if TYPE_CHECKING:
    from execora.store.books import Books
    from tests.store.town import Town


async def test_all_names_of_a_shop_are_loaded(town: Town, books: Books):
    assert await books.names(town.shop) == Names((RAHUL, SURESH), (BREAD.product, MILK.product))


async def test_one_name_is_loaded_after_a_change(town: Town, books: Books):
    assert await books.customer(town.shop, RAHUL.id) == RAHUL
    assert await books.product(town.shop, MILK.product.id) == MILK.product
    assert await books.customer(town.shop, uuid4()) is None
    assert await books.product(town.shop, uuid4()) is None
