"""What the store holds: its edition, what is published, each text's history, and the drafts that wait for somebody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from faro.content.kinds import AnswerText, Fields, Record, Ruling
from faro.store.canonical import text_to_fields
from faro.store.errors import NotFoundError
from faro.store.models import ChannelAct, Confirmation, Document, Person, Publication, Review, Revision

DraftState = Literal["waiting", "approved", "rejected"]


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened to a text: `what` is `revise`, a verdict, the kind of a publication, or `confirm`."""

    at: dt.datetime
    what: str
    person: str
    note: str
    revision_id: int | None
    number: int | None


@dataclass(frozen=True)
class Draft:
    """The newest revision of a text, not yet live: waiting for a review, approved and ready, or rejected."""

    kind: str
    key: str
    lang: str
    revision_id: int
    number: int
    author: str
    note: str
    created_at: dt.datetime
    state: DraftState
    review_id: int | None


def edition(session: Session) -> int:
    """Returns the number that grows with all that changes what is shown, 0 while nothing was ever published."""
    newest = (select(func.max(table.id)).scalar_subquery() for table in (Publication, Confirmation, ChannelAct))
    return sum(number or 0 for number in session.execute(select(*newest)).one())


def published_records(session: Session) -> list[Record]:
    """Returns everything that is live, with the dates that confirmations moved.

    `reviewed` says that a second person approved exactly this text.
    """
    newest = select(func.max(Confirmation.id)).group_by(Confirmation.revision_id)
    rows = session.execute(
        select(Document.kind, Document.key, Revision.fields, Publication, Confirmation.at, Confirmation.review_by)
        .select_from(Publication)
        .join(Document, Document.id == Publication.document_id)
        .join(Revision, Revision.id == Publication.revision_id)
        .outerjoin(Confirmation, (Confirmation.revision_id == Revision.id) & Confirmation.id.in_(newest))
        .where(Publication.id.in_(newest_publications()))
        .order_by(Document.kind, Publication.position, Document.key, Publication.lang)
    )
    return [
        Record(
            kind,
            key,
            as_confirmed(text_to_fields(kind, text), at, review_by),
            live.lang,
            live.position,
            reviewed=live.review_id is not None,
        )
        for kind, key, text, live, at, review_by in rows
    ]


def as_confirmed(fields: Fields, at: dt.datetime | None, review_by: dt.date | None) -> Fields:
    """Returns the fields with the dates that a confirmation at this moment gives them; never an earlier date."""
    if at is not None and isinstance(fields, Ruling):
        return fields.model_copy(update={"checked_on": max(fields.checked_on or fields.date, at.date())})
    if review_by is not None and isinstance(fields, AnswerText):
        return fields.model_copy(update={"review_by": max(fields.review_by, review_by)})
    return fields


def live_revisions(session: Session) -> dict[tuple[str, str, str], int]:
    """Returns the id of the live revision by kind, key and language."""
    rows = session.execute(
        select(Document.kind, Document.key, Publication.lang, Publication.revision_id)
        .join(Document, Document.id == Publication.document_id)
        .where(Publication.id.in_(newest_publications()), Publication.revision_id.is_not(None))
    )
    return {(kind, key, lang): revision_id for kind, key, lang, revision_id in rows if revision_id is not None}


def newest_publications() -> Select[int]:
    """Returns the query for the ids of the newest publication of every text, taken down or not."""
    return select(func.max(Publication.id)).group_by(Publication.document_id, Publication.lang)


def find_document(session: Session, kind: str, key: str) -> Document:
    """Returns the document; raises NotFoundError when there is none."""
    document = session.scalar(select(Document).where(Document.kind == kind, Document.key == key))
    if document is None:
        raise NotFoundError(f"there is no {kind} “{key}”")
    return document


def newest_publication(session: Session, document_id: int, lang: str) -> Publication | None:
    """Returns what counts now for this text (its revision is None when taken down), None when it never was live."""
    return session.scalar(
        select(Publication)
        .where(Publication.document_id == document_id, Publication.lang == lang)
        .order_by(Publication.id.desc())
        .limit(1)
    )


def newest_revision(session: Session, document_id: int, lang: str) -> Revision | None:
    """Returns the newest revision of this text, live or not."""
    return session.scalar(
        select(Revision)
        .where(Revision.document_id == document_id, Revision.lang == lang)
        .order_by(Revision.number.desc())
        .limit(1)
    )


