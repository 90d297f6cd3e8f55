"""Health tells the truth: alive is not ready, and ready means that a real turn came back lately."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from faro.answers.replies import limited
from faro.chat.engine import Engine
from faro.chat.readiness import STALE_AFTER_PROBES, Readiness

from .edge import Clock, FakeEngine, Visitor


def probe(visitor: Visitor) -> None:
    asyncio.run(visitor.app.state.edge.readiness.probe())


def test_not_ready_before_the_first_probe(visitor: Visitor) -> None:
    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert (response.json()["ready"], response.json()["engine"]) == (False, "not yet asked")


def test_ready_after_a_good_probe_which_leaves_no_conversation(visitor: Visitor, engine: FakeEngine) -> None:
    probe(visitor)

    response = visitor.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        **{"ready": True, "engine": "answers", "store": "read", "edition": 1},
        "published": engine.snapshot.built_at.isoformat(),
    }
    assert engine.forgotten == [engine.turns[0]["sender"]]


BREAKS: dict[str, Callable[[FakeEngine], None]] = {
    "unreachable": lambda engine: engine.breaks(httpx.ConnectError("canary")),
    "failed": lambda engine: engine.sends(b"", 500),
    "empty": lambda engine: engine.sends(b'{"messages": []}'),
    "garbage": lambda engine: engine.sends(b"[]"),
    "late": FakeEngine.hangs,
    "limited": lambda engine: engine.says(limited(None, engine.snapshot, "en", None, engine.now)),
}


@pytest.mark.parametrize(("fault", "breaks"), BREAKS.items(), ids=BREAKS.keys())
def test_not_ready_when_the_engine_breaks_and_ready_when_it_is_back(
    engine: FakeEngine, clock: Clock, fault: str, breaks: Callable[[FakeEngine], None]
) -> None:
    readiness = Readiness(Engine("http://engine", 1, httpx.MockTransport(engine)), clock, interval=0.05)
    assert asyncio.run(readiness.probe())

    breaks(engine)
    assert not asyncio.run(readiness.probe())
    assert readiness.fault == fault

    engine.behaviour = None
    assert asyncio.run(readiness.probe())
    assert readiness.fault == ""


def test_broken_engine_makes_503_of_readyz_and_leaves_healthz(visitor: Visitor, engine: FakeEngine) -> None:
    probe(visitor)
    engine.sends(b"[]")
    probe(visitor)

    assert visitor.get("/readyz").status_code == 503
    assert visitor.get("/readyz").json()["engine"] == "garbage"
    assert (visitor.get("/healthz").status_code, visitor.get("/healthz").json()) == (200, {"alive": True})


def test_engine_that_never_answered_well_is_not_ready(visitor: Visitor, engine: FakeEngine) -> None:
    BREAKS["limited"](engine)
    probe(visitor)

    assert visitor.get("/readyz").status_code == 503
    assert visitor.get("/readyz").json()["engine"] == "limited"


def test_good_turn_of_long_ago_is_no_readiness(visitor: Visitor, clock: Clock) -> None:
    probe(visitor)
    interval = visitor.app.state.edge.settings.probe_seconds

    clock.advance(interval * STALE_AFTER_PROBES)
    assert visitor.get("/readyz").status_code == 200
    clock.advance(0.1)
    assert visitor.get("/readyz").status_code == 503


def test_probing_goes_on_after_any_fault(engine: FakeEngine, clock: Clock) -> None:
    readiness = Readiness(Engine("http://engine", 1, httpx.MockTransport(engine)), clock, interval=0.001)
    engine.breaks(RuntimeError("nobody thought of this"))

    async def run() -> None:
        probing = asyncio.create_task(readiness.run())
        while len(engine.turns) < 3:
            assert not probing.done()
            await asyncio.sleep(0)
        engine.behaviour = None
        while not readiness.ready:
            assert not probing.done()
            await asyncio.sleep(0)
        probing.cancel()

    asyncio.run(asyncio.wait_for(run(), 5))


def test_change_is_logged_once_and_quotes_nobody(
    visitor: Visitor, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.breaks(httpx.ConnectError("canary"))
    for _ in range(3):
        probe(visitor)

    assert [record.message for record in caplog.records if "readiness" in record.name] == [
        "the engine is not ready: unreachable"
    ]
    assert "canary" not in caplog.text
