"""How a question of the risk check is asked: where it stands, what was said before it, and its buttons."""

from __future__ import annotations

import datetime as dt

import pytest

from faro.answers.compose import compose
from faro.answers.risk_question import NoRiskCheckError, ask_question, not_an_answer
from faro.store.snapshot import Snapshot
from tests.answers.made_up import without


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_each_question_says_where_it_stands_and_lets_nobody_be_stuck(
    lang: str, snapshot: Snapshot, now: dt.datetime
) -> None:
    total = len(snapshot.risk_questions)
    for number, question in enumerate(snapshot.risk_questions.values(), 1):
        reply = ask_question(question.id, "", snapshot, lang, None, now)
        [message] = reply.messages
        assert (reply.kind, reply.lang, reply.topic) == ("question", lang, None)
        assert str(number) in message.text
        assert str(total) in message.text
        choices = [choice.choice for choice in message.choices]
        assert choices[: len(question.values)] == [f"risk_check:{question.id}:{value}" for value in question.values]
        assert choices[len(question.values) :] == [
            "risk_check:why",
            *(["risk_check:back"] if number > 1 else []),
            "risk_check:stop",
        ]
        assert len({choice.label for choice in message.choices}) == len(choices)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("start", "I keep nothing"),
        ("again", "We go on with the check"),
        ("choose", "choose the answer that fits best"),
        ("why", "was written for people with such an order"),
        ("typed:itin:has_itin", "I understood: “I have one”"),
        ("answered:removal_order:not_sure", "How to find out"),
        ("typed:removal_order:not_sure", "How to find out"),
        ("", "Now back to the check"),
    ],
)
def test_what_leads_to_a_question(before: str, said: str, snapshot: Snapshot, now: dt.datetime) -> None:
    text = ask_question("removal_order", before, snapshot, "en", None, now).messages[0].text
    assert said in text
    assert text.index(said) < text.index("Question 1 of 7")


def test_a_pressed_button_is_not_said_back(snapshot: Snapshot, now: dt.datetime) -> None:
    text = ask_question("filed_before", "answered:removal_order:no_order", snapshot, "en", None, now).messages[0].text
    assert text.startswith("Question 2 of 7")


def test_a_language_without_the_check_is_asked_in_english_and_told(snapshot: Snapshot, now: dt.datetime) -> None:
    less = without(snapshot, lambda record: (record.kind, record.lang) == ("risk_check", "es"))
    reply = ask_question("itin", "start", less, "es", None, now)
    assert reply.lang == "en"
    assert reply.messages[0].text.startswith(snapshot.interface["es"]["not_in_your_language"])


def test_without_words_there_is_no_check_and_no_button(snapshot: Snapshot, now: dt.datetime) -> None:
    nothing = without(snapshot, lambda record: record.kind == "risk_check")
    with pytest.raises(NoRiskCheckError):
        ask_question("itin", "start", nothing, "en", None, now)
    choices = [choice.choice for choice in compose(nothing, "should_i_file", "en", None, now).messages[0].choices]
    assert "risk_check" not in choices


def test_the_button_stands_under_every_answer_about_filing_and_exposure_and_no_other(
    snapshot: Snapshot, now: dt.datetime
) -> None:
    for topic in snapshot.topics.values():
        for lang in ("en", "es", "ar"):
            last = compose(snapshot, topic.id, lang, None, now).messages[-1].choices[-1]
            assert (last.choice == "risk_check") is (topic.group in ("filing", "exposure")), (topic.id, lang)


def test_what_is_no_answer_offers_what_may_have_been_meant_and_the_second_time_a_person(
    snapshot: Snapshot, now: dt.datetime
) -> None:
    first = not_an_answer(1, ["itin_what", "itin_apply"], snapshot, "en", "example-clinic", now)
    assert first.kind == "clarify"
    assert [choice.choice for choice in first.messages[0].choices] == ["topic:itin_what", "topic:itin_apply"]
    second = not_an_answer(2, [], snapshot, "en", "example-clinic", now)
    assert second.kind == "fallback"
    assert "Example Tax Clinic" in second.messages[0].text
