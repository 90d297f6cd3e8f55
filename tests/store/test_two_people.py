"""Publishing takes two people: the code says so in plain words, and the database holds even against raw SQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from faro.store.database import write_session
from faro.store.errors import (
    AlreadyPublishedError,
    NotApprovedError,
    RoleError,
    SelfReviewError,
    SupersededError,
)
from faro.store.models import Person, Review, Revision
from faro.store.reading import edition, published_records
from faro.store.writing import ensure_person, publish, publish_import, review_revision, save_revision, take_down

from .conftest import People
from .sample import NOW, answer


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_session(engine) as session:
        yield session


def write(session: Session, author: Person, body: str) -> Revision:
    return save_revision(session, kind="answer", key="who_sees", lang="en", fields=answer(body), author=author, now=NOW)


def approve(session: Session, revision: Revision, reviewer: Person) -> Review:
    return review_revision(session, revision_id=revision.id, reviewer=reviewer, verdict="approve", now=NOW)


def put_live(session: Session, revision: Revision, review: Review, by: Person) -> None:
    publish(session, revision_id=revision.id, review_id=review.id, by=by, now=NOW)


def refused(session: Session, statement: str) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(statement))


def insert_review(revision: Revision, reviewer: Person, author_id: int | None = None) -> str:
    author = revision.author_id if author_id is None else author_id
    return (
        "INSERT INTO review (revision_id, author_id, reviewer_id, verdict, note, created_at)"
        f" VALUES ({revision.id}, {author}, {reviewer.id}, 'approve', '', '2026-09-10 12:00:00')"
    )


def insert_publication(revision: Revision, kind: str, review_id: int | None, by: Person, lang: str = "en") -> str:
    return (
        "INSERT INTO publication"
        " (document_id, lang, revision_id, kind, review_id, published_by, position, reason, since)"
        f" VALUES ({revision.document_id}, '{lang}', {revision.id}, '{kind}', {review_id or 'NULL'}, {by.id}, 0,"
        " 'because', '2026-09-10 12:00:00')"
    )


def test_two_people_publish(session: Session, people: People) -> None:
    revision = write(session, people.ana, "Few.")
    put_live(session, revision, approve(session, revision, people.rosa), people.ana)
    [record] = published_records(session)
    assert (record.kind, record.key, record.lang, record.reviewed) == ("answer", "who_sees", "en", True)
    assert record.fields == answer("Few.")


def test_nobody_reviews_their_own_text(session: Session, people: People) -> None:
    revision = write(session, people.rosa, "Few.")
    with pytest.raises(SelfReviewError):
        approve(session, revision, people.rosa)
    refused(session, insert_review(revision, people.rosa))
    refused(session, insert_review(revision, people.rosa, author_id=people.ana.id))


def test_not_even_when_it_is_live_and_not_even_to_reject_it(session: Session, people: People) -> None:
    revision = write(session, people.rosa, "Few.")
    with pytest.raises(SelfReviewError):
        review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="reject", now=NOW)
    put_live(session, revision, approve(session, revision, people.sam), people.rosa)
    with pytest.raises(SelfReviewError):
        approve(session, revision, people.rosa)
    refused(session, insert_review(revision, people.rosa))
    refused(session, insert_review(revision, people.rosa, author_id=people.ana.id))


def test_whoever_edited_since_the_last_publication_does_not_approve(session: Session, people: People) -> None:
    write(session, people.rosa, "Few.")
    revision = write(session, people.ana, "Few, in fact.")
    with pytest.raises(SelfReviewError):
        approve(session, revision, people.rosa)
    refused(session, insert_review(revision, people.rosa))
    put_live(session, revision, approve(session, revision, people.sam), people.ana)

    later = write(session, people.ben, "Very few.")
    approve(session, later, people.rosa)


def test_taking_down_does_not_make_an_editor_a_reviewer(session: Session, people: People) -> None:
    first = write(session, people.ana, "Few.")
    put_live(session, first, approve(session, first, people.sam), people.ana)
    write(session, people.rosa, "Many!")
    take_down(session, kind="answer", key="who_sees", lang="en", by=people.rosa, reason="wrong", now=NOW)
    last = write(session, people.ana, "Many!!")
    with pytest.raises(SelfReviewError):
        approve(session, last, people.rosa)
    refused(session, insert_review(last, people.rosa))


def test_only_reviewers_approve(session: Session, people: People) -> None:
    revision = write(session, people.ana, "Few.")
    with pytest.raises(RoleError):
        approve(session, revision, people.ben)
    refused(session, insert_review(revision, people.ben))


def test_editing_voids_the_approval(session: Session, people: People) -> None:
    approved = write(session, people.ana, "Few.")
    review = approve(session, approved, people.rosa)
    write(session, people.ben, "Many.")
    with pytest.raises(SupersededError):
        put_live(session, approved, review, people.ana)
    with pytest.raises(SupersededError):
        approve(session, approved, people.sam)
    refused(session, insert_publication(approved, "reviewed", review.id, people.ana))
    assert edition(session) == 0


def test_an_approval_is_of_one_revision(session: Session, people: People) -> None:
    approved = write(session, people.ana, "Few.")
    review = approve(session, approved, people.rosa)
    newer = write(session, people.ben, "Many.")
    with pytest.raises(NotApprovedError):
        put_live(session, newer, review, people.ana)
    refused(session, insert_publication(newer, "reviewed", review.id, people.ana))


def test_a_rejection_does_not_publish_and_undoes_an_approval(session: Session, people: People) -> None:
    revision = write(session, people.ana, "Few.")
    approval = approve(session, revision, people.rosa)
    rejection = review_revision(
        session, revision_id=revision.id, reviewer=people.sam, verdict="reject", now=NOW, note="Not so."
    )
    for review in (approval, rejection):
        with pytest.raises(NotApprovedError):
            put_live(session, revision, review, people.ana)
        refused(session, insert_publication(revision, "reviewed", review.id, people.ana))


def test_an_approval_publishes_once(session: Session, people: People) -> None:
    revision = write(session, people.ana, "Few.")
    review = approve(session, revision, people.rosa)
    put_live(session, revision, review, people.ana)
    take_down(session, kind="answer", key="who_sees", lang="en", by=people.sam, reason="wrong", now=NOW)
    with pytest.raises(AlreadyPublishedError):
        put_live(session, revision, review, people.ana)
    refused(session, insert_publication(revision, "reviewed", review.id, people.ana))


@pytest.mark.parametrize("kind", ["import", "reviewed", "restore", "move", "takedown"])
def test_raw_sql_publishes_nothing_without_an_approval(session: Session, people: People, kind: str) -> None:
    revision = write(session, people.ana, "Few.")
    refused(session, insert_publication(revision, kind, None, people.sam))


def test_raw_sql_publishes_no_text_in_another_language(session: Session, people: People) -> None:
    revision = write(session, people.ana, "Few.")
    review = approve(session, revision, people.rosa)
    refused(session, insert_publication(revision, "reviewed", review.id, people.sam, lang="es"))


def test_only_the_import_publishes_without_a_review(session: Session, people: People) -> None:
    importer = ensure_person(session, "import", "import", NOW)
    revision = write(session, people.ana, "Few.")
    for by in (people.sam, importer):
        with pytest.raises(RoleError):
            publish_import(session, revision_id=revision.id, by=by, now=NOW)
        refused(session, insert_publication(revision, "import", None, by))


def test_nobody_becomes_the_import(session: Session, people: People) -> None:
    for name, role in (("ana", "import"), ("import", "reviewer")):
        with pytest.raises(RoleError):
            ensure_person(session, name, role, NOW)  # type: ignore[arg-type]
    assert ensure_person(session, "ana", "reviewer", NOW).id == people.ana.id


def test_an_imported_text_becomes_reviewed_when_somebody_approves_it(session: Session, people: People) -> None:
    importer = ensure_person(session, "import", "import", NOW)
    revision = write(session, importer, "Few.")
    publish_import(session, revision_id=revision.id, by=importer, now=NOW)
    assert [record.reviewed for record in published_records(session)] == [False]
    put_live(session, revision, approve(session, revision, people.rosa), people.rosa)
    assert [record.reviewed for record in published_records(session)] == [True]
