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
    """A letter space, and what it counted in the messages it was learnt from, by their content hash."""

    space: LetterSpace
    rows: dict[str, int]
    counts: scipy.sparse.csr_matrix

    def counted(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """Return (texts, sequences) as the space counts them, looking at new texts alone."""
        keys = [content_hash(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.rows}
        place = {**self.rows, **{key: self.counts.shape[0] + number for number, key in enumerate(new)}}
        every = (
            scipy.sparse.vstack([self.counts, self.space.counted(list(new.values()))]).tocsr() if new else self.counts
        )
        return every[[place[key] for key in keys]]


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
        rows = {content_hash(text): row for row, text in enumerate(dict.fromkeys(texts))}
        now = Learnt(space, rows, space.counted(list(dict.fromkeys(texts))))
        self._write(now)
        return now

    def of(self, space: LetterSpace) -> Learnt:
        """Return this space with what is known to have been counted by it, nothing where another one is kept."""
        kept = self._read()
        if kept is not None and _same(kept.space, space):
            return kept
        return Learnt(space, {}, scipy.sparse.csr_matrix((0, len(space.sequences)), dtype=np.float32))

    def _read(self) -> Learnt | None:
        found = read_arrays(self._path, "sequences", "rarity", "steps", "sizes", "keys", "data", "indices", "indptr")
        if found is None:
            return None
        sequences, rarity, steps, sizes, keys, *parts = found
        space = LetterSpace(sequences.tolist(), rarity, steps, sizes)
        rows = {key: row for row, key in enumerate(keys.tolist())}
        counts = scipy.sparse.csr_matrix(tuple(parts), shape=(len(rows), len(space.sequences)))
        return Learnt(space, rows, counts)

    def _write(self, learnt: Learnt) -> None:
        write_arrays(
            self._path,
            sequences=np.array(learnt.space.sequences),
            rarity=learnt.space.rarity,
            steps=learnt.space.steps,
            sizes=learnt.space.sizes,
            keys=np.array(list(learnt.rows)),
            data=learnt.counts.data,
            indices=learnt.counts.indices,
            indptr=learnt.counts.indptr,
        )


def _same(one: LetterSpace, other: LetterSpace) -> bool:
    return one.sequences == other.sequences and np.array_equal(one.steps, other.steps)
