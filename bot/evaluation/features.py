"""The ways of turning a message into features that the ablation sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from components.features import Features
from components.folding import without_marks
from components.letter_sequences import LetterSequencesFeaturizer
from components.letter_space import LetterSpace
from components.odd_text import beginning_and_end, without_unsafe_characters
from components.sentence_embedding import E5Featurizer, SentenceEmbeddingFeaturizer
from components.training_cache import TrainingCache
from components.universal_sentence_encoder import UniversalSentenceEncoderFeaturizer

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "evaluation"
LONGEST = 500
Made = tuple[Features, Features]
Maker = Callable[[Sequence[str], Sequence[str]], Made]


def shipped(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return what config.yml puts side by side: the E5 embeddings and the letter sequences, which are counted too."""
    found = letters(training, held_out)
    return _beside(e5(training, held_out), found, counted=(found[0].counted, found[1].counted))


def e5(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return E5 embeddings of the messages as they are."""
    return Features(embed(E5Featurizer, training)), Features(embed(E5Featurizer, held_out))


def e5_folded(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return E5 embeddings of messages without their marks, in training and after."""
    return e5([without_marks(text) for text in training], [without_marks(text) for text in held_out])


def e5_and_letters(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return E5 embeddings and letter sequences, without the counts."""
    return _beside(e5(training, held_out), letters(training, held_out))


def e5_universal_and_letters(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return both embeddings, the named alternative's with half the weight, and letter sequences."""
    return _beside(_beside(e5(training, held_out), universal(training, held_out, 0.5)), letters(training, held_out))


def letters(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return the letter sequences of both, in the space learnt from the training messages, and counted."""
    settings = LetterSequencesFeaturizer.get_default_config()
    space = LetterSpace.learn(sorted(training), settings["sequences"], settings["dimensions"], settings["random_state"])
    counted = space.counted(training), space.counted(held_out)
    first, second = (Features(settings["weight"] * space.vectors(found), found) for found in counted)
    return first, second


def universal(training: Sequence[str], held_out: Sequence[str], weight: float = 1.0) -> Made:
    """Return the named alternative's embeddings."""
    encoder = UniversalSentenceEncoderFeaturizer
    return Features(weight * embed(encoder, training)), Features(weight * embed(encoder, held_out))


def n_grams(training: Sequence[str], held_out: Sequence[str]) -> Made:
    """Return character n-grams of words: the baseline that knows no language."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    return Features(vectorizer.fit_transform(training)), Features(vectorizer.transform(held_out))


MAKERS: dict[str, Maker] = {
    "shipped: e5 + letters": shipped,
    "e5 + use + letters": e5_universal_and_letters,
    "e5": e5,
    "e5, marks folded": e5_folded,
    "use": universal,
    "n-grams": n_grams,
}


def _beside(left: Made, right: Made, counted: tuple[Any, Any] = (None, None)) -> Made:
    first, second = (
        Features(np.hstack([one.measured, other.measured]).astype(np.float32), counts)
        for one, other, counts in zip(left, right, counted, strict=True)
    )
    return first, second


def embed(encoder: type[SentenceEmbeddingFeaturizer], texts: Sequence[str]) -> np.ndarray:
    """Return the embeddings, kept on disk by content hash: these messages are ours, no visitor wrote them."""
    return TrainingCache(encoder.encoder_name(), CACHE).embeddings([readable(text) for text in texts], encoder.encode)


def readable(text: str) -> str:
    """Return what an encoder reads of a message."""
    return beginning_and_end(without_unsafe_characters(text), LONGEST).strip()
