"""What a person gets for a message: every field of the reply, for every way to ask."""

from __future__ import annotations

import re
from typing import Any

import pytest

from faro.answers.replies import MENU
from faro.store.snapshot import Snapshot
from tests.languages import LANGUAGES

from .edge import CHAT, FORGET, KEY_OF_NOBODY, FakeEngine, Visitor

FIELDS = ["conversation", "lang", "lang_source", "kind", "topic", "confidence", "messages", "status", "hidden"]


def assert_reply(reply: dict[str, Any]) -> None:
    assert list(reply) == FIELDS
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", reply["conversation"])
    assert 0 <= reply["confidence"] <= 1
    assert reply["messages"]
    for message in reply["messages"]:
        assert set(message) == {"text", "html", "choices", "sources"}
        assert message["text"]
        assert message["html"].startswith("<")
        assert all(set(choice) == {"label", "choice"} for choice in message["choices"])
        assert all(set(source) == {"title", "url", "date"} for source in message["sources"])


def test_question_is_answered_with_status_sources_and_buttons(visitor: Visitor) -> None:
    reply = visitor.say("Can immigration find out where I live from my tax return?")

    assert_reply(reply)
    assert (reply["kind"], reply["topic"], reply["lang"]) == ("answer", "address_exposure", "en")
    assert reply["confidence"] == 0.93
    assert reply["hidden"] == []
    assert set(reply["status"]) == {"as_of", "overdue", "channels"}
    assert set(reply["status"]["channels"]) == {"bulk_sharing", "individual_requests", "use_of_shared_data"}
    assert reply["status"]["channels"]["bulk_sharing"] == "blocked"
    last = reply["messages"][-1]
    assert last["sources"]
    *topics, check = [choice["choice"] for choice in last["choices"]]
    assert check == "risk_check"
    assert all(choice.startswith("topic:") for choice in topics)


def test_urgent_topic_is_marked_urgent(visitor: Visitor) -> None:
    reply = visitor.say(choice="topic:ice_at_door")

    assert_reply(reply)
    assert (reply["kind"], reply["topic"]) == ("urgent", "ice_at_door")


@pytest.mark.parametrize("message", [{}, {"text": None, "choice": None}, {"conversation": None, "lang": "en"}])
def test_neither_text_nor_choice_is_greeted_with_the_menu(visitor: Visitor, message: dict[str, Any]) -> None:
    reply = visitor.say(**message)

    assert_reply(reply)
    assert (reply["kind"], reply["topic"], reply["status"]) == ("small_talk", None, None)
    assert [choice["choice"] for choice in reply["messages"][0]["choices"]] == [f"topic:{topic}" for topic in MENU]


def test_every_button_of_the_greeting_can_be_pressed(visitor: Visitor) -> None:
    greeting = visitor.say()

    for choice in greeting["messages"][0]["choices"]:
        reply = visitor.say(conversation=greeting["conversation"], choice=choice["choice"])
        assert reply["conversation"] == greeting["conversation"]
        assert f"topic:{reply['topic']}" == choice["choice"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_can_be_chosen_in_every_language(visitor: Visitor, snapshot: Snapshot, lang: str) -> None:
    for topic in snapshot.topics:
        reply = visitor.say(choice=f"topic:{topic}", lang=lang)
        assert_reply(reply)
        assert (reply["topic"], reply["lang"]) == (topic, lang)


def test_key_stays_the_same_for_the_whole_conversation(visitor: Visitor, engine: FakeEngine) -> None:
    first = visitor.say("hello there")
    second = visitor.say("who are you", conversation=first["conversation"])

    assert second["conversation"] == first["conversation"]
    assert {turn["sender"] for turn in engine.turns} == {first["conversation"]}


def test_unknown_key_gets_a_new_one_and_an_answer(visitor: Visitor) -> None:
    reply = visitor.say("is it safe to file?", conversation=KEY_OF_NOBODY)

    assert reply["kind"] == "answer"
    assert reply["conversation"] != KEY_OF_NOBODY


def test_keys_are_never_the_same(visitor: Visitor) -> None:
    assert len({visitor.say()["conversation"] for _ in range(50)}) == 50


def test_conversations_share_nothing(visitor: Visitor, engine: FakeEngine) -> None:
    one = visitor.say(choice="topic:ice_at_door", lang="es", clinic="example-clinic")
    other = visitor.say("is it safe to file my taxes?")
    engine.sends(b"[]")

    one_again = visitor.say("?", conversation=one["conversation"])
    other_again = visitor.say("?", conversation=other["conversation"])

    assert (one_again["lang"], one_again["lang_source"], one_again["topic"]) == ("es", "chosen", "ice_at_door")
    assert (other_again["lang"], other_again["topic"]) == ("en", "address_exposure")
    assert engine.turns[-1]["metadata"] == {"lang": "en", "clinic": None}
    assert engine.turns[-2]["metadata"] == {"lang": "es", "clinic": "example-clinic"}


def test_clinic_is_told_to_the_engine_for_the_rest_of_the_conversation(visitor: Visitor, engine: FakeEngine) -> None:
    first = visitor.say(clinic="example-clinic")
    visitor.say("thank you", conversation=first["conversation"])

    assert [turn["metadata"]["clinic"] for turn in engine.turns] == ["example-clinic"] * 2


def test_choice_forget_drops_the_conversation_here_and_in_the_engine(visitor: Visitor, engine: FakeEngine) -> None:
    key = visitor.say("hello", lang="es")["conversation"]

    reply = visitor.say(conversation=key, choice="forget")

    assert reply["kind"] == "notice"
    assert engine.forgotten == [key]
    assert visitor.say(conversation=key)["conversation"] != key


def test_forget_is_204_and_everything_is_gone(visitor: Visitor, engine: FakeEngine) -> None:
    key = visitor.say("hola, una pregunta", lang="es")["conversation"]

    response = visitor.post({"conversation": key}, path=FORGET)

    assert (response.status_code, response.content) == (204, b"")
    assert engine.forgotten == [key]
    again = visitor.say("hi", conversation=key)
    assert again["conversation"] != key
    assert again["lang_source"] != "chosen"


def test_forget_is_204_for_a_key_that_nobody_has(visitor: Visitor) -> None:
    assert visitor.post({"conversation": KEY_OF_NOBODY}, path=FORGET).status_code == 204


def test_reply_is_plain_json_that_may_not_be_kept(visitor: Visitor) -> None:
    response = visitor.request("POST", CHAT, json={})

    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers


def test_text_of_a_message_says_what_its_html_says(visitor: Visitor) -> None:
    message = visitor.say(choice="topic:ruling_status")["messages"][-1]
    words = re.findall(r"\w+", re.sub(r"<[^>]+>", " ", message["html"]))

    assert set(words) - set(re.findall(r"\w+", message["text"])) <= {"quot", "amp", "x27", "39"}
