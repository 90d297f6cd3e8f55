"""The risk check in the widget, with the keyboard alone, in both directions of writing, and printed."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from faro.answers.risk_question import ask_question
from faro.store.snapshot import Snapshot
from tests.chat.checking import lead_through_check

from .conftest import MakeVisit


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_check_with_the_keyboard(
    make_visit: MakeVisit, snapshot: Snapshot, lang: str, direction: str, width: int
) -> None:
    visit = make_visit(viewport={"width": width, "height": 760})
    lead_through_check(visit.faro.engine)
    text = snapshot.risk_checks[lang].text
    chat = visit.open_widget(f"?lang={lang}")
    chat.locator("#question").fill("?")
    chat.locator("#question").press("Enter")
    for number, question in enumerate(snapshot.risk_questions.values(), 1):
        asked = chat.locator("article.faro").nth(number)
        expect(asked).to_contain_text(text.questions[question.id].ask)
        expect(asked).to_have_attribute("dir", direction)
        answer = asked.get_by_role("button", name=text.questions[question.id].values[question.values[0]], exact=True)
        answer.focus()
        expect(answer).to_be_focused()
        answer.press("Enter")
    result = chat.locator("article.faro.result")
    expect(result.locator("h2")).to_contain_text(
        [text.words[key] for key in ("matters_heading", "courts_heading", "sides_heading", "ask_heading")]
    )
    expect(result).to_have_attribute("dir", direction)
    # What can be done with it: heard, copied and printed; it has no shorter version.
    expect(result.locator(".actions button")).to_have_count(3)
    assert result.evaluate("article => article.scrollWidth <= article.clientWidth + 1")


def test_the_printed_result_is_the_result_alone(make_visit: MakeVisit, snapshot: Snapshot) -> None:
    visit = make_visit()
    lead_through_check(visit.faro.engine)
    page = visit.open_chat()
    page.evaluate("window.print = () => {}")
    page.locator("#question").fill("?")
    page.locator("#question").press("Enter")
    for number in range(1, len(snapshot.risk_questions) + 1):
        page.locator("article.faro").nth(number).locator(".choices button").first.click()
    result = page.locator("article.faro.result")
    result.locator(".actions button").last.click()
    page.emulate_media(media="print")
    expect(result).to_be_visible()
    expect(page.locator("article.faro").nth(1)).to_be_hidden()
    expect(result.locator(".choices")).to_be_hidden()


def test_an_answer_in_the_middle_keeps_its_place_above_the_question(make_visit: MakeVisit, snapshot: Snapshot) -> None:
    visit = make_visit()
    engine = visit.faro.engine
    turn = {"metadata": {"lang": "en", "clinic": None}, "choice": "topic:address_exposure", "text": None}
    asked = ask_question("itin", "", snapshot, "en", None, engine.now).as_json()
    answer = engine.reply_to(turn)
    answer["messages"][0]["choices"] = []
    engine.sends(json.dumps({"messages": [answer, {**asked, "confidence": 1.0}]}).encode())
    page = visit.open_chat()
    page.locator("#question").fill("will ice get my address?")
    page.locator("#question").press("Enter")
    article = page.locator("article.faro").nth(1)
    expect(article.locator(".message").last).to_contain_text("Question 3 of 7")
    order = article.evaluate("article => [...article.children].map((child) => child.className)")
    places = [order.index(name) for name in ("message", "sources", "choices", "actions")]
    assert places == sorted(places)
    assert order.count("choices") == 1
    assert order.index("sources") < len(order) - 1 - order[::-1].index("message") < order.index("choices")
