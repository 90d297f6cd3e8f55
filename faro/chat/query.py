"""The words of a query string and of Accept-Language, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from faro.answers.compose import fallback_language
from faro.chat.requests import field_error
from faro.store.snapshot import Snapshot

LANGUAGE = re.compile(r"[a-z]{2}")
STATE = re.compile(r"[A-Za-z]{2}")
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
        code, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, code[:2].lower()))
        except ValueError:
            continue
    return next((code for _, _, code in sorted(wishes) if snapshot.is_offered(code)), None)
