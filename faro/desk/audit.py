"""The audit trail as a page: who did what and when, newest first, and whether the chain is whole."""

from __future__ import annotations

import json

from sqlalchemy import select
from starlette.responses import Response

from faro.desk.visit import DeskRoute, Visit
from faro.store.audit import newest_event, verify_chain
from faro.store.models import AuditEvent

PAGE_LENGTH = 50
# What a reader wants to know of an event; its hashes are for the verification.
TOLD = ("kind", "verdict", "role", "clinic", "reason", "what", "invited_by", "number")


def trail(visit: Visit) -> Response:
    """Answers `GET /audit?before=`: fifty events that are older than this one."""
    asked = visit.request.query_params.get("before", "")
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(PAGE_LENGTH)
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        query = query.where(AuditEvent.id < int(asked))
    with visit.desk.read() as session:
        events = list(session.scalars(query))
        newest = newest_event(session)
        broken = verify_chain(session)
    return visit.page(
        "audit",
        events=[(event, _told(event)) for event in events],
        older=events[-1].id if len(events) == PAGE_LENGTH else None,
        newest=newest,
        broken=broken,
    )


def _told(event: AuditEvent) -> str:
    detail = json.loads(event.detail)
    return ", ".join(f"{name} {detail[name]}" for name in TOLD if detail.get(name))


routes = (DeskRoute("/audit", trail, "volunteer"),)
