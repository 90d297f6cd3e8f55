"""A list of clinics as CSV: first what it would change and which rows are bad, then drafts of the good ones."""

from __future__ import annotations

from typing import cast, get_args

from starlette.responses import Response

from faro.answers.places import state_codes
from faro.content.clinic_list import ClinicKind, ClinicList, read_clinic_list
from faro.desk.listed_clinics import ListedChange, changes, save_drafts
from faro.desk.visit import DeskRoute, Visit

LARGEST_LIST = 512 * 1024
# The multipart envelope comes on top of the file.
LARGEST_UPLOAD = LARGEST_LIST + 16 * 1024
MOST_ROWS = 1000


def empty(visit: Visit) -> Response:
    """Answers `GET /clinics/import`."""
    return _page(visit)


def look(visit: Visit) -> Response:
    """Answers `POST /clinics/import/look`: what would be taken, and each bad row with its line; nothing is saved."""
    content = visit.form.files.get("list", b"")
    listed = _read(visit, content)
    if not isinstance(listed, ClinicList):
        return listed
    visit.desk.uploads["clinics", visit.me.id] = content
    with visit.desk.read() as session:
        changed = changes(session, listed.clinics)
    return _page(visit, listed=listed, changed=changed)


def save(visit: Visit) -> Response:
    """Answers `POST /clinics/import/drafts`: the good rows become the person's drafts, for somebody else to review."""
    listed = _read(visit, visit.desk.uploads.get(("clinics", visit.me.id), b""))
    if not isinstance(listed, ClinicList):
        return listed
    with visit.desk.write() as session:
        save_drafts(session, changes(session, listed.clinics), visit.me, visit.now)
    visit.desk.uploads.pop(("clinics", visit.me.id), None)
    return visit.go("/clinics", said="clinics_imported")


def _read(visit: Visit, content: bytes) -> ClinicList | Response:
    """Returns the list, read as it was said to be read, or the page that says why it is not taken."""
    kind, source = visit.form["kind"], visit.form["source"]
    if not content:
        return _page(visit, 422, wrong="no_file")
    if kind not in get_args(ClinicKind):
        return _page(visit, 422, wrong="kind")
    if source and source not in visit.desk.snapshot().sources:
        return _page(visit, 422, wrong="source")
    if len(content) > LARGEST_LIST:
        return _page(visit, 422, wrong="too_large")
    listed = read_clinic_list(content, "list", kind=cast(ClinicKind, kind), source=source or None, states=state_codes())
    if len(listed.clinics) + len(listed.problems) > MOST_ROWS:
        return _page(visit, 422, wrong="too_large")
    return listed


def _page(
    visit: Visit,
    status: int = 200,
    wrong: str = "",
    listed: ClinicList | None = None,
    changed: list[ListedChange] | None = None,
) -> Response:
    sources = visit.desk.snapshot().sources.values()
    return visit.page(
        "clinic_import",
        status,
        wrong=wrong,
        listed=listed,
        changed=changed or [],
        most=MOST_ROWS,
        kind=visit.form["kind"] or "litc",
        source=visit.form["source"],
        sources=sorted(((source.key, source.title) for source in sources), key=lambda pair: pair[1].casefold()),
    )


routes = (
    DeskRoute("/clinics/import", empty, "volunteer"),
    DeskRoute("/clinics/import/look", look, "volunteer", "POST", LARGEST_UPLOAD),
    DeskRoute("/clinics/import/drafts", save, "volunteer", "POST"),
)
