"""Migrations lead from every schema that was ever released to the one that the models describe."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from faro.store.database import open_engine
from faro.store.migrate import newest_version, upgrade, version_of
from faro.store.models import Base

from .conftest import Database

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


def dump(path: Path) -> str:
    """Returns the statements that make the schema of this SQLite file, and its version."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'trigger', type = 'index', name"
        ).fetchall()
        [(version,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    finally:
        connection.close()
    lines = (line.rstrip() for (sql,) in rows for line in f"{sql};".splitlines())
    return "\n".join(lines) + f"\nINSERT INTO alembic_version VALUES ('{version}');\n"


def described(engine: Engine) -> dict[str, Any]:
    """Returns columns, keys and checks of every table, in an order of their own."""
    look = inspect(engine)
    tables: dict[str, Any] = {}
    for table in Base.metadata.tables:
        tables[table] = {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)),
            "checks": sorted((str(c["name"]), c["sqltext"]) for c in look.get_check_constraints(table)),
            "unique": sorted((str(c["name"]), c["column_names"]) for c in look.get_unique_constraints(table)),
            "foreign": sorted(
                (str(c["name"]), c["constrained_columns"], c["referred_table"], c["referred_columns"])
                for c in look.get_foreign_keys(table)
            ),
        }
    return tables


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    migrated = described(engine)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
    assert described(engine) == migrated


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database.engine)
    upgrade(database.engine)
    assert version_of(database.engine) == newest_version()


def test_the_newest_schema_is_kept(tmp_path: Path) -> None:
    """A new migration comes with its snapshot: where this fails, the dump it prints belongs into that file."""
    path = tmp_path / "faro.db"
    upgrade(open_engine(f"sqlite:///{path}"))
    kept = Path(__file__).parent / "schemas" / f"{newest_version()}.sql"
    assert dump(path) == kept.read_text()


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_every_kept_schema_is_upgraded_to_the_newest(schema: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    connection = sqlite3.connect(old)
    connection.executescript(schema.read_text())
    connection.close()
    assert dump(old) == schema.read_text()
    upgrade(open_engine(f"sqlite:///{old}"))
    upgrade(open_engine(f"sqlite:///{new}"))
    assert dump(old) == dump(new)
