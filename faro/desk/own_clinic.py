"""What somebody who looks after one clinic has of the desk: its entry, in what state it is, and the line for its site.

No address here names a clinic: it is always the person's own.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from faro.chat.assets import snippet
from faro.content.kinds import Clinic
from faro.desk.entries import edit, link_to, read_all, written
from faro.desk.reviews import read_reviewed
from faro.desk.titles import title_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.errors import NotFoundError
from faro.store.models import Document
from faro.store.reading import find_document, newest_revision, revision_fields


def own_clinic(visit: Visit) -> Response:
    """Answers `GET /clinic`; people of the whole desk go on to all clinics."""
    key = visit.me.clinic
    if key is None:
        return visit.go("/clinics")
    with visit.desk.read() as session:
        newest = newest_revision(session, find_document(session, "clinic", key).id, "")
        if newest is None:
            raise NotFoundError(f"there is no clinic “{key}”")
        reviewed = read_reviewed(session, newest.id, visit.me)
    live, faro = visit.desk.snapshot().clinics.get(key), visit.desk.settings.own_address
    last = reviewed.reviews[-1][0] if reviewed.reviews else None
    return visit.page(
        "own_clinic",
        clinic=live or reviewed.fields,
        live=live,
        state=reviewed.state,
        saved=reviewed.revision.created_at,
        note=last.note if last and reviewed.state == "rejected" else "",
        line=snippet(faro, key),
        faro=faro,
        languages=visit.desk.snapshot().languages,
    )


def look(visit: Visit) -> Response:
    """Answers the POSTs of the form's script: where what is typed is shown, or nothing while it is no clinic."""
    with visit.desk.read() as session:
        entry = read_all(visit, session, "clinic", visit.me.clinic or visit.request.path_params.get("key", ""))
    return JSONResponse({"link": "" if entry.wrong else link_to(visit, entry)})


def clinic_names(session: Session) -> list[tuple[str, str]]:
    """Returns key and name of every clinic that was ever written down, by name."""
    found = []
    for document in session.scalars(select(Document).where(Document.kind == "clinic")):
        newest = newest_revision(session, document.id, "")
        fields = revision_fields(session, newest.id) if newest else None
        if isinstance(fields, Clinic):
            found.append((document.key, title_of(fields, document.key)))
    return sorted(found, key=lambda pair: pair[1].casefold())


routes = (
    DeskRoute("/clinic", own_clinic, "clinic"),
    DeskRoute("/clinic/form", edit, "clinic"),
    DeskRoute("/clinic/form", written, "clinic", "POST"),
    DeskRoute("/clinic/form/look", look, "clinic", "POST"),
    DeskRoute("/clinics/look", look, "volunteer", "POST"),
    DeskRoute("/write/clinic/{key}/look", look, "volunteer", "POST"),
)
