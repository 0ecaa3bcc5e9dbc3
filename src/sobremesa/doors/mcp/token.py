"""Nobody is let in over HTTP without the token: the operator's, or one that is made up when the server starts."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sobremesa.nodes.settings import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

VARIABLE = "SOBREMESA_MCP_TOKEN"
FEWEST_CHARACTERS = 16
REFUSED = json.dumps(
    {"error": "invalid_token", "error_description": "Send the server's token: Authorization: Bearer TOKEN."}
).encode()


def chosen(environ: Mapping[str, str] = os.environ) -> str | None:
    """The operator's token; None where one is to be made up. Raises SettingsError where it is no token."""
    token = environ.get(VARIABLE, "").strip()
    if not token:
        return None
    if len(token) < FEWEST_CHARACTERS or not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError(
            f"{VARIABLE} must be at least {FEWEST_CHARACTERS} letters, digits and signs, without spaces."
        )
    return token


def made_up() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


class Guarded:
    """An ASGI application behind a bearer token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or answer 401."""
        if scope["type"] == "lifespan" or self._let_in(scope):
            await self._app(scope, receive, send)
            return
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(REFUSED)).encode()),
            (b"www-authenticate", b'Bearer error="invalid_token"'),
        ]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": REFUSED})

    def _let_in(self, scope: Scope) -> bool:
        given = [value for name, value in scope.get("headers", ()) if name == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._expected)
