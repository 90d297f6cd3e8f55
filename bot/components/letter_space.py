"""The space of letter sequences: weighted by rarity and turned to its main axes (latent semantic analysis)."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from components.byte_rows import from_bytes, in_bytes
from components.folding import without_marks

LONGEST = 4
SEEN_AT_LEAST = 3


@dataclass(frozen=True)
class LetterSpace:
    """The kept sequences, how rare each is, and where each lies on the axes: plain data, no stored code.

    `steps` (sequences, dimensions) and `sizes` (sequences) are those of `byte_rows`, for they are most of a model's
    size; they are rounded before anything is learnt in their space, so that a model read back measures as the one that
    was written.
    """

    sequences: list[str]
    rarity: np.ndarray
    steps: np.ndarray
    sizes: np.ndarray

    @classmethod
    def learn(cls, texts: Sequence[str], sequences: int, dimensions: int, random_state: int) -> LetterSpace:
        """Return the space learnt from `texts`; fewer dimensions where there are too few sequences for them."""
        # In a handful of messages nothing is seen three times.
        least = SEEN_AT_LEAST if len(texts) > 1000 else 1
        vectorizer = _vectorizer(min_df=least, max_features=sequences)
        counted = vectorizer.fit_transform(_folded(texts)).astype(np.float32)
        dimensions = min(dimensions, counted.shape[1] - 1)
        axes = TruncatedSVD(dimensions, n_iter=2, random_state=random_state).fit(counted).components_
        return cls(list(vectorizer.get_feature_names_out()), vectorizer.idf_, *in_bytes(axes.T))

    def counted(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """Return (texts, sequences) float32, sparse: the sequences of each text, weighed, in rows of length 1.

        They are weighed as `learn` does; scikit-learn's own way of it, made for many texts, takes three times as long
        for the one that somebody waits for.
        """
        rows = [self._row(text) for text in _folded(texts)]
        ends = np.cumsum([0, *(places.size for places, _ in rows)], dtype=np.int32)
        places = np.concatenate([places for places, _ in rows] or [np.zeros(0, dtype=np.int32)])
        # Single precision, as the axes have it when asked: their product would otherwise copy them for every message.
        weights = np.concatenate([weights for _, weights in rows] or [np.zeros(0)]).astype(np.float32)
        return scipy.sparse.csr_matrix((weights, places, ends), shape=(len(rows), len(self.sequences)))

    def _row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of the sequences that stand in `text`, in order, and what each weighs."""
        found = Counter(map(self._places.get, self._sequences_in(text)))
        found.pop(None, None)
        places = np.array(sorted(found), dtype=np.int32)
        counts = np.array([found[place] for place in places.tolist()], dtype=np.float64)
        weights = (1 + np.log(counts)) * self.rarity[places]
        return places, weights / max(np.sqrt(weights @ weights), 1e-9)

    def vectors(self, counted: scipy.sparse.csr_matrix) -> np.ndarray:
        """Return (texts, dimensions) float32 of what was counted in them."""
        return np.asarray(counted @ self._columns)

    @functools.cached_property
    def _columns(self) -> np.ndarray:
        return from_bytes(self.steps, self.sizes)

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {sequence: place for place, sequence in enumerate(self.sequences)}

    @functools.cached_property
    def _sequences_in(self) -> Callable[[str], list[str]]:
        return _vectorizer().build_analyzer()


def _vectorizer(**settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(1, LONGEST), sublinear_tf=True, **settings)


def _folded(texts: Sequence[str]) -> list[str]:
    return [without_marks(text.lower()) for text in texts]
