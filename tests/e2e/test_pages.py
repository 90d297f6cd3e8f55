"""The pages in a browser that runs no script: a conversation by forms alone, the way out, nothing asked elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from faro.chat.app import learnt_recogniser
from faro.chat.demo import create_demo
from faro.settings import ROOT, Settings
from faro.store.snapshot import Snapshot

from .conftest import NEUTRAL, MakeVisit, Visit
from .running import Running, free_port, running, serving, with_clinic

PAGES = ("/plain", "/answers", "/answers/address_exposure", "/status", "/privacy", "/demo", "/nowhere")


@pytest.fixture(scope="module")
def served(snapshot: Snapshot, now: dt.datetime) -> Iterator[Running]:
    with running(snapshot, now, learnt_recogniser(ROOT / "data" / "nlu")) as faro:
        yield faro


@pytest.fixture
def scriptless(make_visit: MakeVisit) -> Visit:
    return make_visit(java_script_enabled=False, viewport={"width": 360, "height": 740})


def open_page(visit: Visit, path: str) -> Page:
    visit.page.goto(f"{visit.faro.faro}{path}")
    return visit.page


def ask(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator(".send").click()


@pytest.mark.parametrize(
    ("lang", "question", "hidden"),
    [
        ("en", "If I file my taxes, will immigration know where I live? My ITIN is 912-78-1234", "an ITIN"),
        ("es", "Si declaro mis impuestos, ¿la migra sabe dónde vivo? Mi ITIN es 912-78-1234", "un ITIN"),
    ],
)
def test_conversation_without_a_script(scriptless: Visit, lang: str, question: str, hidden: str) -> None:
    page = open_page(scriptless, f"/plain?lang={lang}&clinic=example-clinic")

    ask(page, question)

    expect(page.locator(".said").first).to_contain_text(hidden)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator(".card .state")).to_have_count(3)
    assert "912-78-1234" not in page.content()
    key = page.locator("input[name=conversation]").first.input_value()
    assert len(key) == 22

    page.locator("button[value='topic:ruling_status']").first.click()
    assert scriptless.faro.engine.turns[-1]["choice"] == "topic:ruling_status"
    assert page.locator("input[name=conversation]").first.input_value() == key

    page.locator("button[value=forget]").click()
    assert scriptless.faro.engine.forgotten == [key]
    assert page.locator("input[name=conversation]").first.input_value() == ""
    assert key not in page.url
    assert scriptless.context.cookies() == []


def test_language_is_changed_without_a_script(scriptless: Visit) -> None:
    page = open_page(scriptless, "/plain?lang=en")

    page.get_by_role("button", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_engine_down_gives_the_urgent_number(scriptless: Visit) -> None:
    scriptless.faro.engine.sends(b"", 500)
    page = open_page(scriptless, "/plain?lang=en")

    ask(page, "will ICE find me")

    expect(page.locator(".said").first).to_contain_text("844-363-1423")


def test_markup_that_is_typed_stays_text(make_visit: MakeVisit) -> None:
    visit = make_visit()
    page = open_page(visit, "/plain")
    page.on("dialog", lambda _: pytest.fail("something typed was run"))
    visit.faro.engine.sends(b"{}")

    ask(page, "</textarea><img src=x onerror=alert(1)><script>alert(2)</script>")

    expect(page.locator(".said").first).to_be_visible()
    expect(page.locator("main img, main script")).to_have_count(0)


def test_way_out_leaves_and_the_browser_kept_no_copy_to_go_back_to(scriptless: Visit) -> None:
    page = open_page(scriptless, "/plain?lang=en")
    ask(page, "will ICE find me")

    page.locator(".exit").click()
    page.wait_for_url(f"{NEUTRAL}/**")
    asked = [request for request in scriptless.requests if request.startswith(NEUTRAL)]
    assert len(asked) == 1

    turns = len(scriptless.faro.engine.turns)

    # A person is asked first whether to send the form again; the browser that a test drives just does.
    page.go_back()

    assert len(scriptless.faro.engine.turns) == turns + 1


def test_way_out_names_no_referrer(scriptless: Visit) -> None:
    page = open_page(scriptless, "/plain?lang=en&clinic=example-clinic")

    with page.expect_request(f"{NEUTRAL}/**") as left:
        page.locator(".exit").click()

    assert "referer" not in left.value.all_headers()


def test_way_out_stays_in_sight(scriptless: Visit) -> None:
    page = open_page(scriptless, "/status?lang=es")

    page.locator("footer").scroll_into_view_if_needed()

    expect(page.locator(".exit")).to_be_in_viewport()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_page_fits_a_small_phone_and_large_text(make_visit: MakeVisit, path: str, lang: str) -> None:
    visit = make_visit(viewport={"width": 320, "height": 640})
    page = open_page(visit, f"{path}?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.set_viewport_size({"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("path", PAGES)
def test_targets_are_large(make_visit: MakeVisit, path: str) -> None:
    page = open_page(make_visit(viewport={"width": 320, "height": 640}), f"{path}?lang=es")

    small = page.locator("a:not(.skip), button, summary, textarea").evaluate_all(
        "all => all.map(one => [one.textContent, one.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 44)"
    )

    assert small == []


@pytest.mark.parametrize("path", PAGES[:-2])
def test_page_prints_what_is_read_and_not_what_is_pressed(make_visit: MakeVisit, path: str) -> None:
    page = open_page(make_visit(), path)

    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    for pressed in page.locator(".exit, nav, button, textarea").all():
        expect(pressed).to_be_hidden()
    for source in page.locator(".sources li").all():
        expect(source).to_be_visible()


def test_skip_link_goes_to_the_main_part(visit: Visit) -> None:
    page = open_page(visit, "/status")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_clinics_website_on_its_own_port_has_the_widget(visit: Visit, snapshot: Snapshot) -> None:
    port = free_port()
    clinic = f"http://127.0.0.1:{port}"
    visit.faro = replace(visit.faro, clinic=clinic)
    published = visit.faro.engine.snapshot
    visit.faro.engine.snapshot = with_clinic(published, clinic)
    try:
        with serving(create_demo(Settings(public_origin=visit.faro.faro, demo_port=port), published), port):
            frame = visit.open_widget("?lang=es")
            expect(frame.locator("article.faro").first).to_contain_text("soy Faro")
            expect(visit.page.locator("h1")).to_have_text("Ayuda gratis con sus impuestos")
    finally:
        visit.faro.engine.snapshot = published


def test_our_own_page_of_the_invented_clinic_shows_the_chat_and_closes_it(phone: Visit) -> None:
    page = open_page(phone, "/demo")

    page.locator("[data-faro] button").click()
    expect(phone.frame.locator("article.faro").first).to_contain_text("I am Faro")
    phone.frame.locator("#close").click()

    expect(phone.frame.locator("article.faro").first).to_be_hidden()
