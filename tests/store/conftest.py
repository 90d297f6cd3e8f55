"""A store for each test: a database of its own, migrated, with four people in it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from faro.store.database import open_engine, write_session
from faro.store.migrate import upgrade
from faro.store.models import Person, Role
from faro.store.writing import ensure_person

from .sample import NOW, write_sample

POSTGRES_URL = os.environ.get("FARO_TEST_POSTGRES_URL")


@dataclass(frozen=True)
class Database:
    """An empty database, and how to make it vanish and come back under the feet of its readers."""

    engine: Engine
    hide: Callable[[], None]
    bring_back: Callable[[], None]


@dataclass(frozen=True)
class People:
    """Two who write and two who may also review."""

    ana: Person
    ben: Person
    rosa: Person
    sam: Person


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES_URL else [])])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        yield from _sqlite(tmp_path / "faro.db")
    else:
        yield from _postgresql(str(POSTGRES_URL))


@pytest.fixture
def engine(database: Database) -> Engine:
    upgrade(database.engine)
    return database.engine


@pytest.fixture
def people(engine: Engine) -> People:
    roles: dict[str, Role] = {"ana": "volunteer", "ben": "volunteer", "rosa": "reviewer", "sam": "admin"}
    with write_session(engine) as session:
        return People(**{name: ensure_person(session, name, role, NOW) for name, role in roles.items()})


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "content")


def _sqlite(path: Path) -> Iterator[Database]:
    engine = open_engine(f"sqlite:///{path}")
    hidden = path.with_suffix(".away")
    yield Database(engine, hide=lambda: _rename(path, hidden), bring_back=lambda: _rename(hidden, path))
    engine.dispose()


def _rename(old: Path, new: Path) -> None:
    old.rename(new)


def _postgresql(url: str) -> Iterator[Database]:
    schema = f"faro_{uuid.uuid4().hex[:12]}"
    admin = open_engine(url)

    def run(statement: str) -> None:
        with admin.begin() as connection:
            connection.execute(text(statement))

    run(f"CREATE SCHEMA {schema}")
    engine = open_engine(make_url(url).update_query_dict({"options": f"-csearch_path={schema}"}))
    yield Database(
        engine,
        hide=lambda: run(f"ALTER SCHEMA {schema} RENAME TO {schema}_away"),
        bring_back=lambda: run(f"ALTER SCHEMA {schema}_away RENAME TO {schema}"),
    )
    engine.dispose()
    run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    run(f"DROP SCHEMA IF EXISTS {schema}_away CASCADE")
    admin.dispose()
