"""The training messages nearest to a message: a second opinion beside the network that learns from them all.

It hears a single taught example at once, where a network needs several of its kind.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from components.byte_rows import from_bytes, in_bytes

# The distances of thousands of messages to all training messages at once would fill the memory.
ROWS_AT_ONCE = 256

# A letter sequence is common when it stands in a larger share of the training messages, and in more of them than this.
COMMON_SHARE = 0.04
COMMON_AT_LEAST = 50

# Of the 20 nearest of 54,500 messages, 1 in 150 is not among 1,000 candidates that 96 of 384 axes choose. To look along
# more axes for fewer (160 and 400) misses 1 in 350 and takes a millisecond more.
LEADING = 96
CANDIDATES = 1000

DEALT_TO_A_GROUP = 16


@dataclass(frozen=True)
class Asked:
    """How the nearest are asked: how many, and the difference in cosine at which one counts e times less."""

    count: int
    sharpness: float


@dataclass(frozen=True)
class Neighbours:
    """Training messages as points of length 1 around their centre, each with a label's place.

    The points are turned to their main `axes` (dimensions, dimensions), and lie in two parts: how far they reach along
    the first LEADING axes, (axes, messages), by which all are compared at once, and along the others, (messages,
    other axes), which only those that may be the nearest are asked for. That takes less than half the time.
    """

    places: np.ndarray
    leading: np.ndarray
    others: np.ndarray
    centre: np.ndarray
    axes: np.ndarray

    @classmethod
    def learn(cls, features: np.ndarray, places: Sequence[int]) -> Neighbours:
        """Return the points of `features` (messages, dimensions), of which each has the label at its place.

        They are as exact as in the file, so that a model read back measures as the one that was written.
        """
        centre = features.mean(axis=0, dtype=np.float64).astype(np.float32)
        points = _of_length_one(features - centre)
        axes = np.linalg.eigh((points.T @ points).astype(np.float64))[1][:, ::-1].astype(np.float32)
        return cls._of(np.asarray(places, dtype=np.int32), *in_bytes(points @ axes), centre, axes)

    @classmethod
    def _of(
        cls, places: np.ndarray, steps: np.ndarray, sizes: np.ndarray, centre: np.ndarray, axes: np.ndarray
    ) -> Neighbours:
        leading = np.ascontiguousarray(from_bytes(steps[:, :LEADING], sizes).T)
        return cls(places, leading, from_bytes(steps[:, LEADING:], sizes), centre, axes)

    def likelihoods(self, features: np.ndarray, labels: int, asked: Asked) -> np.ndarray:
        """Return (rows, labels): what share of the nearest messages each label has, the nearer counting more."""
        return _in_turns(features, labels, lambda rows: self._shares(rows, labels, asked))

    def _shares(self, rows: np.ndarray, labels: int, asked: Asked) -> np.ndarray:
        turned = _of_length_one(rows - self.centre) @ self.axes
        near = turned[:, :LEADING] @ self.leading
        may_be_nearest = largest(near, CANDIDATES)
        cosines = np.take_along_axis(near, may_be_nearest, axis=1)
        for row, candidates in enumerate(may_be_nearest):
            cosines[row] += self.others[candidates] @ turned[row, LEADING:]
        return _shares(cosines, self.places[may_be_nearest], labels, asked)

    def save(self, path: Path) -> None:
        """Write plain arrays: reading a model back runs no code that came with it."""
        steps, sizes = in_bytes(np.hstack([self.leading.T, self.others]))
        np.savez(path, places=self.places, steps=steps, sizes=sizes, centre=self.centre, axes=self.axes)

    @classmethod
    def load(cls, path: Path) -> Neighbours:
        """Return the neighbours that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls._of(*(stored[name] for name in ("places", "steps", "sizes", "centre", "axes")))


