"""“Checked today, still so”: a reviewer's word moves the date that is shown, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine, TextClause, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from faro.content.kinds import AnswerText, Ruling
from faro.store.audit import verify_chain
from faro.store.confirming import confirm
from faro.store.database import read_session, write_session
from faro.store.errors import InvalidDocumentError, NotPublishedError, RoleError, SupersededError
from faro.store.models import Confirmation, Person
from faro.store.reading import drafts, edition, find_document, history, newest_publication, published_records
from faro.store.transfer import export_content, import_content
from faro.store.writing import take_down

from .conftest import People
from .sample import NOW

LATER = NOW + dt.timedelta(days=30)
REVIEW_DAYS = 90


@pytest.fixture
def filled(engine: Engine, people: People, content: Path) -> Engine:
    with write_session(engine) as session:
        import_content(session, content, NOW)
    return engine


def live_revision(session: Session, kind: str, key: str, lang: str) -> int:
    live = newest_publication(session, find_document(session, kind, key).id, lang)
    assert live is not None
    assert live.revision_id is not None
    return live.revision_id


def look_again(session: Session, by: Person, kind: str, key: str, lang: str = "") -> Confirmation:
    revision_id = live_revision(session, kind, key, lang)
    return confirm(
        session, kind=kind, key=key, lang=lang, revision_id=revision_id, by=by, now=LATER, review_days=REVIEW_DAYS
    )


def dates(engine: Engine) -> tuple[dt.date | None, dt.date | None]:
    """Returns when the ruling was checked last, and by when the English answer has to be looked at."""
    with read_session(engine) as session:
        records = published_records(session)
    [checked] = [r.fields.checked_on for r in records if isinstance(r.fields, Ruling)]
    [review_by] = [r.fields.review_by for r in records if isinstance(r.fields, AnswerText) and r.lang == "en"]
    return checked, review_by


def test_ruling_is_known_to_stand_on_the_day_of_the_check(filled: Engine, people: People) -> None:
    before = dates(filled)
    with write_session(filled) as session:
        edition_before = edition(session)
        look_again(session, people.rosa, "ruling", "first-stay")
        assert edition(session) > edition_before

    assert dates(filled) == (LATER.date(), before[1])


def test_answer_is_good_for_ninety_days_more_and_never_for_less(filled: Engine, people: People) -> None:
    with write_session(filled) as session:
        look_again(session, people.rosa, "answer", "who_sees_my_address", "en")
    assert dates(filled)[1] == dt.date(2027, 2, 20), "the file says later than ninety days from then"

    with write_session(filled) as session:
        later = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
        revision_id = live_revision(session, "answer", "who_sees_my_address", "en")
        confirm(
            session,
            kind="answer",
            key="who_sees_my_address",
            lang="en",
            revision_id=revision_id,
            by=people.rosa,
            now=later,
            review_days=REVIEW_DAYS,
        )
    assert dates(filled)[1] == dt.date(2027, 5, 2)


def test_text_and_review_stay_as_they_are_and_the_history_tells_of_the_check(filled: Engine, people: People) -> None:
    with write_session(filled) as session:
        look_again(session, people.rosa, "ruling", "first-stay")
    with read_session(filled) as session:
        assert drafts(session) == []
        assert [(entry.what, entry.person) for entry in history(session, "ruling", "first-stay")][-1] == (
            "confirm",
            "rosa",
        )
        assert verify_chain(session) is None


def test_only_reviewers_confirm(filled: Engine, people: People) -> None:
    with write_session(filled) as session:
        with pytest.raises(RoleError):
            look_again(session, people.ana, "ruling", "first-stay")
        revision = live_revision(session, "ruling", "first-stay", "")
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(revision, people.ana))


def test_only_what_is_live_is_confirmed(filled: Engine, people: People) -> None:
    with write_session(filled) as session:
        revision = live_revision(session, "ruling", "first-stay", "")
        with pytest.raises(SupersededError):
            confirm(
                session,
                kind="ruling",
                key="first-stay",
                revision_id=revision + 1,
                by=people.rosa,
                now=LATER,
                review_days=REVIEW_DAYS,
            )
        take_down(session, kind="ruling", key="first-stay", by=people.ana, reason="wrong", now=NOW)
        with pytest.raises(NotPublishedError):
            confirm(
                session,
                kind="ruling",
                key="first-stay",
                revision_id=revision,
                by=people.rosa,
                now=LATER,
                review_days=REVIEW_DAYS,
            )
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(revision, people.rosa))


def test_kinds_without_a_day_of_their_last_check_are_not_confirmed(filled: Engine, people: People) -> None:
    with write_session(filled) as session, pytest.raises(InvalidDocumentError):
        look_again(session, people.rosa, "fact", "records_disclosed")


def test_export_carries_the_new_date_and_coming_back_in_changes_nothing(
    filled: Engine, people: People, tmp_path: Path
) -> None:
    with write_session(filled) as session:
        look_again(session, people.rosa, "ruling", "first-stay")
    with read_session(filled) as session:
        export_content(session, tmp_path / "out")
    assert f"checked_on: {LATER.date()}" in (tmp_path / "out" / "rulings.yml").read_text("utf-8")
    with write_session(filled) as session:
        report = import_content(session, tmp_path / "out", LATER)
    assert report.changed == report.added == report.kept == ()


def test_confirmation_past_the_chain_is_noticed(filled: Engine, people: People) -> None:
    with filled.begin() as connection:
        revision = connection.scalar(text("SELECT max(id) FROM revision WHERE lang = ''"))
        connection.execute(insert(int(revision or 0), people.rosa))
    with read_session(filled) as session:
        broken = verify_chain(session)
    assert broken is not None
    assert "confirmation" in broken.reason


def insert(revision_id: int, person: Person) -> TextClause:
    return text(
        "INSERT INTO confirmation (document_id, lang, revision_id, person_id, review_by, at)"
        f" SELECT document_id, lang, id, {person.id}, NULL, '2026-09-10 12:00:00'"
        f" FROM revision WHERE id = {revision_id}"
    )
