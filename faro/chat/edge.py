"""What all routes of the public edge share: the edge itself, who may post to it, and how a body is read."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect, Request

from faro.answers.compose import fallback_language
from faro.answers.words import Words
from faro.chat.admission import Pseudonyms, RateLimit
from faro.chat.query import page_language
from faro.chat.readiness import Readiness
from faro.chat.requests import RequestError
from faro.chat.talk import Talk
from faro.content.kinds import Record
from faro.settings import Settings
from faro.store.snapshot import Snapshot

# Gives the draft that a link of the desk shows at a moment, None for a link that is not good.
Previewed = Callable[[str, dt.datetime], Record | None]


@dataclass
class Edge:
    """Everything that the routes share: settings, published content, the talk, limits, readiness and the clock."""

    settings: Settings
    snapshot: Callable[[], Snapshot]
    talk: Talk
    readiness: Readiness
    session_limit: RateLimit
    network_limit: RateLimit
    now: Callable[[], dt.datetime]
    store_is_read: Callable[[], bool]
    previewed: Previewed
    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)

    def page_lang(self, request: Request) -> str | None:
        """Returns the language asked for in the address, else the browser's, where it is offered; else None."""
        snapshot = self.snapshot()
        asked = request.query_params.get("lang")
        if asked is not None and snapshot.is_offered(asked):
            return asked
        return page_language(request.headers.get("accept-language", ""), snapshot)

    def words(self, request: Request) -> Words:
        """Returns the words for a page or error: in the language of the address, else the browser's, else English."""
        snapshot = self.snapshot()
        return Words(snapshot, fallback_language(snapshot, self.page_lang(request)))

    def count(self, request: Request, conversation: str | None) -> None:
        """Counts one message of this network and conversation; raises TooManyError over a limit."""
        if not self.settings.rate_limits:
            return
        self.network_limit.count(self.network(request))
        if conversation:
            self.session_limit.count(self.pseudonyms.of(conversation))

    def network(self, request: Request) -> bytes:
        """Returns the pseudonym of where a request comes from."""
        return self.pseudonyms.of_network(request.client.host if request.client else "")

    def is_from_elsewhere(self, request: Request) -> bool:
        """Returns whether a POST comes from a page that is not ours."""
        origin = request.headers.get("origin")
        return origin is not None and origin not in self.settings.own_origins


def edge_of(request: Request) -> Edge:
    """Returns the edge that this request came to."""
    edge: Edge = request.app.state.edge
    return edge


async def read_body(request: Request, most: int) -> bytes:
    """Returns the body, never holding more than `most` bytes of it and one piece; raises RequestError 413."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise RequestError(413, "problem_too_large")
    return body


async def unless_gone(request: Request, turn: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Returns what the turn gives; raises ClientDisconnect, with the turn called off, when nobody waits for it now.

    The body must have been read to its end: all that can still be received is that the person has gone.
    """
    turning, going = asyncio.ensure_future(turn), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({turning, going}, return_when=asyncio.FIRST_COMPLETED)
        if turning.done():
            return turning.result()
        raise ClientDisconnect
    finally:
        for task in (turning, going):
            task.cancel()
        await asyncio.gather(turning, going, return_exceptions=True)
