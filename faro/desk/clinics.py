"""The clinics: who is in the directory, which websites may show Faro, and the line that each puts into its own."""

from __future__ import annotations

from starlette.responses import Response

from faro.chat.assets import snippet
from faro.desk.visit import DeskRoute, Visit
from faro.store.reading import drafts


def clinics(visit: Visit) -> Response:
    """Answers `GET /clinics`."""
    snapshot, faro = visit.desk.snapshot(), visit.desk.settings.own_address
    with visit.desk.read() as session:
        waiting = [draft for draft in drafts(session) if draft.kind == "clinic"]
    return visit.page(
        "clinics",
        clinics=[(clinic, snippet(faro, clinic.slug)) for clinic in snapshot.clinics.values()],
        faro=faro,
        waiting=waiting,
        languages=snapshot.languages,
    )


routes = (DeskRoute("/clinics", clinics, "volunteer"),)
