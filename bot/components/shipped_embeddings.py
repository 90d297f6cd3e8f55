"""The embeddings of Faro's own training messages, made once and kept beside the code, so that nobody waits for them.

On two cores E5 needs minutes for all of them, at 12 to 25 ms each; reading the file takes a second. A message that is
not in it, such as one taught at the desk, is encoded as ever. `scripts/embed-training-messages` renews the file;
a test holds a sample of it against the encoder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "embeddings"
LETTERS_OF_A_KEY = 16
STEPS = 127


def shipped(encoder_name: str, folder: Path = FOLDER) -> dict[str, np.ndarray]:
    """Return what is kept of this encoder: the beginning of a text's content hash, and its embedding (float32).

    Empty where there is no file of this encoder; another version of an encoder has another name.
    """
    path = _path(encoder_name, folder)
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as stored:
        vectors = stored["steps"].astype(np.float32) * stored["sizes"].astype(np.float32)[:, None]
        return dict(zip((key.decode("ascii") for key in stored["keys"].tolist()), vectors, strict=True))


def ship(encoder_name: str, vectors: Mapping[str, np.ndarray], folder: Path = FOLDER) -> Path:
    """Write the embeddings of texts known by their content hash, and return the file.

    Each number is kept in a byte: a step of 1/127 of the largest in its row, which moves an embedding less than a
    typing error does.
    """
    keys = sorted(vectors)
    rows = np.stack([vectors[key] for key in keys])
    sizes = (np.abs(rows).max(axis=1) / STEPS).astype(np.float16)
    steps = np.rint(rows / sizes.astype(np.float32)[:, None]).clip(-STEPS, STEPS).astype(np.int8)
    path = _path(encoder_name, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path, keys=np.array([key[:LETTERS_OF_A_KEY].encode("ascii") for key in keys]), sizes=sizes, steps=steps
    )
    return path


def _path(encoder_name: str, folder: Path) -> Path:
    return folder / f"{hashlib.sha256(encoder_name.encode()).hexdigest()[:16]}.npz"
