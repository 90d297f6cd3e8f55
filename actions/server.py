"""The action server: the actions over HTTP on loopback, with the published content kept fresh beside them."""

from __future__ import annotations

import datetime as dt
import logging
import warnings
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

import actions
from actions import published
from faro import quiet_logging
from faro.settings import read_settings
from faro.store.database import open_engine
from faro.store.keeper import SnapshotKeeper
from faro.store.seeds import published_or_seeds


class Executor(ActionExecutor):
    """Runs the actions without the domain, which none of them looks at and the engine need not send at every turn."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        """Returns the domain of the call, empty where the engine sent none."""
        return payload.get("domain") or {}


def main() -> None:
    """Serves the actions until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    # The pair of Rasa 3.6 and this SDK is tested here; the SDK only compares the numbers.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk", category=UserWarning)
    settings = read_settings()
    keeper = SnapshotKeeper(
        open_engine(settings.store_url),
        lambda: dt.datetime.now(dt.UTC),
        ruling_review_days=settings.ruling_review_days,
    )
    keeper.start()
    now = dt.datetime.now(dt.UTC)
    published.use(published_or_seeds(keeper, settings.data_dir, settings.ruling_review_days, now))
    executor = Executor()
    executor.register_package(actions)
    app = create_app(executor)
    quiet_logging.install()
    # Sanic would otherwise answer on every address of the machine.
    app.run(host="127.0.0.1", port=settings.actions_port, single_process=True, access_log=False)


if __name__ == "__main__":
    main()
