"""Off switches for a language, a topic or a clinic: one person and a reason, off within a second."""

from __future__ import annotations

from starlette.responses import Response

from faro.desk.titles import title_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.snapshot import Snapshot
from faro.store.switches import SWITCHED_KINDS, switch_off, switch_on, switched_off


def switches(visit: Visit) -> Response:
    """Answers `GET /switches`."""
    snapshot = visit.desk.snapshot()
    with visit.desk.read() as session:
        off = switched_off(session)
    return visit.page("switches", on={kind: _listed(snapshot, kind) for kind in SWITCHED_KINDS}, off=off)


def off(visit: Visit) -> Response:
    """Answers `POST /switches/off`."""
    kind, _, key = visit.form["what"].partition("/")
    with visit.desk.write() as session:
        switch_off(session, kind=kind, key=key, by=visit.me, reason=visit.form["reason"], now=visit.now)
    return visit.go("/switches", said="switched_off")


def on(visit: Visit) -> Response:
    """Answers `POST /switches/on`."""
    kind, _, key = visit.form["what"].partition("/")
    with visit.desk.write() as session:
        switch_on(session, kind=kind, key=key, by=visit.me, reason=visit.form["reason"], now=visit.now)
    return visit.go("/switches", said="switched_on")


def _listed(snapshot: Snapshot, kind: str) -> list[tuple[str, str]]:
    """Returns key and name of everything of this kind that is on."""
    listed = []
    for record in snapshot.records:
        if record.kind == kind:
            answer = snapshot.answer(record.key, "en") if kind == "topic" else None
            listed.append((record.key, answer.text.title if answer else title_of(record.fields, record.key)))
    return listed


routes = (
    DeskRoute("/switches", switches, "volunteer"),
    DeskRoute("/switches/off", off, "volunteer", "POST"),
    DeskRoute("/switches/on", on, "volunteer", "POST"),
)
