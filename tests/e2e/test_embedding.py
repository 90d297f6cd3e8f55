"""The widget on a clinic's page: nothing before the press, only on the clinic's origin, one button, the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from faro.chat.assets import snippet

from .conftest import MakeVisit, Visit
from .running import CLINIC


def test_nothing_is_asked_for_or_kept_before_the_button_is_pressed(visit: Visit) -> None:
    visit.page.goto(f"{visit.faro.clinic}/")
    visit.page.locator("[data-faro] button").wait_for()

    assert visit.requests == [f"{visit.faro.clinic}/", f"{visit.faro.faro}/widget.js"]
    assert visit.page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    expect(visit.page.locator("[data-faro] iframe")).to_have_count(0)


def test_stranger_cannot_show_the_chat(make_visit: MakeVisit) -> None:
    visit = make_visit()
    visit.page.goto(f"{visit.faro.stranger}/")
    visit.page.locator("[data-faro] button").click()
    visit.page.wait_for_timeout(500)

    assert visit.page.frames[1].query_selector("article") is None
    # The browser says why; that refusal is what this test is about.
    assert [said for said in visit.refusals if "frame-ancestors" in said]
    visit.refusals.clear()


@pytest.mark.parametrize("path", ["/", "/chat"])
def test_page_without_a_clinic_may_be_framed_by_nobody(visit: Visit, path: str) -> None:
    response = visit.page.request.get(f"{visit.faro.faro}{path}")

    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_clinics_page_cannot_read_the_conversation(visit: Visit) -> None:
    visit.open_widget()

    read = "document.querySelector('[data-faro]').shadowRoot.querySelector('iframe').contentDocument"
    assert visit.page.evaluate(read) is None


def test_two_script_tags_make_one_button(visit: Visit) -> None:
    visit.open_widget("?twice")

    expect(visit.page.locator("[data-faro]")).to_have_count(1)


def test_widget_lives_through_navigation_within_a_single_page_app(visit: Visit) -> None:
    visit.open_widget()
    again = f"""() => {{
      document.body.replaceChildren(document.createElement("h2"));
      history.pushState({{}}, "", "/next");
      const script = document.createElement("script");
      script.src = "{visit.faro.faro}/widget.js";
      script.dataset.clinic = "{CLINIC}";
      document.body.append(script);
    }}"""

    visit.page.evaluate(again)
    visit.page.locator("[data-faro] button").click()

    expect(visit.frame.locator("article.faro")).to_have_count(1)
    expect(visit.page.locator("[data-faro]")).to_have_count(1)


def test_node_that_was_moved_still_opens(visit: Visit) -> None:
    visit.page.goto(f"{visit.faro.clinic}/")
    visit.page.locator("[data-faro] button").wait_for()
    visit.page.evaluate(
        "() => { const node = document.querySelector('[data-faro]'); node.remove(); document.body.prepend(node); }"
    )

    visit.page.locator("[data-faro] button").click()

    expect(visit.frame.locator("article.faro")).to_have_count(1)


def test_pinned_line_of_the_snippet_works_and_is_kept_for_ever(visit: Visit) -> None:
    address = snippet(visit.faro.faro, CLINIC).split('src="')[1].split('"')[0]
    visit.page.goto(f"{visit.faro.clinic}/?pinned")

    visit.page.locator("[data-faro] button").wait_for()
    headers = visit.page.request.get(address).headers
    assert "immutable" in headers["cache-control"]
    assert visit.page.request.get(address.replace("/widget/", "/widget/0")).status == 404


def test_keyboard_alone_opens_asks_and_closes(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.faro.clinic}/")
    page.locator("[data-faro] button").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("[data-faro] button")).to_be_focused()
    page.keyboard.press("Enter")
    visit.frame.locator("article.faro:focus").wait_for()

    # On from the greeting: its first choice.
    page.keyboard.press("Tab")
    expect(visit.frame.locator(".choices button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(visit.frame.locator("article.faro")).to_have_count(2)
    for _ in range(60):
        if visit.frame.locator("#question:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.type("What do the courts say?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Please.")
    page.keyboard.press("Enter")
    expect(visit.frame.locator("article.person .said").last).to_have_text("What do the courts say?\nPlease.")
    expect(visit.frame.locator("article.faro")).to_have_count(3)

    page.keyboard.press("Escape")
    expect(page.locator("[data-faro] iframe")).to_be_hidden()
    expect(page.locator("[data-faro] button")).to_be_focused()
    # Opened again, it goes on where it was.
    page.keyboard.press("Enter")
    expect(visit.frame.locator("article.faro")).to_have_count(3)


def test_skip_link_leads_to_the_message_box(visit: Visit) -> None:
    page = visit.open_chat()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.locator("#question")).to_be_focused()


def test_back_closes_the_full_screen_panel_on_a_phone(phone: Visit) -> None:
    chat = phone.open_widget()
    box = phone.page.locator("[data-faro] iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}

    phone.page.evaluate("history.back()")
    expect(phone.page.locator("[data-faro] iframe")).to_be_hidden()
    expect(phone.page.locator("[data-faro] button")).to_be_focused()
    assert phone.page.url == f"{phone.faro.clinic}/"

    phone.page.locator("[data-faro] button").click()
    chat.locator("#close").click()
    expect(phone.page.locator("[data-faro] iframe")).to_be_hidden()
    phone.page.wait_for_function("!(history.state && history.state.faro)")


def test_message_from_another_frame_is_not_obeyed(visit: Visit) -> None:
    visit.open_widget()

    visit.page.evaluate("window.postMessage({from: 'faro', say: 'close'}, '*')")
    visit.page.evaluate("window.postMessage({from: 'faro', say: 'leave', exit: 'https://example.com'}, '*')")
    visit.page.wait_for_timeout(300)

    expect(visit.page.locator("[data-faro] iframe")).to_be_visible()
    assert visit.page.url == f"{visit.faro.clinic}/"
