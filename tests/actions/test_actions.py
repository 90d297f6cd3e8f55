"""Each action on a tracker: what is said, in which language, what is remembered, and that none is ever silent."""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions
from actions import published
from actions.faro_action import FaroAction
from actions.risk_slots import BEFORE, QUESTIONS
from actions.server import Executor
from actions.turn import turn_of
from faro.store.snapshot import Snapshot
from tests.answers.made_up import only_kinds, without

ROOT = Path(__file__).resolve().parents[2]
TRACKERS = Path(__file__).parent / "trackers"
DOMAIN_ACTIONS: list[str] = [
    action
    for name in ("actions", "risk_check")
    for action in yaml.safe_load((ROOT / f"bot/domain/{name}.yml").read_text("utf-8"))["actions"]
]
# Fills slots for the form and says nothing: the form asks, or the rules answer.
SILENT = {"validate_risk_check_form"}
ALL_TRACKERS = sorted(path.stem for path in TRACKERS.glob("*.json"))
OF_ONE_TURN = {"misunderstandings": 0.0, "offered_topics": [], "runners_up": [], "awaiting": None}
REMEMBERED = {*OF_ONE_TURN, "last_topic", "states", "zip_code", "place_asked", BEFORE, *QUESTIONS}


class Said(NamedTuple):
    """What one run of an action sent, and the slots it set."""

    data: dict[str, Any]
    slots: dict[str, Any]

    @property
    def text(self) -> str:
        return "\n\n".join(message["text"] for message in self.data["messages"])

    @property
    def choices(self) -> list[str]:
        return [choice["choice"] for message in self.data["messages"] for choice in message["choices"]]


def executor() -> Executor:
    registered = Executor()
    registered.register_package(actions)
    return registered


def action_classes(kind: type[FaroAction] = FaroAction) -> list[type[FaroAction]]:
    executor()
    found = kind.__subclasses__()
    return found + [deeper for child in found for deeper in action_classes(child)]


CLASSES = {
    action_class().name(): action_class for action_class in action_classes() if not inspect.isabstract(action_class)
}


def tracker(name: str) -> Tracker:
    return Tracker.from_dict(json.loads((TRACKERS / f"{name}.json").read_text("utf-8")))


def run(action: str, tracker_name: str) -> Said:
    return said_by(CLASSES[action], tracker(tracker_name))


def said_by(action_class: type[FaroAction], tracker: Tracker) -> Said:
    dispatcher = CollectingDispatcher()
    events = action_class().run(dispatcher, tracker, {})
    assert len(dispatcher.messages) == 1
    assert {event["event"] for event in events} == {"slot"}
    # The engine gets it as JSON.
    data = json.loads(json.dumps(dispatcher.messages[0]["custom"]))
    return Said(data, {event["name"]: event["value"] for event in events})


