"""The risk check's actions: what fills its slots, what leaves it, and that nothing of it stays behind."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import published
from actions.answer_topic import ActionAnswerTopic
from actions.ask_risk_question import ActionAskItin
from actions.clarify import ActionClarify
from actions.fallback import ActionFallback
from actions.faro_action import FaroAction
from actions.forget_me import ActionForgetMe
from actions.goodbye import ActionGoodbye
from actions.risk_check_result import ActionRiskCheckResult
from actions.risk_slots import BEFORE, FORM, LEFT, QUESTIONS, REQUESTED
from actions.stop import ActionStop
from actions.tell_fear import ActionTellFear
from actions.thanks import ActionThanks
from actions.validate_risk_check_form import ValidateRiskCheckForm
from faro.store.snapshot import Snapshot
from tests.answers.made_up import without

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "bot/domain/risk_check.yml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def _published(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_source", lambda: snapshot)


def tracker(
    text: str = "",
    intent: str = "nlu_fallback",
    *,
    waiting: str | None = None,
    topic: str | None = None,
    choice: str | None = None,
    checking: bool = True,
    confidence: float = 0.9,
    lang: str = "en",
    **slots: Any,
) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "topic_ranking": [{"topic": topic, "confidence": confidence}] if topic else [],
        "metadata": {"lang": lang, "clinic": "example-clinic", **({"choice": choice} if choice else {})},
    }
    return Tracker.from_dict(
        {
            "sender_id": "x",
            "slots": {
                "last_topic": None,
                "offered_topics": None,
                "misunderstandings": 0.0,
                REQUESTED: waiting,
                **slots,
            },
            "latest_message": message,
            "events": [],
            "paused": False,
            "active_loop": {"name": FORM} if checking else {},
            "latest_action_name": "action_listen",
        }
    )


def filled(*args: Any, **kwargs: Any) -> dict[str, Any]:
    events = ValidateRiskCheckForm().run(CollectingDispatcher(), tracker(*args, **kwargs), {})
    assert {event["event"] for event in events} <= {"slot"}
    return {event["name"]: event["value"] for event in events}


def said(action: FaroAction, on: Tracker) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, on, {})
    [message] = dispatcher.messages
    return json.loads(json.dumps(message["custom"])), list(events)


def slots_after(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def choices_of(data: dict[str, Any]) -> list[str]:
    return [choice["choice"] for message in data["messages"] for choice in message["choices"]]


def test_the_form_the_slots_and_the_table_name_the_same_questions(snapshot: Snapshot) -> None:
    assert list(snapshot.risk_questions) == list(QUESTIONS)
    assert DOMAIN["forms"][FORM]["required_slots"] == list(QUESTIONS)
    assert set(DOMAIN["slots"]) == {*QUESTIONS, BEFORE}


def test_every_intent_has_a_rule_for_the_middle_of_the_check_or_is_read_by_the_form() -> None:
    # Without one the form stays rejected, and the check never goes on.
    intents = {
        intent
        for path in (ROOT / "bot/domain").glob("*.yml")
        for intent in yaml.safe_load(path.read_text("utf-8")).get("intents", [])
    }
    rules = yaml.safe_load((ROOT / "data/rules/risk_check.yml").read_text("utf-8"))["rules"]
    in_the_middle = {
        rule["steps"][0]["intent"]
        for rule in rules
        if rule.get("condition") and rule["steps"][-1] == {"active_loop": FORM}
    }
    read_by_the_form = {"start_risk_check", "risk_check_reply", "stop"}
    ends_it = {"forget_me", "goodbye"}
    assert in_the_middle | read_by_the_form | ends_it == intents


def test_a_check_begins_and_forgets_what_was_spoken_of() -> None:
    assert filled(intent="start_risk_check", last_topic="itin_what") == {
        BEFORE: "start",
        "last_topic": None,
        "misunderstandings": 0.0,
    }


@pytest.mark.parametrize("slots", [{BEFORE: LEFT}, {"removal_order": "no_order"}])
def test_a_check_that_was_left_goes_on(slots: dict[str, str]) -> None:
    assert filled(intent="start_risk_check", **slots)[BEFORE] == "again"


def test_a_question_that_is_not_published_is_not_asked(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    less = without(snapshot, lambda record: (record.kind, record.key) == ("risk_question", "itin"))
    monkeypatch.setattr(published, "_source", lambda: less)
    assert filled(intent="start_risk_check")["itin"] == "rather_not_say"


def test_an_answer_fills_its_slot_with_one_of_its_values_and_no_words() -> None:
    assert filled("i have an order from 2011", waiting="removal_order") == {
        "removal_order": "have_order",
        BEFORE: "typed:removal_order:have_order",
        "last_topic": None,
        "misunderstandings": 0.0,
    }


def test_a_button_of_an_earlier_question_changes_that_answer() -> None:
    pressed = filled(
        intent="risk_check_reply", choice="risk_check:removal_order:not_sure", waiting="itin", removal_order="no_order"
    )
    assert (pressed["removal_order"], pressed[BEFORE]) == ("not_sure", "answered:removal_order:not_sure")
    assert "itin" not in pressed


@pytest.mark.parametrize("place", range(1, len(QUESTIONS)))
def test_back_empties_the_answer_before(place: int) -> None:
    assert filled("back", waiting=QUESTIONS[place]) == {QUESTIONS[place - 1]: None, BEFORE: "back"}


def test_back_at_the_first_question_asks_it_again() -> None:
    assert filled("back", waiting=QUESTIONS[0]) == {BEFORE: "again"}


def test_stop_ends_the_form() -> None:
    assert filled("stop", "stop", waiting="itin") == {BEFORE: "stop", REQUESTED: None}


@pytest.mark.parametrize(("text", "intent"), [("continue", "stop"), ("next", "goodbye"), ("kontinye", "nlu_fallback")])
def test_go_on_asks_the_question_again_and_keeps_every_answer(text: str, intent: str) -> None:
    assert filled(text, intent, waiting="itin", removal_order="have_order") == {BEFORE: "again"}


@pytest.mark.parametrize("intent", ["stop", "goodbye"])
@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_an_end_that_is_only_guessed_is_asked_about_with_the_question(intent: str, lang: str) -> None:
    guess = filled("two of them", intent, waiting="itin", confidence=0.4)
    assert guess == {BEFORE: "perhaps_stop"}
    on = tracker("two of them", intent, waiting="itin", lang=lang, **guess)
    data, _ = said(ActionAskItin(), on)
    stop = next(choice for choice in data["messages"][0]["choices"] if choice["choice"] == "risk_check:stop")
    assert stop["label"] in data["messages"][0]["text"].split("\n\n")[0]
    assert "risk_check:itin:has_itin" in choices_of(data)


@pytest.mark.parametrize(("confidence", "kept"), [(0.4, True), (0.9, False)])
def test_a_stop_that_is_only_guessed_keeps_a_check_that_was_left(confidence: float, kept: bool) -> None:
    on = tracker("hm", "stop", checking=False, confidence=confidence, removal_order="have_order", **{BEFORE: LEFT})
    _, events = said(ActionStop(), on)
    assert ("removal_order" not in slots_after(events)) is kept


def test_a_fear_in_the_middle_is_met_and_the_question_follows() -> None:
    assert filled("i am so scared", "tell_fear", waiting="itin") == {}
    data, events = said(ActionTellFear(), tracker("i am so scared", "tell_fear", waiting="itin"))
    assert "Your fear makes sense" in data["messages"][0]["text"]
    assert "1-844-363-1423" in data["messages"][0]["text"]
    assert choices_of(data) == []
    assert {event["event"] for event in events} == {"slot"}


@pytest.mark.parametrize("waiting", QUESTIONS)
def test_an_emergency_and_a_question_fill_nothing_anywhere(waiting: str) -> None:
    assert filled("ice is at my door", "faq", topic="ice_at_door", waiting=waiting) == {}
    assert filled("they took my husband", "faq", topic="detained", waiting=waiting) == {}
    assert filled("what is an itin", "faq", topic="itin_what", waiting=waiting) == {}


def test_a_fault_while_reading_is_logged_without_words_and_fills_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Snapshot:
        raise ValueError("i have an order from 2011")

    monkeypatch.setattr(published, "_source", fail)
    with caplog.at_level(logging.INFO):
        assert filled("i have an order from 2011", waiting="removal_order") == {}
    assert caplog.messages == ["validate_risk_check_form failed: ValueError"]


@pytest.mark.parametrize("waiting", QUESTIONS)
@pytest.mark.parametrize("topic", ["ice_at_door", "detained"])
def test_an_emergency_leaves_the_check_and_offers_to_go_on(topic: str, waiting: str) -> None:
    on = tracker("ice is here", "faq", topic=topic, waiting=waiting, removal_order="no_order")
    data, events = said(ActionAnswerTopic(), on)
    assert (data["kind"], data["topic"]) == ("urgent", topic)
    assert "1-844-363-1423" in data["messages"][0]["text"].split("\n\n")[0]
    assert choices_of(data)[0] == "risk_check"
    assert {"event": "active_loop", "timestamp": None, "name": None} in events
    after = slots_after(events)
    assert (after[REQUESTED], after[BEFORE]) == (None, LEFT)
    assert "removal_order" not in after


@pytest.mark.parametrize("confidence", [0.08, 0.49])
def test_what_is_more_likely_no_emergency_is_met_first_and_keeps_the_check(confidence: float) -> None:
    on = tracker("yes same house i guess", "faq", topic="ice_at_door", waiting="filed_before", confidence=confidence)
    data, events = said(ActionAnswerTopic(), on)
    assert data["kind"] == "urgent"
    assert "1-844-363-1423" in data["messages"][0]["text"].split("\n\n")[0]
    assert "topic:find_help" in choices_of(data)
    assert "risk_check" not in choices_of(data)
    assert {event["event"] for event in events} == {"slot"}


def test_a_likely_emergency_still_leaves_the_check() -> None:
    on = tracker("they are outside", "faq", topic="ice_at_door", waiting="filed_before", confidence=0.51)
    data, events = said(ActionAnswerTopic(), on)
    assert choices_of(data)[0] == "risk_check"
    assert {"event": "active_loop", "timestamp": None, "name": None} in events


def test_an_answer_in_the_middle_keeps_the_check_and_leaves_the_buttons_to_the_question() -> None:
    data, events = said(ActionAnswerTopic(), tracker("what is an itin", "faq", topic="itin_what", waiting="itin"))
    assert data["kind"] == "answer"
    assert choices_of(data) == []
    assert {event["event"] for event in events} == {"slot"}


def test_after_the_check_was_left_each_reply_offers_to_go_on() -> None:
    data, _ = said(ActionThanks(), tracker("thanks", "thanks", checking=False, removal_order="no_order"))
    assert choices_of(data)[0] == "risk_check"
    data, _ = said(ActionThanks(), tracker("thanks", "thanks", checking=False))
    assert "risk_check" not in choices_of(data)


def test_not_understood_in_the_middle_speaks_of_the_question_and_counts() -> None:
    data, events = said(ActionFallback(), tracker("asdf", waiting="itin"))
    assert "could not read that as an answer" in data["messages"][0]["text"]
    assert slots_after(events)["misunderstandings"] == 1.0
    data, events = said(ActionFallback(), tracker("asdf", waiting="itin", misunderstandings=1.0))
    assert "Example Tax Clinic" in data["messages"][0]["text"]
    assert slots_after(events)["misunderstandings"] == 2.0


def test_perhaps_a_question_in_the_middle_keeps_its_buttons() -> None:
    data, _ = said(ActionClarify(), tracker("itin", "clarify", topic="itin_what", waiting="household"))
    assert choices_of(data) == ["topic:itin_what"]


def test_a_goodbye_leaves_the_check_and_does_not_ask_on() -> None:
    data, events = said(ActionGoodbye(), tracker(intent="goodbye", waiting="itin", removal_order="have_order"))
    assert {"event": "active_loop", "timestamp": None, "name": None} in events
    assert choices_of(data)[0] == "risk_check"
    assert slots_after(events)[BEFORE] == LEFT


def test_forgetting_ends_the_check_and_empties_it() -> None:
    _, events = said(ActionForgetMe(), tracker(intent="forget_me", waiting="itin", removal_order="have_order"))
    assert {"event": "active_loop", "timestamp": None, "name": None} in events
    assert [slots_after(events)[slot] for slot in (*QUESTIONS, BEFORE, REQUESTED)] == [None] * (len(QUESTIONS) + 2)


@pytest.mark.parametrize("before", ["", "stop"])
def test_the_end_empties_every_slot(before: str) -> None:
    slots: dict[str, Any] = {BEFORE: before}
    data, events = said(ActionRiskCheckResult(), tracker(checking=False, removal_order="have_order", **slots))
    assert data["kind"] == ("notice" if before else "result")
    assert [slots_after(events)[slot] for slot in (*QUESTIONS, BEFORE)] == [None] * (len(QUESTIONS) + 1)


def test_the_end_empties_every_slot_also_when_it_fails(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = without(snapshot, lambda record: record.kind == "risk_check")
    monkeypatch.setattr(published, "_source", lambda: nothing)
    data, events = said(ActionRiskCheckResult(), tracker(checking=False, removal_order="have_order"))
    assert data["kind"] == "limited"
    assert slots_after(events)["removal_order"] is None
