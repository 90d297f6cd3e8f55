"""Signing in at the desk in a browser: a passkey made from an invitation, used to come back, and removed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .desk import RunningDesk, add_authenticator, filled_store, running_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    filled: Path = filled_store(tmp_path_factory.mktemp("filled"))
    with running_desk(filled, tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US")
    context.set_default_timeout(20_000)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    context.close()
    assert refused == []


def test_passkey_is_made_from_an_invitation_and_lets_its_person_in_again(desk: RunningDesk, page: Page) -> None:
    passkeys = add_authenticator(page)
    page.goto(desk.link(None, "admin"))
    page.locator("#passkey-name").fill("Eva")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    assert passkeys() == 1

    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{desk.origin}/people")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{desk.origin}/people")
    expect(page.get_by_role("listitem").filter(has_text="Eva")).to_contain_text("admin")

    page.goto(f"{desk.origin}/account")
    page.get_by_role("button", name="Remove Passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("your last way to sign in")


def test_passkey_of_nobody_is_refused_in_words(desk: RunningDesk, page: Page) -> None:
    add_authenticator(page)
    page.goto(f"{desk.origin}/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("No passkey of this desk was used")


def test_second_passkey_is_added_and_the_first_removed(desk: RunningDesk, page: Page) -> None:
    add_authenticator(page)
    page.goto(desk.link("Dora", "volunteer"))
    page.locator("#label").fill("Old phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    another = add_authenticator(page, "usb")
    page.goto(f"{desk.origin}/account")
    page.get_by_text("Add a passkey").click()
    page.locator("#label").fill("New phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The new passkey is yours")
    assert another() == 1
    page.get_by_role("button", name="Remove Old phone").click()
    expect(page.get_by_role("status")).to_contain_text("does not work any more")
    expect(page.locator("main")).not_to_contain_text("Old phone")
