"""Brings a store's schema to the newest version, creating the SQLite file where there is none."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from faro.store.database import take_turn

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, version: str = "head") -> None:
    """Runs the migrations that are missing, all in one transaction, one process at a time."""
    make_file(engine)
    with engine.begin() as connection:
        take_turn(connection)
        upgrade_within(connection, version)


def upgrade_within(connection: Connection, version: str = "head") -> None:
    """Runs the migrations that are missing in the transaction of this connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def make_file(engine: Engine) -> None:
    """Makes the file of a SQLite store where there is none, for its owner alone."""
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).touch(mode=0o600)


def newest_version() -> str:
    """Returns the version that `upgrade` leads to."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def version_of(engine: Engine) -> str | None:
    """Returns the version of the store's schema, None before the first migration."""
    with engine.connect() as connection:
        return version_within(connection)


def version_within(connection: Connection) -> str | None:
    """Returns the version of the schema as this connection sees it."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