@dataclass(frozen=True)
class LetterNeighbours:
    """Training messages by their rarer letter sequences (sequences, messages), sparse, each with a label's place.

    What a sentence embedding takes for the same, and what it has never seen, is told apart by how it is written.
    Sequences that stand everywhere say nothing of that and would be half of all there is to count: they are left out.
    """

    places: np.ndarray
    columns: scipy.sparse.csr_matrix

    @classmethod
    def learn(cls, counted: scipy.sparse.csr_matrix, places: Sequence[int]) -> LetterNeighbours:
        """Return the columns of `counted` (messages, sequences), in the precision that the file has."""
        messages = counted.shape[0]
        columns = scipy.sparse.csr_matrix(counted.T, dtype=np.float32)
        stands_in = np.diff(columns.indptr)
        rare = stands_in <= max(COMMON_SHARE * messages, COMMON_AT_LEAST)
        columns.data *= np.repeat(rare, stands_in)
        columns.eliminate_zeros()
        lengths = _lengths(columns.indices, columns.data, messages)
        columns.data /= lengths[columns.indices]
        columns.data = columns.data.astype(np.float16).astype(np.float32)
        return cls(np.asarray(places, dtype=np.int32), columns)

    def likelihoods(self, counted: scipy.sparse.csr_matrix, labels: int, asked: Asked) -> np.ndarray:
        """Return (rows, labels) as `Neighbours.likelihoods` does."""
        return _in_turns(counted, labels, lambda rows: self._shares(rows, labels, asked))

    def _shares(self, counted: scipy.sparse.csr_matrix, labels: int, asked: Asked) -> np.ndarray:
        cosines = self._cosines(counted)
        return _shares(cosines, np.broadcast_to(self.places, cosines.shape), labels, asked)

    def _cosines(self, counted: scipy.sparse.csr_matrix) -> np.ndarray:
        return np.stack([self._cosines_of(row) for row in counted])

    def _cosines_of(self, row: scipy.sparse.csr_matrix) -> np.ndarray:
        """Return (messages,) for one row, by the few sequences it has; SciPy's product takes twice as long."""
        known = self._kept[row.indices]
        length = _lengths(np.zeros(known.sum(), dtype=np.intp), row.data[known], 1)
        return np.asarray(self.columns[row.indices[known]].T @ row.data[known] / length)

    @functools.cached_property
    def _kept(self) -> np.ndarray:
        return np.diff(self.columns.indptr) > 0

    def save(self, path: Path) -> None:
        """Write plain arrays: reading a model back runs no code that came with it."""
        columns = self.columns
        data, rows = columns.data.astype(np.float16), columns.indices.astype(np.min_scalar_type(columns.shape[1]))
        np.savez(path, places=self.places, data=data, indices=rows, indptr=columns.indptr, shape=columns.shape)

    @classmethod
    def load(cls, path: Path) -> LetterNeighbours:
        """Return the neighbours that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            parts = (stored["data"].astype(np.float32), stored["indices"].astype(np.int32), stored["indptr"])
            return cls(stored["places"], scipy.sparse.csr_matrix(parts, shape=tuple(stored["shape"])))


def _lengths(rows: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Return the length of each of `count` sparse rows whose `values` stand in `rows`; 1 for an empty one."""
    squares = np.bincount(rows, values.astype(np.float64) ** 2, count)
    return np.sqrt(np.where(squares > 0, squares, 1.0)).astype(np.float32)


def _in_turns(features: Any, labels: int, shares_of: Any) -> np.ndarray:
    starts = range(0, features.shape[0], ROWS_AT_ONCE)
    parts = [shares_of(features[start : start + ROWS_AT_ONCE]) for start in starts]
    return np.vstack(parts) if parts else np.zeros((0, labels), dtype=np.float32)


def _shares(near: np.ndarray, places: np.ndarray, labels: int, asked: Asked) -> np.ndarray:
    """Return (rows, labels) for the cosines `near` (rows, messages) to messages with labels at `places`, as many.

    A row that is near to nothing has no opinion: every label has the same share.
    """
    nearest = largest(near, asked.count)
    cosines = np.take_along_axis(near, nearest, axis=1)
    weights = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / asked.sharpness)
    weights /= weights.sum(axis=1, keepdims=True)
    shares = np.zeros((len(near), labels), dtype=np.float32)
    for row, (its_places, weight) in enumerate(zip(np.take_along_axis(places, nearest, axis=1), weights, strict=True)):
        np.add.at(shares[row], its_places, weight)
    shares[cosines.max(axis=1) <= 0] = 1 / labels
    return shares


def largest(values: np.ndarray, count: int) -> np.ndarray:
    """Return where the `count` largest of each row stand, (rows, count), in no order; all where there are fewer."""
    return np.stack([_largest_of_row(row, count) for row in values])


def _largest_of_row(row: np.ndarray, count: int) -> np.ndarray:
    """Return where the `count` largest stand: as `np.argpartition`, in a sixth of its time.

    The values are dealt out to many groups. Among the largest of the groups, the one in the place `count` is no larger
    than the one in that place of all, so that what is smaller need not be looked at.
    """
    groups = row.size // DEALT_TO_A_GROUP
    if groups < count:
        places = np.arange(row.size)
    else:
        of_groups = row[: groups * DEALT_TO_A_GROUP].reshape(DEALT_TO_A_GROUP, groups).max(axis=0)
        places = np.flatnonzero(row >= np.partition(of_groups, groups - count)[groups - count])
    beyond = max(0, places.size - count)
    return np.asarray(places[np.argpartition(row[places], beyond)[beyond:]])


def _of_length_one(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
