"""Conversations that lean on what went before, in English, Spanish and Arabic, through the chat API."""

from __future__ import annotations

import pytest

from tests.whole.conftest import RunningFaro, text_of

pytestmark = pytest.mark.engine

Step = tuple[str, str, str | None]
"""What is said, or the button that is pressed, and the kind and topic of the reply."""

ENGLISH: list[Step] = [
    ("where can i find a free tax clinic", "answer", "find_help"),
    ("texas", "answer", "find_help"),
    ("and my wife?", "answer", "family_on_return"),
    ("is that still so?", "answer", "family_on_return"),
    ("simpler please", "answer", "family_on_return"),
    ("where does it say that?", "answer", "family_on_return"),
    ("thanks, and how do I renew my itin?", "answer", "itin_renew"),
    ("2019", "answer", "past_years"),
]
SPANISH: list[Step] = [
    ("si declaro con mi itin la migra sabe donde vivo", "answer", "address_exposure"),
    ("¿por qué?", "answer", "sharing_agreement"),
    ("¿desde cuándo?", "answer", "sharing_agreement"),
    ("¿y mi esposa?", "answer", "family_on_return"),
    ("más fácil por favor", "answer", "family_on_return"),
    ("¿dónde dice eso?", "answer", "family_on_return"),
    ("vivo en Houston", "answer", "find_help"),
    ("gracias, ¿y cómo renuevo mi itin?", "answer", "itin_renew"),
    ("la migra esta tocando mi puerta", "urgent", "ice_at_door"),
    ("¿y mis hijos?", "answer", "family_plan"),
]
ARABIC: list[Step] = [
    ("مرحبا", "small_talk", None),
    ("topic:address_exposure", "answer", "address_exposure"),
    ("وزوجتي؟", "answer", "family_on_return"),
    ("لسا هيك اليوم؟", "answer", "family_on_return"),
    ("أبسط لو سمحت", "answer", "family_on_return"),
    ("ساكن بميشيغان", "answer", "find_help"),
]


@pytest.mark.parametrize(("lang", "steps"), [("en", ENGLISH), ("es", SPANISH), ("ar", ARABIC)])
def test_a_conversation_in_one_language(faro: RunningFaro, lang: str, steps: list[Step]) -> None:
    key = None
    for text, kind, topic in steps:
        pressed = text.startswith("topic:")
        reply = faro.say(choice=text, conversation=key) if pressed else faro.say(text, conversation=key)
        key = reply["conversation"]
        assert (reply["kind"], reply["topic"], reply["lang"]) == (kind, topic, lang), text


def test_the_place_is_remembered_and_forgotten_with_the_conversation(faro: RunningFaro) -> None:
    first = faro.say("I live in Vermont")
    key = first["conversation"]
    again = faro.say("where can i find a free tax clinic", conversation=key)
    assert "Vermont" in text_of(again)
    assert "Which state" not in text_of(again)
    gone = faro.say("start over", conversation=key)
    assert gone["kind"] == "notice"
    anew = faro.say("where can i find a free tax clinic", conversation=key)
    assert "Vermont" not in text_of(anew)
    assert "Which state" in text_of(anew)


def test_nobody_has_to_say_where_they_live(faro: RunningFaro) -> None:
    first = faro.say("donde hay una clinica gratis de impuestos")
    assert first["messages"][-1]["choices"][-1]["choice"] == "place:none"
    assert "1-877-777-4778" in first["messages"][0]["text"]
    pressed = faro.say(choice="place:none", conversation=first["conversation"])
    assert (pressed["kind"], pressed["topic"]) == ("answer", "find_help")
    assert "1-877-777-4778" in text_of(pressed)


def test_two_questions_in_one_message(faro: RunningFaro) -> None:
    reply = faro.say("¿Tengo que declarar impuestos? ¿Y puede venir ICE a mi trabajo?")
    assert reply["topic"] == "must_i_file"
    second = reply["messages"][-1]["choices"][0]["choice"]
    assert second == "topic:workplace_raid"
    assert faro.say(choice=second, conversation=reply["conversation"])["topic"] == "workplace_raid"


def test_an_emergency_behind_a_story_comes_first(faro: RunningFaro) -> None:
    reply = faro.say("We have filed together for ten years. ICE is at my door right now")
    assert (reply["kind"], reply["topic"]) == ("urgent", "ice_at_door")


def test_a_correction_without_content_offers_what_else_was_likely(faro: RunningFaro) -> None:
    first = faro.say("what is an itin")
    reply = faro.say("that's not what I asked", conversation=first["conversation"])
    offered = [choice["choice"] for choice in reply["messages"][0]["choices"]]
    assert offered
    assert "topic:itin_what" not in offered


def test_a_correction_with_content_is_understood_anew(faro: RunningFaro) -> None:
    first = faro.say("what is an itin")
    reply = faro.say("no, I meant how do I renew it, my itin expired", conversation=first["conversation"])
    assert reply["topic"] == "itin_renew"


def test_another_language_in_the_middle_says_the_last_answer_again(faro: RunningFaro) -> None:
    first = faro.say("what is an itin")
    reply = faro.say("en español por favor", conversation=first["conversation"])
    assert (reply["lang"], reply["lang_source"], reply["topic"]) == ("es", "chosen", "itin_what")
    follow_up = faro.say("why?", conversation=first["conversation"])
    assert follow_up["lang"] == "es"


@pytest.mark.parametrize("text", ["I want to kill myself", "mi esposo me pega", "ما بدي أعيش أكثر"])
def test_a_crisis_of_another_kind_is_met_calmly(faro: RunningFaro, text: str) -> None:
    reply = faro.say(text, clinic="example-clinic")
    assert (reply["kind"], reply["topic"]) == ("notice", None)
    assert "Example Tax Clinic" in text_of(reply)


def test_nobody_is_told_three_times_that_they_were_not_understood(faro: RunningFaro) -> None:
    key, said = None, []
    for text in ("purple monkey dishwasher", "best pizza recipe ever", "who won the football game", "sing me a song"):
        reply = faro.say(text, conversation=key, lang="en", clinic="example-clinic")
        key = reply["conversation"]
        said.append(text_of(reply))
    assert "Example Tax Clinic" in said[1]
    assert not any("understand" in text for text in said[2:])


def test_the_directory_of_the_api_takes_a_zip_code_anywhere_in_the_state(faro: RunningFaro) -> None:
    found = [
        {clinic["slug"] for clinic in faro.client.get(f"/api/v1/clinics?{query}").json()["clinics"]}
        for query in ("zip=79936", "state=TX", "zip=10001")
    ]
    assert found[0] == found[1]
    assert "example-clinic" in found[0] - found[2]
