"""The ways of turning a message into features that the ablation sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from components.folding import folded_copies, without_marks
from components.odd_text import beginning_and_end, without_unsafe_characters
from components.sentence_embedding import E5Featurizer, SentenceEmbeddingFeaturizer
from components.training_cache import TrainingCache
from components.universal_sentence_encoder import UniversalSentenceEncoderFeaturizer

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "evaluation"
LONGEST = 500

Features = tuple[Any, list[str], Any]
Maker = Callable[[Sequence[str], Sequence[str], Sequence[str]], Features]


def shipped(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return what Faro uses: E5 embeddings, each training message also without its marks."""
    copies = [(text, label) for text, label in zip(training, labels) for text in folded_copies(text)]
    texts = [*training, *(text for text, _ in copies)]
    return embed(E5Featurizer, texts), [*labels, *(label for _, label in copies)], embed(E5Featurizer, held_out)


def e5(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return E5 embeddings of the messages as they are."""
    return embed(E5Featurizer, training), list(labels), embed(E5Featurizer, held_out)


def e5_folded(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return E5 embeddings of messages without their marks, in training and after."""
    return e5([without_marks(text) for text in training], labels, [without_marks(text) for text in held_out])


def universal(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return the named alternative's embeddings."""
    encoder = UniversalSentenceEncoderFeaturizer
    return embed(encoder, training), list(labels), embed(encoder, held_out)


def n_grams(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return character n-grams of words: the baseline that knows no language."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    return vectorizer.fit_transform(training), list(labels), vectorizer.transform(held_out)


def e5_and_n_grams(training: Sequence[str], labels: Sequence[str], held_out: Sequence[str]) -> Features:
    """Return both side by side."""
    grams, _, held_out_grams = n_grams(training, labels, held_out)
    dense, _, held_out_dense = e5(training, labels, held_out)
    return (
        scipy.sparse.hstack([scipy.sparse.csr_matrix(dense), grams]).tocsr(),
        list(labels),
        scipy.sparse.hstack([scipy.sparse.csr_matrix(held_out_dense), held_out_grams]).tocsr(),
    )


MAKERS: dict[str, Maker] = {
    "shipped: e5, marks also stripped": shipped,
    "e5": e5,
    "e5, marks folded": e5_folded,
    "e5 + n-grams": e5_and_n_grams,
    "universal sentence encoder": universal,
    "n-grams": n_grams,
}


def embed(encoder: type[SentenceEmbeddingFeaturizer], texts: Sequence[str]) -> np.ndarray:
    """Return the embeddings, kept on disk by content hash: these messages are ours, no visitor wrote them."""
    readable = [beginning_and_end(without_unsafe_characters(text), LONGEST).strip() for text in texts]
    return TrainingCache(encoder.encoder_name(), CACHE).embeddings(readable, encoder.encode)
