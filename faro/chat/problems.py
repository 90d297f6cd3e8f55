"""Errors as problem details (RFC 9457), with a title in the person's language."""

from __future__ import annotations

from starlette.responses import JSONResponse

from faro.answers.words import Words
from faro.chat.requests import RequestError

TITLES = {
    400: "problem_bad_json",
    403: "problem_origin",
    404: "problem_not_found",
    405: "problem_method",
    413: "problem_too_large",
    415: "problem_media_type",
    429: "problem_too_many",
    503: "problem_busy",
}


def problem(status: int, words: Words, *, field: str = "", reason: str = "", retry_after: int = 0) -> JSONResponse:
    """Returns the response; `reason` is the key of an interface text, `retry_after` seconds."""
    if field:
        why = words.say(reason)
        title = words.say("problem_field", field=field, reason=why)
    else:
        why, title = "", words.say(TITLES.get(status, "problem_inside"))
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if field:
        body |= {"field": field, "reason": why}
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def problem_of(error: RequestError, words: Words) -> JSONResponse:
    """Returns the response for a request that was refused."""
    return problem(error.status, words, field=error.field, reason=error.reason)
