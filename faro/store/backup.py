"""Backup and restore of the whole store, one file for SQLite and PostgreSQL alike, taken while Faro runs."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from faro.store.audit import newest_event, verify_chain
from faro.store.database import read_session, take_turn
from faro.store.errors import BackupError
from faro.store.migrate import make_file, newest_version, upgrade_within, version_of, version_within
from faro.store.reading import edition

FORM = 1
# Whoever is signed in signs in again: a copy of a sign-in would be a way in for whoever holds the file.
LEFT_OUT = frozenset({"alembic_version", "sign_in"})
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Backup:
    """What a backup holds: the schema's version, the edition, the newest event of the audit chain, rows by table."""

    version: str
    edition: int
    newest_hash: str
    made_at: str
    rows: dict[str, int]


def back_up(engine: Engine, file: Path, now: dt.datetime) -> Backup:
    """Writes everything of one moment of the store to a new file that only its owner can read, and returns what.

    Writers are not held up. Raises FileExistsError rather than replace a file.
    """
    half = file.with_name(f"{file.name}.half")
    if file.exists():
        raise FileExistsError(file)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    rows: dict[str, int] = {}
    with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        with read_session(engine) as session:
            connection = session.connection()
            tables = list(_reflected(connection).values())
            for table in tables:
                with packed.open(f"{table.name}.jsonl", "w") as lines:
                    rows[table.name] = 0
                    for row in connection.execute(select(table).order_by(*table.primary_key)):
                        lines.write(json.dumps([_written(value) for value in row], ensure_ascii=False).encode() + b"\n")
                        rows[table.name] += 1
            newest = newest_event(session)
            backup = Backup(
                version_within(connection) or "", edition(session), newest.hash if newest else "", now.isoformat(), rows
            )
        head = {"form": FORM, **backup.__dict__, "columns": {t.name: [c.name for c in t.columns] for t in tables}}
        packed.writestr("backup.json", json.dumps(head, indent=1))
    half.rename(file)
    return backup


def restore_backup(engine: Engine, file: Path) -> Backup:
    """Makes an empty store what the backup holds, all or nothing, and returns what that was.

    A backup of an older schema is brought to the newest. Raises BackupError for a store that is not empty, for a file
    that is no backup or one of a newer Faro, and when the audit chain does not hold or another edition came out.
    """
    with _opened(file) as packed:
        head = _head(packed)
        backup = Backup(head["version"], head["edition"], head["newest_hash"], head["made_at"], head["rows"])
        make_file(engine)
        version = version_of(engine)
        if version not in (None, backup.version):
            raise BackupError("the store has another form than the backup; restore into one that does not exist yet")
        with engine.begin() as connection:
            take_turn(connection)
            upgrade_within(connection, backup.version)
            tables = _reflected(connection)
            if any(connection.scalar(select(func.count()).select_from(table)) for table in tables.values()):
                raise BackupError("the store is not empty")
            try:
                _fill(connection, tables, packed, head)
            except (KeyError, ValueError, zipfile.BadZipFile, SQLAlchemyError) as error:
                raise BackupError(f"the file is damaged ({type(error).__name__})") from None
            upgrade_within(connection)
            _check(Session(connection), backup)
    return backup


def _check(session: Session, backup: Backup) -> None:
    newest = newest_event(session)
    same = (newest.hash if newest else "") == backup.newest_hash and edition(session) == backup.edition
    if not same or verify_chain(session):
        raise BackupError("what came out is not what went in: the file was changed, or is damaged")


def _fill(connection: Connection, tables: dict[str, Table], packed: zipfile.ZipFile, head: dict[str, Any]) -> None:
    """Writes the rows past the rules for new rows: those ask about an order of acts that is kept in the audit chain."""
    rules = _without_rules(connection, tables)
    for name in [name for name in tables if name in head["columns"]]:
        batch: list[dict[str, Any]] = []
        for line in io.TextIOWrapper(packed.open(f"{name}.jsonl"), "utf-8"):
            values = json.loads(line)
            batch.append(_read(tables[name], head["columns"][name], values))
            if len(batch) == ROWS_AT_ONCE:
                connection.execute(tables[name].insert(), batch)
                batch = []
        if batch:
            connection.execute(tables[name].insert(), batch)
        if connection.scalar(select(func.count()).select_from(tables[name])) != head["rows"][name]:
            raise BackupError(f"rows of {name} are missing in the file")
    for statement in rules:
        connection.execute(text(statement))


def _without_rules(connection: Connection, tables: dict[str, Table]) -> list[str]:
    """Takes the triggers away for this transaction and returns the statements that bring them back."""
    if connection.dialect.name == "postgresql":
        for name in tables:
            connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
        # A key that the database counts itself goes on after the rows that came.
        counted = [
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name} HAVING max(id) IS NOT NULL"  # noqa: S608
            for name, table in tables.items()
            if "id" in table.columns
        ]
        return [*counted, *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables)]
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql.replace(":", "\\:") for _, sql in triggers]


def _reflected(connection: Connection) -> dict[str, Table]:
    """Returns the tables as the database has them, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {table.name: table for table in metadata.sorted_tables if table.name not in LEFT_OUT}


def _written(value: Any) -> Any:
    """Returns a value as JSON has it; moments and days as ISO text, moments in UTC."""
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _read(table: Table, columns: list[str], values: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in zip(columns, values, strict=True):
        kind = table.columns[name].type.python_type
        if value is not None and kind is dt.datetime:
            moment = dt.datetime.fromisoformat(value)
            # SQLite keeps no time zone; what it reads back is UTC.
            found[name] = (
                moment if getattr(table.columns[name].type, "timezone", False) else moment.replace(tzinfo=None)
            )
        elif value is not None and kind is dt.date:
            found[name] = dt.date.fromisoformat(value)
        else:
            found[name] = value
    return found


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{file} cannot be read as a backup ({type(error).__name__})") from None


def _head(packed: zipfile.ZipFile) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(packed.read("backup.json"))
    except (KeyError, ValueError):
        raise BackupError("this is no backup of Faro") from None
    if head.get("form") != FORM or head["version"] > newest_version():
        raise BackupError("the backup is of a newer Faro")
    return head
