"""The ways of turning a message into features that the ablation sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from components.folding import without_marks
from components.letter_sequences import LetterSequencesFeaturizer
from components.letter_space import LetterSpace
from components.odd_text import beginning_and_end, without_unsafe_characters
from components.sentence_embedding import E5Featurizer, SentenceEmbeddingFeaturizer
from components.training_cache import TrainingCache
from components.universal_sentence_encoder import UniversalSentenceEncoderFeaturizer

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "evaluation"
LONGEST = 500
UNIVERSAL_WEIGHT = 0.5  # as config.yml sets it

Features = tuple[Any, list[str], Any]
Maker = Callable[[Sequence[str], Sequence[str], Sequence[str]], Features]


def shipped(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return what config.yml puts side by side: both embeddings and the letter sequences, in its weights."""
    parts = [
        (embed(E5Featurizer, training), embed(E5Featurizer, held_out)),
        tuple(UNIVERSAL_WEIGHT * embed(UniversalSentenceEncoderFeaturizer, texts) for texts in (training, held_out)),
        letters(training, held_out),
    ]
    side_by_side = [np.hstack([part[i] for part in parts]).astype(np.float32) for i in (0, 1)]
    return side_by_side[0], list(labels), side_by_side[1]


def e5(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return E5 embeddings of the messages as they are."""
    return embed(E5Featurizer, training), list(labels), embed(E5Featurizer, held_out)


def e5_folded(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return E5 embeddings of messages without their marks, in training and after."""
    return e5([without_marks(text) for text in training], labels, [without_marks(text) for text in held_out])


def e5_and_letters(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return E5 embeddings and letter sequences."""
    found, held_out_found = letters(training, held_out)
    dense, _, held_out_dense = e5(training, labels, held_out)
    return np.hstack([dense, found]), list(labels), np.hstack([held_out_dense, held_out_found])


def e5_and_universal(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return both embeddings."""
    dense, _, held_out_dense = e5(training, labels, held_out)
    other, _, held_out_other = universal(training, labels, held_out)
    return (
        np.hstack([dense, UNIVERSAL_WEIGHT * other]),
        list(labels),
        np.hstack([held_out_dense, UNIVERSAL_WEIGHT * held_out_other]),
    )


def letters(training: Sequence[str], held_out: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the letter sequences of both, in the space learnt from the training messages."""
    settings = LetterSequencesFeaturizer.get_default_config()
    space = LetterSpace.learn(sorted(training), settings["sequences"], settings["dimensions"], settings["random_state"])
    return settings["weight"] * space.vectors(training), settings["weight"] * space.vectors(held_out)


def universal(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return the named alternative's embeddings."""
    encoder = UniversalSentenceEncoderFeaturizer
    return embed(encoder, training), list(labels), embed(encoder, held_out)


def n_grams(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return character n-grams of words: the baseline that knows no language."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    return vectorizer.fit_transform(training), list(labels), vectorizer.transform(held_out)


MAKERS: dict[str, Maker] = {
    "shipped: e5 + use + letters": shipped,
    "e5 + letters": e5_and_letters,
    "e5 + use": e5_and_universal,
    "e5": e5,
    "e5, marks folded": e5_folded,
    "use": universal,
    "n-grams": n_grams,
}


def embed(encoder: type[SentenceEmbeddingFeaturizer], texts: Sequence[str]) -> np.ndarray:
    """Return the embeddings, kept on disk by content hash: these messages are ours, no visitor wrote them."""
    readable = [beginning_and_end(without_unsafe_characters(text), LONGEST).strip() for text in texts]
    return TrainingCache(encoder.encoder_name(), CACHE).embeddings(readable, encoder.encode)
