"""Faro and a clinic's website, each running on a port of its own for as long as a test needs them."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from faro.chat.app import create_app
from faro.chat.assets import snippet
from faro.chat.engine import Engine
from faro.chat.language import LanguageRecogniser
from faro.settings import Settings
from faro.store.snapshot import Snapshot
from tests.chat.edge import FakeEngine

CLINIC = "example-clinic"
PHONE = "1-555-010-0100"


@dataclass
class Running:
    """Where Faro and the clinic's website are, and the engine behind Faro."""

    faro: str
    clinic: str
    stranger: str
    engine: FakeEngine


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(app: Starlette, port: int) -> Iterator[None]:
    """Serves the application on this port, in a thread, and stops it at the end."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="error", access_log=False, ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def with_clinic(snapshot: Snapshot, origin: str) -> Snapshot:
    """Returns the snapshot with the example clinic on this origin, and with a phone."""
    clinic = snapshot.clinics[CLINIC].model_copy(update={"origins": [origin], "phone": PHONE})
    return replace(snapshot, clinics=MappingProxyType({**snapshot.clinics, CLINIC: clinic}))


def clinic_site(faro: str) -> Starlette:
    """Returns the clinic's website: one page with the widget, `?twice` with two tags, `?pinned` with the pinned one."""

    async def page(request: Request) -> Response:
        lang = request.query_params.get("lang", "en")
        tag = f'<script src="{faro}/widget.js" data-clinic="{CLINIC}" data-lang="auto" async></script>'
        tags = snippet(faro, CLINIC) if "pinned" in request.query_params else tag
        if "twice" in request.query_params:
            tags += tag
        return HTMLResponse(
            f'<!doctype html><html lang="{lang}"><head><title>Clinic</title>'
            f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>'
            f'<body><h1>Clinic</h1><p><a href="#x">Link</a></p>{tags}</body></html>',
            headers={
                "Content-Security-Policy": f"default-src 'none'; img-src data:; script-src {faro}; frame-src {faro}"
            },
        )

    return Starlette(routes=[Route("/", page)])


@contextmanager
def running(snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser) -> Iterator[Running]:
    """Runs Faro over a made-up engine, a clinic that may show it, and a stranger who may not."""
    ports = free_port(), free_port(), free_port()
    # Another host name than Faro's, so that the clinic is another site to the browser, and not only another origin.
    faro, clinic, stranger = (
        f"http://127.0.0.1:{ports[0]}",
        f"http://localhost:{ports[1]}",
        f"http://localhost:{ports[2]}",
    )
    engine = FakeEngine(with_clinic(snapshot, clinic), now)
    app = create_app(
        # The one probe is over before a test begins, so that what the engine gets is what the test sent.
        Settings(port=ports[0], rate_limits=False, probe_seconds=3600),
        lambda: engine.snapshot,
        Engine("http://engine", 5.0, httpx.MockTransport(engine)),
        recogniser,
        now=lambda: engine.now,
    )
    site = clinic_site(faro)
    with serving(app, ports[0]), serving(site, ports[1]), serving(site, ports[2]):
        while not app.state.edge.readiness.ready:
            time.sleep(0.01)
        yield Running(faro, clinic, stranger, engine)
