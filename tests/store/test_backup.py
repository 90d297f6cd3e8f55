"""The drill: a backup taken while people write is restored into an empty store, and is the same to the last event."""

from __future__ import annotations

import json
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from faro.store.audit import newest_event, verify_chain
from faro.store.backup import back_up, restore_backup
from faro.store.database import open_engine, read_session, write_session
from faro.store.errors import BackupError
from faro.store.migrate import upgrade
from faro.store.models import Base
from faro.store.reading import edition, published_records
from faro.store.teaching import put_into_service, teach
from faro.store.transfer import import_content
from faro.store.writing import publish, review_revision, save_revision, take_down

from .conftest import POSTGRES_URL, People, _postgresql
from .sample import NOW, fact


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES_URL else [])])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A store that does not exist yet, of either kind."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    for database in _postgresql(str(POSTGRES_URL)):
        yield database.engine


@pytest.fixture
def filled(engine: Engine, people: People, content: Path) -> Engine:
    with write_session(engine) as session:
        import_content(session, content, NOW)
        revision = save_revision(
            session, kind="fact", key="addresses_shared", fields=fact(1), author=people.ana, now=NOW
        )
        review = review_revision(session, revision_id=revision.id, reviewer=people.rosa, verdict="approve", now=NOW)
        publish(session, revision_id=revision.id, review_id=review.id, by=people.ana, now=NOW)
        take_down(session, kind="fact", key="addresses_shared", by=people.sam, reason="wrong", now=NOW)
        save_revision(session, kind="fact", key="addresses_shared", fields=fact(2), author=people.ana, now=NOW)
        example = teach(session, intent="greet", lang="en", text="good evening", by=people.ana, now=NOW)
        put_into_service(session, examples=[example.id], measured={}, by=people.ana, now=NOW)
    return engine


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Returns all rows of all tables but those that say who is signed in."""
    with read_session(engine) as session:
        return {
            name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for name, table in Base.metadata.tables.items()
            if name != "sign_in"
        }


def test_restored_store_is_the_same(filled: Engine, empty: Engine, tmp_path: Path) -> None:
    file = tmp_path / "faro.backup"
    made = back_up(filled, file, NOW)
    assert restore_backup(empty, file) == made
    assert rows(empty) == rows(filled)
    with read_session(filled) as before, read_session(empty) as after:
        assert edition(after) == edition(before) == made.edition > 0
        assert published_records(after) == published_records(before)
        assert verify_chain(after) is None


def test_restored_store_keeps_its_rules_and_goes_on(
    filled: Engine, empty: Engine, people: People, tmp_path: Path
) -> None:
    file = tmp_path / "faro.backup"
    back_up(filled, file, NOW)
    restore_backup(empty, file)
    with pytest.raises(DBAPIError, match="append-only"), empty.begin() as connection:
        connection.execute(text("UPDATE revision SET note = 'changed'"))
    with write_session(empty) as session:
        save_revision(session, kind="fact", key="addresses_shared", fields=fact(3), author=people.ana, now=NOW)
    with read_session(empty) as session:
        assert verify_chain(session) is None


def test_backup_of_a_store_in_use_is_of_one_moment(
    filled: Engine, empty: Engine, people: People, tmp_path: Path
) -> None:
    done, began = threading.Event(), threading.Event()

    def write() -> None:
        number = 10
        while not done.is_set():
            with write_session(filled) as session:
                save_revision(
                    session, kind="fact", key="addresses_shared", fields=fact(number), author=people.ana, now=NOW
                )
            number += 1
            began.set()

    writer = threading.Thread(target=write)
    writer.start()
    began.wait(20)
    try:
        backups = [back_up(filled, tmp_path / f"{number}.backup", NOW) for number in range(3)]
    finally:
        done.set()
        writer.join()
    assert len({backup.newest_hash for backup in backups}) > 1
    assert restore_backup(empty, tmp_path / "2.backup") == backups[2]
    with read_session(empty) as session:
        newest = newest_event(session)
        assert newest is not None
        assert newest.hash == backups[2].newest_hash


def test_backup_is_the_owners_alone_and_replaces_nothing(filled: Engine, tmp_path: Path) -> None:
    file = tmp_path / "faro.backup"
    back_up(filled, file, NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        back_up(filled, file, NOW)


def test_store_with_something_in_it_is_left_alone(filled: Engine, tmp_path: Path) -> None:
    file = tmp_path / "faro.backup"
    back_up(filled, file, NOW)
    before = rows(filled)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(filled, file)
    assert rows(filled) == before


def test_migrated_store_without_rows_is_empty(filled: Engine, empty: Engine, tmp_path: Path) -> None:
    file = tmp_path / "faro.backup"
    back_up(filled, file, NOW)
    upgrade(empty)
    restore_backup(empty, file)
    assert rows(empty) == rows(filled)


@pytest.mark.parametrize("change", ["a text", "a lost row", "no backup", "a newer Faro", "half a file"])
def test_damaged_or_foreign_file_is_refused_and_leaves_nothing(
    filled: Engine, empty: Engine, tmp_path: Path, change: str
) -> None:
    file, changed = tmp_path / "faro.backup", tmp_path / "changed.backup"
    back_up(filled, file, NOW)
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(changed, "w") as other:
        for name in packed.namelist():
            content = packed.read(name)
            if change == "a text" and name == "revision.jsonl":
                content = content.replace(b"So many", b"So few")
            if change == "a lost row" and name == "audit_event.jsonl":
                content = b"".join(content.splitlines(keepends=True)[:-1])
            if change == "a newer Faro" and name == "backup.json":
                content = json.dumps({**json.loads(content), "version": "9999"}).encode()
            if change != "no backup" or name != "backup.json":
                other.writestr(name, content)
    if change == "half a file":
        changed.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BackupError):
        restore_backup(empty, changed)
    # What was refused must not stand in the way of the right file.
    restore_backup(empty, file)
    assert rows(empty) == rows(filled)
