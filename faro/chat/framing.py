"""Refuses a request whose length is told in two ways, or whose head is too large, before anything else looks at it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LARGEST_HEAD = 16 * 1024


class Framing:
    """ASGI middleware that answers 400 or 431, and ends the connection, where a head is not to be trusted.

    RFC 9112, section 6.3: a message with both a length and a transfer coding may be an attempt at request smuggling.
    The server bounds what it holds of a head that is not complete; one that came in a single piece is measured here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on a request whose head is in order."""
        status = _refusal(scope) if scope["type"] == "http" else None
        if status is None:
            await self._app(scope, receive, send)
            return
        response = PlainTextResponse("Invalid HTTP request received.", status, {"Connection": "close"})
        await response(scope, receive, send)


def _refusal(scope: MutableMapping[str, Any]) -> int | None:
    headers = scope["headers"]
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        return 400
    size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    size += sum(len(name) + len(value) + len(": \r\n") for name, value in headers)
    return 431 if size > LARGEST_HEAD else None
