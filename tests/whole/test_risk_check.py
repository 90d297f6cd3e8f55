"""The risk check from the first question to its result, and everything that can break into it, in three languages."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from faro.store.snapshot import Snapshot
from tests.whole.conftest import RunningFaro, text_of

pytestmark = pytest.mark.engine

HOTLINE = "1-844-363-1423"
LONGEST_URGENT_LINES = 12


@dataclass(frozen=True)
class Spoken:
    """What people say around the check in one language."""

    start: str
    question: str
    topic: str
    at_the_door: str
    taken: str
    nonsense: str


SPOKEN = {
    "en": Spoken(
        "can you check my own situation",
        "what is an itin",
        "itin_what",
        "ice is at my door right now",
        "they took my husband this morning",
        "purple monkey dishwasher recipe",
    ),
    "es": Spoken(
        "quiero hacer la revisión de riesgo",
        "qué es un itin",
        "itin_what",
        "la migra está tocando mi puerta ahora",
        "se llevaron a mi esposo los de inmigración",
        "receta de tamales con queso",
    ),
    "ar": Spoken(
        "أريد فحص المخاطر لحالتي",
        "ما هو رقم ITIN",
        "itin_what",
        "ICE على بابي الآن",
        "اعتقلوا زوجي هذا الصباح",
        "وصفة الكبسة بالدجاج",
    ),
}
LANGUAGES = list(SPOKEN)


class Person:
    """One person who talks with Faro in one language."""

    def __init__(self, faro: RunningFaro, lang: str) -> None:
        self.faro, self.lang, self.key = faro, lang, ""

    def says(self, text: str) -> dict[str, Any]:
        return self._sends({"text": text})

    def presses(self, choice: str) -> dict[str, Any]:
        return self._sends({"choice": choice})

    def _sends(self, message: dict[str, str]) -> dict[str, Any]:
        more = {"conversation": self.key} if self.key else {"lang": self.lang}
        reply = self.faro.say(message.get("text"), choice=message.get("choice"), **more)
        self.key = reply["conversation"]
        return reply


def asked(reply: dict[str, Any]) -> str | None:
    """Returns the question that the reply ends with, or None."""
    choices = [choice["choice"] for choice in reply["messages"][-1]["choices"]]
    found = [choice.split(":")[1] for choice in choices if choice.count(":") == 2 and choice.startswith("risk_check:")]
    return found[0] if found else None


def choices_of(reply: dict[str, Any]) -> list[str]:
    return [choice["choice"] for message in reply["messages"] for choice in message["choices"]]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", range(4))
def test_every_answer_to_every_question_leads_to_a_result(
    faro: RunningFaro, snapshot: Snapshot, lang: str, place: int
) -> None:
    person = Person(faro, lang)
    reply = person.presses("risk_check")
    for question in snapshot.risk_questions.values():
        assert (reply["kind"], reply["lang"], asked(reply)) == ("question", lang, question.id)
        reply = person.presses(f"risk_check:{question.id}:{question.values[place]}")
    assert (reply["kind"], reply["lang"], reply["topic"]) == ("result", lang, None)
    words = snapshot.risk_checks[lang].text.words
    said = text_of(reply)
    for heading in ("courts_heading", "sides_heading", "ask_heading"):
        assert words[heading] in said
    assert reply["status"]["channels"]["bulk_sharing"] == "blocked"
    assert reply["messages"][0]["sources"]
    # Nothing of it is left: a new check begins at the first question, as if there had been none.
    again = person.presses("risk_check")
    assert asked(again) == "removal_order"
    assert words["intro"] in text_of(again)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_breaks_into_any_question_is_met_and_the_check_goes_on(
    faro: RunningFaro, snapshot: Snapshot, lang: str
) -> None:
    person, spoken, text = Person(faro, lang), SPOKEN[lang], snapshot.risk_checks[lang].text
    reply = person.says(spoken.start)
    for question in snapshot.risk_questions.values():
        assert asked(reply) == question.id
        answered = person.says(spoken.question)
        assert (answered["kind"], answered["topic"], asked(answered)) == ("answer", spoken.topic, question.id)
        assert text.words["back_to_check"] in text_of(answered)
        why = person.presses("risk_check:why")
        assert (why["kind"], asked(why)) == ("question", question.id)
        assert text.questions[question.id].why.split(".")[0] in text_of(why)
        not_read = person.says(spoken.nonsense)
        assert not_read["kind"] in ("fallback", "clarify")
        assert asked(not_read) == question.id
        for emergency, topic in ((spoken.at_the_door, "ice_at_door"), (spoken.taken, "detained")):
            urgent = person.says(emergency)
            assert (urgent["kind"], urgent["topic"], asked(urgent)) == ("urgent", topic, None)
            assert HOTLINE in urgent["messages"][0]["text"].split("\n\n")[0]
            assert choices_of(urgent)[0] == "risk_check"
            gone_on = person.presses("risk_check")
            assert asked(gone_on) == question.id
            assert text.words["resumed"] in text_of(gone_on)
        reply = person.says(text.questions[question.id].values[question.values[0]])
    assert reply["kind"] == "result"
    assert text.words["lead_must"].replace("*", "") in text_of(reply)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_back_at_every_question_and_stop_at_every_question(faro: RunningFaro, snapshot: Snapshot, lang: str) -> None:
    questions, words = list(snapshot.risk_questions.values()), snapshot.risk_checks[lang].text.words
    person = Person(faro, lang)
    for stop_at in range(len(questions)):
        assert asked(person.presses("risk_check")) == questions[0].id
        for before, question in itertools.pairwise(questions[: stop_at + 1]):
            assert asked(person.presses(f"risk_check:{before.id}:rather_not_say")) == question.id
            assert asked(person.says(words["back_button"])) == before.id
            assert asked(person.presses(f"risk_check:{before.id}:rather_not_say")) == question.id
        stopped = person.presses("risk_check:stop") if stop_at % 2 else person.says(words["stop_button"])
        assert (stopped["kind"], asked(stopped)) == ("notice", None)
        assert words["stopped"] in text_of(stopped)
    # The answers went with the check: what is said now begins another.
    assert words["intro"] in text_of(person.presses("risk_check"))


@pytest.mark.parametrize(
    ("lang", "other", "request_in_words"), [("en", "es", "en español por favor"), ("es", "en", "in english please")]
)
def test_the_language_changes_in_the_middle_and_the_answers_stay(
    faro: RunningFaro, snapshot: Snapshot, lang: str, other: str, request_in_words: str
) -> None:
    person = Person(faro, lang)
    person.presses("risk_check")
    person.presses("risk_check:removal_order:have_order")
    asked_for = person.says(request_in_words)
    assert (asked_for["lang"], asked(asked_for)) == (other, "filed_before")
    assert snapshot.risk_checks[other].text.questions["filed_before"].ask in text_of(asked_for)
    for code in (other, "ar", other):
        changed = person.presses(f"lang:{code}")
        assert (changed["lang"], asked(changed)) == (code, "filed_before")
        why = snapshot.risk_checks[code].text.questions["filed_before"].why
        assert why.split(".")[0] in text_of(person.presses("risk_check:why"))
    for question in list(snapshot.risk_questions.values())[1:]:
        reply = person.presses(f"risk_check:{question.id}:rather_not_say")
    assert (reply["kind"], reply["lang"]) == ("result", other)
    assert snapshot.risk_checks[other].text.rules["order_yes"]["title"] in text_of(reply)


def test_answers_in_free_words_are_said_back(faro: RunningFaro) -> None:
    person = Person(faro, "es")
    person.says("quiero hacer la revisión de riesgo")
    for words, said_back, question in (
        ("tengo orden final desde 2015", "Sí, tengo una", "filed_before"),
        ("sí pero me mudé el año pasado", "Sí, desde otra dirección", "itin"),
        ("ya tengo", "Ya tengo uno", "criminal_case"),
        ("no", "No", "other_number"),
        ("no sé", "No sé con seguridad", "immigration_case"),
        ("asilo", "Sí", "household"),
    ):
        reply = person.says(words)
        assert asked(reply) == question
        assert f"«{said_back}»" in text_of(reply)
    reply = person.says("mi esposa y mis hijos")
    assert reply["kind"] == "result"
    for part in ("orden final de deportación", "dirección vieja", "de quién era el número", "caso de inmigración"):
        assert part in text_of(reply)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forgetting_in_the_middle_leaves_nothing(faro: RunningFaro, snapshot: Snapshot, lang: str) -> None:
    person = Person(faro, lang)
    person.presses("risk_check")
    key = person.key
    person.presses("risk_check:removal_order:have_order")
    assert person.presses("forget")["kind"] == "notice"
    again = person.presses("risk_check")
    assert again["conversation"] != key
    assert asked(again) == "removal_order"


def test_not_understood_twice_leads_to_a_person_and_keeps_the_question(faro: RunningFaro) -> None:
    person = Person(faro, "en")
    person.presses("risk_check")
    first, second = person.says("purple monkey dishwasher recipe"), person.says("best pizza in chicago")
    assert asked(first) == asked(second) == "removal_order"
    assert text_of(first) != text_of(second)
    assert "talk with a person" in text_of(second)


def test_the_button_is_under_the_answers_that_weigh_filing(faro: RunningFaro) -> None:
    reply = faro.say(choice="topic:should_i_file", lang="en")
    assert "risk_check" in choices_of(reply)
    assert "risk_check" not in choices_of(faro.say(choice="topic:ice_at_door", lang="en"))


def test_a_button_of_a_check_that_is_gone_begins_one_and_is_not_lost(faro: RunningFaro) -> None:
    person = Person(faro, "en")
    assert asked(person.presses("risk_check:removal_order:no_order")) == "filed_before"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_emergency_is_short_and_the_hotline_comes_first_from_anywhere(faro: RunningFaro, lang: str) -> None:
    spoken = SPOKEN[lang]
    for before in ("risk_check", "topic:should_i_file", "topic:find_help"):
        person = Person(faro, lang)
        person.presses(before)
        reply = person.says(spoken.at_the_door)
        assert (reply["kind"], reply["topic"], reply["lang"]) == ("urgent", "ice_at_door", lang)
        lines = reply["messages"][-1]["text"].split("\n")
        assert HOTLINE in lines[0]
        assert len(lines) <= LONGEST_URGENT_LINES
        assert person.says(spoken.question)["topic"] == spoken.topic
