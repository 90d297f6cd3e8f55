"""The keeper shows a publication within a second, and keeps serving while the store is gone."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from faro.content.kinds import Record
from faro.store.database import write_session
from faro.store.keeper import SnapshotKeeper
from faro.store.transfer import import_content

from .conftest import Database
from .sample import NOW, fact

INTERVAL = 0.05


def publish_value(engine: Engine, value: float) -> None:
    with write_session(engine) as session:
        import_content(session, [Record("fact", "addresses_shared", fact(value))], NOW)


def live_value(keeper: SnapshotKeeper) -> float | None:
    found = keeper.current.facts.get("addresses_shared")
    return found.value if found else None


def eventually(condition: Callable[[], bool], within: float = 5.0) -> float:
    """Returns after how many seconds the condition held; fails after `within`."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > within:
            pytest.fail("it did not happen in time")
        time.sleep(0.005)
    return time.monotonic() - start


class Clock:
    """A clock that goes on one second each time somebody looks."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> dt.datetime:
        self.looks += 1
        return NOW + dt.timedelta(seconds=self.looks)


@pytest.fixture
def keeper(engine: Engine) -> Iterator[SnapshotKeeper]:
    keeper = SnapshotKeeper(engine, Clock(), INTERVAL)
    yield keeper
    keeper.stop()


def test_before_the_first_look_there_is_an_empty_snapshot(keeper: SnapshotKeeper) -> None:
    assert (keeper.current.edition, keeper.healthy, keeper.last_seen_at) == (0, False, None)


def test_a_started_keeper_has_the_content(engine: Engine, keeper: SnapshotKeeper) -> None:
    publish_value(engine, 1)
    keeper.start()
    assert live_value(keeper) == 1
    assert keeper.healthy


def test_a_publication_is_seen_within_a_second(engine: Engine) -> None:
    keeper = SnapshotKeeper(engine, Clock())
    keeper.start()
    try:
        publish_value(engine, 2)
        assert eventually(lambda: live_value(keeper) == 2) < 1
    finally:
        keeper.stop()


def test_nothing_new_leaves_the_same_snapshot_and_a_newer_look(engine: Engine, keeper: SnapshotKeeper) -> None:
    publish_value(engine, 1)
    keeper.refresh()
    snapshot, seen_at = keeper.current, keeper.last_seen_at
    assert seen_at is not None
    keeper.refresh()
    assert keeper.current is snapshot
    assert keeper.last_seen_at is not None
    assert keeper.last_seen_at > seen_at


def test_a_store_that_is_gone_leaves_the_last_snapshot_until_it_is_back(
    database: Database, engine: Engine, keeper: SnapshotKeeper, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "faro.store.keeper")
    publish_value(engine, 1)
    keeper.start()
    seen_at = keeper.last_seen_at
    database.hide()
    eventually(lambda: not keeper.healthy)
    for _ in range(3):
        keeper.refresh()
    assert live_value(keeper) == 1
    assert keeper.last_seen_at is not None
    assert seen_at is not None
    assert keeper.last_seen_at >= seen_at

    database.bring_back()
    publish_value(engine, 2)
    eventually(lambda: live_value(keeper) == 2 and keeper.healthy)
    assert [record.levelname for record in caplog.records] == ["INFO", "ERROR", "INFO"]
    assert "So many" not in caplog.text
    assert "SELECT" not in caplog.text


def test_a_store_that_is_gone_from_the_start_is_waited_for(
    database: Database, engine: Engine, keeper: SnapshotKeeper
) -> None:
    publish_value(engine, 1)
    database.hide()
    keeper.start()
    assert (keeper.healthy, keeper.last_seen_at, live_value(keeper)) == (False, None, None)
    database.bring_back()
    eventually(lambda: live_value(keeper) == 1)


def test_a_backup_with_the_same_edition_is_read_anew(
    database: Database, engine: Engine, keeper: SnapshotKeeper
) -> None:
    publish_value(engine, 1)
    keeper.refresh()
    before = keeper.current
    database.hide()
    keeper.refresh()
    database.bring_back()
    keeper.refresh()
    assert keeper.current is not before


def test_looking_at_the_current_snapshot_waits_for_nobody(engine: Engine, keeper: SnapshotKeeper) -> None:
    """A request reads `current` while the keeper's thread is stuck in the database."""
    reached, go_on = threading.Event(), threading.Event()

    def stuck_clock() -> dt.datetime:
        if threading.current_thread() is not threading.main_thread():
            reached.set()
            go_on.wait(5)
        return NOW

    stuck = SnapshotKeeper(engine, stuck_clock, INTERVAL)
    looking = threading.Thread(target=stuck.refresh)
    looking.start()
    assert reached.wait(5)
    assert stuck.current.edition == 0
    go_on.set()
    looking.join()


def test_starting_and_stopping_twice_is_the_same_as_once(keeper: SnapshotKeeper) -> None:
    keeper.start()
    keeper.start()
    assert sum(thread.name == "snapshot-keeper" for thread in threading.enumerate()) == 1
    keeper.stop()
    keeper.stop()
    assert not any(thread.name == "snapshot-keeper" for thread in threading.enumerate())
