"""Accessibility of the chat: axe finds nothing, targets are large, nothing is cut at 320 px or with large text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from .conftest import MakeVisit, Visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALLEST_TARGET = 44


def _whole_page(visit: Visit, lang: str) -> Page:
    """Returns the chat with everything in it that can be seen: answer, status, sources, hidden number, failed send."""
    page = visit.open_chat(f"/chat?clinic=example-clinic&lang={lang}")
    page.locator("#question").fill("my itin is 900-70-1234")
    page.locator("#send").click()
    expect(page.locator("article.faro")).to_have_count(2)
    page.locator("article.faro .sources summary").click()
    page.locator("article.faro .status summary").click()
    expect(page.locator(".status details p")).to_have_count(3)
    page.route("**/api/v1/chat", lambda route: route.abort())
    page.locator("#question").fill("?")
    page.locator("#send").click()
    expect(page.locator(".unsent")).to_be_visible()
    page.unroute("**/api/v1/chat")
    return page


def _violations(page: Page) -> list[str]:
    # Tall enough for the whole conversation: what the bars at the edges cover just now can be scrolled to.
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": 5000})
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{v['id']}: {node['html']} {node['failureSummary']}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing(make_visit: MakeVisit, lang: str, scheme: str, width: int) -> None:
    visit = make_visit(viewport={"width": width, "height": 760}, color_scheme=scheme)

    assert _violations(_whole_page(visit, lang)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_clinics_page_with_the_panel_open(make_visit: MakeVisit, scheme: str) -> None:
    visit = make_visit(color_scheme=scheme)
    visit.open_widget()

    assert _violations(visit.page) == []


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_targets_are_large_and_nothing_is_cut_on_a_small_phone(make_visit: MakeVisit, lang: str) -> None:
    visit = make_visit(viewport={"width": 320, "height": 640}, has_touch=True)
    page = _whole_page(visit, lang)

    small = page.locator("button, select, textarea, summary").evaluate_all(
        "all => all.filter(one => one.offsetParent).map(one => [one.textContent, one.getBoundingClientRect()])"
        f".filter(([, box]) => box.width < {SMALLEST_TARGET} || box.height < {SMALLEST_TARGET})"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 760), (1280, 800)])
def test_text_of_twice_the_size_is_neither_cut_nor_covered(make_visit: MakeVisit, width: int, height: int) -> None:
    visit = make_visit(viewport={"width": width, "height": height})
    page = _whole_page(visit, "es")

    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(200)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.scrollTo(0, 600)")
    expect(page.locator("#leave")).to_be_in_viewport()
    sticks = "['.tools', '#composer'].map((one) => document.querySelector(one).getBoundingClientRect())"
    free = page.evaluate(f"(([tools, form]) => Math.min(form.top, innerHeight) - tools.bottom)({sticks})")
    assert free >= height * 0.35


def test_tools_stay_in_view_in_a_long_conversation(make_visit: MakeVisit) -> None:
    visit = make_visit(viewport={"width": 360, "height": 640})
    page = _whole_page(visit, "en")

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    for name in ("#leave", "#start-over"):
        expect(page.locator(name)).to_be_in_viewport()


def test_two_status_regions_speak_in_turn(visit: Visit) -> None:
    page = visit.open_chat()
    page.evaluate(
        """() => {
          window.heard = [];
          document.querySelectorAll("[role=status]").forEach((region) => new MutationObserver(() => {
            if (region.textContent) window.heard.push([region.id, region.textContent.slice(0, 30)]);
          }).observe(region, {childList: true, characterData: true, subtree: true}));
        }"""
    )
    for _ in range(2):
        page.locator("#question").fill("Is my address shared?")
        page.locator("#send").click()
        page.locator("#waiting").wait_for(state="detached")

    heard: list[list[str]] = page.evaluate("window.heard")

    assert len(heard) == 4
    assert all(one[0] != other[0] for one, other in pairwise(heard))
    assert heard[0][1].startswith("Faro is looking")


def test_forced_colours_keep_every_control_visible(make_visit: MakeVisit) -> None:
    visit = make_visit(forced_colors="active")
    page = visit.open_chat()

    widths = page.locator("button:visible").evaluate_all("all => all.map(one => getComputedStyle(one).borderTopWidth)")

    assert "0px" not in widths


def test_focus_is_not_hidden_behind_what_sticks(make_visit: MakeVisit) -> None:
    visit = make_visit(viewport={"width": 360, "height": 640})
    page = _whole_page(visit, "en")
    page.locator("#language").focus()
    hidden = []
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const one = document.activeElement;
              const box = one.getBoundingClientRect();
              const tools = document.querySelector(".tools").getBoundingClientRect().bottom;
              const form = document.getElementById("composer").getBoundingClientRect().top;
              const inside = one.closest("main");
              return [one.id, !!inside && (box.bottom <= tools || box.top >= form), one.textContent.slice(0, 30)];
            }"""
        )
        if at[1]:
            hidden.append(at)
        if at[0] == "question":
            break
    assert hidden == []
