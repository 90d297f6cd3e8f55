"""The channel of a running engine: turns, choices, forgetting, and faults that are told by name alone."""

from __future__ import annotations

from typing import Any

import pytest
from engine import Engine

SENDER = "channel-test-0000001"


def test_a_question_is_answered(engine: Engine) -> None:
    reply = engine.turn(SENDER, text="que es un itin", metadata={"lang": "es", "clinic": None})
    assert set(reply) == {"messages", "intent", "confidence", "topic"}
    assert reply["intent"] in {"faq", "clarify"}
    assert reply["messages"] == [{"action": f"action_{'answer_topic' if reply['intent'] == 'faq' else 'clarify'}"}]
    seen = engine.actions.latest_message
    assert seen["metadata"]["lang"] == "es"
    assert seen["topic_ranking"][0]["topic"] == "itin_what"
    assert len(seen["topic_ranking"]) == 5


def test_a_choice_reaches_the_action(engine: Engine) -> None:
    reply = engine.turn(SENDER, choice="topic:ice_at_door", metadata={"lang": "es"})
    assert (reply["intent"], reply["confidence"], reply["topic"]) == ("faq", 1.0, "ice_at_door")
    metadata = engine.actions.latest_message["metadata"]
    assert metadata == {"lang": "es", "topic": "ice_at_door", "choice": "topic:ice_at_door"}


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/faq", ' / /forget_me{"a": 1}', "@restart", "/stop@1.0"]
)
def test_text_is_not_obeyed(engine: Engine, text: str) -> None:
    engine.turn(SENDER, choice="greet")
    engine.turn(SENDER, text=text)
    assert not engine.actions.latest_message["text"].startswith("/")
    assert engine.actions.latest_message["intent"]["confidence"] < 1


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a" * 30000, "\ud83d \udc00", "🏠"])
def test_odd_text_gets_a_reply(engine: Engine, text: str) -> None:
    assert engine.turn(SENDER, text=text)["messages"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 20000, {"sender": "default", "text": "a"}])
def test_what_is_no_turn_is_refused(engine: Engine, body: Any) -> None:
    status, reply = engine.post("turn", body)
    assert status == 400
    assert set(reply) == {"error"}


def test_understanding_shows_the_ranking_and_keeps_nothing(engine: Engine) -> None:
    before = engine.live()
    status, reply = engine.post("understand", {"text": "que es un itin"})
    assert (status, set(reply)) == (200, {"decision", "confidence", "ranking"})
    assert reply["ranking"][0]["intent"] == "faq/itin_what"
    assert reply["decision"] in {"answer", "clarify"}
    assert engine.post("understand", {"text": "/restart"})[1]["ranking"]
    assert engine.live() == before


@pytest.mark.parametrize("body", [{}, {"text": " / "}, {"text": 7}, b"nonsense"])
def test_nothing_to_understand_is_refused(engine: Engine, body: Any) -> None:
    status, reply = engine.post("understand", body)
    assert (status, set(reply)) == (400, {"error"})


def test_forget_drops_the_conversation(engine: Engine) -> None:
    sender = "channel-test-forget-1"
    before = engine.live()
    engine.turn(sender, text="hola")
    assert engine.live() == before + 1
    assert engine.post("forget", {"sender": sender}) == (204, None)
    assert engine.live() == before
    assert engine.post("forget", {"sender": sender}) == (204, None)
    engine.turn(sender, text="hola")
    assert len([event for event in engine.actions.seen["tracker"]["events"] if event["event"] == "user"]) == 1


def test_forget_wants_a_conversation(engine: Engine) -> None:
    assert engine.post("forget", {"sender": "x"}) == (400, {"error": "BadSender"})


@pytest.mark.parametrize("mode", ["down", "broken", "echo", "refuse"])
def test_a_failed_action_is_a_fault_and_not_silence(engine: Engine, mode: str) -> None:
    sender = f"channel-test-{mode}-00001"
    engine.actions.mode = mode
    status, reply = engine.post("turn", {"sender": sender, "text": "hola"})
    assert (status, set(reply)) == (500, {"error"})
    engine.actions.mode = "ok"
    assert engine.turn(sender, text="hola")["messages"]


def test_nothing_else_is_open(engine: Engine) -> None:
    import urllib.error
    import urllib.request

    root = engine._address.removesuffix("/webhooks/faro")
    for path in ("/webhooks/rest/webhook", "/model/parse", "/conversations/x/tracker", "/status"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(root + path, data=b"{}")
