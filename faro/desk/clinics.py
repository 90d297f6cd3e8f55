"""The clinics: who is in the directory, which websites may show Faro, and the line that each puts into its own."""

from __future__ import annotations

from starlette.responses import Response

from faro.chat.assets import snippet
from faro.desk.visit import DeskRoute, Visit
from faro.store.reading import drafts


def clinics(visit: Visit) -> Response:
    """Answers `GET /clinics`."""
    snapshot, settings = visit.desk.snapshot(), visit.desk.settings
    faro = settings.public_origin.rstrip("/") or f"http://127.0.0.1:{settings.port}"
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
