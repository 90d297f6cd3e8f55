"""The action server: the actions over HTTP on loopback, with the published content kept fresh beside them."""

from __future__ import annotations

import datetime as dt
import logging

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

import actions
from actions import published
from faro.settings import read_settings
from faro.store.database import open_engine
from faro.store.keeper import SnapshotKeeper


def main() -> None:
    """Serves the actions until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings()
    keeper = SnapshotKeeper(open_engine(settings.store_url), lambda: dt.datetime.now(dt.UTC))
    keeper.start()
    published.use(lambda: keeper.current)
    executor = ActionExecutor()
    executor.register_package(actions)
    # Sanic would otherwise answer on every address of the machine.
    create_app(executor).run(host="127.0.0.1", port=settings.actions_port, single_process=True, access_log=False)


if __name__ == "__main__":
    main()
