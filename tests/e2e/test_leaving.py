"""Quick exit, and every other way out: the page is wiped, the conversation forgotten, and going back finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import NEUTRAL, MakeVisit, Visit

SAID = "Is my address shared with anybody?"


def _say(chat: object) -> None:
    chat.locator("#question").fill(SAID)  # type: ignore[attr-defined]
    chat.locator("#send").click()  # type: ignore[attr-defined]


def _press_shift(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("way", ["button", "shift"])
def test_quick_exit_works_while_the_server_hangs_and_back_does_not_return(visit: Visit, way: str) -> None:
    page = visit.page
    page.goto(f"{visit.faro.clinic}/")
    visit.open_chat()
    _say(page)
    expect(page.locator("article.faro")).to_have_count(2)
    # From now on no request is ever answered.
    page.route(f"{visit.faro.faro}/**", lambda route: None)
    _say(page)
    expect(page.locator("#waiting")).to_be_visible()

    with page.expect_request(re.compile("/forget$")) as forgotten:
        if way == "button":
            page.locator("#leave").click()
        else:
            _press_shift(page)
    page.wait_for_url(f"{NEUTRAL}/**")

    assert forgotten.value.method == "POST"
    page.unroute(f"{visit.faro.faro}/**")
    page.go_back()
    assert page.url == f"{visit.faro.clinic}/"
    assert SAID not in page.content()


def test_quick_exit_wipes_the_page_even_when_the_neutral_page_hangs(visit: Visit) -> None:
    page = visit.open_chat()
    _say(page)
    expect(page.locator("article.faro")).to_have_count(2)
    # An answer without a page: the browser stays where it was.
    visit.context.unroute(f"{NEUTRAL}/**")
    visit.context.route(f"{NEUTRAL}/**", lambda route: route.fulfill(status=204))

    with page.expect_request(f"{NEUTRAL}/**"):
        page.locator("#leave").click(no_wait_after=True)

    expect(page.locator("body")).to_have_count(0)
    assert page.url.startswith(visit.faro.faro)
    assert SAID not in page.content()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("way", ["button", "shift"])
def test_quick_exit_from_the_widget_leaves_the_clinics_page(make_visit: MakeVisit, way: str, width: int) -> None:
    visit = make_visit(viewport={"width": width, "height": 740})
    chat = visit.open_widget()
    _say(chat)
    expect(chat.locator("article.faro")).to_have_count(2)
    visit.page.route(f"{visit.faro.faro}/**", lambda route: None)

    if way == "button":
        chat.locator("#leave").click(no_wait_after=True)
    else:
        _press_shift(visit.page)
    visit.page.wait_for_url(f"{NEUTRAL}/**")

    visit.page.unroute(f"{visit.faro.faro}/**")
    visit.page.go_back()
    expect(visit.page.locator("[data-faro] iframe")).to_have_count(0)
    assert not [frame for frame in visit.page.frames if SAID in frame.content()]


def test_shift_on_the_clinics_page_leaves_while_the_panel_is_open(visit: Visit) -> None:
    chat = visit.open_widget()
    _say(chat)
    expect(chat.locator("article.faro")).to_have_count(2)
    visit.page.locator("a", has_text="Link").focus()

    _press_shift(visit.page)

    visit.page.wait_for_url(f"{NEUTRAL}/**")


def test_capital_letters_do_not_leave(visit: Visit) -> None:
    page = visit.open_chat()
    page.locator("#question").focus()

    for letter in "IRS":
        page.keyboard.press(f"Shift+{letter}")
    _press_shift(page, 2)

    expect(page.locator("#question")).to_have_value("IRS")
    assert page.url.startswith(visit.faro.faro)


def test_leaving_by_an_address_forgets_too(visit: Visit) -> None:
    page = visit.open_chat()
    _say(page)
    expect(page.locator("article.faro")).to_have_count(2)

    sender = visit.faro.engine.turns[-1]["sender"]
    page.goto(f"{visit.faro.clinic}/")
    # The page is gone and waits for nothing, so the test waits for what it sent.
    for _ in range(100):
        if sender in visit.faro.engine.forgotten:
            break
        page.wait_for_timeout(50)
    assert sender in visit.faro.engine.forgotten
    page.go_back()
    page.locator("article.faro").first.wait_for()

    assert SAID not in page.content()


def test_nothing_is_kept_by_the_browser(visit: Visit) -> None:
    chat = visit.open_widget()
    _say(chat)
    expect(chat.locator("article.faro")).to_have_count(2)

    # A frame from another site may be refused a storage at all, which is as good as an empty one.
    kept = """() => [() => localStorage, () => sessionStorage, () => document.cookie].map((look) => {
      try { return look().length; } catch (error) { return 0; }
    })"""
    for frame in visit.page.frames:
        assert frame.evaluate(kept) == [0, 0, 0]
        workers = "() => navigator.serviceWorker.getRegistrations().then((all) => all.length, () => 0)"
        assert frame.evaluate(workers) == 0
    assert visit.context.cookies() == []
    assert SAID not in visit.page.url
