"""Accessibility of the pages without a script: axe finds nothing, in either direction of writing, light and dark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from faro.chat.app import learnt_recogniser
from faro.settings import ROOT
from faro.store.snapshot import Snapshot

from .conftest import MakeVisit
from .running import Running, running

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    *("/plain", "/answers", "/answers/address_exposure", "/answers/ice_at_door", "/status", "/privacy"),
    *("/demo", "/nowhere"),
)


@pytest.fixture(scope="module")
def served(snapshot: Snapshot, now: dt.datetime) -> Iterator[Running]:
    with running(snapshot, now, learnt_recogniser(ROOT / "data" / "nlu")) as faro:
        yield faro


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{v['id']}: {node['html']} {node['failureSummary']}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing_on_any_page(make_visit: MakeVisit, lang: str, scheme: str, width: int) -> None:
    visit = make_visit(viewport={"width": width, "height": 760}, color_scheme=scheme)

    for path in PAGES:
        visit.page.goto(f"{visit.faro.faro}{path}?lang={lang}")
        assert violations(visit.page) == [], path


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing_on_an_answer_and_an_error_of_the_forms(make_visit: MakeVisit, lang: str) -> None:
    visit = make_visit(viewport={"width": 320, "height": 760}, color_scheme="dark")
    page = visit.page
    page.goto(f"{visit.faro.faro}/plain?lang={lang}")
    page.locator("#text").fill("my itin is 900-70-1234")
    page.locator(".send").click()
    expect(page.locator(".sources")).to_have_count(1)
    page.locator("summary").click()
    assert violations(page) == []

    page.locator("#text").evaluate("field => field.required = false")
    page.locator(".send").click()
    expect(page.locator(".problem")).to_be_visible()
    assert violations(page) == []


def test_forced_colours_keep_every_control_visible(make_visit: MakeVisit) -> None:
    visit = make_visit(forced_colors="active")
    visit.page.goto(f"{visit.faro.faro}/plain")

    widths = visit.page.locator("button, .exit, textarea").evaluate_all(
        "all => all.map(one => getComputedStyle(one).borderTopWidth)"
    )

    assert "0px" not in widths
