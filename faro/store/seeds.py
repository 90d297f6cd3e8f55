"""What is said while the store cannot be read at a start, or is empty: the content files themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from faro.content.files import read_content
from faro.store.keeper import SnapshotKeeper
from faro.store.snapshot import Snapshot


def published_or_seeds(
    keeper: SnapshotKeeper, data_dir: Path, ruling_review_days: int, now: dt.datetime
) -> Callable[[], Snapshot]:
    """Returns where to get what is published from; until anything could be read, the files of `data_dir` are it."""
    if keeper.current.edition:
        return lambda: keeper.current
    seeds = Snapshot.build(read_content(data_dir), 0, now, ruling_review_days)
    return lambda: keeper.current if keeper.current.edition else seeds
