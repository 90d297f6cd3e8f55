"""Files of plain arrays that a training keeps for the next one: whole or not there, whatever cut it off."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np


def read_arrays(path: Path, *names: str) -> tuple[np.ndarray, ...] | None:
    """Return the arrays of these names, None where the file is missing, cut off, or holds others.

    A cache that cannot be read costs time, never a training.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return tuple(stored[name] for name in names)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def write_arrays(path: Path, **arrays: np.ndarray) -> None:
    """Write the arrays in place of the file, which is the old one or the new one at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".npz")
    with os.fdopen(handle, "wb") as file:
        np.savez(file, **arrays)
    os.replace(unfinished, path)
