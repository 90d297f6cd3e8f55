"""The settings of the database on which the rest of the store relies."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from faro.store.database import open_engine, read_session, write_session
from faro.store.migrate import upgrade
from faro.store.reading import edition
from faro.store.writing import ensure_person

from .sample import NOW


def test_a_reader_waits_for_no_writer_and_sees_one_moment(engine: Engine) -> None:
    with read_session(engine) as reader:
        assert edition(reader) == 0
        with write_session(engine) as writer:
            ensure_person(writer, "ana", "volunteer", NOW)
            with read_session(engine) as another:
                assert another.scalar(text("SELECT count(*) FROM person")) == 0
        assert reader.scalar(text("SELECT count(*) FROM person")) == 0
    with read_session(engine) as later:
        assert later.scalar(text("SELECT count(*) FROM person")) == 1


def test_a_reader_cannot_write(engine: Engine) -> None:
    with pytest.raises(DBAPIError), read_session(engine) as session:
        ensure_person(session, "ana", "volunteer", NOW)


def test_moments_without_a_time_zone_are_refused(engine: Engine) -> None:
    with pytest.raises(Exception, match="time zone"), write_session(engine) as session:
        ensure_person(session, "ana", "volunteer", NOW.replace(tzinfo=None))


def test_sqlite_is_opened_with_every_setting(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a folder?'}.db")
    upgrade(engine)
    expected = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 2000,
        "recursive_triggers": 1,
    }
    with engine.connect() as connection:
        assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in expected} == expected


def test_a_missing_sqlite_file_is_an_error_and_not_an_empty_store(tmp_path: Path) -> None:
    path = tmp_path / "faro.db"
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(OperationalError), read_session(engine) as session:
        edition(session)
    assert not path.exists()
    upgrade(engine)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/faro"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="store"):
        open_engine(url)
