"""Numbers kept in a byte: near enough, the same when kept again, and nothing is lost where all are nothing."""

from __future__ import annotations

import numpy as np
from components.byte_rows import from_bytes, in_bytes

ROWS = np.random.default_rng(1).normal(size=(20, 384)).astype(np.float32) * np.logspace(-3, 2, 20)[:, None]


def test_a_row_keeps_its_direction() -> None:
    for row, kept in zip(ROWS, from_bytes(*in_bytes(ROWS)), strict=True):
        assert row @ kept / np.linalg.norm(row) / np.linalg.norm(kept) > 0.9995


def test_what_was_kept_once_is_kept_the_same_again() -> None:
    once = from_bytes(*in_bytes(ROWS))
    assert np.array_equal(from_bytes(*in_bytes(once)), once)


def test_nothing_stays_nothing() -> None:
    empty = np.zeros((2, 3), dtype=np.float32)
    assert np.array_equal(from_bytes(*in_bytes(empty)), empty)
    assert from_bytes(*in_bytes(np.zeros((0, 3), dtype=np.float32))).shape == (0, 3)
