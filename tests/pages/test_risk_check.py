"""The risk check on the page without a script: forms for every button, in any direction of writing."""

from __future__ import annotations

import json

import pytest

from faro.answers.risk_question import ask_question
from tests.chat.checking import lead_through_check
from tests.chat.edge import FakeEngine

from .reading import Reader


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_the_whole_check_in_forms(reader: Reader, engine: FakeEngine, lang: str, direction: str) -> None:
    lead_through_check(engine)
    text = engine.snapshot.risk_checks[lang].text
    page = reader.press(reader.open(f"/plain?lang={lang}&clinic=example-clinic"), "topic:should_i_file")
    for question in engine.snapshot.risk_questions.values():
        assert text.questions[question.id].ask.split("?")[0] in page.said
        page = reader.press(page, "risk_check:why")
        assert text.questions[question.id].why[:30] in page.said
        page = reader.press(page, f"risk_check:{question.id}:{question.values[0]}")
    assert (page.attributes["lang"], page.attributes["dir"]) == (lang, direction)
    for heading in ("matters_heading", "courts_heading", "sides_heading", "ask_heading"):
        assert f"<h2>{text.words[heading]}</h2>" in page.html
    # What is shown of an earlier answer is nothing but the result: no answer stands in a form or an address.
    assert "have_order" not in page.html


def test_an_answer_and_the_question_after_it_are_both_on_the_page(reader: Reader, engine: FakeEngine) -> None:
    answer = engine.reply_to({"metadata": {"lang": "en", "clinic": None}, "choice": "topic:itin_what", "text": None})
    asked = ask_question("itin", "", engine.snapshot, "en", None, engine.now).as_json()
    engine.sends(json.dumps({"messages": [answer, {**asked, "confidence": 1.0}]}).encode())
    page = reader.ask(reader.open("/plain"), "what is an itin")
    assert "An ITIN is a tax number" in page.html
    assert page.html.index("An ITIN is a tax number") < page.html.index("Question 3 of 7")
    assert 'value="risk_check:itin:has_itin"' in page.html
