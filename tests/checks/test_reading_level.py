"""The two scores, on sentences whose words, sentences and syllables can be counted by hand."""

from __future__ import annotations

import pytest

from faro.checks.reading_level import flesch_kincaid_grade, sentences, syllables, szigriszt, words


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
        ("The cat sat on the mat.", -1.45),
        # 8 words, 2 sentences, 10 syllables: 0.39 * 4 + 11.8 * 1.25 - 15.59
        ("The court blocked it. You can ask again.", 0.72),
        ("", 0.0),
        ("—", 0.0),
    ],
)
def test_grade_of_an_english_text(text: str, grade: float) -> None:
    assert flesch_kincaid_grade(text) == pytest.approx(grade)


@pytest.mark.parametrize(
    ("text", "ease"),
    [
        # 4 words, 1 sentence, 6 syllables: 206.835 - 62.3 * 1.5 - 4
        ("El gato come pan.", 109.385),
        # 6 words, 2 sentences, 12 syllables: 206.835 - 62.3 * 2 - 3
        ("Usted decide. Hable con un abogado.", 79.235),
        ("", 100.0),
    ],
)
def test_ease_of_a_spanish_text(text: str, ease: float) -> None:
    assert szigriszt(text) == pytest.approx(ease)


def test_harder_texts_score_as_harder() -> None:
    assert flesch_kincaid_grade("Confidential information regarding individuals is protected.") > 12
    assert szigriszt("La confidencialidad de la información tributaria está protegida legalmente.") < 40


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("It is the U.S. District Court.", ["It is the US District Court."]),
        ("Smith v. Jones is old. It ended.", ["Smith v Jones is old.", "It ended."]),
        ("EE. UU. es un país. ¿Y usted?", ["EE UU es un país.", "¿Y usted?"]),
        ("A line\nAnother line\n\n", ["A line", "Another line"]),
        ("- \n- item", ["- item"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_words() -> None:
    assert words("Don't ask the ITIN-holder’s aunt, number two!") == [
        "Don't",
        "ask",
        "the",
        "ITIN-holder’s",
        "aunt",
        "number",
        "two",
    ]


@pytest.mark.parametrize(
    ("word", "lang", "count"),
    [
        ("tax", "en", 1),
        ("person", "en", 2),
        ("immigrant", "en", 3),
        ("ley", "es", 1),
        ("dirección", "es", 3),
        ("Ñandú", "es", 2),
    ],
)
def test_syllables(word: str, lang: str, count: int) -> None:
    assert syllables(word, lang) == count
