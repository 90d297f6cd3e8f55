"""The embeddings of Faro's own training messages, made once and kept beside the code, so that nobody waits for them.

On two cores E5 needs minutes for all of them, at 12 to 25 ms each; reading the files takes a second. A message that is
not in them, such as one taught at the desk, is encoded as ever. `scripts/embed-training-messages` adds a file of what
is new; a test holds a sample against the encoder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from components.byte_rows import from_bytes, in_bytes

FOLDER = Path(__file__).resolve().parent.parent / "embeddings"
LETTERS_OF_A_KEY = 16


def shipped(encoder_name: str, folder: Path = FOLDER) -> dict[str, np.ndarray]:
    """Return what is kept of this encoder: the beginning of a text's content hash, and its embedding (float32).

    Empty where there is no file of this encoder; another version of an encoder has another name.
    """
    found = {}
    for path in _paths(encoder_name, folder):
        with np.load(path, allow_pickle=False) as stored:
            vectors = from_bytes(stored["steps"], stored["sizes"])
            found |= dict(zip((key.decode("ascii") for key in stored["keys"].tolist()), vectors, strict=True))
    return found


def ship(encoder_name: str, vectors: Mapping[str, np.ndarray], folder: Path = FOLDER) -> Path | None:
    """Write the embeddings of texts known by their content hash that no file has yet into a further one; return it.

    None where every one is kept already. Files are only ever added: a history then grows by what is new alone. Each
    number is kept in a byte, which moves an embedding less than a typing error does.
    """
    kept = shipped(encoder_name, folder)
    keys = sorted(key for key in vectors if key[:LETTERS_OF_A_KEY] not in kept)
    if not keys:
        return None
    steps, sizes = in_bytes(np.stack([vectors[key] for key in keys]))
    path = folder / f"{_name(encoder_name)}-{len(_paths(encoder_name, folder)) + 1}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path, keys=np.array([key[:LETTERS_OF_A_KEY].encode("ascii") for key in keys]), sizes=sizes, steps=steps
    )
    return path


def _paths(encoder_name: str, folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{_name(encoder_name)}*.npz"))


def _name(encoder_name: str) -> str:
    return hashlib.sha256(encoder_name.encode()).hexdigest()[:16]
