"""Links that carry their own right to be followed, for a while: what plays a recording sends no token of its own."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

import jwt

from execora.server.tokens import BY_SECRET

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from execora.config import Config

LINK_SECONDS = 15 * 60

AUDIENCE = "recording"
"""No door takes a token that names an audience, and no link one that does not name this (RFC 7519, section 4.1.3)."""


class Links:
    """Signs links to recordings with the server's secret; without one, with a key that ends with the process."""

    def __init__(self, config: Config, now: Callable[[], float] = time.time) -> None:
        secret = config.jwt_secret
        self._key = secrets.token_urlsafe(48) if secret is None else secret.get_secret_value()
        self._now = now

    def sign(self, shop_id: int, recording_id: UUID) -> str:
        """Return a token that opens one recording of one shop for `LINK_SECONDS`."""
        claims = {"aud": AUDIENCE, "shop": shop_id, "sub": str(recording_id), "exp": int(self._now() + LINK_SECONDS)}
        return jwt.encode(claims, self._key, algorithm=BY_SECRET)

    def opens(self, token: str, recording_id: UUID) -> int | None:
        """Return whose recording a token opens; None where it is not ours, for another one, or has expired."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[BY_SECRET],
                audience=AUDIENCE,
                options={"require": ["aud", "shop", "sub", "exp"], "verify_exp": False},
            )
        except jwt.InvalidTokenError:
            return None
        shop_id, expires = claims["shop"], claims["exp"]
        if claims["sub"] != str(recording_id) or not isinstance(shop_id, int) or expires <= self._now():
            return None
        return shop_id
