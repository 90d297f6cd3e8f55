"""What most tests share: the real content of `data/` as one snapshot, and the moment at which they look at it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from faro.content.files import read_content
from faro.store.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[1]
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return Snapshot.build(read_content(ROOT / "data"), edition=1, built_at=NOW)


@pytest.fixture(scope="session")
def now() -> dt.datetime:
    return NOW
