"""The web process: the public edge on its port, with the published content kept fresh beside it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
from collections.abc import Mapping
from functools import partial

import uvicorn
from sqlalchemy import Engine
from starlette.types import ASGIApp

from faro import quiet_logging
from faro.chat.app import create_app, learnt_recogniser
from faro.chat.connections import BoundedProtocol, ConnectionLimits
from faro.chat.engine import Engine as RasaEngine
from faro.chat.framing import LARGEST_HEAD
from faro.content.kinds import Record
from faro.settings import Settings, read_settings
from faro.store.counts import Place, add_counts
from faro.store.database import open_engine, read_session, write_session
from faro.store.keeper import SnapshotKeeper
from faro.store.previews import previewed
from faro.store.seeds import published_or_seeds

KEEP_ALIVE_SECONDS = 10


def main() -> None:
    """Serves the public edge until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings()
    store = open_engine(settings.store_url)
    keeper = SnapshotKeeper(
        store,
        lambda: dt.datetime.now(dt.UTC),
        ruling_review_days=settings.ruling_review_days,
    )
    keeper.start()
    app = create_app(
        settings,
        published_or_seeds(keeper, settings.data_dir, settings.ruling_review_days, dt.datetime.now(dt.UTC)),
        RasaEngine(settings.engine_url, settings.engine_timeout_seconds),
        learnt_recogniser(settings.data_dir / "nlu"),
        keeper=keeper,
        write_counts=partial(_write_counts, store) if settings.counts else None,
        previewed=partial(_previewed, store),
    )
    quiet_logging.install()
    uvicorn.Server(configuration(app, settings, connection_limits(settings))).run()


def connection_limits(settings: Settings) -> ConnectionLimits:
    """Returns the limits of these settings; our own proxies, and anybody while limits are off, have no share."""
    return ConnectionLimits(
        most=settings.max_connections,
        is_shared=lambda address: not settings.rate_limits or is_trusted(address, settings.trusted_proxies),
    )


def configuration(app: ASGIApp, settings: Settings, connections: ConnectionLimits) -> uvicorn.Config:
    """Returns how uvicorn serves the edge: bounded in time and number, and with nothing written about who came."""

    class Protocol(BoundedProtocol):
        limits = connections

    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Protocol,
        ws="none",
        log_level="warning",
        # An address and a time are already too much to keep.
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        # uvicorn would trust whoever comes from this machine; a forged header would then pass for another network.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


def is_trusted(address: str, proxies: tuple[str, ...]) -> bool:
    """Returns whether an address is one of our own proxies."""
    try:
        return any(ipaddress.ip_address(address) in ipaddress.ip_network(proxy) for proxy in proxies)
    except ValueError:
        return False


def _write_counts(store: Engine, tens: Mapping[Place, int], today: dt.date) -> None:
    with write_session(store) as session:
        add_counts(session, tens, today)


def _previewed(store: Engine, token: str, now: dt.datetime) -> Record | None:
    with read_session(store) as session:
        return previewed(session, token, now)


if __name__ == "__main__":
    main()
