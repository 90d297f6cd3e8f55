"""One revision as a second person has to see it: the exact text, what it changes, what the checks say; a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from faro.answers.compose import UnknownTopicError, compose
from faro.checks.content import check_record
from faro.checks.dependents import broken_answers
from faro.checks.rules import read_rules
from faro.content.kinds import AnswerText, Fields, Record
from faro.desk.companions import Companion, companions_of, with_companions
from faro.desk.difference import FieldDifference, field_differences, written
from faro.desk.effects import answer_changes, status_changes
from faro.desk.entry_fields import FORMS
from faro.desk.problems import problem_page
from faro.desk.titles import language_name, title_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.canonical import text_to_fields
from faro.store.errors import NotFoundError, ReasonMissingError, SupersededError
from faro.store.models import Document, Person, Publication, Review, Revision, Verdict
from faro.store.outside import open_links, opinions_of
from faro.store.reading import editors_of, newest_publication, newest_revision, revision_fields
from faro.store.snapshot import Snapshot
from faro.store.writing import REVIEWING_ROLES, publish, review_revision

# What answers are made of: a change of one can change what any answer says.
FACTUAL_KINDS = frozenset({"ruling", "court", "case", "fact", "source", "helpline"})

State = Literal["waiting", "approved", "rejected", "live", "was_live", "superseded"]


@dataclass(frozen=True)
class Reviewed:
    """A revision with all that a reviewer has to know about it."""

    document: Document
    revision: Revision
    author: str
    fields: Fields
    live: Fields | None
    live_id: int | None
    newest_id: int
    reviews: tuple[tuple[Review, str], ...]
    state: State
    own: bool
    published_review: int | None

    @property
    def record(self) -> Record:
        """Returns the revision as it would be published."""
        return Record(self.document.kind, self.document.key, self.fields, self.revision.lang)

    @property
    def approval(self) -> Review | None:
        """Returns the approval that stands, if the last word on this revision is one and has published nothing yet."""
        last = self.reviews[-1][0] if self.reviews else None
        if last is None or last.verdict != "approve" or last.id == self.published_review:
            return None
        return last


def revision(visit: Visit) -> Response:
    """Answers `GET /revisions/<id>`."""
    return _page(visit)


def verdict(visit: Visit) -> Response:
    """Answers `POST /revisions/<id>/review`; “approve and publish” does both in one moment, or neither."""
    said, note = visit.form["verdict"], visit.form["note"]
    if said not in ("approve", "publish", "reject"):
        return problem_page(visit, 400, "no_form")
    if said == "reject" and not note:
        raise ReasonMissingError("say what is wrong with it")
    if said == "publish" and _problems(visit, together=True):
        return _page(visit, 409, wrong="checks")
    given: Verdict = "reject" if said == "reject" else "approve"
    with visit.desk.write() as session:
        review = review_revision(
            session,
            revision_id=_id(visit),
            reviewer=visit.me,
            verdict=given,
            now=visit.now,
            note=note,
        )
        if said == "publish":
            _publish_companions(session, visit)
            publish(session, revision_id=_id(visit), review_id=review.id, by=visit.me, now=visit.now)
    done = {"approve": "approved", "publish": "published", "reject": "rejected"}[said]
    return visit.go(f"/revisions/{_id(visit)}", said=done)


def put_live(visit: Visit) -> Response:
    """Answers `POST /revisions/<id>/publish`: what a second person has approved goes live."""
    if _problems(visit, together=False):
        return _page(visit, 409, wrong="checks")
    with visit.desk.write() as session:
        publish(
            session,
            revision_id=_id(visit),
            review_id=visit.form.number("review"),
            by=visit.me,
            now=visit.now,
        )
    return visit.go(f"/revisions/{_id(visit)}", said="published")


def read_reviewed(session: Session, revision_id: int, person: Person) -> Reviewed:
    """Returns the revision with what a reviewer has to know; raises NotFoundError."""
    found = session.get(Revision, revision_id)
    if found is None:
        raise NotFoundError(f"there is no revision {revision_id}")
    document = session.get_one(Document, found.document_id)
    live = newest_publication(session, document.id, found.lang)
    newest = newest_revision(session, document.id, found.lang)
    assert newest is not None
    reviews = session.execute(
        select(Review, Person.name)
        .join(Person, Person.id == Review.reviewer_id)
        .where(Review.revision_id == found.id)
        .order_by(Review.id)
    ).all()
    live_id = live.revision_id if live else None
    was_live = live_id != found.id and (
        session.scalar(select(Publication.id).where(Publication.revision_id == found.id).limit(1)) is not None
    )
    return Reviewed(
        document=document,
        revision=found,
        author=session.get_one(Person, found.author_id).name,
        fields=text_to_fields(document.kind, found.fields),
        live=revision_fields(session, live_id) if live_id else None,
        live_id=live_id,
        newest_id=newest.id,
        reviews=tuple((review, name) for review, name in reviews),
        state="was_live" if was_live else _state(found.id, live_id, newest.id, [review for review, _ in reviews]),
        own=person.id == found.author_id or person.id in editors_of(session, found),
        published_review=live.review_id if live and live_id == found.id else None,
    )


def differences(reviewed: Reviewed) -> tuple[FieldDifference, ...]:
    """Returns what the revision changes against what is live; the whole text where it is live itself or nothing is."""
    return field_differences(reviewed.live if reviewed.live_id != reviewed.revision.id else None, reviewed.fields)


def _state(revision_id: int, live_id: int | None, newest_id: int, reviews: list[Review]) -> State:
    if revision_id == live_id:
        return "live"
    if revision_id != newest_id:
        return "superseded"
    if not reviews:
        return "waiting"
    return "approved" if reviews[-1].verdict == "approve" else "rejected"


def _publish_companions(session: Session, visit: Visit) -> None:
    """Approves and publishes the drafts that the text needs, if they are the very ones that the reviewer has seen."""
    reviewed = read_reviewed(session, _id(visit), visit.me)
    needed = [companion.revision.id for companion in companions_of(session, reviewed.fields, visit.desk.snapshot())]
    if [str(revision_id) for revision_id in needed] != visit.form["with"].split():
        raise SupersededError("what goes live with it has changed since it was looked at")
    for revision_id in needed:
        review = review_revision(session, revision_id=revision_id, reviewer=visit.me, verdict="approve", now=visit.now)
        publish(session, revision_id=revision_id, review_id=review.id, by=visit.me, now=visit.now)


def _problems(visit: Visit, *, together: bool) -> list[str]:
    """Returns what the checks say against publishing the revision, alone or together with the drafts that it needs."""
    before = visit.desk.snapshot()
    with visit.desk.read() as session:
        reviewed = read_reviewed(session, _id(visit), visit.me)
        companions = companions_of(session, reviewed.fields, before) if together else ()
    return _checked(visit, reviewed, companions, before)


def _checked(visit: Visit, reviewed: Reviewed, companions: tuple[Companion, ...], before: Snapshot) -> list[str]:
    after = with_companions(before, companions).with_record(reviewed.record)
    rules = read_rules(visit.desk.settings.data_dir)
    records = [*(companion.record for companion in companions), reviewed.record]
    found = [problem for record in records for problem in check_record(record, after, rules)]
    return found + (broken_answers(before, after) if reviewed.document.kind in FACTUAL_KINDS else [])


def _page(visit: Visit, status: int = 200, wrong: str = "") -> Response:
    before = visit.desk.snapshot()
    with visit.desk.read() as session:
        reviewed = read_reviewed(session, _id(visit), visit.me)
        companions = companions_of(session, reviewed.fields, before)
        opinions = opinions_of(session, reviewed.revision.id)
        links = open_links(session, reviewed.revision.id, visit.now)
    after = with_companions(before, companions).with_record(reviewed.record)
    factual = reviewed.document.kind in FACTUAL_KINDS and reviewed.state != "live"
    return visit.page(
        "revision",
        status,
        wrong=wrong,
        reviewed=reviewed,
        title=title_of(reviewed.fields, reviewed.document.key),
        differences=differences(reviewed),
        compared=reviewed.live is not None and reviewed.live_id != reviewed.revision.id,
        companions=[
            (one, title_of(one.record.fields, one.record.key), written(one.record.fields)) for one in companions
        ],
        problems=_checked(visit, reviewed, companions, before),
        reads=as_read(visit, reviewed, after),
        changes=status_changes(before, after, visit.now.date()) if factual else (),
        answers=answer_changes(before, after, visit.now) if factual else (),
        may_review=visit.me.role in REVIEWING_ROLES,
        direction=direction_of(before, reviewed.revision.lang),
        language=partial(language_name, before),
        note=visit.form["note"],
        editable=FORMS,
        opinions=opinions,
        links=links,
    )


def as_read(visit: Visit, reviewed: Reviewed, after: Snapshot) -> Markup | None:
    """Returns an answer as people would read it today, with every fact filled in; None where it cannot be filled."""
    if not isinstance(reviewed.fields, AnswerText):
        return None
    try:
        reply = compose(after, reviewed.document.key, reviewed.revision.lang, None, visit.now)
    except (UnknownTopicError, KeyError):
        return None
    return Markup(reply.messages[0].html)  # noqa: S704 - nh3 has cleaned it


def direction_of(snapshot: Snapshot, lang: str) -> str:
    """Returns `rtl` or `ltr`, as the language is written."""
    language = snapshot.languages.get(lang)
    return language.direction if language else "ltr"


def _id(visit: Visit) -> int:
    return int(visit.request.path_params["id"])


routes = (
    # Who may review is the store's to say: a volunteer who tries is told why, in the same words as everybody.
    DeskRoute("/revisions/{id:int}", revision, "volunteer"),
    DeskRoute("/revisions/{id:int}/review", verdict, "volunteer", "POST"),
    DeskRoute("/revisions/{id:int}/publish", put_live, "volunteer", "POST"),
)
