"""What is answered, what is asked about, and what is not understood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from components.confidence_bands import ConfidenceBands, Decision, Ranking, Thresholds, decide, leading
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

THRESHOLDS = Thresholds(
    answer=0.5, clarify=0.2, urgent=0.3, urgent_margin=0.15, urgent_intents=frozenset({"faq/ice_at_door"})
)

TABLE: list[tuple[str, Ranking, Decision]] = [
    ("sure", [("faq/itin_what", 0.9)], "answer"),
    ("just sure enough", [("faq/itin_what", 0.5)], "answer"),
    ("in the middle", [("faq/itin_what", 0.49)], "clarify"),
    ("at the lower end", [("faq/itin_what", 0.2)], "clarify"),
    ("below", [("faq/itin_what", 0.19)], "fallback"),
    ("small talk, sure", [("greet", 0.8)], "answer"),
    ("out of scope, sure", [("out_of_scope", 0.95)], "fallback"),
    ("out of scope, first by little", [("out_of_scope", 0.3), ("faq/itin_what", 0.29)], "fallback"),
    ("out of scope second", [("faq/itin_what", 0.6), ("out_of_scope", 0.4)], "answer"),
    ("urgent, first, less sure", [("faq/ice_at_door", 0.3)], "answer"),
    ("urgent, first, too unsure", [("faq/ice_at_door", 0.29)], "clarify"),
    ("urgent, close behind", [("faq/itin_what", 0.44), ("faq/ice_at_door", 0.3)], "answer"),
    ("urgent, close behind out of scope", [("out_of_scope", 0.4), ("faq/ice_at_door", 0.35)], "answer"),
    ("urgent, far behind out of scope", [("out_of_scope", 0.6), ("faq/ice_at_door", 0.35)], "fallback"),
    ("a no or a complaint", [("deny", 0.37), ("complaint_about_bot", 0.29), ("faq/bot_privacy", 0.2)], "answer"),
    ("perhaps a no", [("deny", 0.36), ("faq/bot_privacy", 0.3), ("faq/itin_what", 0.2)], "clarify"),
    ("many wishes, none likely", [("deny", 0.2), ("stop", 0.2), ("repeat", 0.2)], "clarify"),
    ("out of scope counts as no wish", [("deny", 0.4), ("out_of_scope", 0.39)], "clarify"),
    ("nothing to rank", [], "fallback"),
]


@pytest.mark.parametrize(("ranking", "decision"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_bands(ranking: Ranking, decision: Decision) -> None:
    assert decide(ranking, THRESHOLDS) == decision


def test_two_urgent_topics_count_together() -> None:
    both = replace(THRESHOLDS, urgent_intents=frozenset({"faq/ice_at_door", "faq/detained"}))
    torn = [("faq/family_plan", 0.3), ("faq/detained", 0.2), ("faq/ice_at_door", 0.15)]
    assert leading(torn, both) == 1
    assert decide(torn, both) == "answer"
    assert decide(torn, THRESHOLDS) == "clarify"


def test_an_urgent_topic_far_behind_does_not_lead() -> None:
    assert leading([("faq/itin_what", 0.6), ("faq/ice_at_door", 0.35)], THRESHOLDS) == 0
    assert leading([("faq/itin_what", 0.45), ("faq/ice_at_door", 0.35)], THRESHOLDS) == 1


@pytest.mark.parametrize(
    "thresholds",
    [{"answer": 0.2, "clarify": 0.5}, {"answer": 1.2}, {"urgent": 0.9}],
)
def test_thresholds_that_cannot_be_meant_stop_the_start(thresholds: dict[str, float]) -> None:
    with pytest.raises(InvalidConfigException):
        ConfidenceBands({**ConfidenceBands.get_default_config(), **thresholds})


def settle(*entries: tuple[str, float]) -> Message:
    """Return a message with a ranking, as the classifier leaves it, after the bands settled it."""
    message = Message({"text": "x"})
    message.set("intent", {"name": entries[0][0].partition("/")[0], "confidence": entries[0][1]})
    message.set("intent_ranking", [{"name": name, "confidence": confidence} for name, confidence in entries])
    topics = [(name[4:], confidence) for name, confidence in entries if name.startswith("faq/")]
    message.set("topic_ranking", [{"topic": topic, "confidence": confidence} for topic, confidence in topics])
    config = {**ConfidenceBands.get_default_config(), "urgent_topics": ["ice_at_door"], "urgent_intents": ["crisis"]}
    return ConfidenceBands(config).process([message])[0]


def test_a_promoted_urgent_topic_is_the_answer() -> None:
    message = settle(("faq/itin_what", 0.4), ("faq/ice_at_door", 0.35))
    assert message.get("intent") == {"name": "faq", "confidence": 0.35}
    assert [entry["topic"] for entry in message.get("topic_ranking")] == ["ice_at_door", "itin_what"]


def test_a_crisis_close_behind_is_met_and_is_no_topic() -> None:
    message = settle(("faq/itin_what", 0.4), ("crisis", 0.35))
    assert message.get("intent") == {"name": "crisis", "confidence": 0.35}
    assert [entry["topic"] for entry in message.get("topic_ranking")] == ["itin_what"]


@pytest.mark.parametrize(("confidence", "intent"), [(0.3, "clarify"), (0.1, "nlu_fallback")])
def test_an_unsure_message_keeps_its_topics_to_offer(confidence: float, intent: str) -> None:
    message = settle(("faq/itin_what", confidence), ("greet", 0.05))
    assert message.get("intent")["name"] == intent
    assert message.get("topic_ranking") == [{"topic": "itin_what", "confidence": confidence}]
    assert "intent" in message.output_properties
