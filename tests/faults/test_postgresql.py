"""The store on PostgreSQL, and every way in which the line to it fails: answers are those published last, at once."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, inspect, make_url, text

from faro.cli.store_access import prepare_store
from faro.settings import Settings
from faro.store.database import open_engine
from tests.faults.proxy import Fault, FaultProxy
from tests.faults.world import World, web_running

URL = os.environ.get("FARO_TEST_POSTGRES_URL")
FAULTS: tuple[Fault, ...] = ("killed", "stopped", "slow", "reset", "half-open", "garbage") if URL else ()

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class OverProxy:
    """A running Faro whose store is behind a proxy, and a way to the store past the proxy."""

    world: World
    line: FaultProxy
    direct: Engine


@pytest.fixture(scope="module")
def faro(world: World) -> Iterator[OverProxy]:
    url = make_url(str(URL))
    schema = f"faro_{uuid.uuid4().hex[:12]}"
    options = {"options": f"-csearch_path={schema}"}
    admin = open_engine(url)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    direct_url = url.update_query_dict(options)
    direct, _ = prepare_store(Settings(store_url=direct_url.render_as_string(hide_password=False)))
    try:
        with FaultProxy(url.port or 5432).running() as line:
            through = direct_url.set(host="127.0.0.1", port=line.port)
            with web_running(world, through.render_as_string(hide_password=False)):
                world.more_places.append(lambda: ("the rows of the store", rows_of(direct)))
                yield OverProxy(world, line, direct)
    finally:
        direct.dispose()
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()


def rows_of(engine: Engine) -> bytes:
    """Returns every row of every table."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = (row for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")))
        return "\n".join(str(row) for row in rows).encode()


@pytest.mark.parametrize("fault", FAULTS)
def test_database_that_fails_stops_nobody(faro: OverProxy, fault: Fault) -> None:
    def begin() -> None:
        faro.line.fault = fault

    def end() -> None:
        faro.line.fault = "none"

    # A database that is only slow is still read, now and then; what health says of it may be either.
    truths = ("read", "unreachable") if fault == "slow" else ("unreachable",)
    row = faro.world.outlive(
        "database (PostgreSQL)",
        fault,
        begin,
        end,
        lambda status, told: status == 200 and told["store"] in truths,
    )

    assert "limited" not in (row.question, row.button)
    assert b"formulario" in rows_of(faro.direct), "the rows that were searched are those of the store"
