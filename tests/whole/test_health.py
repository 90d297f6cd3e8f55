"""Health tells the truth, and what dies comes back: the engine and the action server are killed under the server."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.whole.conftest import RunningFaro, text_of
from tests.whole.running import listener

pytestmark = pytest.mark.engine


def test_ready_means_that_a_real_turn_went_through(faro: RunningFaro) -> None:
    _within(60, lambda: faro.client.get("/readyz").status_code == 200)
    assert faro.client.get("/healthz").json() == {"alive": True}


@pytest.mark.parametrize("victim", ["rasa run", "actions.server"])
def test_a_killed_process_is_seen_answered_for_and_restarted(faro: RunningFaro, victim: str) -> None:
    port = faro.settings.engine_port if victim == "rasa run" else faro.settings.actions_port
    victim_id = listener(port)
    assert victim_id
    os.kill(victim_id, signal.SIGKILL)
    started = time.monotonic()
    reply = faro.say(choice="topic:address_exposure", lang="es")
    assert time.monotonic() - started < 2.5
    assert (reply["kind"], reply["topic"]) == ("limited", "address_exposure")
    assert "47,289" in text_of(reply)
    assert faro.say("la migra sabe donde vivo?", lang="es")["kind"] == "limited"
    assert faro.client.get("/healthz").status_code == 200
    _within(90, lambda: faro.say("what is an itin")["kind"] == "answer")
    _within(10, lambda: faro.client.get("/readyz").status_code == 200)


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.2)
