from __future__ import annotations

from typing import TYPE_CHECKING

from execora.store.pool import Pool

if TYPE_CHECKING:
    from execora.store.embedded import Addresses


async def test_the_shop_is_set_for_the_transaction_and_forgotten_after_it(empty_database: Addresses):
    async with Pool(empty_database.serving, size=1) as pool:
        async with pool.transaction(shop=17) as connection:
            assert await connection.one("select current_setting('execora.shop')") == ("17",)
        async with pool.connection() as connection:
            assert await connection.one("select current_setting('execora.shop')") == ("",)
