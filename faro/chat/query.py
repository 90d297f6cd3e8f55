"""The words of a query string and of Accept-Language, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from faro.answers.compose import fallback_language
from faro.chat.requests import field_error
from faro.store.snapshot import Snapshot

LANGUAGE = re.compile(r"[a-z]{2}")
STATE = re.compile(r"[A-Za-z]{2}")
WISH = re.compile(r"([A-Za-z]{2})(?:-[A-Za-z0-9-]{1,20})?(?:\s*;\s*q=([01](?:\.[0-9]{0,3})?))?")
ZIP = re.compile(r"[0-9]{5}")


def read_language(query: Mapping[str, str], snapshot: Snapshot) -> str:
    """Returns the language to serve: the one asked for where it is offered, else English; raises RequestError 422."""
    asked = query.get("lang")
    if asked is not None and not LANGUAGE.fullmatch(asked):
        raise field_error("lang", "reason_form")
    return fallback_language(snapshot, asked)


def read_state(query: Mapping[str, str]) -> str | None:
    """Returns the two-letter code in capitals, or None; raises RequestError 422."""
    state = query.get("state")
    if state is not None and not STATE.fullmatch(state):
        raise field_error("state", "reason_form")
    return state.upper() if state else None


def read_zip(query: Mapping[str, str]) -> str | None:
    """Returns the five digits, or None; raises RequestError 422."""
    zip_code = query.get("zip")
    if zip_code is not None and not ZIP.fullmatch(zip_code):
        raise field_error("zip", "reason_form")
    return zip_code


def page_language(accepted: str, snapshot: Snapshot) -> str | None:
    """Returns the first language of an Accept-Language header that Faro offers, by weight, or None."""
    wishes = []
    for place, part in enumerate(accepted[:200].split(",")):
        wish = WISH.fullmatch(part.strip())
        if wish and (weight := float(wish[2] or 1)) > 0:
            wishes.append((-weight, place, wish[1].lower()))
    return next((code for _, _, code in sorted(wishes) if snapshot.is_offered(code)), None)
