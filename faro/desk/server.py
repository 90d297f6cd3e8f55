"""The desk's process: the desk on its port, with the published content kept fresh beside it."""

from __future__ import annotations

import datetime as dt
import logging

import uvicorn

from faro.desk.app import create_app
from faro.desk.desk import Desk
from faro.settings import read_settings
from faro.store.database import open_engine
from faro.store.keeper import SnapshotKeeper


def main() -> None:
    """Serves the desk until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings()
    engine = open_engine(settings.store_url)
    keeper = SnapshotKeeper(engine, lambda: dt.datetime.now(dt.UTC), ruling_review_days=settings.ruling_review_days)
    # No access log: it would hold the one-time links, and who worked when.
    uvicorn.run(
        create_app(Desk(settings, engine, keeper)),
        host=settings.desk_host,
        port=settings.desk_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=10,
        h11_max_incomplete_event_size=16 * 1024,
    )


if __name__ == "__main__":
    main()
