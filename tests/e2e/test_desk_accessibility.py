"""Accessibility of the desk: axe finds nothing on any page, light and dark, on a phone and a wide screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from faro.desk.app import ROUTES
from faro.desk.entry_fields import FORMS
from faro.store.outside import open_link
from faro.store.writing import ensure_person, save_revision

from .desk import RunningDesk, filled_store, running_desk
from .test_pages_accessibility import violations

NAMED = {
    "/texts/{kind}/{key}": ("/texts/answer/itin_what?lang=ar", "/texts/ruling/ctr-stay"),
    "/answers/{topic}/{lang}": ("/answers/itin_what/ar", "/answers/itin_what/es", "/answers?lang=es"),
    "/answers/{topic}/{lang}/file": (),
    "/revisions/{id:int}": (),
    "/write/{kind}": tuple(f"/write/{kind}" for kind in FORMS),
    "/write/{kind}/{key}": ("/write/ruling/ctr-stay", "/write/fact/records_disclosed", "/write/clinic/example-clinic"),
    "/invitation/{token}": (),
    "/outside/{token}": (),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    filled = filled_store(tmp_path_factory.mktemp("filled"))
    with running_desk(filled, tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def drafts(desk: RunningDesk) -> list[int]:
    """A draft of an answer that the checks have something against, and one of a ruling that turns the status round."""
    snapshot, author = desk.desk.snapshot(), desk.person("Ana", "volunteer")
    answer = snapshot.answers["itin_what", "es"].text
    ruling = next(r for r in snapshot.rulings if r.id == "ctr-stay")
    changed = (
        ("answer", "itin_what", "es", answer.model_copy(update={"short": "Un número: 12."})),
        ("ruling", ruling.id, "", ruling.model_copy(update={"channels": {"bulk_sharing": "allows"}})),
    )
    with desk.desk.write() as session:
        return [
            save_revision(session, kind=kind, key=key, lang=lang, fields=fields, author=author, now=desk.desk.now()).id
            for kind, key, lang, fields in changed
        ]


def paths(desk: RunningDesk, drafts: list[int]) -> Iterator[str]:
    for route in ROUTES:
        if route.method == "GET" and "{" not in route.path and not route.path.endswith(".zip"):
            yield route.path
    for named in NAMED.values():
        yield from named
    yield from (f"/revisions/{draft}" for draft in drafts)
    yield desk.link("Dora", "reviewer").removeprefix(desk.origin)
    with desk.desk.write() as session:
        author = ensure_person(session, "Ana", "volunteer", desk.desk.now())
        token = open_link(session, revision_id=drafts[1], reader="A lawyer", by=author, now=desk.desk.now())
    yield f"/outside/{token}"
    yield "/sign-in?again=yes&to=/people"
    yield "/nowhere"


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_every_page_with_a_name_in_its_address_is_looked_at() -> None:
    with_names = {route.path for route in ROUTES if route.method == "GET" and re.search(r"\{", route.path)}
    assert with_names == set(NAMED)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 320), ("light", 1280)])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    chromium: Browser, desk: RunningDesk, drafts: list[int], scheme: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 760}, color_scheme=scheme, locale="en-US")  # type: ignore[arg-type]
    desk.sign_in(context, "Sam", "admin")
    page = context.new_page()
    for path in paths(desk, drafts):
        page.goto(desk.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    context.clear_cookies()
    desk.sign_in(context, "Carla", "volunteer", "example-clinic")
    for path in ("/clinic", "/clinic/form", "/account"):
        page.goto(desk.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    context.clear_cookies()
    for path in ("/sign-in", desk.link(None, "admin").removeprefix(desk.origin)):
        page.goto(desk.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == [], path
        assert not is_too_wide(page), path
    context.close()
