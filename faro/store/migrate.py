"""Brings a store's schema to the newest version, creating the SQLite file where there is none."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from faro.store.database import take_turn

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, version: str = "head") -> None:
    """Runs the migrations that are missing, all in one transaction, one process at a time."""
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).touch(mode=0o600)
    config = _config()
    with engine.begin() as connection:
        take_turn(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def newest_version() -> str:
    """Returns the version that `upgrade` leads to."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def version_of(engine: Engine) -> str | None:
    """Returns the version of the store's schema, None before the first migration."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
