"""The requests of the chat API: read from bytes, checked field by field, each fault with its status and its words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST_BODY = 8 * 1024
LONGEST_TEXT = 2000
LONGEST_CHOICE = 128
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
CHOICE = re.compile(
    r"(?:topic:[a-z0-9_]{1,80}|lang:[a-z]{2}|place:none|risk_check|risk_check:[a-z0-9_:-]{1,64}|forget)"
)
FIELDS = frozenset({"conversation", "text", "choice", "lang", "clinic"})


@dataclass(frozen=True)
class ChatRequest:
    """One message of a person, its fields checked by themselves (not yet against what is published)."""

    conversation: str | None = None
    text: str | None = None
    choice: str | None = None
    lang: str | None = None
    clinic: str | None = None


class RequestError(Exception):
    """A request that cannot be answered: status, the interface text that says so, and for 422 the field and reason."""

    def __init__(self, status: int, title: str, field: str = "", reason: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.field, self.reason = status, title, field, reason


def field_error(field: str, reason: str) -> RequestError:
    """Returns the 422 for a field, with the interface text of the reason."""
    return RequestError(422, "problem_field", field, reason)


def read_object(body: bytes) -> dict[str, Any]:
    """Returns the JSON object of a body; raises RequestError 413 or 400."""
    if len(body) > LARGEST_BODY:
        raise RequestError(413, "problem_too_large")
    try:
        data = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RequestError(400, "problem_bad_json") from None
    if not isinstance(data, dict):
        raise RequestError(400, "problem_bad_json")
    return data


def read_chat_request(body: bytes) -> ChatRequest:
    """Returns the checked request; raises RequestError 413, 400 or 422."""
    return checked_chat_request(read_object(body))


def checked_chat_request(data: Mapping[str, Any]) -> ChatRequest:
    """Returns the request that these fields make, each checked; raises RequestError 422."""
    for name in data:
        if name not in FIELDS:
            # The name itself is not repeated: it may be something that a person typed.
            raise field_error("body", "reason_unknown")
    for name in FIELDS:
        if data.get(name) is not None and not isinstance(data[name], str):
            raise field_error(name, "reason_form")
    request = ChatRequest(**data)
    if request.text is not None and request.choice is not None:
        raise field_error("choice", "reason_both")
    if request.text is not None and len(request.text) > LONGEST_TEXT:
        raise field_error("text", "reason_too_long")
    if request.text == "":
        raise field_error("text", "reason_empty")
    if request.choice is not None and not CHOICE.fullmatch(request.choice):
        raise field_error("choice", "reason_form")
    if request.conversation is not None and not KEY.fullmatch(request.conversation):
        raise field_error("conversation", "reason_form")
    return request


def read_forget_request(body: bytes) -> str:
    """Returns the key of the conversation to forget; raises RequestError 413, 400 or 422."""
    data = read_object(body)
    if set(data) - {"conversation"}:
        raise field_error("body", "reason_unknown")
    key = data.get("conversation")
    if key is None:
        raise field_error("conversation", "reason_missing")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise field_error("conversation", "reason_form")
    return key
