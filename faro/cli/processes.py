"""The processes of Faro: how each is started, watched, restarted when it dies, and stopped cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from faro.settings import ROOT, Settings

BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"
# The engine ends with this when its model cannot be loaded or used (bot/components/channel.py).
UNUSABLE_MODEL = 78
GRACE_SECONDS = 8.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
QUICK_DEATH_SECONDS = 10.0

# One message is too little work to share: threads that wait for each other cost a busy machine four times the turn.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Command:
    """How one process is started: its name on the console, its words, its folder and its environment.

    `instead` is started from then on when it ends with UNUSABLE_MODEL.
    """

    name: str
    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    instead: Command | None = None


def commands(settings: Settings, model: Path | None = None, good: Path | None = None) -> list[Command]:
    """Returns the processes of one machine, in the order in which they are started.

    The engine serves `model`, that of the settings if none is given; where that is missing or of no use, the last
    `good` one.
    """
    model, good = model or settings.model, good or settings.good_model
    python = sys.executable
    engine = engine_with_fallback(settings, model, good)
    own = {name: value for name, value in os.environ.items() if name.startswith("FARO_")}
    own |= {
        "FARO_PORT": str(settings.port),
        "FARO_ENGINE_PORT": str(settings.engine_port),
        "FARO_ACTIONS_PORT": str(settings.actions_port),
        "FARO_DESK_PORT": str(settings.desk_port),
        "FARO_MODELS_DIR": str(settings.models_dir),
        "FARO_STATE_DIR": str(settings.state_dir),
        "FARO_STORE_URL": settings.store_url,
    }
    desk = [Command("desk", [python, "-m", "faro.desk.server"], ROOT, own)] if settings.desk else []
    demo = [Command("demo", [python, "-m", "faro.chat.demo"], ROOT, own)] if settings.demo else []
    return [
        Command("actions", [python, "-m", "actions.server"], ROOT, own),
        engine,
        Command("web", [python, "-m", "faro.chat.server"], ROOT, own),
        *desk,
        *demo,
    ]


def engine_with_fallback(settings: Settings, model: Path, good: Path) -> Command:
    """Returns how the engine is started with a model, and with the last good one where that is missing or of no use."""
    fallback = engine_command(settings, good)
    return engine_command(settings, model, instead=fallback) if model.exists() or not good.exists() else fallback


def engine_command(settings: Settings, model: Path, instead: Command | None = None) -> Command:
    """Returns how the engine is started with a model."""
    words = [
        *(str(BOT_PYTHON), "-m", "rasa", "run", "--model", str(model)),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        *("-i", "127.0.0.1", "--port", str(settings.engine_port)),
    ]
    return Command("engine", words, BOT, {**engine_environment(settings), **ONE_THREAD}, instead)


def engine_environment(settings: Settings) -> dict[str, str]:
    """Returns what the engine's process needs: where the actions are, what it may keep, its folder, no telemetry."""
    return {
        "FARO_ACTIONS_URL": settings.actions_url,
        "FARO_MAX_CONVERSATIONS": str(settings.max_conversations),
        "FARO_IDLE_MINUTES": str(settings.idle_minutes),
        "FARO_MAX_MINUTES": str(settings.max_minutes),
        "PYTHONPATH": str(BOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "NO_COLOR": "1",
    }


class Supervisor:
    """Keeps the processes running until told to stop: what dies is started again, ever slower if it dies at once."""

    def __init__(self, wanted: Sequence[Command], say: Say) -> None:
        self._wanted, self._say = wanted, say
        self._kept: dict[str, tuple[asyncio.Task[None], asyncio.Event]] = {}
        self.replaced: set[str] = set()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Runs until `stop` is called; every process has ended when this returns."""
        for command in self._wanted:
            self.keep(command)
        try:
            await self._stopping.wait()
        finally:
            tasks = [task for task, _ in self._kept.values()]
            if not self._stopping.is_set():
                for task in tasks:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=not self._stopping.is_set())

    def stop(self) -> None:
        """Asks every process to end."""
        self._stopping.set()
        for _, ending in self._kept.values():
            ending.set()

    def keep(self, command: Command) -> None:
        """Keeps one more process running from now on; its name must be new."""
        assert command.name not in self._kept, command.name
        ending = asyncio.Event()
        if self._stopping.is_set():
            ending.set()
        self._kept[command.name] = asyncio.create_task(self._keep(command, ending)), ending

    async def end(self, name: str) -> None:
        """Ends one process for good; it has ended when this returns."""
        task, ending = self._kept[name]
        ending.set()
        await task
        del self._kept[name]

    async def _keep(self, command: Command, ending: asyncio.Event) -> None:
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not ending.is_set():
            started = loop.time()
            code = None
            try:
                code = await self._run_once(command, ending)
                ended = f"ended with code {code}"
            except OSError as error:
                # One that cannot be started must not end the watch over the others.
                ended = f"cannot be started ({type(error).__name__})"
            if ending.is_set():
                return
            pause = FIRST_PAUSE if loop.time() - started > QUICK_DEATH_SECONDS else min(pause * 2, LONGEST_PAUSE)
            if code == UNUSABLE_MODEL and command.instead:
                command = command.instead
                self.replaced.add(command.name)
                self._say(command.name, "THE MODEL IS OF NO USE. THE LAST GOOD ONE SERVES. Mend: faro train --force")
            self._say(command.name, f"{ended}; starting it again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), pause)

    async def _run_once(self, command: Command, ending: asyncio.Event) -> int:
        environment = {**os.environ, **command.environment, "PYTHONUNBUFFERED": "1"}
        process = await asyncio.create_subprocess_exec(
            *command.arguments,
            cwd=command.folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        printing = asyncio.create_task(self._print(command.name, process))
        stopping = asyncio.create_task(ending.wait())
        waiting = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                _signal_group(process, signal.SIGTERM)
                try:
                    await asyncio.wait_for(asyncio.shield(waiting), GRACE_SECONDS)
                except TimeoutError:
                    _signal_group(process, signal.SIGKILL)
            await waiting
        finally:
            # What a process started must not outlive it, nor either of them a watch that was called off.
            _signal_group(process, signal.SIGKILL)
            stopping.cancel()
            await asyncio.wait({waiting, printing})
        return waiting.result()

    async def _print(self, name: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await _line(process.stdout):
            self._say(name, line.decode("utf-8", "replace").rstrip())


async def _line(stream: asyncio.StreamReader) -> bytes:
    """Returns the next line; a line too long to hold is passed over."""
    try:
        return await stream.readline()
    except ValueError:
        return b"(a line too long to show)\n"


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


@contextlib.asynccontextmanager
async def supervised(settings: Settings, say: Say) -> AsyncIterator[Supervisor]:
    """Runs all processes for the length of a block and stops them after it, whatever happens in it."""
    supervisor = Supervisor(commands(settings), say)
    running = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        supervisor.stop()
        await running


async def is_ready(settings: Settings) -> bool:
    """Returns whether the web process says that a real turn went through."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
            response = await client.get(f"http://127.0.0.1:{settings.port}/readyz")
    except httpx.HTTPError:
        return False
    return response.status_code == 200


async def wait_until_ready(settings: Settings, seconds: float) -> bool:
    """Returns whether Faro became ready within so many seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        if await is_ready(settings):
            return True
        await asyncio.sleep(0.3)
    return False
