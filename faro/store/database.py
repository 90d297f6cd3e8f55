"""Opens the store's database, SQLite or PostgreSQL, with the settings on which the rest relies."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary, WeakSet

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

WAIT_MS = 2000
# A server that is gone without a word is noticed within seconds, also between a question and its answer.
KEEPALIVE = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 2}
READS_ONLY = "faro_reads_only"
WRITERS_LOCK = 0x4641524F  # "FARO": the advisory lock that PostgreSQL writers hold one after the other


_CONNECTIONS: WeakKeyDictionary[Engine, WeakSet[Any]] = WeakKeyDictionary()


def open_engine(url: str | URL) -> Engine:
    """Returns an engine for `sqlite:///path` or `postgresql://…`; nothing is opened before the first use.

    A missing SQLite file is an error and not an empty store: only `faro.store.migrate.upgrade` creates one.
    Raises ValueError for any other database, and for SQLite in memory, which no second connection could see.
    """
    url = make_url(url)
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(url)
    if backend == "postgresql":
        return _open_postgresql(url)
    raise ValueError(f"the store is kept in SQLite or PostgreSQL, not in {backend}")


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """Gives a session in one transaction: committed at the end, undone by any exception."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """Gives a session that sees one moment of the store, waits for no writer and cannot write."""
    options: dict[str, object] = {READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(engine.execution_options(**options), expire_on_commit=False) as session:
        yield session


def take_turn(connection: Connection | Session) -> None:
    """Waits until this transaction is the only one that writes; SQLite's BEGIN IMMEDIATE has done so already.

    Ids are then given in the order of commits, which makes the highest publication id an edition number.
    """
    bind = connection.get_bind() if isinstance(connection, Session) else connection
    if bind.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(WRITERS_LOCK)))


def _open_sqlite(url: URL) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise ValueError("the store needs a file: sqlite:///path")
    address = f"file:{quote(str(Path(str(url.database)).absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        # isolation_level=None leaves BEGIN to us: the driver's own begins late and never IMMEDIATE.
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=WAIT_MS / 1000
        )
        try:
            for setting in (
                f"busy_timeout={WAIT_MS}",
                "journal_mode=WAL",
                "foreign_keys=ON",
                "secure_delete=ON",
                "trusted_schema=OFF",
                "recursive_triggers=ON",  # without it INSERT OR REPLACE deletes without asking the delete triggers
            ):
                connection.execute(f"PRAGMA {setting}").close()
        except BaseException:
            connection.close()
            raise
        return connection

    # A connection for each use: a file that was replaced by a backup is seen, one that is gone is missed.
    engine = create_engine(url, creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(READS_ONLY):
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _open_postgresql(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": WAIT_MS // 1000, "tcp_user_timeout": 2 * WAIT_MS, **KEEPALIVE},
    )
    opened = _CONNECTIONS[engine] = WeakSet()
    event.listen(engine, "connect", lambda connection, _: opened.add(connection))
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def cut_off(engine: Engine) -> None:
    """Ends the network connections of an engine, so that whoever waits for an answer that never comes gets an error.

    PostgreSQL's own time limits are kept by the server, and are of no help where it is the server that has stopped.
    """
    for connection in list(_CONNECTIONS.get(engine, ())):
        with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as ours:
            ours.shutdown(socket.SHUT_RDWR)


def _set_up_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {WAIT_MS}")
    cursor.close()
    connection.commit()
