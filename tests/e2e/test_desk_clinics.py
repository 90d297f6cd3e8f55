"""A clinic's form at the desk, with the chat beside it as what is typed would make it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from .desk import Both, desk_and_faro, filled_store
from .test_desk_accessibility import is_too_wide
from .test_pages_accessibility import violations

CLINIC = "example-clinic"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with desk_and_faro(filled_store(tmp_path_factory.mktemp("filled")), tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield context
    context.close()


def chat_of(page: Page) -> FrameLocator:
    return page.frame_locator("#look iframe")


def accent(page: Page) -> str:
    root = chat_of(page).locator(":root")
    return str(root.evaluate("node => getComputedStyle(node).getPropertyValue('--accent')"))


def test_chat_beside_the_form_follows_what_is_typed(both: Both, context: BrowserContext) -> None:
    page = both.desk.sign_in(context, "Carla", "volunteer", CLINIC)
    page.goto(f"{both.desk.origin}/clinic/form")
    tagline = chat_of(page).locator("#tagline")
    expect(tagline).to_contain_text("example", ignore_case=True)
    page.locator("#name").fill("Clinic of the Harbour")
    page.locator("#phone").fill("1-555-010-0188")
    page.locator("#colour").fill("#7a1d4e")
    expect(tagline).to_contain_text("Clinic of the Harbour")
    expect(chat_of(page).locator("#log")).to_contain_text("1-555-010-0188")
    assert accent(page) == "#7a1d4e"
    assert both.desk.desk.snapshot().clinics[CLINIC].name != "Clinic of the Harbour"
    chat_of(page).locator("#language").select_option("es")
    expect(chat_of(page).locator(":root")).to_have_attribute("lang", "es")
    expect(tagline).to_contain_text("Clinic of the Harbour")
    assert violations(page) == []


def test_chat_is_shown_by_the_button_where_no_script_runs(chromium: Browser, both: Both) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 760}, locale="en-US", java_script_enabled=False)
    page = both.desk.sign_in(context, "Ana", "volunteer")
    page.goto(f"{both.desk.origin}/write/clinic/{CLINIC}")
    expect(page.locator("#look")).to_be_hidden()
    page.locator("#name").fill("Clinic of the Hill")
    page.get_by_role("button", name="Show what it would change").click()
    expect(chat_of(page).locator("#tagline")).to_contain_text("Clinic of the Hill")
    context.close()


def test_new_clinic_is_shown_as_soon_as_it_is_one(both: Both, context: BrowserContext) -> None:
    page = both.desk.sign_in(context, "Ana", "volunteer")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{both.desk.origin}/write/clinic")
    expect(page.locator("#look")).to_be_hidden()
    page.locator("#name").fill("Clinic of the Valley")
    page.locator("#kind").select_option("legal")
    page.locator('input[name="verification"][value="unconfirmed"]').check()
    expect(chat_of(page).locator("#tagline")).to_contain_text("Clinic of the Valley")
    assert not is_too_wide(page)
