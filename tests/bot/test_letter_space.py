"""Letter sequences: the same text gives the same vector, marks do not matter, and storing changes nothing."""

from __future__ import annotations

import numpy as np
from components.folding import without_marks
from components.letter_space import LetterSpace
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "khai thuế bằng itin",
    "khai thue bang itin",
    "la migra sabe donde vivo",
    "¿la migra sabe dónde vivo?",
    "hello there",
]


def vectors(space: LetterSpace, texts: list[str]) -> np.ndarray:
    return space.vectors(space.counted(texts))


def test_marks_do_not_change_the_vector() -> None:
    space = LetterSpace.learn(TEXTS, 500, 3, 1)
    with_marks, without = vectors(space, ["khai thuế bằng itin", "khai thue bang itin"])
    assert np.allclose(with_marks, without)


def test_two_learnings_are_the_same_to_the_bit() -> None:
    first, second = (vectors(LetterSpace.learn(TEXTS, 500, 3, 1), TEXTS) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_a_space_made_of_stored_parts_gives_the_same_vectors() -> None:
    space = LetterSpace.learn(TEXTS, 500, 3, 1)
    again = LetterSpace(list(space.sequences), space.rarity.copy(), space.steps.copy(), space.sizes.copy())
    assert np.array_equal(vectors(space, TEXTS), vectors(again, TEXTS))


def test_sequences_are_weighed_as_where_they_were_learnt() -> None:
    space = LetterSpace.learn(TEXTS, 500, 3, 1)
    learning = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, vocabulary=space.sequences)
    texts = ["la migra, la migra y mas migra", "hello", "%%%", "khai thue"]
    learning.fit(texts).idf_ = space.rarity
    assert abs(space.counted(texts) - learning.transform(texts)).max() < 1e-6


def test_odd_text_has_a_vector_too() -> None:
    found = vectors(LetterSpace.learn(TEXTS, 500, 3, 1), ["", "🤷", "\x00", "a" * 10_000])
    assert found.shape == (4, 3)
    assert np.isfinite(found).all()


def test_only_latin_letters_lose_their_marks() -> None:
    assert without_marks("Đường, ¿qué?, й, ؤ, が") == "Duong, ¿que?, й, ؤ, が"
