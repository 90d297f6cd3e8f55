"""What the tests of the public edge share: an engine and a clock in the test's hand, and visitors of the edge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from faro.chat.app import learnt_recogniser
from faro.chat.language import LanguageRecogniser
from faro.settings import ROOT, Settings
from faro.store.snapshot import Snapshot
from tests.languages import without_answers

from .edge import Clock, FakeEngine, MakeVisitor, Visitor, build_app


@pytest.fixture(scope="session")
def recogniser() -> LanguageRecogniser:
    return learnt_recogniser(ROOT / "data" / "nlu")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(snapshot: Snapshot, now: dt.datetime) -> FakeEngine:
    return FakeEngine(snapshot, now)


@pytest.fixture
def make_visitor(engine: FakeEngine, recogniser: LanguageRecogniser, clock: Clock) -> MakeVisitor:
    def make(**settings: Any) -> Visitor:
        return Visitor(build_app(engine, recogniser, clock, Settings(**settings)))

    return make


@pytest.fixture
def visitor(make_visitor: MakeVisitor) -> Visitor:
    return make_visitor()


@pytest.fixture
def hurried(make_visitor: MakeVisitor) -> Visitor:
    """Visits an edge that waits a twentieth of a second for its engine."""
    return make_visitor(engine_timeout_seconds=0.05)


@pytest.fixture
def visitor_without_russian(
    snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser, clock: Clock
) -> Visitor:
    """Visits an edge whose Russian answers are not written yet."""
    return Visitor(build_app(FakeEngine(without_answers(snapshot, "ru"), now), recogniser, clock, Settings()))
