"""What the tests of the desk share: a desk over a store with the real content, its clocks, and people signed in."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from faro.desk import passwords
from faro.desk.desk import Desk
from faro.settings import Settings
from faro.store.database import open_engine, write_session
from faro.store.keeper import SnapshotKeeper
from faro.store.migrate import upgrade
from faro.store.models import Role
from faro.store.transfer import import_content
from tests.conftest import NOW, ROOT

from .colleague import Colleague, Time, person_of

MakeDesk = Callable[..., Desk]
MakeColleague = Callable[..., Colleague]


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "faro.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with write_session(engine) as session:
        import_content(session, ROOT / "data", NOW - dt.timedelta(days=1))
    engine.dispose()
    return path


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes passwords the same way with less work: the real cost is there to be felt."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: cheap)
    monkeypatch.setattr(passwords, "hash_of_nobody", lambda: cheap.hash("nobody knows this"))


@pytest.fixture
def time(now: dt.datetime) -> Time:
    return Time(now)


@pytest.fixture
def make_desk(filled_store: Path, tmp_path: Path, time: Time) -> Iterator[MakeDesk]:
    desks: list[Desk] = []

    def make(**settings: Any) -> Desk:
        for path in filled_store.parent.glob("faro.db*"):
            shutil.copy(path, tmp_path / path.name)
        url = f"sqlite:///{tmp_path / 'faro.db'}"
        engine = open_engine(url)
        keeper = SnapshotKeeper(engine, time.now)
        desk = Desk(Settings(store_url=url, **settings), engine, keeper, time.now, time.clock, time.pause)
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.engine.dispose()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


@pytest.fixture
def make_colleague(desk: Desk) -> MakeColleague:
    """Makes a person of this name and role and signs them in, in a browser of their own."""

    def make(name: str, role: Role) -> Colleague:
        return Colleague(desk, person_of(desk, name, role))

    return make


@pytest.fixture
def ana(make_colleague: MakeColleague) -> Colleague:
    """A volunteer."""
    return make_colleague("Ana", "volunteer")


@pytest.fixture
def rosa(make_colleague: MakeColleague) -> Colleague:
    """A reviewer."""
    return make_colleague("Rosa", "reviewer")


@pytest.fixture
def sam(make_colleague: MakeColleague) -> Colleague:
    """An admin."""
    return make_colleague("Sam", "admin")


@pytest.fixture
def stranger(desk: Desk) -> Colleague:
    """Nobody who is signed in."""
    return Colleague(desk)
