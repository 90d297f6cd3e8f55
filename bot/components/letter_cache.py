"""Keeps the letter space learnt last: after a change of few messages it is used again, and what it counted too.

Learning the space takes most of a training that adds one message, and one message in fifty hardly turns its axes.
What visitors write never comes here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse

from components.array_file import read_arrays, write_arrays
from components.letter_space import LetterSpace
from components.training_cache import content_hash

CACHE_FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "letters"
CHANGED_AT_MOST = 0.02


@dataclass(frozen=True)
class Learnt:
    """A letter space, and what it counted in the messages it was learnt from, by their content hash.

    `counts` (messages, sequences) and `vectors` (messages, dimensions) float16 are those of the space, row by row.
    """

    space: LetterSpace
    rows: dict[str, int]
    counts: scipy.sparse.csr_matrix
    vectors: np.ndarray

    @classmethod
    def of_texts(cls, space: LetterSpace, texts: Sequence[str]) -> Learnt:
        """Return what the space makes of these texts."""
        counts = space.counted(texts)
        rows = {content_hash(text): row for row, text in enumerate(texts)}
        return cls(space, rows, counts, space.vectors(counts).astype(np.float16))

    def of(self, texts: Sequence[str]) -> tuple[scipy.sparse.csr_matrix, np.ndarray]:
        """Return (texts, sequences) and (texts, dimensions) as the space has them, looking at new texts alone."""
        keys = [content_hash(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.rows}
        if not new:
            known = [self.rows[key] for key in keys]
            return self.counts[known], self.vectors[known]
        found = Learnt.of_texts(self.space, list(new.values()))
        place = {**self.rows, **{key: len(self.rows) + row for key, row in found.rows.items()}}
        rows = np.array([place[key] for key in keys], dtype=np.int64)
        counts = scipy.sparse.vstack([self.counts, found.counts]).tocsr()[rows]
        # Filled in, not joined and then chosen from: the vectors are a hundred megabytes.
        vectors = np.empty((len(rows), self.vectors.shape[1]), dtype=np.float16)
        here = rows < len(self.rows)
        vectors[here] = self.vectors[rows[here]]
        vectors[~here] = found.vectors[rows[~here] - len(self.rows)]
        return counts, vectors


class LetterCache:
    """The space learnt last with certain settings, in one file."""

    def __init__(self, settings: str, folder: Path = CACHE_FOLDER) -> None:
        """Use the file of these settings (a name for all that a space depends on beside its messages) in `folder`."""
        self._path = folder / f"{hashlib.sha256(settings.encode()).hexdigest()[:16]}.npz"

    def learnt(self, texts: Sequence[str], learn: Callable[[Sequence[str]], LetterSpace]) -> Learnt:
        """Return the kept space where at most one text in fifty is new or gone, else one learnt now, which is kept."""
        before = self._read()
        keys = {content_hash(text) for text in texts}
        if before is not None and len(keys ^ before.rows.keys()) <= CHANGED_AT_MOST * len(keys):
            return before
        space = learn(texts)
        now = Learnt.of_texts(space, list(dict.fromkeys(texts)))
        self._write(now)
        return now

    def of(self, space: LetterSpace) -> Learnt:
        """Return this space with what is known to have been counted by it, nothing where another one is kept."""
        kept = self._read()
        if kept is not None and _same(kept.space, space):
            return kept
        nothing = scipy.sparse.csr_matrix((0, len(space.sequences)), dtype=np.float32)
        return Learnt(space, {}, nothing, np.zeros((0, space.steps.shape[1]), dtype=np.float16))

    def _read(self) -> Learnt | None:
        found = read_arrays(
            self._path, "sequences", "rarity", "steps", "sizes", "keys", "vectors", "data", "indices", "indptr"
        )
        if found is None:
            return None
        sequences, rarity, steps, sizes, keys, vectors, *parts = found
        space = LetterSpace(sequences.tolist(), rarity, steps, sizes)
        rows = {key: row for row, key in enumerate(keys.tolist())}
        counts = scipy.sparse.csr_matrix(tuple(parts), shape=(len(rows), len(space.sequences)))
        return Learnt(space, rows, counts, vectors)

    def _write(self, learnt: Learnt) -> None:
        write_arrays(
            self._path,
            sequences=np.array(learnt.space.sequences),
            rarity=learnt.space.rarity,
            steps=learnt.space.steps,
            sizes=learnt.space.sizes,
            keys=np.array(list(learnt.rows)),
            vectors=learnt.vectors,
            data=learnt.counts.data,
            indices=learnt.counts.indices,
            indptr=learnt.counts.indptr,
        )


def _same(one: LetterSpace, other: LetterSpace) -> bool:
    return one.sequences == other.sequences and np.array_equal(one.steps, other.steps)
