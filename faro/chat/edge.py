"""What all routes of the public edge share: the edge itself, who may post to it, and how a body is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from faro.answers.compose import fallback_language
from faro.answers.words import Words
from faro.chat.admission import RateLimit
from faro.chat.query import page_language
from faro.chat.readiness import Readiness
from faro.chat.requests import RequestError
from faro.chat.talk import Talk
from faro.settings import Settings
from faro.store.snapshot import Snapshot


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
        self.network_limit.count(request.client.host if request.client else "")
        if conversation:
            self.session_limit.count(conversation)

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
