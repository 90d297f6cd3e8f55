"""A look from outside: the link that a colleague makes, and the one page that it opens, without an account."""

from __future__ import annotations

from functools import partial
from typing import Literal

from starlette.responses import Response

from faro.chat.admission import TooManyError
from faro.desk.companions import companions_of, names_in, with_companions
from faro.desk.difference import written
from faro.desk.effects import status_changes
from faro.desk.problems import problem_page
from faro.desk.reviews import as_read, direction_of, read_reviewed
from faro.desk.titles import language_name, title_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.errors import InvalidNameError, ReasonMissingError
from faro.store.models import Person
from faro.store.outside import find_link, give_opinion, open_link, opinions_by, withdraw_link

SHOWN_OUTSIDE = frozenset({"ruling", "fact", "court", "case", "source", "helpline"})


def make_link(visit: Visit) -> Response:
    """Answers `POST /revisions/<id>/outside` with the link, shown this once."""
    revision_id = int(visit.request.path_params["id"])
    with visit.desk.write() as session:
        token = open_link(session, revision_id=revision_id, reader=visit.form["reader"], by=visit.me, now=visit.now)
    return visit.page("outside_link", link=f"{visit.desk.origin.text}/outside/{token}", revision_id=revision_id)


def withdraw(visit: Visit) -> Response:
    """Answers `POST /revisions/<id>/outside/withdraw`."""
    with visit.desk.write() as session:
        withdraw_link(session, link_id=visit.form.number("link"), by=visit.me, now=visit.now)
    return visit.go(f"/revisions/{visit.request.path_params['id']}", said="outside_link_withdrawn")


def look(visit: Visit) -> Response:
    """Answers `GET /outside/<token>`: one text as it would be, its sources, and what it would change."""
    return _too_many(visit) or _page(visit)


def say(visit: Visit) -> Response:
    """Answers `POST /outside/<token>`: what the reader thinks, kept with the text."""
    if refusal := _too_many(visit):
        return refusal
    verdict: Literal["agree", "comment"] = "agree" if visit.form["verdict"] == "agree" else "comment"
    try:
        with visit.desk.write() as session:
            give_opinion(
                session,
                token=_token(visit),
                name=visit.form["name"],
                verdict=verdict,
                comment=visit.form["comment"],
                now=visit.now,
            )
    except (InvalidNameError, ReasonMissingError) as error:
        return _page(visit, type(error).__name__)
    return visit.go(f"/outside/{_token(visit)}", said="opinion_kept")


def _too_many(visit: Visit) -> Response | None:
    desk, client = visit.desk, visit.request.client
    try:
        desk.attempts.count(desk.pseudonyms.of_network(client.host if client else ""))
    except TooManyError as error:
        response = problem_page(visit, 429, "throttled")
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return None


def _page(visit: Visit, wrong: str = "") -> Response:
    before = visit.desk.snapshot()
    with visit.desk.read() as session:
        link = find_link(session, _token(visit), visit.now)
        if link is None:
            return problem_page(visit, 404, "LinkError")
        reviewed = read_reviewed(session, link.revision_id, session.get_one(Person, link.invited_by))
        companions = companions_of(session, reviewed.fields, before)
        said = opinions_by(session, link)
    after = with_companions(before, companions).with_record(reviewed.record)
    lang = reviewed.revision.lang
    named = getattr(reviewed.fields, "sources", [key for kind, key in names_in(reviewed.fields) if kind == "source"])
    return visit.page(
        "outside",
        422 if wrong else 200,
        reviewed=reviewed,
        title=title_of(reviewed.fields, reviewed.document.key),
        fields=written(reviewed.fields),
        reads=as_read(visit, reviewed, after),
        sources=[after.sources[key] for key in named if key in after.sources],
        changes=status_changes(before, after, visit.now.date()) if reviewed.document.kind in SHOWN_OUTSIDE else (),
        language=partial(language_name, before),
        direction=direction_of(before, lang),
        until=link.expires_at,
        opinions=said,
        wrong=wrong,
        name=visit.form["name"],
        comment=visit.form["comment"],
    )


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])


routes = (
    DeskRoute("/revisions/{id:int}/outside", make_link, "volunteer", "POST"),
    DeskRoute("/revisions/{id:int}/outside/withdraw", withdraw, "volunteer", "POST"),
    DeskRoute("/outside/{token}", look, "anybody"),
    DeskRoute("/outside/{token}", say, "anybody", "POST"),
)
