"""What a person gets: a question in their own words, and the answer that fits, in their language."""

from __future__ import annotations

import pytest

from tests.whole.conftest import RunningFaro, text_of

pytestmark = pytest.mark.engine


def test_the_question_of_the_contract_is_answered_in_spanish(faro: RunningFaro) -> None:
    reply = faro.say("si declaro con mi itin la migra sabe donde vivo")
    assert (reply["kind"], reply["topic"], reply["lang"]) == ("answer", "address_exposure", "es")
    assert reply["lang_source"] == "detected"
    assert reply["status"]["as_of"] == "2026-09-08"
    assert reply["status"]["channels"] == {
        "bulk_sharing": "blocked",
        "individual_requests": "allowed",
        "use_of_shared_data": "blocked",
    }
    assert any(source["date"] for source in reply["messages"][-1]["sources"])
    said = text_of(reply)
    for part in ("47,289", "prohibieron", "una solicitud válida", "no sabemos", "abogado de inmigración"):
        assert part in said


def test_the_same_in_english(faro: RunningFaro) -> None:
    reply = faro.say("if i file taxes with my itin will immigration find out where i live")
    assert (reply["kind"], reply["topic"], reply["lang"]) == ("answer", "address_exposure", "en")
    said = text_of(reply)
    for part in ("47,289", "blocked", "valid request", "do not know", "immigration lawyer"):
        assert part in said


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ice is at my door right now what do i do", "ice_at_door"),
        ("ayuda la migra esta tocando mi puerta", "ice_at_door"),
        ("they took my husband this morning", "detained"),
        ("se llevaron a mi papá los de inmigración", "detained"),
    ],
)
def test_an_emergency_is_answered_at_once_with_the_hotline_first(faro: RunningFaro, text: str, topic: str) -> None:
    reply = faro.say(text)
    assert (reply["kind"], reply["topic"]) == ("urgent", topic)
    assert "1-844-363-1423" in reply["messages"][-1]["text"].split("\n\n")[0]


def test_a_conversation_leans_on_its_last_topic(faro: RunningFaro) -> None:
    first = faro.say("what is an itin")
    key = first["conversation"]
    assert first["topic"] == "itin_what"
    simpler = faro.say("explain it simpler please", conversation=key)
    assert simpler["topic"] == "itin_what"
    assert len(text_of(simpler)) < len(text_of(first))
    source = faro.say("where does it say that?", conversation=key)
    assert source["topic"] == "itin_what"
    assert source["messages"][0]["sources"]


def test_a_button_is_answered_without_being_understood(faro: RunningFaro) -> None:
    reply = faro.say(choice="topic:tax_credits", lang="es")
    assert (reply["topic"], reply["lang"], reply["lang_source"]) == ("tax_credits", "es", "chosen")


def test_the_language_can_be_changed_in_words(faro: RunningFaro) -> None:
    key = faro.say("what is an itin")["conversation"]
    assert faro.say("en español por favor", conversation=key)["lang"] == "es"
    later = faro.say(choice="topic:itin_apply", conversation=key)
    assert (later["lang"], later["lang_source"]) == ("es", "chosen")


def test_a_conversation_can_be_deleted_in_words(faro: RunningFaro) -> None:
    key = faro.say("what is an itin")["conversation"]
    assert faro.say("delete everything i wrote", conversation=key)["kind"] == "notice"
    assert faro.say("explain it simpler please", conversation=key)["conversation"] != key


def test_two_misunderstandings_lead_to_buttons_and_a_person(faro: RunningFaro) -> None:
    first = faro.say("purple monkey dishwasher recipe")
    second = faro.say("best pizza in chicago", conversation=first["conversation"])
    assert (first["kind"], second["kind"]) == ("fallback", "fallback")
    assert text_of(first) != text_of(second)
    assert second["messages"][0]["choices"]


def test_what_identifies_is_hidden_and_said_so(faro: RunningFaro) -> None:
    reply = faro.say("my itin 912-34-5678 expired, how do i renew it")
    assert reply["hidden"] == ["itin"]
    assert reply["topic"] == "itin_renew"
    assert "ITIN" in reply["messages"][0]["text"]
