"""What the browser tests share: Chromium, a running Faro, and a visitor whose every request is noted."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Request, sync_playwright

from faro.chat.app import learnt_recogniser
from faro.settings import ROOT
from faro.store.snapshot import Snapshot

from .running import Running, running

CHROMIUM = os.environ.get("FARO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NEUTRAL = "https://weather.gov"


# A browser for each module: while one runs, no other test of the thread could run an event loop of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is not installed (Debian: apt install chromium), and FARO_CHROMIUM does not name one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(snapshot: Snapshot, now: dt.datetime) -> Iterator[Running]:
    with running(snapshot, now, learnt_recogniser(ROOT / "data" / "nlu")) as faro:
        yield faro


@pytest.fixture
def faro(served: Running) -> Running:
    served.engine.turns.clear()
    served.engine.forgotten.clear()
    served.engine.behaviour = None
    return served


@dataclass
class Visit:
    """One visitor: a page of a browser that keeps nothing, and everything that it asked for or complained about."""

    page: Page
    faro: Running
    requests: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        """Returns the browser context of the page."""
        return self.page.context

    @property
    def frame(self) -> FrameLocator:
        """Returns the chat inside the widget."""
        return self.page.frame_locator("[data-faro] iframe")

    def open_widget(self, query: str = "") -> FrameLocator:
        """Goes to the clinic's site, presses the widget's button, and returns the chat."""
        self.page.goto(f"{self.faro.clinic}/{query}")
        self.page.locator("[data-faro] button").click()
        self.frame.locator("article.faro").first.wait_for()
        return self.frame

    def open_chat(self, path: str = "/?clinic=example-clinic&lang=en") -> Page:
        """Goes to the chat on a page of its own and returns it."""
        self.page.goto(f"{self.faro.faro}{path}")
        self.page.locator("article.faro").first.wait_for()
        return self.page

    def asked_elsewhere(self) -> list[str]:
        """Returns the requests to an origin that is neither Faro's nor the clinic's."""
        own = {self.faro.faro, self.faro.clinic, self.faro.stranger}
        return [url for url in self.requests if not url.startswith("data:") and _origin(url) not in own]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


MakeVisit = Callable[..., Visit]


@pytest.fixture
def make_visit(chromium: Browser, faro: Running) -> Iterator[MakeVisit]:
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def make(**how: Any) -> Visit:
        how = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce", **how}
        context = chromium.new_context(**how)
        contexts.append(context)
        context.set_default_timeout(20_000)
        # The one page elsewhere that a person may choose to go to is answered here: the tests need no network.
        context.route(
            f"{NEUTRAL}/**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
        )
        visit = Visit(context.new_page(), faro)
        visits.append(visit)

        def note(request: Request) -> None:
            visit.requests.append(request.url)

        context.on("request", note)
        context.on("console", lambda said: visit.refusals.append(said.text) if _is_refusal(said.text) else None)
        return visit

    yield make
    for context in contexts:
        context.close()
    for visit in visits:
        assert [url for url in visit.asked_elsewhere() if _origin(url) != NEUTRAL] == []
        assert visit.refusals == []


def _is_refusal(text: str) -> bool:
    return any(
        sign in text for sign in ("Content Security Policy", "Content-Security-Policy", "TrustedHTML", "Uncaught")
    )


@pytest.fixture
def visit(make_visit: MakeVisit) -> Visit:
    return make_visit()


@pytest.fixture
def phone(make_visit: MakeVisit) -> Visit:
    return make_visit(viewport={"width": 360, "height": 740}, has_touch=True)
