"""The chat page with one draft in it, for whoever holds a link that the desk made: marked, never kept, never found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faro.answers.compose import UnknownTopicError, compose, compose_short
from faro.answers.reply import Message, Reply, message_as_json
from faro.chat.admission import TooManyError
from faro.chat.assets import catalogs
from faro.chat.edge import edge_of
from faro.chat.headers import OWN_LOOK, OWN_SCRIPTS, Policy
from faro.chat.widget import page_data, page_text
from faro.content.kinds import Record
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
FRAMED = Policy({**OWN_LOOK, **OWN_SCRIPTS}, "cross-origin")
NEVER_FOUND = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


def nothing_previewed(token: str, now: dt.datetime) -> Record | None:
    """Returns None: an edge without a store shows no drafts."""
    return None


def preview_data(snapshot: Snapshot, draft: Record, now: dt.datetime) -> dict[str, Any]:
    """Returns the data of the chat page with what it would say with this draft, in place of what it says now.

    Raises UnknownTopicError for a draft that is no answer, UnknownPlaceholderError for one that cannot be filled.
    """
    if draft.kind != "answer":
        raise UnknownTopicError(draft.key)
    after = snapshot.with_record(draft)
    lang = draft.lang if draft.lang in catalogs() else FALLBACK_LANGUAGE
    reply = compose(after, draft.key, draft.lang, None, now)
    instead = []
    for say in (compose, compose_short):
        message = say(after, draft.key, draft.lang, None, now).messages[0]
        before = _message_now(say, snapshot, draft, now)
        if before:
            instead.append({"of": before.text, "message": message_as_json(message)})
    preview = {"reply": {**reply.as_json(), "confidence": 1.0}, "instead": instead}
    return {**page_data(after, lang, None, now), "preview": preview}


def _message_now(say: Callable[..., Reply], snapshot: Snapshot, draft: Record, now: dt.datetime) -> Message | None:
    try:
        return say(snapshot, draft.key, draft.lang, None, now).messages[0]
    except UnknownTopicError:
        return None


async def preview(request: Request) -> Response:
    """Answers `GET /preview/<token>`; a link that has ended is not told from one that never was."""
    edge, token = edge_of(request), request.path_params["token"]
    if not TOKEN.fullmatch(token):
        raise HTTPException(404)
    if edge.settings.rate_limits:
        try:
            edge.network_limit.count(edge.network(request))
        except TooManyError as error:
            raise HTTPException(429, headers={"Retry-After": str(error.retry_after)}) from None
    now = edge.now()
    draft = await run_in_threadpool(edge.previewed, token, now)
    if draft is None:
        raise HTTPException(404)
    try:
        data = preview_data(edge.snapshot(), draft, now)
    except KeyError:
        raise HTTPException(404) from None
    # Its desk alone may frame it.
    headers = {**NEVER_FOUND, **FRAMED.headers(edge.settings.desk_address)}
    return Response(page_text(data), media_type="text/html", headers=headers)


preview_routes = [Route("/preview/{token}", preview, methods=["GET"])]