def revision_fields(session: Session, revision_id: int) -> Fields:
    """Returns the typed fields of a revision; raises NotFoundError when there is none."""
    row = session.execute(
        select(Document.kind, Revision.fields).join(Document).where(Revision.id == revision_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no revision {revision_id}")
    return text_to_fields(row.kind, row.fields)


def history(session: Session, kind: str, key: str, lang: str = "") -> list[HistoryEntry]:
    """Returns everything that happened to this text, oldest first; raises NotFoundError without such a document."""
    document = find_document(session, kind, key)
    revisions = session.execute(
        select(Revision, Person.name)
        .join(Person, Person.id == Revision.author_id)
        .where(Revision.document_id == document.id, Revision.lang == lang)
    ).all()
    numbers = {revision.id: revision.number for revision, _ in revisions}
    entries = [
        (r.created_at, 0, r.id, HistoryEntry(r.created_at, "revise", name, r.note, r.id, r.number))
        for r, name in revisions
    ]
    for review, name in session.execute(
        select(Review, Person.name)
        .join(Person, Person.id == Review.reviewer_id)
        .join(Revision, Revision.id == Review.revision_id)
        .where(Revision.document_id == document.id, Revision.lang == lang)
    ):
        number = numbers[review.revision_id]
        entry = HistoryEntry(review.created_at, review.verdict, name, review.note, review.revision_id, number)
        entries.append((entry.at, 1, review.id, entry))
    for live, name in session.execute(
        select(Publication, Person.name)
        .join(Person, Person.id == Publication.published_by)
        .where(Publication.document_id == document.id, Publication.lang == lang)
    ):
        live_number = numbers[live.revision_id] if live.revision_id is not None else None
        entry = HistoryEntry(live.since, live.kind, name, live.reason, live.revision_id, live_number)
        entries.append((entry.at, 2, live.id, entry))
    for check, name in session.execute(
        select(Confirmation, Person.name)
        .join(Person, Person.id == Confirmation.person_id)
        .where(Confirmation.document_id == document.id, Confirmation.lang == lang)
    ):
        entry = HistoryEntry(check.at, "confirm", name, "", check.revision_id, numbers[check.revision_id])
        entries.append((entry.at, 3, check.id, entry))
    return [entry for *_, entry in sorted(entries, key=lambda row: row[:3])]


def editors_of(session: Session, revision: Revision) -> set[int]:
    """Returns the ids of all who wrote any revision of this text since the newest one that was ever live."""
    of_this_text = (Revision.document_id == revision.document_id) & (Revision.lang == revision.lang)
    newest_live = session.scalar(
        select(func.max(Revision.number)).join(Publication, Publication.revision_id == Revision.id).where(of_this_text)
    )
    return set(session.scalars(select(Revision.author_id).where(of_this_text, Revision.number > (newest_live or 0))))


def drafts(session: Session) -> list[Draft]:
    """Returns the newest revision of every text that has one newer than all that were ever live, oldest first."""
    newest = (
        select(Revision.document_id, Revision.lang, func.max(Revision.number).label("number"))
        .group_by(Revision.document_id, Revision.lang)
        .subquery()
    )
    rows = session.execute(
        select(Revision, Document, Person.name)
        .join(
            newest,
            (newest.c.document_id == Revision.document_id)
            & (newest.c.lang == Revision.lang)
            & (newest.c.number == Revision.number),
        )
        .join(Document, Document.id == Revision.document_id)
        .join(Person, Person.id == Revision.author_id)
        .where(~select(Publication.id).where(Publication.revision_id == Revision.id).exists())
        .order_by(Revision.created_at, Revision.id)
    ).all()
    reviews = {
        review.revision_id: review
        for review in session.scalars(
            select(Review).where(Review.revision_id.in_([revision.id for revision, *_ in rows])).order_by(Review.id)
        )
    }
    return [
        Draft(
            document.kind,
            document.key,
            revision.lang,
            revision.id,
            revision.number,
            author,
            revision.note,
            revision.created_at,
            _state(reviews.get(revision.id)),
            reviews[revision.id].id if revision.id in reviews else None,
        )
        for revision, document, author in rows
    ]


def _state(review: Review | None) -> DraftState:
    if review is None:
        return "waiting"
    return "approved" if review.verdict == "approve" else "rejected"
