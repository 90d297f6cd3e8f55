"""The conversation on a page of plain forms: no script, no cookie, nothing of the person's words kept on any side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import nh3
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from faro.answers.markdown import SAFE_TAGS
from faro.answers.replies import greet
from faro.answers.reply import SourceLink
from faro.answers.status import status_of
from faro.chat.admission import BusyError, TooManyError
from faro.chat.edge import Edge, edge_of, read_body, unless_gone
from faro.chat.guard import guard
from faro.chat.layout import Place, dated_sources, page, place_of, status_card
from faro.chat.requests import (
    LARGEST_BODY,
    LONGEST_TEXT,
    ChatRequest,
    RequestError,
    checked_chat_request,
    field_error,
)

FORM = "application/x-www-form-urlencoded"
# A form writes one byte of a letter as three characters.
LARGEST_FORM = 3 * LARGEST_BODY
FORM_FIELDS = frozenset({"conversation", "text", "choice"})
CLASSES_OF_OUR_LINES = {"p": {"class"}}


@dataclass(frozen=True)
class Refusal:
    """Why a message was not answered: status, the key of the words, and what the person had typed, numbers hidden."""

    status: int
    words: str
    text: str = ""
    retry_after: int = 0


async def plain(request: Request) -> Response:
    """Answers `GET /plain` with the greeting, and `POST /plain` with the reply to one form."""
    edge, place = edge_of(request), place_of(request)
    if request.method != "POST":
        return _greeting(place, edge)
    asked = ChatRequest()
    try:
        asked = await _asked(request, edge, place)
        edge.count(request, asked.conversation)
        reply = await unless_gone(request, edge.talk.turn(asked, place.lang, edge.network(request)))
    except RequestError as error:
        return _greeting(place, edge, _refusal(error), asked.conversation)
    except TooManyError as error:
        refusal = Refusal(429, "problem_too_many", _kept(asked), error.retry_after)
        return _greeting(place, edge, refusal, asked.conversation)
    except BusyError as error:
        refusal = Refusal(503, "problem_busy", _kept(asked), error.retry_after)
        return _greeting(place, edge, refusal, asked.conversation)
    lang = edge.talk.conversations.language_of(reply["conversation"]) or place.lang
    key = "" if asked.choice == "forget" else reply["conversation"]
    return _shown(replace(place, lang=lang), edge, reply, key)


async def _asked(request: Request, edge: Edge, place: Place) -> ChatRequest:
    """Returns the request that the form makes; raises RequestError."""
    if _is_from_elsewhere(request, edge):
        raise RequestError(403, "problem_origin")
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise RequestError(415, "problem_media_type")
    fields = read_form(await read_body(request, LARGEST_FORM))
    return checked_chat_request({**fields, "clinic": place.clinic})


def read_form(body: bytes) -> dict[str, str | None]:
    """Returns the fields of a form, an empty key as none; raises RequestError 400 or 422."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=len(FORM_FIELDS),
        )
    except ValueError:
        raise RequestError(400, "problem_bad_json") from None
    fields: dict[str, str | None] = dict(pairs)
    if len(fields) != len(pairs) or set(fields) - FORM_FIELDS:
        raise field_error("body", "reason_unknown")
    if fields.get("text") is not None:
        # A browser sends two characters for the end of a line, and counts one against the limit.
        fields["text"] = str(fields["text"]).replace("\r\n", "\n").strip()
    fields["conversation"] = fields.get("conversation") or None
    return fields


def _is_from_elsewhere(request: Request, edge: Edge) -> bool:
    if request.headers.get("origin") == "null" and request.headers.get("sec-fetch-site") == "same-origin":
        # Some browsers name no origin on forms where referrers are off; this header no page can set.
        return False
    return edge.is_from_elsewhere(request)


def _refusal(error: RequestError) -> Refusal:
    if error.status == 413 or error.reason == "reason_too_long":
        return Refusal(error.status, "problem_too_large")
    if error.reason == "reason_empty":
        return Refusal(error.status, "page_no_question")
    return Refusal(error.status, "problem_origin" if error.status == 403 else "page_bad_form")


def _kept(asked: ChatRequest) -> str:
    """Returns what the person typed, to be sent again, with nothing in it that identifies."""
    return guard(asked.text).text if asked.text else ""


def _greeting(place: Place, edge: Edge, refusal: Refusal | None = None, key: str | None = None) -> Response:
    """Returns the page that a conversation begins with. It asks the engine nothing, and begins none by itself."""
    reply = greet(place.snapshot, place.lang, place.clinic, edge.now()).as_json()
    if refusal is None:
        return _shown(place, edge, reply, key or "")
    lang = edge.talk.conversations.language_of(key or "") or place.lang
    response = _shown(replace(place, lang=lang), edge, reply, key or "", refusal)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _shown(place: Place, edge: Edge, reply: dict[str, Any], key: str, refusal: Refusal | None = None) -> Response:
    words = place.words
    card = None
    if reply["status"]:
        card = status_card(status_of(place.snapshot, edge.now().date(), edge.settings.ruling_review_days), words)
    heading = "page_error" if refusal else "page_ask" if not key and reply["kind"] == "small_talk" else "page_answer"
    return page(
        place,
        "plain",
        refusal.status if refusal else 200,
        title=words.say(heading),
        key=key,
        reply=reply,
        refusal=refusal,
        messages=[_message(message, words) for message in reply["messages"]],
        card=card,
        longest=LONGEST_TEXT,
    )


def _message(message: dict[str, Any], words: Any) -> dict[str, Any]:
    """Returns one message for the template; its HTML came from another process and is cleaned again."""
    sources = tuple(
        SourceLink(source["title"], source.get("url"), _read_day(source.get("date"))) for source in message["sources"]
    )
    html = nh3.clean(message["html"], tags=SAFE_TAGS, attributes=CLASSES_OF_OUR_LINES)
    return {
        "html": Markup(html),  # noqa: S704
        "choices": message["choices"],
        "sources": dated_sources(sources, words),
    }


def _read_day(written: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except (TypeError, ValueError):
        return None
