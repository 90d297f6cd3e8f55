"""Keeps the embeddings of training messages on disk by content hash; what visitors write never comes here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rasa.shared.utils.cli import print_info

from components.array_file import read_arrays, write_arrays
from components.shipped_embeddings import FOLDER, LETTERS_OF_A_KEY, shipped

Encode = Callable[[Sequence[str]], np.ndarray]

BATCH = 1024
CACHE_FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "embeddings"


def content_hash(text: str) -> str:
    """Return what a text is known by."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class TrainingCache:
    """Embeddings of training messages, one file for each encoder."""

    def __init__(self, encoder_name: str, folder: Path = CACHE_FOLDER, shipped_in: Path = FOLDER) -> None:
        """Use the file of `encoder_name` (its name and version) in `folder`, and what is shipped with Faro."""
        self._shipped = shipped(encoder_name, shipped_in)
        self._path = folder / f"{hashlib.sha256(encoder_name.encode()).hexdigest()[:16]}.npz"

    def embeddings(self, texts: Sequence[str], encode: Encode) -> np.ndarray:
        """Return the embeddings of `texts`, (messages, dimensions) float32, encoding only those not seen before."""
        known = self._read()
        keys = [content_hash(text) for text in texts]
        # What is shipped goes first, so that a training learns the same on every machine.
        ready = {key: self._shipped[key[:LETTERS_OF_A_KEY]] for key in keys if key[:LETTERS_OF_A_KEY] in self._shipped}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known and key not in ready}
        for done in range(0, len(missing), BATCH):
            batch = dict(list(missing.items())[done : done + BATCH])
            known.update(zip(batch, encode(list(batch.values())), strict=True))
            # Written as it goes: a first training that is cut off need not begin again.
            self._write(known)
            print_info(f"Embedded {done + len(batch)} of {len(missing)} new training messages")
        return np.stack([ready[key] if key in ready else known[key] for key in keys])

    def _read(self) -> dict[str, np.ndarray]:
        found = read_arrays(self._path, "keys", "vectors")
        return {} if found is None else dict(zip(found[0].tolist(), found[1], strict=True))

    def _write(self, known: dict[str, np.ndarray]) -> None:
        write_arrays(self._path, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
