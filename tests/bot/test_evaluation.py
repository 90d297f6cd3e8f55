"""The exam is honest: nothing held out was trained on, and the figures count what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from components.confidence_bands import Thresholds
from evaluation.measure import figures, is_grave, outcome
from evaluation.messages import (
    Example,
    halves,
    held_out_examples,
    normalised,
    overlap,
    read_examples,
    training_examples,
)

DATA = Path(__file__).resolve().parents[2] / "data"
URGENT = frozenset({"faq/ice_at_door", "faq/detained"})
THRESHOLDS = Thresholds(answer=0.5, clarify=0.2, urgent=0.2, urgent_margin=0.1, urgent_intents=URGENT)


@pytest.fixture(scope="module")
def training() -> list[Example]:
    return training_examples(DATA / "nlu")


@pytest.fixture(scope="module")
def held_out(training: list[Example]) -> list[Example]:
    return held_out_examples(DATA / "eval", topics_of(training))


def topics_of(training: list[Example]) -> frozenset[str]:
    return frozenset(e.intent.removeprefix("faq/") for e in training if e.is_topic)


def test_nothing_held_out_stands_in_the_training_messages(training: list[Example]) -> None:
    topics = topics_of(training)
    for held_out in (held_out_examples(DATA / "eval", topics), read_examples(DATA / "eval", topics)):
        assert [f"{e.lang}: {e.text}" for e in overlap(training, held_out)] == []


def test_every_language_has_enough_of_every_topic(training: list[Example], held_out: list[Example]) -> None:
    languages = {e.lang for e in held_out}
    assert languages == {"en", "es", "pt", "ht", "zh", "vi", "ko", "ru", "ar", "tl", "fr"}
    topics = {e.intent for e in training if e.is_topic}
    assert len(topics) == 60
    for lang in languages:
        least = 20 if lang in ("en", "es") else 10
        for topic in topics:
            assert sum(e.lang == lang and e.intent == topic for e in training) >= least, (lang, topic)
            assert sum(e.lang == lang and e.intent == topic for e in held_out) >= 3, (lang, topic)
        assert sum(e.lang == lang and e.intent == "out_of_scope" for e in held_out) >= 40


def test_held_out_intents_are_all_known(training: list[Example], held_out: list[Example]) -> None:
    assert {e.intent for e in held_out} <= {e.intent for e in training}


def test_spelling_case_and_marks_do_not_hide_an_overlap() -> None:
    assert normalised("¿Qué  ES un ITIN?") == normalised("que es un itin")


def test_the_halves_share_nothing_and_leave_nothing_out(held_out: list[Example]) -> None:
    first, second = halves(held_out)
    assert len(first) + len(second) == len(held_out)
    assert not {id(e) for e in first} & {id(e) for e in second}


def test_what_may_be_read_reports_nothing(training: list[Example], held_out: list[Example]) -> None:
    read = {normalised(e.text) for e in read_examples(DATA / "eval", topics_of(training))}
    assert read
    assert not read & {normalised(e.text) for e in held_out}


def test_figures_count_an_answer_to_an_unrelated_message_as_wrong() -> None:
    asked = Example("en", "faq/itin_what", "what is an itin")
    unrelated = Example("en", "out_of_scope", "what is the weather")
    sure = [("faq/itin_what", 0.9), ("greet", 0.1)]
    found = figures([outcome(asked, sure, THRESHOLDS), outcome(unrelated, sure, THRESHOLDS)], URGENT)
    assert (found.right_first, found.answered, found.right_of_answered, found.out_of_scope_caught) == (1, 1, 0.5, 0)


def test_a_calm_message_answered_as_urgent_is_a_false_alarm() -> None:
    calm = Example("en", "faq/family_plan", "whom do i call if they come one day")
    taken = Example("en", "faq/detained", "they took him")
    sure = [("faq/ice_at_door", 0.9), ("greet", 0.1)]
    found = figures([outcome(calm, sure, THRESHOLDS), outcome(taken, sure, THRESHOLDS)], URGENT)
    assert (found.false_alarms, found.urgent_as_urgent) == (1, 1)


def test_a_wrong_answer_to_a_person_with_a_removal_order_is_grave() -> None:
    asked = Example("en", "faq/final_removal_order", "i was ordered removed")
    assert is_grave(outcome(asked, [("faq/itin_what", 0.9), ("greet", 0.1)], THRESHOLDS))
    assert not is_grave(outcome(asked, [("faq/itin_what", 0.3), ("greet", 0.1)], THRESHOLDS))
