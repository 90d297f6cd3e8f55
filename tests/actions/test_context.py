"""What leans on the conversation: places, years, follow-ups, corrections, a second question, another language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions import published
from faro.content.kinds import Clinic, Record
from faro.store.snapshot import Snapshot
from tests.actions.test_actions import CLASSES, Said, said_by
from tests.answers.made_up import with_records

CLINIC: dict[str, Any] = {
    "slug": "made-up-houston",
    "name": "Made-up Clinic of Houston",
    "kind": "litc",
    "example": False,
    "phone": "555-0100",
    "url": None,
    "hours": {},
    "languages": ["es"],
    "states": ["TX"],
    "zips": [],
    "origins": [],
    "colour": "#1d4e89",
    "verification": "read",
    "sources": [],
    "note": None,
}


def turn(
    *,
    lang: str = "en",
    clinic: str | None = None,
    topics: tuple[str, ...] = (),
    entities: tuple[tuple[str, str], ...] = (),
    found: Sequence[dict[str, Any]] = (),
    choice: str | None = None,
    also_asked: str | None = None,
    text: str = "x",
    intent: str = "faq",
    confidence: float = 0.9,
    **slots: Any,
) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "metadata": {"lang": lang, "clinic": clinic, "choice": choice},
        "topic_ranking": [{"topic": topic, "confidence": 0.5} for topic in topics],
        "entities": [*({"entity": entity, "value": value} for entity, value in entities), *found],
        "also_asked": also_asked,
    }
    return Tracker("made-up", slots, message, [], False, None, {}, "action_listen")


def run(action: str, **parts: Any) -> Said:
    return said_by(CLASSES[action], turn(**parts))


@pytest.fixture(autouse=True)
def _published(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    with_clinic = with_records(snapshot, [Record("clinic", CLINIC["slug"], Clinic.model_validate(CLINIC))])
    monkeypatch.setattr(published, "_source", lambda: with_clinic)


TEXAS, TEXAN_ZIP = (("state", "TX"),), (("zip", "77002"),)


@pytest.mark.parametrize(
    ("entities", "lang", "name"),
    [
        (TEXAS, "en", "Texas"),
        (TEXAS, "es", "Texas"),
        (TEXAN_ZIP, "es", "Texas"),
        ((("zip", "77002-1234"),), "en", "Texas"),
        ((("zip", "٧٧٠٠٢"),), "en", "Texas"),
        ((("state", "NY"), ("state", "TX")), "es", "Nueva York y Texas"),
    ],
)
def test_a_place_alone_gets_its_help_list(entities: tuple[tuple[str, str], ...], lang: str, name: str) -> None:
    said = run("action_tell_place", entities=entities, lang=lang)
    assert (said.data["kind"], said.data["topic"]) == ("answer", "find_help")
    assert name in said.text.split("\n")[0]
    assert "Made-up Clinic of Houston" in said.text
    assert "1-877-777-4778" in said.text
    assert "TX" in said.slots["states"]


def test_a_place_with_two_meanings_stands_for_both() -> None:
    said = run("action_tell_place", entities=(("state", "WA DC"),))
    assert said.slots["states"] == ["WA", "DC"]
    assert "Washington State and Washington, D.C." in said.text


def test_a_place_without_a_clinic_is_told_so_and_gets_the_national_contacts() -> None:
    said = run("action_tell_place", entities=(("state", "VT"),))
    assert "no clinic in Vermont" in said.text
    assert "1-877-777-4778" in said.text
    assert "Houston" not in said.text


@pytest.mark.parametrize("entities", [(), (("zip", "00100"),)])
def test_a_place_that_is_not_known_is_no_dead_end(entities: tuple[tuple[str, str], ...]) -> None:
    said = run("action_tell_place", entities=entities)
    assert "do not know this place" in said.text
    assert "1-877-777-4778" in said.text


def test_help_is_given_and_the_place_asked_for_once() -> None:
    first = run("action_answer_topic", topics=("find_help",))
    assert "1-877-777-4778" in first.data["messages"][0]["text"]
    assert "Which state" in first.data["messages"][-1]["text"]
    assert "place:none" in first.choices
    assert (first.slots["place_asked"], first.slots["awaiting"]) == (True, "place")
    again = run("action_answer_topic", topics=("find_help",), place_asked=True)
    assert "Which state" not in again.text
    assert "Houston" not in first.text


def test_help_for_a_known_place_asks_nothing() -> None:
    for parts in ({"entities": TEXAS}, {"states": ["TX"]}):
        said = run("action_answer_topic", topics=("find_help",), **parts)
        assert "Made-up Clinic of Houston" in said.text
        assert "Which state" not in said.text


def test_the_embedding_clinic_stands_first() -> None:
    said = run("action_answer_topic", topics=("find_help",), clinic="example-clinic", entities=TEXAS)
    assert said.text.index("Example Tax Clinic") < said.text.index("Made-up Clinic of Houston")


def test_a_person_to_talk_to_is_named_for_the_place() -> None:
    said = run("action_answer_topic", topics=("human_contact",), entities=TEXAN_ZIP)
    assert said.data["topic"] == "human_contact"
    assert "Made-up Clinic of Houston" in said.text
    assert (said.slots["states"], said.slots["zip_code"]) == (["TX"], "77002")


def test_the_reach_of_an_order_names_who_can_tell_in_the_state_of_the_person() -> None:
    said = run("action_answer_topic", topics=("ruling_scope",), entities=(("state", "MA"), ("state", "TX")))
    assert "Texas" in said.text
    assert "people in Massachusetts" not in said.text
    assert said.slots["states"] == ["TX"]
    without = run("action_answer_topic", topics=("ruling_scope",), entities=(("state", "MA"),))
    assert "states" not in without.slots
    assert "Which state" not in without.text


def test_nobody_has_to_say_where_they_live() -> None:
    pressed = run("action_tell_place", choice="place:none", text="/tell_place", lang="es")
    said = run("action_deny", awaiting="place", place_asked=True, lang="es")
    assert pressed.text == said.text
    assert pressed.text.startswith("Está bien. Estos lugares ayudan en todas partes")


@pytest.mark.parametrize(
    ("action", "last", "year", "kind", "topics"),
    [
        ("action_tell_year", "must_i_file", "2019", "answer", ["past_years"]),
        ("action_tell_year", "must_i_file", "2025", "answer", ["late_or_extension"]),
        ("action_tell_year", "sharing_history", "2024", "answer", ["sharing_history"]),
        ("action_tell_year", None, "2019", "clarify", ["past_years", "irs_records", "sharing_history"]),
        ("action_tell_year", None, "2025", "clarify", ["late_or_extension", "past_years", "ruling_status"]),
        ("action_ask_family", "address_exposure", None, "answer", ["family_on_return"]),
        ("action_ask_family", "detained", None, "answer", ["family_plan"]),
        ("action_ask_family", "itin_apply", None, "clarify", ["family_on_return", "itin_apply", "tax_credits"]),
        ("action_ask_family", None, None, "clarify", ["family_on_return", "shared_home", "family_plan"]),
        ("action_ask_why", "ruling_status", None, "answer", ["ruling_reasons"]),
        ("action_ask_why", None, None, "clarify", ["address_exposure", "ruling_reasons", "must_i_file"]),
        ("action_ask_when", "sharing_history", None, "answer", ["sharing_history"]),
        ("action_ask_when", None, None, "answer", ["ruling_status"]),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_follow_up_leans_on_the_last_topic(
    action: str, last: str | None, year: str | None, kind: str, topics: list[str], lang: str
) -> None:
    said = run(action, last_topic=last, entities=((("tax_year", year),) if year else ()), lang=lang)
    assert (said.data["kind"], said.data["lang"]) == (kind, lang)
    if kind == "answer":
        assert said.data["topic"] == topics[0]
    else:
        assert said.choices == [f"topic:{topic}" for topic in topics]
        assert said.slots["offered_topics"] == topics


def test_why_without_a_table_entry_offers_what_belongs_to_the_topic(snapshot: Snapshot) -> None:
    said = run("action_ask_why", last_topic="cash_income")
    assert said.slots["offered_topics"] == snapshot.answers["cash_income", "en"].text.related


def test_whether_it_still_holds_is_told_with_the_day_of_the_last_check() -> None:
    said = run("action_ask_when", last_topic="address_exposure", lang="es")
    assert "8 de septiembre de 2026" in said.text
    assert "21 de noviembre de 2025" in said.text
    plain = run("action_ask_when", last_topic="itin_what")
    assert "We know of no change" in plain.text
    assert plain.data["topic"] == "itin_what"


def test_no_after_an_answer_puts_the_runners_up_first() -> None:
    said = run("action_deny", last_topic="itin_what", runners_up=["itin_limits", "itin_apply"])
    assert said.choices[:2] == ["topic:itin_limits", "topic:itin_apply"]
    assert len(said.choices) == 6
    assert said.slots["misunderstandings"] == 1.0


def test_another_state_after_the_reach_of_an_order_is_answered_about_that() -> None:
    said = run("action_tell_place", entities=TEXAS, last_topic="ruling_scope")
    assert said.data["topic"] == "ruling_scope"
    assert "Made-up Clinic of Houston" in said.text
    assert len(said.text) < len(run("action_answer_topic", topics=("ruling_scope",), entities=TEXAS).text)


def test_that_is_not_what_i_asked_offers_the_runners_up_then_a_person() -> None:
    said = run("action_complaint", last_topic="itin_what", runners_up=["itin_limits", "itin_apply"])
    assert said.data["kind"] == "clarify"
    assert said.choices == ["topic:itin_limits", "topic:itin_apply"]
    again = run("action_complaint", misunderstandings=said.slots["misunderstandings"], clinic="example-clinic")
    assert "Example Tax Clinic" in again.text


def test_an_answer_keeps_its_runners_up_for_a_correction() -> None:
    said = run("action_answer_topic", topics=("itin_what", "itin_limits", "itin_apply", "itin_renew", "itin_to_ssn"))
    assert said.slots["runners_up"] == ["itin_limits", "itin_apply", "itin_renew"]


@pytest.mark.parametrize("path", [("clarify", "clarify"), ("clarify", "fallback"), ("fallback", "clarify")])
def test_two_misunderstandings_in_a_row_lead_to_buttons_and_a_person(path: tuple[str, str]) -> None:
    count = 0.0
    for step in path:
        said = run(
            f"action_{step}", topics=("itin_what", "itin_limits"), misunderstandings=count, clinic="example-clinic"
        )
        count = said.slots["misunderstandings"]
    assert "Example Tax Clinic" in said.text
    assert said.choices


def test_nobody_hears_three_times_that_they_were_not_understood() -> None:
    third = run("action_fallback", misunderstandings=2.0, clinic="example-clinic")
    assert "understand" not in third.text
    assert "Example Tax Clinic" in third.text
    assert run("action_fallback", misunderstandings=7.0).text == run("action_fallback", misunderstandings=2.0).text


def test_no_to_an_offer_shows_what_is_left_then_a_person() -> None:
    first = run("action_deny", misunderstandings=1.0, runners_up=["itin_renew", "itin_to_ssn"])
    assert first.choices == ["topic:itin_renew", "topic:itin_to_ssn"]
    second = run("action_deny", misunderstandings=first.slots["misunderstandings"], clinic="example-clinic")
    assert "Example Tax Clinic" in second.text


def test_a_second_question_is_offered_as_a_button() -> None:
    said = run("action_answer_topic", topics=("itin_renew",), also_asked="workplace_raid", lang="es")
    assert said.data["topic"] == "itin_renew"
    assert said.data["messages"][-1]["text"] == "También preguntó otra cosa:"
    assert said.data["messages"][-1]["choices"][0]["choice"] == "topic:workplace_raid"
    alone = run("action_answer_topic", topics=("itin_renew",), also_asked="itin_renew")
    assert len(alone.data["messages"]) == 1


def test_another_language_says_the_last_answer_again() -> None:
    said = run("action_change_language", last_topic="itin_what", text="en español por favor", intent="change_language")
    assert (said.data["topic"], said.data["lang"], said.data["set_lang"]) == ("itin_what", "es", "es")
    assert said.data["messages"][0]["text"] == "Desde ahora le contesto en español."
    assert len(said.data["messages"]) == 2


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_crisis_is_met_with_people_and_no_number_that_nobody_checked(lang: str) -> None:
    alone, at_clinic = run("action_crisis", lang=lang), run("action_crisis", lang=lang, clinic="example-clinic")
    assert not any(digit.isdigit() for digit in alone.text)
    assert "Example Tax Clinic" in at_clinic.text
    assert at_clinic.text.startswith(alone.text)
    for said in (alone, at_clinic):
        assert said.choices == ["topic:human_contact", "topic:bot_privacy"]


@pytest.mark.parametrize("lang", ["en", "es", "pt", "ht", "zh", "vi", "ko", "ru", "ar", "tl", "fr"])
def test_a_fear_is_met_in_every_language_with_help_a_check_and_what_to_do_in_danger(
    lang: str, snapshot: Snapshot
) -> None:
    said = run("action_tell_fear", lang=lang, intent="tell_fear")
    assert (said.data["kind"], said.data["lang"]) == ("small_talk", lang)
    assert said.choices == ["topic:address_exposure", "risk_check", "topic:find_help", "topic:ice_at_door"]
    assert "1-844-363-1423" in said.text
    assert (said.text == run("action_tell_fear", intent="tell_fear").text) is (lang == "en")


@pytest.mark.parametrize("action", ["action_goodbye", "action_stop"])
def test_go_on_outside_the_check_means_more(action: str) -> None:
    said = run(action, text="continue", last_topic="itin_what")
    assert said.choices == run("action_tell_me_more", text="continue", last_topic="itin_what").choices
    assert run(action, text="seguir", lang="es").data["kind"] == "small_talk"


@pytest.mark.parametrize("earlier", [{"offered_topics": ["itin_renew"]}, {"last_topic": "itin_apply"}])
def test_a_goodbye_that_is_only_guessed_does_not_end_a_conversation(earlier: dict[str, Any]) -> None:
    said = run("action_goodbye", text="ya tengo", lang="es", intent="goodbye", confidence=0.4, **earlier)
    assert said.text == run("action_affirm", lang="es").text
    assert said.choices[0] == ("topic:itin_renew" if "offered_topics" in earlier else "topic:address_exposure")
    sure = run("action_goodbye", text="adiós", lang="es", intent="goodbye", confidence=0.9, **earlier)
    alone = run("action_goodbye", text="adiós", lang="es", intent="goodbye", confidence=0.4)
    assert sure.text == alone.text != said.text


def named(text: str, name: str, entity: str, value: str) -> dict[str, Any]:
    start = text.index(name)
    return {"text": text, "found": [{"entity": entity, "value": value, "start": start, "end": start + len(name)}]}


@pytest.mark.parametrize(
    "place",
    [
        named("en Texas", "Texas", "state", "TX"),
        named("Houston", "Houston", "state", "TX"),
        named("we all live in texas", "texas", "state", "TX"),
        named("77036", "77036", "zip", "77036"),
        named("我住在德克萨斯", "德克萨斯", "state", "TX"),
    ],
)
def test_a_place_after_it_was_asked_for_finds_help_there(place: dict[str, Any]) -> None:
    asked = {"last_topic": "find_help", "place_asked": True, "awaiting": "place"}
    for action in ("action_answer_topic", "action_tell_place"):
        said = run(action, topics=("ruling_scope",), **place, **asked)
        assert said.data["topic"] == "find_help"
        assert "people in Texas" in said.text.split("\n")[0]
        assert said.slots["states"] == ["TX"]
        assert said.slots["awaiting"] is None


@pytest.mark.parametrize(
    ("place", "topic"),
    [
        (named("does the order count for me in Texas", "Texas", "state", "TX"), "ruling_scope"),
        (named("valid in Texas?", "Texas", "state", "TX"), "ruling_scope"),
        (named("agents outside, Houston", "Houston", "state", "TX"), "ice_at_door"),
        (named("how to renew itin in Texas", "Texas", "state", "TX"), "itin_renew"),
    ],
)
def test_a_question_after_the_place_was_asked_for_stays_a_question(place: dict[str, Any], topic: str) -> None:
    said = run("action_answer_topic", topics=(topic,), last_topic="find_help", awaiting="place", **place)
    assert said.data["topic"] == topic


def test_a_town_that_is_not_known_is_met_as_a_place_once() -> None:
    for action, topics in (("action_fallback", ()), ("action_answer_topic", ("ruling_scope",))):
        said = run(action, text="en Pasadena", topics=topics, last_topic="find_help", awaiting="place")
        assert "do not know this place" in said.text
        assert said.slots["awaiting"] == "place"
    again = run("action_fallback", text="asdf", awaiting="place", misunderstandings=1.0)
    assert again.data["kind"] == "fallback"
    assert run("action_fallback", text="en Pasadena").data["kind"] == "fallback"


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_where_no_clinic_fits_the_same_contacts_are_not_listed_twice(lang: str) -> None:
    said = run("action_answer_topic", topics=("find_help",), entities=(("state", "VT"),), lang=lang)
    assert said.text.count("1-877-777-4778") == 1
    assert "VT" in said.slots["states"]
    assert said.data["messages"][0]["choices"] == []
    if lang == "en":
        assert said.text.startswith("I have no clinic in Vermont on my list.")
