"""A running desk for the browser tests, over a store with the real content, and people who sign in there."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page

from faro.chat.app import create_app as create_edge
from faro.chat.app import learnt_recogniser
from faro.chat.engine import Engine
from faro.chat.server import _previewed
from faro.cli.store_access import prepare_store
from faro.desk.app import create_app
from faro.desk.desk import Desk
from faro.settings import ROOT, Settings
from faro.store.database import open_engine
from faro.store.invitations import invite
from faro.store.keeper import SnapshotKeeper
from faro.store.models import Person, Role
from faro.store.sign_ins import open_sign_in
from faro.store.writing import ensure_person
from tests.chat.edge import FakeEngine

from .running import free_port, serving


@dataclass
class RunningDesk:
    """A desk that answers at `origin`."""

    desk: Desk

    @property
    def origin(self) -> str:
        """Returns where it is."""
        return self.desk.origin.text

    def link(self, name: str | None, role: Role) -> str:
        """Returns a one-time link."""
        with self.desk.write() as session:
            return f"{self.origin}/invitation/{invite(session, name=name, role=role, by=None, now=self.desk.now())}"

    def person(self, name: str, role: Role) -> Person:
        """Returns the person of this name, with this role."""
        with self.desk.write() as session:
            return ensure_person(session, name, role, self.desk.now())

    def sign_in(self, context: BrowserContext, name: str, role: Role, clinic: str | None = None) -> Page:
        """Returns a page on which this person is signed in already."""
        with self.desk.write() as session:
            person = ensure_person(session, name, role, self.desk.now(), clinic)
            token = open_sign_in(session, person, self.desk.now())
        context.add_cookies([{"name": "faro_desk", "value": token, "url": self.origin, "sameSite": "Strict"}])
        page = context.new_page()
        page.goto(self.origin)
        return page


@contextmanager
def running_desk(filled: Path, folder: Path, **given: Any) -> Iterator[RunningDesk]:
    """Runs a desk over a copy of a filled store."""
    for path in filled.parent.glob("faro.db*"):
        shutil.copy(path, folder / path.name)
    settings = Settings(store_url=f"sqlite:///{folder / 'faro.db'}", desk_port=free_port(), **given)
    engine = open_engine(settings.store_url)
    desk = Desk(settings, engine, SnapshotKeeper(engine, lambda: dt.datetime.now(dt.UTC)))
    with serving(create_app(desk), settings.desk_port):
        yield RunningDesk(desk)


@dataclass
class Both:
    """A desk and the public Faro over one store; each looks for itself."""

    desk: RunningDesk
    faro: str


@contextmanager
def desk_and_faro(filled: Path, folder: Path) -> Iterator[Both]:
    """Runs a desk and the public Faro, with a made-up engine, over a copy of a filled store."""
    port = free_port()
    with running_desk(filled, folder, port=port, rate_limits=False) as desk:
        store = open_engine(desk.desk.settings.store_url)
        keeper = SnapshotKeeper(store, desk.desk.now)
        keeper.refresh()
        actions = FakeEngine(keeper.current, desk.desk.now())

        async def turn(request: httpx.Request) -> httpx.Response:
            actions.snapshot = keeper.current
            return await actions(request)

        app = create_edge(
            desk.desk.settings,
            lambda: keeper.current,
            Engine("http://engine", 5.0, httpx.MockTransport(turn)),
            learnt_recogniser(ROOT / "data" / "nlu"),
            now=lambda: desk.desk.now(),
            keeper=keeper,
            previewed=lambda token, now: _previewed(store, token, now),
        )
        with serving(app, port):
            yield Both(desk, f"http://127.0.0.1:{port}")
        store.dispose()


def filled_store(folder: Path) -> Path:
    """Returns the path of a store with the real content in it."""
    path = folder / "faro.db"
    engine, _ = prepare_store(Settings(store_url=f"sqlite:///{path}"))
    engine.dispose()
    return path


def add_authenticator(page: Page, transport: str = "internal") -> Callable[[], int]:
    """Gives the browser a device that makes passkeys without asking; returns how many it holds."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        **{"protocol": "ctap2", "transport": transport, "hasResidentKey": True, "hasUserVerification": True},
        **{"isUserVerified": True, "automaticPresenceSimulation": True},
    }
    device = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda: len(cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"])
