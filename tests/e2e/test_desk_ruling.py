"""A new ruling in two browsers: one person writes it down, another puts it up, and every language says so at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from faro.answers.words import Words
from faro.chat.app import create_app, learnt_recogniser
from faro.chat.engine import Engine
from faro.settings import ROOT, Settings
from faro.store.database import open_engine
from faro.store.keeper import SnapshotKeeper
from tests.chat.edge import FakeEngine

from .desk import RunningDesk, filled_store, running_desk
from .running import free_port, serving

WHAT = "The appeals court ended the block."


def clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    filled: Path = filled_store(tmp_path_factory.mktemp("filled"))
    with running_desk(filled, tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def keeper(desk: RunningDesk) -> Iterator[SnapshotKeeper]:
    engine = open_engine(desk.desk.settings.store_url)
    keeper = SnapshotKeeper(engine, clock)
    keeper.start()
    yield keeper
    keeper.stop()
    engine.dispose()


@pytest.fixture(scope="module")
def web(keeper: SnapshotKeeper) -> Iterator[str]:
    """The public site over the same store as the desk."""
    fake = FakeEngine(keeper.current, clock())

    async def turn(request: httpx.Request) -> httpx.Response:
        fake.snapshot = keeper.current
        return await fake(request)

    port = free_port()
    app = create_app(
        Settings(port=port, rate_limits=False, probe_seconds=3600),
        lambda: keeper.current,
        Engine("http://engine", 5.0, httpx.MockTransport(turn)),
        learnt_recogniser(ROOT / "data" / "nlu"),
        now=clock,
    )
    with serving(app, port):
        yield f"http://127.0.0.1:{port}"


def write_down(page: Page) -> str:
    """Fills the form as a volunteer does, looks at the effects, saves, and returns the address of the draft."""
    page.get_by_role("link", name="Rulings", exact=True).click()
    page.get_by_role("link", name="A court has ruled").click()
    page.get_by_label("The day of it").fill("2026-11-20")
    page.get_by_label("What it is").select_option("appeal")
    page.get_by_label("Which court").select_option("d-c-cir")
    page.get_by_label("In which case").select_option("ctr-v-irs")
    page.get_by_label("The IRS hands lists of addresses to ICE").select_option("allows")
    for earlier in ("ctr-stay", "cedc-pi"):
        box = page.locator(f'input[name="lifts"][value="{earlier}"]')
        page.locator("fieldset", has=box).locator("summary").click()
        box.check()
        page.locator("fieldset", has=box).locator("summary").click()
    page.get_by_text("A source that is not in the list").click()
    page.locator('[id="source.title"]').fill("Opinion")
    page.locator('[id="source.publisher"]').fill("The court")
    page.locator('[id="source.kind"]').select_option("primary")
    page.locator('input[name="source.verification"][value="read"]').check()
    page.locator('input[name="verification"][value="read"]').check()
    page.locator('[id="what.en"]').fill(WHAT)
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_role("heading", name="Which answers would read otherwise")).to_be_visible()
    expect(page.locator('[id="source.title"]')).to_have_value("Opinion")
    page.get_by_role("button", name="Save for a second person").click()
    expect(page.get_by_role("status")).to_contain_text("a second person reads it")
    return page.url.partition("?")[0]


def ask(page: Page) -> None:
    page.locator("#question").fill("does ICE see my address")
    page.locator("#send").click()


def test_ruling_of_two_people_changes_every_language_at_once(
    chromium: Browser, desk: RunningDesk, keeper: SnapshotKeeper, web: str
) -> None:
    visitor = chromium.new_context(locale="en-US")
    chat = visitor.new_page()
    chat.goto(f"{web}/?lang=en")
    ask(chat)
    blocked = Words(keeper.current, "en").say("status_bulk_sharing_blocked", decisions="|").partition(" Decided")[0]
    expect(chat.locator("article.faro").last).to_contain_text(blocked, timeout=20_000)

    first, second = chromium.new_context(locale="en-US"), chromium.new_context(locale="en-US")
    volunteer = desk.sign_in(first, "Ana", "volunteer")
    volunteer.set_default_timeout(60_000)
    draft = write_down(volunteer)
    expect(volunteer.get_by_role("button", name="Approve and publish now")).to_have_count(0)

    reviewer = desk.sign_in(second, "Rosa", "reviewer")
    reviewer.set_default_timeout(60_000)
    reviewer.goto(draft)
    expect(reviewer.get_by_role("heading", name="What goes live with it")).to_be_visible()
    reviewer.get_by_role("button", name="Approve and publish now").click()
    expect(reviewer.get_by_role("status")).to_contain_text("live now")

    # The public site looks at the store every half second, later on a busy machine; here it looks now.
    assert keeper.refresh()
    reader = visitor.new_page()
    for language in keeper.current.offered_languages():
        words = Words(keeper.current, language.code)
        allowed = words.say("status_bulk_sharing_allowed", decisions="|").partition("|")[0][:20]
        reader.goto(f"{web}/status?lang={language.code}")
        expect(reader.locator("main")).to_contain_text(allowed)
    ask(chat)
    expect(chat.locator("article.faro").last).to_contain_text("No court order now stops the IRS", timeout=20_000)
    for context in (visitor, first, second):
        context.close()
