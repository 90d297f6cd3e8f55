"""What is live, since which edition, and how it is taken down and brought back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from faro.content.kinds import Topic
from faro.store.database import read_session, write_session
from faro.store.errors import (
    AlreadyPublishedError,
    InvalidDocumentError,
    NotFoundError,
    NotPublishedError,
    ReasonMissingError,
)
from faro.store.models import Person, Publication, Revision
from faro.store.reading import drafts, edition, history, published_records, revision_fields
from faro.store.writing import publish, restore, review_revision, save_revision, take_down

from .conftest import People
from .sample import NOW, answer, fact


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_session(engine) as session:
        yield session


def save(session: Session, author: Person, value: float) -> Revision:
    return save_revision(session, kind="fact", key="addresses_shared", fields=fact(value), author=author, now=NOW)


def put_live(session: Session, revision: Revision, people: People) -> Publication:
    review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
    return publish(session, revision_id=revision.id, review_id=review.id, by=people.sam, now=NOW)


def withdraw(session: Session, by: Person, reason: str) -> Publication:
    return take_down(session, kind="fact", key="addresses_shared", by=by, reason=reason, now=NOW)


def bring_back(session: Session, by: Person, reason: str, revision_id: int | None = None) -> Publication:
    return restore(session, kind="fact", key="addresses_shared", by=by, reason=reason, now=NOW, revision_id=revision_id)


def live_values(session: Session) -> list[object]:
    return [(getattr(record.fields, "value", None), record.reviewed) for record in published_records(session)]


def test_saving_the_same_text_again_makes_no_revision(session: Session, people: People) -> None:
    first = save(session, people.ana, 1)
    assert save(session, people.ben, 1).id == first.id
    assert save(session, people.ben, 2).number == 2
    assert save(session, people.ben, 1).number == 3


def test_the_edition_moves_with_every_publication_and_only_then(session: Session, people: People) -> None:
    revision = save(session, people.ana, 1)
    editions = [edition(session)]
    assert editions == [0]
    put_live(session, revision, people)
    editions.append(edition(session))
    put_live(session, save(session, people.ana, 2), people)
    editions.append(edition(session))
    withdraw(session, people.ben, "wrong")
    editions.append(edition(session))
    bring_back(session, people.ben, "it was right")
    editions.append(edition(session))
    assert editions == sorted(set(editions))


def test_one_person_takes_down_and_restores_and_says_why(session: Session, people: People) -> None:
    first = save(session, people.ana, 1)
    put_live(session, first, people)
    put_live(session, save(session, people.ana, 2), people)

    with pytest.raises(ReasonMissingError):
        withdraw(session, people.ben, " ")
    withdraw(session, people.ben, "wrong")
    assert live_values(session) == []
    with pytest.raises(NotPublishedError):
        withdraw(session, people.ben, "wrong")

    bring_back(session, people.ben, "it was right")
    assert live_values(session) == [(2, True)]
    with pytest.raises(ReasonMissingError):
        bring_back(session, people.ben, "")
    bring_back(session, people.ben, "the state before")
    assert live_values(session) == [(1, True)]
    with pytest.raises(AlreadyPublishedError):
        bring_back(session, people.ben, "again", first.id)


def test_what_never_was_live_is_not_restored(session: Session, people: People) -> None:
    draft = save(session, people.ana, 1)
    for revision_id in (None, draft.id):
        with pytest.raises(NotPublishedError):
            bring_back(session, people.sam, "please", revision_id)


def test_a_new_topic_goes_to_the_end_of_the_list(session: Session, people: People) -> None:
    for name in ("zebra", "apple"):
        fields = Topic(id=name, group="all", core=False, urgent=False)
        put_live(
            session, save_revision(session, kind="topic", key=name, fields=fields, author=people.ana, now=NOW), people
        )
    assert [(record.key, record.position) for record in published_records(session)] == [("zebra", 0), ("apple", 1)]


def test_parts_that_do_not_fit_together_are_refused(session: Session, people: People) -> None:
    for kind, key, lang in (
        ("answer", "addresses_shared", "en"),
        ("fact", "another_key", ""),
        ("fact", "addresses_shared", "en"),
        ("poem", "addresses_shared", ""),
    ):
        with pytest.raises(InvalidDocumentError):
            save_revision(session, kind=kind, key=key, lang=lang, fields=fact(1), author=people.ana, now=NOW)


def test_a_translation_names_the_revision_it_was_made_from(session: Session, people: People) -> None:
    def text(lang: str, body: str, source: int | None = None) -> Revision:
        return save_revision(
            session,
            kind="answer",
            key="who_sees",
            lang=lang,
            fields=answer(body),
            author=people.ana,
            now=NOW,
            source_revision_id=source,
        )

    english = text("en", "Few.")
    spanish = text("es", "Pocas.", english.id)
    assert spanish.source_revision_id == english.id
    newer = text("en", "Few!")
    assert text("es", "Pocas.").id == spanish.id
    checked_again = text("es", "Pocas.", newer.id)
    assert checked_again.number == 2
    with pytest.raises(InvalidDocumentError):
        text("en", "Few?", newer.id)
    with pytest.raises(InvalidDocumentError):
        text("es", "Pocas?", save(session, people.ana, 1).id)


def test_drafts_wait_until_they_are_live(session: Session, people: People) -> None:
    revision = save(session, people.ana, 1)
    assert [(draft.key, draft.author, draft.state) for draft in drafts(session)] == [
        ("addresses_shared", "ana", "waiting")
    ]
    review_revision(session, revision_id=revision.id, reviewer=people.sam, verdict="reject", now=NOW)
    assert [draft.state for draft in drafts(session)] == ["rejected"]
    review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
    [draft] = drafts(session)
    assert (draft.state, draft.review_id) == ("approved", review.id)
    publish(session, revision_id=revision.id, review_id=review.id, by=people.ana, now=NOW)
    assert drafts(session) == []


def test_history_tells_everything_in_order(session: Session, people: People) -> None:
    revision = save(session, people.ana, 1)
    put_live(session, revision, people)
    withdraw(session, people.ben, "wrong")
    told = [
        (entry.what, entry.person, entry.note, entry.number) for entry in history(session, "fact", "addresses_shared")
    ]
    assert told == [
        ("revise", "ana", "", 1),
        ("approve", "rosa", "", 1),
        ("reviewed", "sam", "", 1),
        ("takedown", "ben", "wrong", None),
    ]
    assert revision_fields(session, revision.id) == fact(1)
    with pytest.raises(NotFoundError):
        history(session, "fact", "unheard_of")
    with pytest.raises(NotFoundError):
        revision_fields(session, 99)


def test_an_act_that_fails_leaves_nothing_behind(engine: Engine, people: People) -> None:
    def fail_at_the_end() -> None:
        with write_session(engine) as session:
            put_live(session, save(session, people.ana, 1), people)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()
    with read_session(engine) as session:
        assert edition(session) == 0
        assert drafts(session) == []


def test_publications_at_the_same_time_wait_for_each_other(engine: Engine, people: People) -> None:
    """Ids are in the order of commits: whoever sees an edition has seen every lower one."""
    texts = 4
    with write_session(engine) as session:
        approved = []
        for number in range(texts):
            revision = save_revision(
                session,
                kind="answer",
                key=f"topic_{number}",
                lang="en",
                fields=answer("Few."),
                author=people.ana,
                now=NOW,
            )
            review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
            approved.append((revision.id, review.id))
    failures: list[BaseException] = []
    together = threading.Barrier(texts + 1)
    seen: list[list[int]] = []

    def put_one_live(revision_id: int, review_id: int) -> None:
        try:
            together.wait(5)
            with write_session(engine) as session:
                publish(session, revision_id=revision_id, review_id=review_id, by=people.sam, now=NOW)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=put_one_live, args=ids) for ids in approved]
    for thread in threads:
        thread.start()
    together.wait(5)
    while any(thread.is_alive() for thread in threads):
        with read_session(engine) as session:
            seen.append(list(session.scalars(select(Publication.id).order_by(Publication.id))))
    for thread in threads:
        thread.join()
    with read_session(engine) as session:
        last = list(session.scalars(select(Publication.id).order_by(Publication.id)))
    assert failures == []
    assert len(last) == texts
    assert all(look == last[: len(look)] for look in seen)
