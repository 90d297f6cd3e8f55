"""The embeddings beside the code are those of the encoder, and enough of them that a first training is short."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from components.sentence_embedding import E5Featurizer
from components.shipped_embeddings import LETTERS_OF_A_KEY, ship, shipped
from components.training_cache import TrainingCache, content_hash
from evaluation.features import readable
from evaluation.messages import training_examples

DATA = Path(__file__).resolve().parents[2] / "data"
SAMPLE = 40
MISSING_AT_MOST = 0.05


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return sorted({readable(example.text) for example in training_examples(DATA / "nlu")})


def test_nearly_every_training_message_has_one(texts: list[str]) -> None:
    kept = shipped(E5Featurizer.encoder_name())
    missing = sum(content_hash(text)[:LETTERS_OF_A_KEY] not in kept for text in texts)
    assert missing <= MISSING_AT_MOST * len(texts), "run scripts/embed-training-messages"


def test_what_is_kept_is_what_the_encoder_gives(texts: list[str]) -> None:
    kept = shipped(E5Featurizer.encoder_name())
    some = [text for text in texts if content_hash(text)[:LETTERS_OF_A_KEY] in kept][:: len(texts) // SAMPLE]
    for text, encoded in zip(some, E5Featurizer.encode(some), strict=True):
        vector = kept[content_hash(text)[:LETTERS_OF_A_KEY]]
        assert float(vector @ encoded) / float(np.linalg.norm(vector)) > 0.9995, text


def test_only_what_is_not_kept_is_encoded(tmp_path: Path) -> None:
    vectors = {content_hash(text): np.array([0.6, -0.8], dtype=np.float32) for text in ("a", "b")}
    ship("some encoder", vectors, tmp_path / "shipped")
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        asked.extend(texts)
        return np.ones((len(texts), 2), dtype=np.float32)

    cache = TrainingCache("some encoder", tmp_path / "cache", tmp_path / "shipped")
    found = cache.embeddings(["a", "new", "b"], encode)
    assert asked == ["new"]
    assert found == pytest.approx(np.array([[0.6, -0.8], [1, 1], [0.6, -0.8]]), abs=0.01)
    other = TrainingCache("another encoder", tmp_path / "cache", tmp_path / "shipped")
    assert other.embeddings(["a"], encode).tolist() == [[1, 1]]


def test_a_later_file_holds_what_is_new_and_the_earlier_one_stays(tmp_path: Path) -> None:
    first = {content_hash("a"): np.array([0.6, -0.8], dtype=np.float32)}
    path = ship("some encoder", first, tmp_path)
    assert path is not None
    before = path.read_bytes()
    later = ship("some encoder", {**first, content_hash("b"): np.array([1.0, 0.0], dtype=np.float32)}, tmp_path)
    assert later is not None
    assert later != path
    assert path.read_bytes() == before
    with np.load(later) as stored:
        assert len(stored["keys"]) == 1
    assert len(shipped("some encoder", tmp_path)) == 2
    assert ship("some encoder", first, tmp_path) is None
