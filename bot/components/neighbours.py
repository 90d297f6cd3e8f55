"""The training messages nearest to a message: a second opinion beside the regression, which draws straight lines only.

It hears a single taught example at once, where a regression needs many of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# The distances of thousands of messages to all training messages at once would fill the memory.
ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Neighbours:
    """Training messages as points of length 1 around their centre (dimensions, messages), each with a label's place.

    A column a message, for one message is then compared with all of them in half the time.
    """

    places: np.ndarray
    points: np.ndarray
    centre: np.ndarray

    @classmethod
    def learn(cls, features: np.ndarray, places: Sequence[int]) -> Neighbours:
        """Return the points of `features` (messages, dimensions), of which each has the label at its place.

        They have half precision, as in the file, so that a model read back measures as the one that was written.
        """
        centre = features.mean(axis=0, dtype=np.float64).astype(np.float32)
        points = np.ascontiguousarray(_of_length_one(features - centre).astype(np.float16).T)
        return cls(np.asarray(places, dtype=np.int32), points.astype(np.float32), centre)

    def likelihoods(self, features: np.ndarray, labels: int, *, count: int, sharpness: float) -> np.ndarray:
        """Return (rows, labels): what share of the `count` nearest messages each label has, the nearer counting more.

        `sharpness` is the difference in cosine at which a message counts e times less.
        """
        parts = [
            self._shares(features[start : start + ROWS_AT_ONCE], labels, count, sharpness)
            for start in range(0, len(features), ROWS_AT_ONCE)
        ]
        return np.vstack(parts) if parts else np.zeros((0, labels), dtype=np.float32)

    def _shares(self, features: np.ndarray, labels: int, count: int, sharpness: float) -> np.ndarray:
        near = _of_length_one(features - self.centre) @ self.points
        count = min(count, near.shape[1])
        nearest = np.argpartition(-near, count - 1, axis=1)[:, :count]
        cosines = np.take_along_axis(near, nearest, axis=1)
        weights = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / sharpness)
        weights /= weights.sum(axis=1, keepdims=True)
        shares = np.zeros((len(features), labels), dtype=np.float32)
        for row, (places, weight) in enumerate(zip(self.places[nearest], weights, strict=True)):
            np.add.at(shares[row], places, weight)
        return shares

    def save(self, path: Path) -> None:
        """Write plain arrays: reading a model back runs no code that came with it."""
        np.savez(path, places=self.places, points=self.points.astype(np.float16), centre=self.centre)

    @classmethod
    def load(cls, path: Path) -> Neighbours:
        """Return the neighbours that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["places"], stored["points"].astype(np.float32), stored["centre"])


def _of_length_one(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
