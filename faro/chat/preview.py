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

NAMES_CLINICS = "find_help"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
FRAMED = Policy({**OWN_LOOK, **OWN_SCRIPTS}, "cross-origin")
NEVER_FOUND = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


def nothing_previewed(token: str, now: dt.datetime) -> Record | None:
    """Returns None: an edge without a store shows no drafts."""
    return None


def preview_data(snapshot: Snapshot, draft: Record, now: dt.datetime, lang: str = "") -> dict[str, Any]:
    """Returns the data of the chat page with what it would say with this draft, in place of what it says now.

    An answer is shown in its own language; a clinic in `lang`, with the answer that names it. Raises UnknownTopicError
    for a draft that is neither, UnknownPlaceholderError for one that cannot be filled.
    """
    if draft.kind not in ("answer", "clinic"):
        raise UnknownTopicError(draft.key)
    of_clinic = draft.kind == "clinic"
    clinic = draft.key if of_clinic else None
    topic, spoken = (NAMES_CLINICS, lang) if of_clinic else (draft.key, draft.lang)
    after = snapshot.with_record(draft)
    shown = spoken if spoken in catalogs() and spoken in snapshot.languages else FALLBACK_LANGUAGE
    spoken = shown if of_clinic else spoken
    reply = compose(after, topic, spoken, clinic, now)
    instead = []
    for say in (compose, compose_short):
        message = say(after, topic, spoken, clinic, now).messages[0]
        before = _message_now(say, snapshot, topic, spoken, clinic, now)
        if before:
            instead.append({"of": before.text, "message": message_as_json(message)})
    preview = {"reply": {**reply.as_json(), "confidence": 1.0}, "instead": instead, "clinic": of_clinic}
    return {**page_data(after, shown, clinic, now), "preview": preview}


def _message_now(
    say: Callable[..., Reply], snapshot: Snapshot, topic: str, lang: str, clinic: str | None, now: dt.datetime
) -> Message | None:
    try:
        return say(snapshot, topic, lang, clinic, now).messages[0]
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
        data = preview_data(edge.snapshot(), draft, now, request.query_params.get("lang", ""))
    except KeyError:
        raise HTTPException(404) from None
    # Its desk alone may frame it.
    headers = {**NEVER_FOUND, **FRAMED.headers(edge.settings.desk_address)}
    return Response(page_text(data), media_type="text/html", headers=headers)


preview_routes = [Route("/preview/{token}", preview, methods=["GET"])]
