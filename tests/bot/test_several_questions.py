"""A message of several parts: how it is taken apart, and which part is answered."""

from __future__ import annotations

import pytest
from components.message_parts import parts_of
from components.named_only import words_beside
from components.part_reading import Outcome, Reading, combined

AND = {"en": ["and"], "es": ["y"], "zh": ["还有"]}


@pytest.mark.parametrize(
    ("text", "lang", "parts"),
    [
        ("How do I renew? And can ICE come?", "en", ["How do I renew?", "And can ICE come?"]),
        ("do i have to file and can ice come", "en", ["do i have to file", "can ice come"]),
        ("my wife and my kids are on it", "en", []),
        ("tengo que declarar y pueden venir aqui", "es", ["tengo que declarar", "pueden venir aqui"]),
        ("no, I meant the renewal", "en", ["no", "I meant the renewal"]),
        ("gracias. y mi esposa?", "es", ["gracias.", "y mi esposa?"]),
        ("我要报税吗？移民局会来吗？", "zh", ["我要报税吗？", "移民局会来吗？"]),
        ("我今年要不要报税，还有移民局会不会来", "zh", ["我今年要不要报税", "移民局会不会来"]),
        ("we are in florida and scared. does the ban reach us?", "en", []),
        ("what is an itin", "en", []),
        ("one. two. three. four.", "en", []),
        ("?!", "en", []),
        ("", "en", []),
    ],
)
def test_sentences_clauses_and_openings_are_parts(text: str, lang: str, parts: list[str]) -> None:
    assert parts_of(text, AND[lang]) == parts


def test_a_language_without_conjunctions_is_split_at_sentences_only() -> None:
    assert parts_of("do i have to file and can ice come", ()) == []


SMALL_TALK = frozenset({"thanks", "deny", "greet"})


def topic(name: str, confidence: float = 0.9) -> Reading:
    return Reading("faq", confidence, (name, "z"))


def talk(intent: str, *topics: str) -> Reading:
    return Reading(intent, 0.9, topics)


@pytest.mark.parametrize(
    ("whole", "parts", "outcome"),
    [
        pytest.param(topic("a"), [topic("a"), topic("b")], Outcome(None, "b"), id="two questions"),
        pytest.param(topic("b"), [topic("a"), topic("b")], Outcome(None, "a"), id="the second reads louder"),
        pytest.param(topic("c"), [topic("a"), topic("b")], Outcome(), id="parts that read as a third"),
        pytest.param(topic("a"), [topic("a"), topic("a")], Outcome(), id="one question twice"),
        pytest.param(topic("a"), [topic("b"), talk("clarify")], Outcome(), id="a part does not overrule the whole"),
        pytest.param(topic("a"), [topic("a"), topic("b", 0.5)], Outcome(), id="an unsure part is not heard"),
        pytest.param(talk("thanks"), [talk("thanks"), topic("a")], Outcome(1), id="thanks with a question"),
        pytest.param(talk("deny"), [talk("deny"), topic("a")], Outcome(1), id="no, I meant"),
        pytest.param(talk("clarify", "c", "a"), [topic("a"), topic("b")], Outcome(0, "b"), id="unsure as a whole"),
        pytest.param(
            talk("clarify", "c", "d"), [topic("a"), topic("b")], Outcome(), id="the whole knows nothing of it"
        ),
        pytest.param(talk("clarify"), [talk("thanks"), talk("ask_family")], Outcome(1), id="thanks. and my wife?"),
        pytest.param(talk("nlu_fallback", "a"), [topic("a"), talk("clarify")], Outcome(), id="not understood"),
        pytest.param(talk("nlu_fallback"), [talk("greet"), talk("nlu_fallback")], Outcome(), id="nothing asked"),
        pytest.param(topic("ice_at_door"), [topic("a"), topic("ice_at_door")], Outcome(None, "a"), id="an emergency"),
        pytest.param(talk("crisis"), [talk("crisis"), topic("a")], Outcome(None, "a"), id="a crisis stays first"),
        pytest.param(talk("change_language"), [talk("x"), topic("a")], Outcome(None, "a"), id="a wish and a question"),
    ],
)
def test_what_a_message_of_parts_asks(whole: Reading, parts: list[Reading], outcome: Outcome) -> None:
    assert combined(whole, parts, small_talk=SMALL_TALK, sure=0.65) == outcome


@pytest.mark.parametrize(
    ("text", "span", "words"),
    [("texas", (0, 5), 0), ("i live in texas.", (10, 15), 3), ("我住在加州", (3, 5), 2), ("2023?", (0, 4), 0)],
)
def test_words_beside_a_name_are_counted(text: str, span: tuple[int, int], words: int) -> None:
    assert words_beside(text, [span]) == words
