"""Rows of numbers kept in a byte each: half of half precision, and near enough for vectors that are compared."""

from __future__ import annotations

import numpy as np

STEPS = 127


def in_bytes(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return `rows` (rows, numbers) as int8 steps of the same shape, and the size of a step in each row, float16.

    A step is 1/127 of the largest number in its row, so that a row of embeddings or of word vectors keeps its direction
    within one part in a hundred.
    """
    sizes = (np.abs(rows).max(axis=1, initial=0.0) / STEPS).astype(np.float16)
    # Numbers too small for half precision are nothing.
    divisors = np.where(sizes > 0, sizes.astype(np.float32), np.inf)
    return np.rint(rows / divisors[:, None]).clip(-STEPS, STEPS).astype(np.int8), sizes


def from_bytes(steps: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the rows, float32, that `in_bytes` kept."""
    return np.asarray(steps.astype(np.float32) * sizes.astype(np.float32)[:, None])
