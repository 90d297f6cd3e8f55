"""Links to one draft: each shows one revision, for half an hour, and nothing kept in the store opens it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, select

from faro.store.database import read_session, write_session
from faro.store.errors import NotFoundError
from faro.store.models import Person
from faro.store.outside_models import ClinicPreview, PreviewLink
from faro.store.previews import GOOD_FOR, make_clinic_preview, make_preview, previewed
from faro.store.writing import save_revision

from .conftest import People
from .sample import NOW, answer
from .test_accounts import clinic

SECOND = dt.timedelta(seconds=1)


def saved(engine: Engine, people: People, short: str) -> int:
    with write_session(engine) as session:
        fields = answer(short)
        return save_revision(
            session, kind="answer", key="a_letter", lang="en", fields=fields, author=people.ana, now=NOW
        ).id


def link(engine: Engine, people: People, revision_id: int, now: dt.datetime = NOW) -> str:
    with write_session(engine) as session:
        return make_preview(session, revision_id=revision_id, by=people.ana, now=now)


def shown(engine: Engine, token: str, now: dt.datetime = NOW) -> str | None:
    with read_session(engine) as session:
        record = previewed(session, token, now)
    return getattr(record.fields, "body", None) if record else None


def test_link_shows_exactly_its_revision_also_after_a_newer_one(engine: Engine, people: People) -> None:
    first = link(engine, people, saved(engine, people, "One."))
    second = link(engine, people, saved(engine, people, "Two."))
    assert "One." in str(shown(engine, first))
    assert "Two." in str(shown(engine, second))
    assert first != second


def test_link_ends_after_half_an_hour(engine: Engine, people: People) -> None:
    token = link(engine, people, saved(engine, people, "One."))
    assert dt.timedelta(minutes=30) == GOOD_FOR
    assert shown(engine, token, NOW + GOOD_FOR - SECOND)
    assert shown(engine, token, NOW + GOOD_FOR) is None


def test_what_the_store_keeps_opens_nothing_and_is_dropped_at_the_next_link(engine: Engine, people: People) -> None:
    revision = saved(engine, people, "One.")
    token = link(engine, people, revision)
    with read_session(engine) as session:
        (kept,) = session.scalars(select(PreviewLink.token_hash))
    assert token not in kept
    assert shown(engine, kept) is None
    link(engine, people, revision, NOW + GOOD_FOR)
    with read_session(engine) as session:
        assert kept not in session.scalars(select(PreviewLink.token_hash)).all()


def test_nothing_is_no_link(engine: Engine, people: People) -> None:
    assert shown(engine, "") is None
    with pytest.raises(NotFoundError):
        link(engine, people, 12345)


def test_clinic_is_shown_as_its_form_has_it_until_the_next_look_or_half_an_hour(engine: Engine, people: People) -> None:
    def look(slug: str, by: Person) -> str:
        with write_session(engine) as session:
            return make_clinic_preview(session, clinic=clinic(slug), by=by, now=NOW)

    def slug_shown(token: str, now: dt.datetime = NOW) -> str | None:
        with read_session(engine) as session:
            record = previewed(session, token, now)
        return record.key if record else None

    first, of_ben = look("first", people.ana), look("bens", people.ben)
    assert slug_shown(first, NOW + GOOD_FOR - SECOND) == "first"
    assert slug_shown(first, NOW + GOOD_FOR) is None
    second = look("second", people.ana)
    assert [slug_shown(token) for token in (first, second, of_ben)] == [None, "second", "bens"]
    with read_session(engine) as session:
        assert {first, second, of_ben} & set(session.scalars(select(ClinicPreview.token_hash))) == set()
