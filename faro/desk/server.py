"""The desk's process: the desk on its port, behind the same bounds on connections as the public edge."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace

import uvicorn

from faro import quiet_logging
from faro.chat.server import configuration, connection_limits
from faro.desk.app import create_app
from faro.desk.desk import Desk
from faro.settings import read_settings
from faro.store.database import open_engine
from faro.store.keeper import SnapshotKeeper


def main() -> None:
    """Serves the desk until stopped. Its log holds no address: one-time links, and who worked when, stay out of it."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings()
    engine = open_engine(settings.store_url)
    keeper = SnapshotKeeper(engine, lambda: dt.datetime.now(dt.UTC), ruling_review_days=settings.ruling_review_days)
    app = create_app(Desk(settings, engine, keeper))
    quiet_logging.install()
    listening = replace(settings, host=settings.desk_host, port=settings.desk_port)
    uvicorn.Server(configuration(app, listening, connection_limits(settings))).run()


if __name__ == "__main__":
    main()
