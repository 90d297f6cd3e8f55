"""What the tests on a real port share: the edge with the limits of the web process, and one with short ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from faro.chat.connections import ConnectionLimits
from faro.chat.language import LanguageRecogniser
from faro.chat.server import connection_limits
from faro.settings import Settings
from tests.chat.conftest import clock, engine, recogniser
from tests.chat.edge import Clock, FakeEngine, build_app

from .served import Served, served

__all__ = ["clock", "engine", "recogniser"]

# Long enough for a request that is sent at once, on a busy machine too.
SHORT = ConnectionLimits(head=1.0, exchange=1.0, idle=1.0)


@pytest.fixture
def faro(engine: FakeEngine, recogniser: LanguageRecogniser, clock: Clock) -> Iterator[Served]:
    settings = Settings(rate_limits=False)
    with served(build_app(engine, recogniser, clock, settings), settings, connection_limits(settings)) as running:
        yield running


@pytest.fixture
def impatient(engine: FakeEngine, recogniser: LanguageRecogniser, clock: Clock) -> Iterator[Served]:
    """Serves an edge that gives each stage of a connection a second."""
    settings = Settings(rate_limits=False)
    with served(build_app(engine, recogniser, clock, settings), settings, SHORT) as running:
        yield running


@pytest.fixture
def crowded(engine: FakeEngine, recogniser: LanguageRecogniser, clock: Clock) -> Iterator[Served]:
    """Serves an edge that holds eight connections, five of them from one address."""
    settings = Settings()
    limits = replace(connection_limits(settings), most=8, most_of_one=5)
    with served(build_app(engine, recogniser, clock, settings), settings, limits) as running:
        yield running
