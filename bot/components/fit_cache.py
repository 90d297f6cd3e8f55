"""Keeps the network fitted last and what it was fitted to, so that a fit after a small change starts there.

Rows are known by a hash of their features and label; what visitors write never comes here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from components.array_file import read_arrays, write_arrays
from components.network import Network

CACHE_FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "fits"
CHANGED_AT_MOST = 0.02


class FitCache:
    """The network fitted last with certain settings, in one file."""

    def __init__(self, settings: Mapping[str, Any], folder: Path = CACHE_FOLDER) -> None:
        """Use the file of these settings in `folder`."""
        named = hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:16]
        self._path = folder / f"{named}.npz"

    def beginning(self, row_hashes: Sequence[str], labels: Sequence[str]) -> Network | None:
        """Return the network to start from, None where a label or more than one row in fifty is new or gone."""
        found = read_arrays(self._path, "rows", "labels", "hidden", "hidden_bias", "weights", "bias")
        if found is None:
            return None
        rows, names, *layers = found
        before, kept = frozenset(rows.tolist()), Network(tuple(names.tolist()), *layers)
        now = frozenset(row_hashes)
        same_labels = kept.labels == tuple(sorted(set(labels)))
        return kept if same_labels and len(now ^ before) <= CHANGED_AT_MOST * len(now) else None

    def keep(self, network: Network, row_hashes: Sequence[str]) -> None:
        """Remember a fitted network and what it was fitted to."""
        write_arrays(self._path, rows=np.array(row_hashes), labels=np.array(network.labels), **network.layers())


def row_hashes(features: np.ndarray, labels: Sequence[str]) -> list[str]:
    """Return what each row of `features` (messages, dimensions), with its label, is known by."""
    rows = np.ascontiguousarray(features)
    return [
        hashlib.blake2b(label.encode() + b"\0" + row.tobytes(), digest_size=12).hexdigest()
        for row, label in zip(rows, labels, strict=True)
    ]
