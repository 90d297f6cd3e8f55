"""The web process: the public edge on its port, with the published content kept fresh beside it."""

from __future__ import annotations

import datetime as dt
import logging

import uvicorn

from faro.chat.app import create_app, learnt_recogniser
from faro.chat.engine import Engine
from faro.content.files import read_content
from faro.settings import Settings, read_settings
from faro.store.database import open_engine
from faro.store.keeper import SnapshotKeeper
from faro.store.snapshot import Snapshot


def main() -> None:
    """Serves the public edge until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings()
    keeper = SnapshotKeeper(
        open_engine(settings.store_url),
        lambda: dt.datetime.now(dt.UTC),
        ruling_review_days=settings.ruling_review_days,
    )
    keeper.start()
    seeds = keeper.current if keeper.current.edition else _seeds(settings)
    app = create_app(
        settings,
        lambda: keeper.current if keeper.current.edition else seeds,
        Engine(settings.engine_url, settings.engine_timeout_seconds),
        learnt_recogniser(settings.data_dir / "nlu"),
        keeper=keeper,
    )
    # No access log: an address and a time are already too much to keep.
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=10,
        h11_max_incomplete_event_size=16 * 1024,
    )


def _seeds(settings: Settings) -> Snapshot:
    """Returns the content files as a snapshot, for a start without a store, or with an empty one."""
    return Snapshot.build(read_content(settings.data_dir), 0, dt.datetime.now(dt.UTC))


if __name__ == "__main__":
    main()
