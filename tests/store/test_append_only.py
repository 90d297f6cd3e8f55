"""The database itself refuses to change or remove what was written."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from faro.store.database import write_session
from faro.store.teaching import put_into_service, teach
from faro.store.writing import publish, review_revision, save_revision

from .conftest import People
from .sample import NOW, fact

TABLES = {
    "document": "key",
    "revision": "fields",
    "review": "verdict",
    "publication": "reason",
    "audit_event": "actor",
    "example": "text",
    "training": "act",
}


@pytest.fixture
def filled(engine: Engine, people: People) -> Engine:
    with write_session(engine) as session:
        revision = save_revision(
            session, kind="fact", key="addresses_shared", fields=fact(1), author=people.ana, now=NOW
        )
        review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
        publish(session, revision_id=revision.id, review_id=review.id, by=people.ana, now=NOW)
        example = teach(session, intent="who_sees", lang="en", text="who sees it", by=people.ana, now=NOW)
        put_into_service(session, examples=[example.id], measured={}, by=people.ana, now=NOW)
    return engine


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_rows_are_neither_changed_nor_removed(filled: Engine, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), filled.begin() as connection:
        connection.execute(text(statement.format(table=table, column=TABLES[table])))


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_not_removed_by_other_words(filled: Engine, table: str) -> None:
    if filled.dialect.name == "sqlite":
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    else:
        statement = f"TRUNCATE {table} CASCADE"
    with pytest.raises(DBAPIError, match=r"append-only|publication_|review_"), filled.begin() as connection:
        connection.execute(text(statement))
    with filled.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table}"))
