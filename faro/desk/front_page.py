"""The front page of the desk: what needs doing, the most urgent first, and “checked today, still so” in one click."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from faro.desk.titles import language_name
from faro.desk.visit import DeskRoute, Visit
from faro.desk.work import read_work
from faro.store.confirming import confirm

SHOWN = 12


def front_page(visit: Visit) -> Response:
    """Answers `GET /`; who looks after one clinic goes on to it."""
    if visit.me.clinic:
        return visit.go("/clinic", said=visit.request.query_params.get("said", ""))
    snapshot = visit.desk.snapshot()
    with visit.desk.read() as session:
        work = read_work(session, snapshot, visit.me, visit.now.date())
    return visit.page("front_page", work=work, shown=SHOWN, language=partial(language_name, snapshot))


def still_so(visit: Visit) -> Response:
    """Answers `POST /confirm`: the text that the person has looked at is still so today."""
    form = visit.form
    with visit.desk.write() as session:
        confirm(
            session,
            kind=form["kind"],
            key=form["key"],
            lang=form["lang"],
            revision_id=form.number("revision"),
            by=visit.me,
            now=visit.now,
            review_days=visit.desk.settings.answer_review_days,
        )
    return visit.go("/rulings" if form["back"] == "/rulings" else "/", said="confirmed")


routes = (
    DeskRoute("/", front_page, "clinic"),
    DeskRoute("/confirm", still_so, "reviewer", "POST"),
)
