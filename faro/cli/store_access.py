"""Opens the store for a command: migrated, with the content files imported, or an error that says what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import URL, Engine, make_url

from faro.cli.mending import MendableError
from faro.settings import Settings
from faro.store.checking import checking_since
from faro.store.database import open_engine, read_session, write_session
from faro.store.migrate import newest_version, upgrade, version_of
from faro.store.reading import edition, published_records
from faro.store.snapshot import Snapshot
from faro.store.transfer import ImportReport, import_content


def now() -> dt.datetime:
    """Returns the moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def prepare_store(settings: Settings) -> tuple[Engine, ImportReport]:
    """Returns the store's engine, migrated and with the content files imported, and what the import did."""
    url = make_url(settings.store_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = _open(url)
    upgrade(engine)
    with write_session(engine) as session:
        report = import_content(session, settings.data_dir, now())
    return engine, report


def open_store(settings: Settings) -> Engine:
    """Returns the engine of a store that exists; raises MendableError when there is none or it is an older one."""
    url = make_url(settings.store_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise MendableError(f"there is no store at {url.database}", "faro content import")
    engine = _open(url)
    if version_of(engine) != newest_version():
        raise MendableError("the store has an older form", "faro content import")
    return engine


def _open(url: URL) -> Engine:
    try:
        return open_engine(url)
    except ValueError as error:
        raise MendableError(str(error), "set FARO_STORE_URL to sqlite:///PATH or postgresql://…") from None


def snapshot_of(engine: Engine) -> Snapshot:
    """Returns what is published now."""
    with read_session(engine) as session:
        return Snapshot.build(published_records(session), edition(session), now(), checking=checking_since(session))
