"""Turns a fault of our own into a response, and into a log line that quotes nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class Faults:
    """ASGI middleware that ends every exception: the server would log it with its text, which may quote a person.

    It stands inside the middleware of the security headers, so that this response carries them too.
    """

    def __init__(self, app: ASGIApp, respond: Callable[[Request], Response]) -> None:
        self._app, self._respond = app, respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and answers it where nothing has been answered yet."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            return
        except Exception as error:
            log.error("a request failed: %s", type(error).__name__)
            if not started:
                await self._respond(Request(scope))(scope, receive, send)
