"""What the tests of the pages share: the public edge over an engine in the test's hand, and a reader of its pages."""

from __future__ import annotations

import datetime as dt

import pytest

from faro.store.snapshot import Snapshot
from tests.chat.conftest import clock, hurried, make_visitor, recogniser
from tests.chat.edge import FakeEngine, MakeVisitor, Visitor

from .reading import Reader

__all__ = ["clock", "hurried", "make_visitor", "recogniser"]


@pytest.fixture
def engine(snapshot: Snapshot, now: dt.datetime) -> FakeEngine:
    return FakeEngine(snapshot, now)


@pytest.fixture
def visitor(make_visitor: MakeVisitor) -> Visitor:
    return make_visitor()


@pytest.fixture
def reader(visitor: Visitor) -> Reader:
    return Reader(visitor)
