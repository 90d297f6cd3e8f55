"""Everything that changes the store: people, revisions, reviews, and what is live. Each act leaves an audit event."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from faro.content.files import ORDERED_KINDS
from faro.content.kinds import KEY_FIELD, KINDS, Fields
from faro.store.audit import append_event
from faro.store.canonical import fields_to_text, sha256
from faro.store.database import take_turn
from faro.store.errors import (
    AlreadyPublishedError,
    InvalidDocumentError,
    NotApprovedError,
    NotFoundError,
    NotPublishedError,
    ReasonMissingError,
    RoleError,
    SelfReviewError,
    SupersededError,
)
from faro.store.models import Document, Person, Publication, PublicationKind, Review, Revision, Role, Verdict
from faro.store.reading import editors_of, find_document, newest_publication, newest_revision

KINDS_WITH_LANGUAGE = {"answer", "interface", "risk_check"}
REVIEWING_ROLES = {"reviewer", "admin"}
IMPORT_PERSON = "import"


def ensure_person(session: Session, name: str, role: Role, now: dt.datetime, clinic: str | None = None) -> Person:
    """Returns the person of this name with this role, new or changed; with a clinic they may write of it alone.

    Raises RoleError for an attempt to make a person of the import or the import of a person.
    """
    take_turn(session)
    person = session.scalar(select(Person).where(Person.name == name))
    if (role == "import") != (name == IMPORT_PERSON):
        raise RoleError("the role and the name “import” belong to the content files alone")
    if person is not None and (person.role, person.clinic) == (role, clinic):
        return person
    if person is None:
        person = Person(name=name, role=role, created_at=now, clinic=clinic)
        session.add(person)
    else:
        person.role, person.clinic = role, clinic
    session.flush()
    detail: dict[str, object] = {"role": role, **({"clinic": clinic} if clinic else {})}
    append_event(session, at=now, actor=name, action="role", subject=f"person/{name}", detail=detail)
    return person


def save_revision(
    session: Session,
    *,
    kind: str,
    key: str,
    fields: Fields,
    author: Person,
    now: dt.datetime,
    lang: str = "",
    note: str = "",
    source_revision_id: int | None = None,
) -> Revision:
    """Returns the new revision of the text, or the newest one where it says the same already.

    `source_revision_id` names the revision, of the same document, that this one was translated from. Raises
    InvalidDocumentError when the parts do not fit together.
    """
    take_turn(session)
    document = ensure_document(session, kind, key, lang, fields)
    newest = newest_revision(session, document.id, lang)
    text = fields_to_text(fields)
    if newest is not None and newest.fields == text and source_revision_id in (None, newest.source_revision_id):
        return newest
    return add_revision(session, document, lang, newest, text, author, note, source_revision_id, now)


def add_revision(
    session: Session,
    document: Document,
    lang: str,
    newest: Revision | None,
    text: str,
    author: Person,
    note: str,
    source_revision_id: int | None,
    now: dt.datetime,
) -> Revision:
    """Returns a new revision that follows `newest`, whatever that one says; raises RoleError for another's clinic."""
    if author.clinic is not None and (document.kind, document.key) != ("clinic", author.clinic):
        raise RoleError(f"{author.name} writes of the clinic {author.clinic} alone")
    if source_revision_id is not None:
        source = _find_revision(session, source_revision_id)
        if source.document_id != document.id or source.lang == lang:
            raise InvalidDocumentError("a translation comes from another language of the same document")
    revision = Revision(
        document_id=document.id,
        lang=lang,
        number=newest.number + 1 if newest else 1,
        fields=text,
        sha256=sha256(text),
        author_id=author.id,
        source_revision_id=source_revision_id,
        note=note,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    detail: dict[str, object] = {"revision": revision.id, "number": revision.number, "sha256": revision.sha256}
    _write_event(session, now, author, "revise", document, lang, detail)
    return revision


def review_revision(
    session: Session, *, revision_id: int, reviewer: Person, verdict: Verdict, now: dt.datetime, note: str = ""
) -> Review:
    """Returns what the reviewer said about exactly this revision.

    Raises SupersededError when a newer revision exists, SelfReviewError when the reviewer wrote it or any other
    revision since the newest one that was ever live, RoleError for people who do not review.
    """
    take_turn(session)
    revision = _find_revision(session, revision_id)
    _check_newest(session, revision)
    if reviewer.id == revision.author_id or (verdict == "approve" and reviewer.id in editors_of(session, revision)):
        raise SelfReviewError("somebody else has to review what you wrote or edited")
    if reviewer.role not in REVIEWING_ROLES:
        raise RoleError(f"{reviewer.name} is not a reviewer")
    review = Review(
        revision_id=revision.id,
        author_id=revision.author_id,
        reviewer_id=reviewer.id,
        verdict=verdict,
        note=note,
        created_at=now,
    )
    session.add(review)
    session.flush()
    document = session.get_one(Document, revision.document_id)
    detail: dict[str, object] = {"review": review.id, "revision": revision.id, "verdict": verdict}
    _write_event(session, now, reviewer, "review", document, revision.lang, detail)
    return review


def publish(
    session: Session, *, revision_id: int, review_id: int, by: Person, now: dt.datetime, reason: str = ""
) -> Publication:
    """Returns the publication that makes an approved revision live.

    Raises SupersededError when a newer revision exists, NotApprovedError when the review is no standing approval
    of this revision, AlreadyPublishedError when the approval was used before.
    """
    take_turn(session)
    revision = _find_revision(session, revision_id)
    _check_newest(session, revision)
    review = session.get(Review, review_id)
    if review is None or review.revision_id != revision.id or review.verdict != "approve":
        raise NotApprovedError("this review does not approve this revision")
    rejected = select(Review.id).where(Review.revision_id == revision.id, Review.verdict == "reject")
    if session.scalar(rejected.where(Review.id > review.id)) is not None:
        raise NotApprovedError("somebody has rejected this revision since it was approved")
    if session.scalar(select(Publication.id).where(Publication.review_id == review.id)) is not None:
        raise AlreadyPublishedError("this approval has published its revision already")
    document = session.get_one(Document, revision.document_id)
    return _publish(session, document, revision.lang, revision.id, "reviewed", by, now, review.id, reason)


def publish_import(
    session: Session, *, revision_id: int, by: Person, now: dt.datetime, position: int | None = None
) -> Publication:
    """Returns the publication that makes a revision of the content files live without a review.

    Raises RoleError unless the import wrote it and publishes it, SupersededError when a newer revision exists.
    """
    take_turn(session)
    revision = _find_revision(session, revision_id)
    if by.role != "import" or session.get_one(Person, revision.author_id).role != "import":
        raise RoleError("only what comes from the content files is published without a review")
    _check_newest(session, revision)
    document = session.get_one(Document, revision.document_id)
    return _publish(session, document, revision.lang, revision.id, "import", by, now, position=position)


def move(session: Session, *, live: Publication, by: Person, now: dt.datetime, position: int) -> Publication:
    """Returns the publication that puts the same live text at another place of its list, review and all."""
    take_turn(session)
    document = session.get_one(Document, live.document_id)
    return _publish(
        session, document, live.lang, live.revision_id, "move", by, now, live.review_id, "", position=position
    )


def take_down(
    session: Session, *, kind: str, key: str, by: Person, reason: str, now: dt.datetime, lang: str = ""
) -> Publication:
    """Returns the publication that leaves nothing live of this text; one person may do so, and says why.

    Raises NotPublishedError when nothing is live, ReasonMissingError without a reason.
    """
    take_turn(session)
    _check_reason(reason)
    document = find_document(session, kind, key)
    live = newest_publication(session, document.id, lang)
    if live is None or live.revision_id is None:
        raise NotPublishedError("nothing is live here")
    return _publish(session, document, lang, None, "takedown", by, now, reason=reason)


def restore(
    session: Session,
    *,
    kind: str,
    key: str,
    by: Person,
    reason: str,
    now: dt.datetime,
    lang: str = "",
    revision_id: int | None = None,
) -> Publication:
    """Returns the publication that makes an earlier live revision live again, with the review it had.

    Without `revision_id` that is the state before: the last revision that was live and is not now. Raises
    NotPublishedError when there is none, AlreadyPublishedError when it is live, ReasonMissingError without a reason.
    """
    take_turn(session)
    _check_reason(reason)
    document = find_document(session, kind, key)
    live = newest_publication(session, document.id, lang)
    live_revision = live.revision_id if live else None
    if revision_id is not None and revision_id == live_revision:
        raise AlreadyPublishedError("this revision is live")
    earlier = select(Publication).where(Publication.document_id == document.id, Publication.lang == lang)
    if revision_id is not None:
        earlier = earlier.where(Publication.revision_id == revision_id)
    else:
        earlier = earlier.where(Publication.revision_id.is_not(None))
        if live_revision is not None:
            earlier = earlier.where(Publication.revision_id != live_revision)
    before = session.scalar(earlier.order_by(Publication.id.desc()).limit(1))
    if before is None:
        raise NotPublishedError("no earlier text was live here")
    return _publish(session, document, lang, before.revision_id, "restore", by, now, before.review_id, reason)


def _publish(
    session: Session,
    document: Document,
    lang: str,
    revision_id: int | None,
    kind: PublicationKind,
    by: Person,
    now: dt.datetime,
    review_id: int | None = None,
    reason: str = "",
    position: int | None = None,
) -> Publication:
    publication = Publication(
        document_id=document.id,
        lang=lang,
        revision_id=revision_id,
        kind=kind,
        review_id=review_id,
        published_by=by.id,
        position=_place(session, document, lang) if position is None else position,
        reason=reason,
        since=now,
    )
    session.add(publication)
    session.flush()
    detail: dict[str, object] = {
        "publication": publication.id,
        "kind": kind,
        "revision": revision_id,
        "review": review_id,
        "reason": reason,
    }
    _write_event(session, now, by, "publish", document, lang, detail)
    return publication


def _place(session: Session, document: Document, lang: str) -> int:
    """Returns where the text stood last, else the end of a list whose order means something, else 0."""
    before = newest_publication(session, document.id, lang)
    if before is not None:
        return before.position
    if document.kind not in ORDERED_KINDS:
        return 0
    last = session.scalar(
        select(func.max(Publication.position))
        .join(Document, Document.id == Publication.document_id)
        .where(Document.kind == document.kind)
    )
    return 0 if last is None else last + 1


def ensure_document(session: Session, kind: str, key: str, lang: str, fields: Fields) -> Document:
    """Returns the document, new or known; raises InvalidDocumentError when the parts do not fit together."""
    if kind not in KINDS or not isinstance(fields, KINDS[kind]):
        raise InvalidDocumentError(f"these are not the fields of a document of kind “{kind}”")
    if kind in KEY_FIELD and getattr(fields, KEY_FIELD[kind]) != key:
        raise InvalidDocumentError(f"the fields name another {kind} than “{key}”")
    if bool(lang) != (kind in KINDS_WITH_LANGUAGE):
        raise InvalidDocumentError(f"a document of kind “{kind}” is kept {'without a' if lang else 'per'} language")
    document = session.scalar(select(Document).where(Document.kind == kind, Document.key == key))
    if document is None:
        document = Document(kind=kind, key=key)
        session.add(document)
        session.flush()
    return document


def _find_revision(session: Session, revision_id: int) -> Revision:
    revision = session.get(Revision, revision_id)
    if revision is None:
        raise NotFoundError(f"there is no revision {revision_id}")
    return revision


def _check_newest(session: Session, revision: Revision) -> None:
    newest = newest_revision(session, revision.document_id, revision.lang)
    if newest is not None and newest.number > revision.number:
        raise SupersededError(f"revision {newest.number} is newer than revision {revision.number}")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissingError("say why")


def _write_event(
    session: Session,
    now: dt.datetime,
    actor: Person,
    action: str,
    document: Document,
    lang: str,
    detail: dict[str, object],
) -> None:
    subject = "/".join(part for part in (document.kind, document.key, lang) if part)
    append_event(session, at=now, actor=actor.name, action=action, subject=subject, detail=detail)
