"""Looking at one answer, or at one clinic, in the real chat before it is live, through a link that ends by itself."""

from __future__ import annotations

from starlette.responses import Response

from faro.answers.compose import compose
from faro.content.kinds import AnswerText, Clinic, Record
from faro.desk.problems import problem_page
from faro.desk.visit import DeskRoute, Visit
from faro.store.errors import NotFoundError
from faro.store.models import Document, Revision
from faro.store.previews import GOOD_FOR, make_clinic_preview, make_preview
from faro.store.reading import revision_fields


def preview(visit: Visit) -> Response:
    """Answers `POST /revisions/<id>/preview`: makes a link for exactly this revision, and shows what it leads to."""
    revision_id = int(visit.request.path_params["id"])
    with visit.desk.read() as session:
        revision = session.get(Revision, revision_id)
        if revision is None:
            raise NotFoundError(f"there is no revision {revision_id}")
        document = session.get_one(Document, revision.document_id)
        fields = revision_fields(session, revision_id)
    if not isinstance(fields, AnswerText):
        return problem_page(visit, 409, "no_preview")
    record = Record(document.kind, document.key, fields, revision.lang)
    try:
        compose(visit.desk.snapshot().with_record(record), document.key, revision.lang, None, visit.now)
    except KeyError:
        return problem_page(visit, 409, "no_preview")
    with visit.desk.write() as session:
        token = make_preview(session, revision_id=revision_id, by=visit.me, now=visit.now)
    return visit.page(
        "preview",
        title=fields.title,
        lang=revision.lang,
        revision_id=revision_id,
        link=_address(visit, token),
        ends=visit.now + GOOD_FOR,
    )


def clinic_preview(visit: Visit, clinic: Clinic) -> str:
    """Returns the address at which the person sees the chat as this clinic would have it, for half an hour."""
    with visit.desk.write() as session:
        return _address(visit, make_clinic_preview(session, clinic=clinic, by=visit.me, now=visit.now))


def _address(visit: Visit, token: str) -> str:
    return f"{visit.desk.settings.own_address}/preview/{token}"


routes = (DeskRoute("/revisions/{id:int}/preview", preview, "volunteer", "POST"),)
