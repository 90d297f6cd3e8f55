"""The audit chain notices what was changed, removed or slipped in behind the store's back."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from faro.store.audit import BrokenEvent, verify_chain
from faro.store.database import read_session, write_session
from faro.store.teaching import put_into_service, teach
from faro.store.writing import publish, review_revision, save_revision, take_down

from .conftest import People
from .sample import NOW, fact


@pytest.fixture
def filled(engine: Engine, people: People) -> Engine:
    with write_session(engine) as session:
        revision = save_revision(
            session, kind="fact", key="addresses_shared", fields=fact(1), author=people.ana, now=NOW
        )
        review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
        publish(session, revision_id=revision.id, review_id=review.id, by=people.ana, now=NOW)
        take_down(session, kind="fact", key="addresses_shared", by=people.sam, reason="wrong", now=NOW)
        example = teach(session, intent="who_sees", lang="en", text="who sees it", by=people.ana, now=NOW)
        put_into_service(session, examples=[example.id], measured={}, by=people.ana, now=NOW)
    return engine


def tamper(engine: Engine, table: str, statement: str) -> BrokenEvent | None:
    """Returns what the chain says after somebody with the database in their hands ran the statement."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        else:
            connection.execute(text(f"DROP TRIGGER {table}_no_change ON {table}"))
        assert connection.execute(text(statement)).rowcount == 1
    with read_session(engine) as session:
        return verify_chain(session)


def event_of(engine: Engine, action: str) -> int:
    with engine.connect() as connection:
        statement = text("SELECT min(id) FROM audit_event WHERE action = :action")
        return int(connection.scalar(statement, {"action": action}) or 0)


def test_an_untouched_chain_holds(filled: Engine) -> None:
    with read_session(filled) as session:
        assert verify_chain(session) is None


@pytest.mark.parametrize("column", ["actor", "action", "subject", "detail", "hash"])
def test_a_changed_event_is_named(filled: Engine, column: str) -> None:
    target = event_of(filled, "review")
    broken = tamper(filled, "audit_event", f"UPDATE audit_event SET {column} = 'x' || {column} WHERE id = {target}")
    assert broken == BrokenEvent(target, "the event was changed")


def test_a_changed_time_is_named(filled: Engine) -> None:
    target = event_of(filled, "review")
    broken = tamper(filled, "audit_event", f"UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = {target}")
    assert broken == BrokenEvent(target, "the event was changed")


def test_a_removed_event_is_noticed(filled: Engine) -> None:
    target = event_of(filled, "review")
    broken = tamper(filled, "audit_event", f"DELETE FROM audit_event WHERE id = {target}")
    assert broken == BrokenEvent(target + 1, "the event before it is missing")


def test_a_changed_text_is_noticed(filled: Engine) -> None:
    broken = tamper(filled, "revision", "UPDATE revision SET fields = replace(fields, 'So many', 'None')")
    assert broken is not None
    assert broken.event_id == event_of(filled, "revise")


def test_a_changed_publication_is_noticed(filled: Engine) -> None:
    broken = tamper(
        filled, "publication", "UPDATE publication SET kind = 'restore', reason = 'x' WHERE kind = 'reviewed'"
    )
    assert broken is not None
    assert broken.event_id == event_of(filled, "publish")


@pytest.mark.parametrize(
    ("table", "statement", "action"),
    [
        ("example", "UPDATE example SET text = 'ice is at my door'", "teach"),
        ("training", "UPDATE training SET examples = '[]'", "train"),
    ],
)
def test_changed_teaching_is_noticed(filled: Engine, table: str, statement: str, action: str) -> None:
    broken = tamper(filled, table, statement)
    assert broken is not None
    assert broken.event_id == event_of(filled, action)


def test_a_publication_past_the_chain_is_noticed(filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO publication"
                " (document_id, lang, revision_id, kind, review_id, published_by, position, reason, since)"
                " SELECT document_id, lang, revision_id, 'restore', review_id, published_by, 0, 'back', since"
                " FROM publication WHERE kind = 'reviewed'"
            )
        )
    with read_session(filled) as session:
        broken = verify_chain(session)
    assert broken is not None
    assert broken.event_id is None
    assert "past the audit chain" in broken.reason
