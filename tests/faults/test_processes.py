"""The engine and the actions, and every way in which a process or the line to it fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from faro.cli.store_access import prepare_store
from faro.settings import Settings
from tests.faults.proxy import Fault, FaultProxy
from tests.faults.world import World, web_running
from tests.whole.running import listener

pytestmark = pytest.mark.engine

FAULTS: tuple[Fault, ...] = ("killed", "stopped", "slow", "reset", "half-open", "garbage")


@pytest.fixture(scope="module")
def faro(world: World) -> Iterator[World]:
    store_url = f"sqlite:///{world.folder / 'processes.db'}"
    prepare_store(Settings(store_url=store_url))[0].dispose()
    with web_running(world, store_url):
        yield world


def send(port: int, number: signal.Signals) -> None:
    pid = listener(port)
    assert pid, f"nobody listens on {port}"
    os.kill(pid, number)


def begin_and_end(fault: Fault, port: int, line: FaultProxy) -> tuple[Callable[[], None], Callable[[], None]]:
    """Returns how a fault begins and ends; who was killed is started again by the supervisor, and nobody else."""
    if fault == "killed":
        return lambda: send(port, signal.SIGKILL), lambda: None
    if fault == "stopped":
        return lambda: send(port, signal.SIGSTOP), lambda: send(port, signal.SIGCONT)

    def begin() -> None:
        line.fault = fault

    def end() -> None:
        line.fault = "none"

    return begin, end


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("target", ["engine", "actions"])
def test_every_turn_is_answered_in_time_and_all_is_well_again(faro: World, target: str, fault: Fault) -> None:
    port, line = (faro.engine_port, faro.engine) if target == "engine" else (faro.actions_port, faro.actions)
    begin, end = begin_and_end(fault, port, line)

    row = faro.outlive(target, fault, begin, end, lambda status, told: status == 503 and told["engine"] != "answers")

    assert row.question == row.button == "limited"
