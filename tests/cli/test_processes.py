"""The supervisor: what dies is started again, and when it stops nothing is left running."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from faro.cli import processes
from faro.cli.processes import Command, Supervisor, commands
from faro.settings import Settings

WAITS = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
DIES = "import os; print(os.getpid(), flush=True); raise SystemExit(3)"
IGNORES = (
    "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(os.getpid(), flush=True)\n"
    "while True: signal.pause()"
)
HAS_A_CHILD = (
    "import os, subprocess, sys, signal\n"
    f"child = subprocess.Popen([sys.executable, '-c', {WAITS!r}])\n"
    "print(os.getpid(), flush=True); signal.pause()"
)


@dataclass
class Console:
    """Collects what the processes print and waits for it."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self.more.set()

    async def until(self, enough: Callable[[], bool]) -> None:
        while not enough():
            self.more.clear()
            await self.more.wait()

    def pids(self, name: str) -> list[int]:
        return [int(line) for said, line in self.lines if said == name and line.isdigit()]


def has_ended(pid: int, within: float = 5) -> bool:
    """Returns whether the process has ended, or does so within so many seconds."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(processes, "LONGEST_PAUSE", 0.04)


def python(name: str, code: str, **environment: str) -> Command:
    return Command(name, [sys.executable, "-c", code], Path("/"), environment)


def watch(wanted: list[Command], during: Callable[[Supervisor, Console], Awaitable[None]]) -> Console:
    """Runs the supervisor over these commands while `during` looks on, stops it, and returns what was printed."""

    async def run() -> Console:
        console = Console()
        supervisor = Supervisor(wanted, console.say)
        running = asyncio.create_task(supervisor.run())
        try:
            async with asyncio.timeout(20):
                await during(supervisor, console)
                supervisor.stop()
                await running
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        return console

    return asyncio.run(run())


def test_what_dies_is_started_again_and_the_others_are_left_alone() -> None:
    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("dies")) >= 3 and len(console.pids("waits")) == 1)
        assert not has_ended(console.pids("waits")[0], within=0)

    console = watch([python("dies", DIES), python("waits", WAITS)], during)

    assert len(set(console.pids("dies"))) >= 3
    assert len(console.pids("waits")) == 1
    assert any("ended with code 3" in line for name, line in console.lines if name == "dies")


def test_what_is_killed_is_started_again() -> None:
    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("waits")) == 1)
        os.kill(console.pids("waits")[0], signal.SIGKILL)
        await console.until(lambda: len(console.pids("waits")) == 2)

    console = watch([python("waits", WAITS)], during)

    assert any("ended with code -9" in line for _, line in console.lines)


def test_what_dies_at_once_is_started_ever_more_slowly() -> None:
    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("dies")) >= 5)

    console = watch([python("dies", DIES)], during)

    pauses = [line.rpartition(" in ")[2] for _, line in console.lines if "ended" in line]
    assert pauses[:4] == ["0.02 s", "0.04 s", "0.04 s", "0.04 s"]


def test_stopping_ends_everything_also_children_of_children() -> None:
    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("family")) == 2 and len(console.pids("waits")) == 1)

    console = watch([python("family", HAS_A_CHILD), python("waits", WAITS)], during)

    pids = [*console.pids("family"), *console.pids("waits")]
    assert len(pids) == 3
    assert all(has_ended(pid) for pid in pids)
    assert not any("ended" in line for _, line in console.lines), "an end that was asked for is no news"


def test_what_ignores_being_asked_is_killed_after_its_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.1)

    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("ignores")) == 1)

    started = time.monotonic()
    console = watch([python("ignores", IGNORES)], during)

    assert time.monotonic() - started < 10
    assert all(has_ended(pid) for pid in console.pids("ignores"))


def test_stopping_does_not_wait_for_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 60.0)
    monkeypatch.setattr(processes, "LONGEST_PAUSE", 60.0)

    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: any("starting it again" in line for _, line in console.lines))

    watch([python("dies", DIES)], during)


def test_what_cannot_be_started_is_told_and_the_others_run() -> None:
    missing = Command("missing", ["/no/such/python"], Path("/"))

    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("waits")) == 1)
        await console.until(lambda: sum(name == "missing" for name, _ in console.lines) >= 2)
        assert not has_ended(console.pids("waits")[0], within=0)

    console = watch([missing, python("waits", WAITS)], during)

    assert ("missing", "cannot be started (FileNotFoundError); starting it again in 0.02 s") in console.lines
    assert all(has_ended(pid) for pid in console.pids("waits"))


def test_watch_that_is_called_off_leaves_nothing_behind() -> None:
    async def run() -> list[int]:
        console = Console()
        running = asyncio.create_task(Supervisor([python("waits", WAITS)], console.say).run())
        async with asyncio.timeout(20):
            await console.until(lambda: len(console.pids("waits")) == 1)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        return console.pids("waits")

    pids = asyncio.run(run())
    assert len(pids) == 1
    assert has_ended(pids[0])


def test_line_too_long_to_hold_is_passed_over() -> None:
    code = "print('x' * 300_000, flush=True); print('after', flush=True); " + WAITS

    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("long")) == 1)

    console = watch([python("long", code)], during)

    assert ("long", "after") in console.lines


def test_process_gets_its_environment_and_no_input() -> None:
    code = "import os, sys; print(os.environ['FARO_X'], repr(sys.stdin.read()), flush=True); " + WAITS

    async def during(_: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("asks")) == 1)

    console = watch([python("asks", code, FARO_X="here")], during)

    assert ("asks", "here ''") in console.lines


def test_engine_runs_on_loopback_without_telemetry_and_knows_no_store() -> None:
    settings = Settings(host="0.0.0.0", port=1, engine_port=2, actions_port=3, store_url="postgresql://secret@db/faro")

    actions, engine, web, desk = commands(settings)

    assert [actions.name, engine.name, web.name, desk.name] == ["actions", "engine", "web", "desk"]
    words = " ".join(engine.arguments)
    assert "-i 127.0.0.1 --port 2" in words
    assert "--enable-api" not in words
    assert engine.environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert engine.environment["FARO_ACTIONS_URL"] == "http://127.0.0.1:3/webhook"
    assert float(engine.environment["FARO_IDLE_MINUTES"]) == settings.idle_minutes
    assert float(engine.environment["FARO_MAX_MINUTES"]) == settings.max_minutes
    assert int(engine.environment["FARO_MAX_CONVERSATIONS"]) == settings.max_conversations
    assert "secret" not in repr(engine)
    for own in (actions, web, desk):
        assert own.environment["FARO_STORE_URL"] == settings.store_url
        assert own.environment["FARO_PORT"] == "1"
