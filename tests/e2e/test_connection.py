"""When the connection or the server fails: nothing typed is lost, nothing is shown twice, help needs no server."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from .conftest import Visit
from .running import PHONE

SAID = "Is my address shared with anybody?"


def _say(page: Page, text: str = SAID) -> None:
    page.locator("#question").fill(text)
    page.locator("#send").click()


def test_offline_shows_help_at_once_and_the_message_goes_out_later(visit: Visit) -> None:
    page = visit.open_chat()

    visit.context.set_offline(True)
    expect(page.locator("#connection")).to_be_visible()
    expect(page.locator("#urgent-card")).to_be_visible()
    expect(page.locator("#urgent-card")).to_contain_text("Keep the door closed")
    expect(page.locator("#urgent .call")).to_have_attribute("href", f"tel:{PHONE.replace('-', '')}")
    _say(page)
    expect(page.locator(".unsent")).to_be_visible()
    expect(page.locator("article.person .said")).to_have_text(SAID)
    assert visit.faro.engine.turns == []

    visit.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    page.locator(".unsent button").click()
    expect(page.locator("article.faro")).to_have_count(2)
    expect(page.locator(".unsent")).to_have_count(0)
    expect(page.locator("article.person")).to_have_count(1)
    assert [turn["text"] for turn in visit.faro.engine.turns] == [SAID]


def test_failed_send_can_be_tried_again_and_is_shown_once(visit: Visit) -> None:
    page = visit.open_chat()
    page.route("**/api/v1/chat", lambda route: route.abort())
    _say(page)
    expect(page.locator(".unsent")).to_contain_text("This was not sent.")
    page.locator(".unsent button").click()
    expect(page.locator(".unsent")).to_have_count(1)
    _say(page, "And what do the courts say?")
    expect(page.locator(".unsent")).to_have_count(2)
    page.unroute("**/api/v1/chat")

    page.locator(".unsent button").first.click()
    expect(page.locator(".unsent")).to_have_count(1)
    page.locator(".unsent button").first.click()

    expect(page.locator("article.faro")).to_have_count(3)
    assert page.locator("article.person .said").all_text_contents() == [SAID, "And what do the courts say?"]
    assert [turn["text"] for turn in visit.faro.engine.turns] == [SAID, "And what do the courts say?"]


def test_servers_own_words_say_what_is_wrong(visit: Visit) -> None:
    page = visit.open_chat()
    title = "Many people are asking just now. Please try again in a moment."
    page.route("**/api/v1/chat", lambda route: route.fulfill(status=503, json={"title": title}))

    _say(page)

    expect(page.locator(".unsent")).to_contain_text(title)
    expect(page.locator("#connection")).to_be_hidden()


def test_engine_that_fails_still_gives_an_answer(visit: Visit) -> None:
    page = visit.open_chat()
    visit.faro.engine.breaks(RuntimeError("made up"))

    _say(page)

    expect(page.locator("article.faro.limited")).to_be_visible()


def test_late_reply_to_a_deleted_conversation_is_not_shown_and_is_forgotten(visit: Visit) -> None:
    page = visit.open_chat()
    held: list[Route] = []
    page.route("**/api/v1/chat", lambda route: held.append(route))
    _say(page)
    expect(page.locator("#waiting")).to_be_visible()
    page.locator("#start-over").click()

    with page.expect_response("**/api/v1/chat/forget") as forgotten:
        held[0].continue_()

    assert forgotten.value.status == 204
    expect(page.locator("article")).to_have_count(1)


def test_details_that_do_not_load_can_be_asked_for_again(visit: Visit) -> None:
    page = visit.open_chat()
    _say(page)
    page.route("**/api/v1/status*", lambda route: route.abort())
    details = page.locator(".status details")
    details.locator("summary").click()
    expect(details.locator("p")).to_have_text("The details did not load.")
    page.unroute("**/api/v1/status*")

    details.locator("summary").click()
    details.locator("summary").click()

    expect(details.locator("p")).to_have_count(3)