@pytest.fixture(autouse=True)
def _published(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_source", lambda: snapshot)


def publish(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_source", lambda: snapshot)


def test_the_domain_and_the_classes_name_the_same_actions() -> None:
    assert sorted({*CLASSES, *SILENT}) == sorted(DOMAIN_ACTIONS)


def test_the_server_finds_every_action() -> None:
    assert sorted(executor().actions) == sorted(DOMAIN_ACTIONS)


@pytest.mark.parametrize(
    ("action", "tracker_name", "kind", "lang", "topic"),
    [
        ("action_answer_topic", "question", "answer", "en", "address_exposure"),
        ("action_answer_topic", "question_in_spanish", "answer", "es", "address_exposure"),
        ("action_answer_topic", "urgent_question", "urgent", "en", "ice_at_door"),
        ("action_answer_topic", "topic_pressed", "answer", "en", "who_is_targeted"),
        ("action_answer_topic", "bare", "fallback", "en", None),
        ("action_answer_topic", "unknown_topic", "limited", "en", None),
        ("action_clarify", "between_topics", "clarify", "es", None),
        ("action_clarify", "bare", "fallback", "en", None),
        ("action_clarify", "unknown_topic", "fallback", "en", None),
        ("action_fallback", "not_understood", "fallback", "es", None),
        ("action_fallback", "not_understood_again", "fallback", "es", None),
        ("action_greet", "small_talk", "small_talk", "es", None),
        ("action_goodbye", "small_talk", "small_talk", "es", None),
        ("action_thanks", "small_talk", "small_talk", "es", None),
        ("action_complaint", "after_an_answer", "small_talk", "es", None),
        ("action_complaint", "not_understood_again", "fallback", "es", None),
        ("action_tell_fear", "small_talk", "small_talk", "es", None),
        ("action_deny", "after_an_answer", "small_talk", "es", None),
        ("action_deny", "not_understood_again", "fallback", "es", None),
        ("action_affirm", "small_talk", "small_talk", "es", None),
        ("action_affirm", "after_an_offer", "answer", "es", "ruling_status"),
        ("action_explain_simpler", "after_an_answer", "answer", "es", "address_exposure"),
        ("action_explain_simpler", "bare", "fallback", "en", None),
        ("action_tell_me_more", "after_an_answer", "clarify", "es", None),
        ("action_tell_me_more", "bare", "small_talk", "en", None),
        ("action_ask_source", "after_an_answer", "answer", "es", "address_exposure"),
        ("action_ask_source", "bare", "answer", "en", "bot_sources"),
        ("action_repeat", "after_an_answer", "answer", "es", "address_exposure"),
        ("action_repeat", "bare", "small_talk", "en", None),
        ("action_change_language", "language_named", "notice", "es", None),
        ("action_change_language", "language_button", "notice", "es", None),
        ("action_change_language", "language_not_spoken", "notice", "es", None),
        ("action_ask_removal_order", "small_talk", "question", "es", None),
        ("action_risk_check_result", "small_talk", "result", "es", None),
        ("action_stop", "small_talk", "notice", "es", None),
        ("action_forget_me", "after_an_answer", "notice", "es", None),
    ],
)
def test_what_kind_of_reply_in_which_language(
    action: str, tracker_name: str, kind: str, lang: str, topic: str | None
) -> None:
    said = run(action, tracker_name)
    assert (said.data["kind"], said.data["lang"], said.data["topic"]) == (kind, lang, topic)
    assert said.text
    if topic:
        assert said.slots["last_topic"] == topic


def test_an_answer_carries_its_confidence_status_and_clinic() -> None:
    said = run("action_answer_topic", "question")
    assert said.data["confidence"] == 0.91
    assert said.data["status"]["channels"]["bulk_sharing"] == "blocked"
    assert "Example Tax Clinic" in said.text
    assert said.slots == OF_ONE_TURN | {"last_topic": "address_exposure", "runners_up": said.slots["runners_up"]}


def test_a_pressed_topic_wins_over_the_ranking() -> None:
    turn = turn_of(tracker("topic_pressed"))
    assert turn.topics == ("who_is_targeted", "address_exposure", "ruling_status", "data_shared_scope")
    assert turn.text == ""


def test_an_empty_tracker_is_an_empty_turn() -> None:
    turn = turn_of(tracker("bare"))
    assert (turn.lang, turn.clinic, turn.text, turn.topics, turn.confidence) == ("en", None, "", (), 0.0)
    assert (turn.last_topic, turn.offered_topics, turn.misunderstandings) == (None, (), 0)


def test_clarifying_offers_the_three_likeliest_and_remembers_them() -> None:
    said = run("action_clarify", "between_topics")
    offered = ["address_exposure", "ruling_status", "data_shared_scope"]
    assert said.choices == [f"topic:{topic}" for topic in offered]
    assert said.slots["offered_topics"] == offered


def test_clarifying_remembers_only_what_it_showed(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(without(snapshot, lambda r: (r.kind, r.key) == ("answer", "address_exposure")), monkeypatch)
    said = run("action_clarify", "between_topics")
    assert said.slots["offered_topics"] == ["ruling_status", "data_shared_scope"]
    assert said.choices == ["topic:ruling_status", "topic:data_shared_scope"]


def test_the_second_misunderstanding_offers_a_person() -> None:
    first, second = run("action_fallback", "not_understood"), run("action_fallback", "not_understood_again")
    assert first.slots["misunderstandings"] == 1.0
    assert second.slots["misunderstandings"] == 2.0
    assert "Example Tax Clinic" in second.text
    assert first.text != second.text
    assert len(second.choices) >= 5
    assert "last_topic" not in first.slots


def test_being_understood_forgets_the_misunderstandings_and_the_offer() -> None:
    said = run("action_answer_topic", "topic_pressed")
    assert said.slots["misunderstandings"] == 0.0
    assert said.slots["offered_topics"] == []


def test_more_about_a_topic_is_offered_and_remembered(snapshot: Snapshot) -> None:
    said = run("action_tell_me_more", "after_an_answer")
    related = snapshot.answers["address_exposure", "es"].text.related
    assert said.choices == [f"topic:{topic}" for topic in related]
    assert said.slots["offered_topics"] == related


def test_simpler_is_the_short_text(snapshot: Snapshot) -> None:
    said = run("action_explain_simpler", "after_an_answer")
    assert said.text.startswith(snapshot.answers["address_exposure", "es"].text.short[:40])
    assert len(said.text) < len(run("action_repeat", "after_an_answer").text)


def test_the_sources_of_the_last_answer_are_named() -> None:
    said = run("action_ask_source", "after_an_answer")
    titles = [source["title"] for source in said.data["messages"][0]["sources"]]
    assert len(titles) >= 5
    assert [title for title in titles if title not in said.text] == []


@pytest.mark.parametrize(
    ("tracker_name", "told"), [("language_named", "es"), ("language_button", "es"), ("language_not_spoken", None)]
)
def test_the_language_is_told_to_web(tracker_name: str, told: str | None) -> None:
    assert run("action_change_language", tracker_name).data.get("set_lang") == told


def test_a_language_that_is_not_spoken_gets_the_list_of_those_that_are(snapshot: Snapshot) -> None:
    offered = [f"lang:{language.code}" for language in snapshot.offered_languages()]
    assert run("action_change_language", "language_not_spoken").choices == offered


def test_forgetting_is_told_to_web_and_clears_what_was_spoken_of() -> None:
    said = run("action_forget_me", "after_an_answer")
    assert said.data["forget"] is True
    assert said.slots == OF_ONE_TURN | {"last_topic": None}


def assert_not_silent(said: Said) -> None:
    assert said.data["kind"]
    assert said.data["messages"]
    assert all(message["text"].strip() and message["html"].strip() for message in said.data["messages"])
    assert "{" not in said.text
    assert set(said.slots) <= REMEMBERED


@pytest.mark.parametrize("tracker_name", ALL_TRACKERS)
@pytest.mark.parametrize("action", sorted(CLASSES))
def test_no_action_is_silent_on_any_tracker(action: str, tracker_name: str) -> None:
    assert_not_silent(run(action, tracker_name))


@pytest.mark.parametrize("action", sorted(CLASSES))
def test_an_action_that_fails_says_something_cautious(
    action: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("If I file, will ICE learn where I live?")

    monkeypatch.setattr(CLASSES[action], "respond", fail)
    with caplog.at_level(logging.INFO):
        said = run(action, "question")
    assert_not_silent(said)
    assert said.data["kind"] == "limited"
    assert "1-844-363-1423" in said.text
    assert "47,289" in said.text
    # The log names the action and the kind of the error, never what somebody wrote.
    assert caplog.messages == [f"{action} failed: ValueError"]
    assert "where I live" not in caplog.text


@pytest.mark.parametrize("action", sorted(CLASSES))
def test_an_action_that_fails_in_spanish_says_so_in_spanish(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(CLASSES[action], "respond", fail)
    said = run(action, "question_in_spanish")
    assert (said.data["kind"], said.data["lang"]) == ("limited", "es")
    assert said.text.startswith("Ahora mismo no puedo leer bien")


@pytest.mark.parametrize("action", sorted(CLASSES))
def test_a_topic_that_does_not_exist_is_met_with_the_menu(action: str) -> None:
    said = run(action, "unknown_topic")
    assert_not_silent(said)
    assert "weather" not in said.choices
    assert said.choices


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(lambda snapshot: only_kinds(snapshot, {"interface"}), id="nothing but interface texts"),
        pytest.param(lambda snapshot: only_kinds(snapshot, {"interface", "answer"}), id="answers without their facts"),
        pytest.param(lambda snapshot: without(snapshot, lambda r: r.kind == "helpline"), id="no helplines"),
        pytest.param(lambda snapshot: without(snapshot, lambda r: r.kind == "ruling"), id="no rulings"),
        pytest.param(lambda snapshot: without(snapshot, lambda r: r.kind == "court"), id="no courts"),
        pytest.param(lambda snapshot: without(snapshot, lambda r: r.kind == "source"), id="no sources"),
        pytest.param(lambda snapshot: without(snapshot, lambda r: r.kind == "topic"), id="no topics"),
    ],
)
@pytest.mark.parametrize("action", sorted(CLASSES))
def test_no_action_is_silent_with_little_published(
    action: str, left: Callable[[Snapshot], Snapshot], snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(left(snapshot), monkeypatch)
    for tracker_name in ALL_TRACKERS:
        assert_not_silent(run(action, tracker_name))


def test_before_anything_is_published_the_actions_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_source", None)
    with pytest.raises(RuntimeError, match=r"published\.use"):
        published.current()


def test_the_server_runs_actions_without_the_domain() -> None:
    assert Executor().update_and_return_domain({}, "action_greet") == {}
    assert Executor().update_and_return_domain({"domain": {"slots": {}}}, "action_greet") == {"slots": {}}
