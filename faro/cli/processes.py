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
MODEL = BOT / "models" / "faro.tar.gz"
GRACE_SECONDS = 8.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
QUICK_DEATH_SECONDS = 10.0

# One message is too little work to share: threads that wait for each other cost a busy machine four times the turn.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Command:
    """How one process is started: its name on the console, its words, its folder and its environment."""

    name: str
    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def commands(settings: Settings, model: Path = MODEL) -> list[Command]:
    """Returns the processes of one machine, in the order in which they are started."""
    python = sys.executable
    engine = [
        *(str(BOT_PYTHON), "-m", "rasa", "run", "--model", str(model)),
        *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        *("-i", "127.0.0.1", "--port", str(settings.engine_port)),
    ]
    own = {name: value for name, value in os.environ.items() if name.startswith("FARO_")}
    own |= {
        "FARO_PORT": str(settings.port),
        "FARO_ENGINE_PORT": str(settings.engine_port),
        "FARO_ACTIONS_PORT": str(settings.actions_port),
        "FARO_DESK_PORT": str(settings.desk_port),
        "FARO_STORE_URL": settings.store_url,
    }
    desk = [Command("desk", [python, "-m", "faro.desk.server"], ROOT, own)] if settings.desk else []
    demo = [Command("demo", [python, "-m", "faro.chat.demo"], ROOT, own)] if settings.demo else []
    return [
        Command("actions", [python, "-m", "actions.server"], ROOT, own),
        Command("engine", engine, BOT, {**engine_environment(settings), **ONE_THREAD}),
        Command("web", [python, "-m", "faro.chat.server"], ROOT, own),
        *desk,
        *demo,
    ]


def engine_environment(settings: Settings) -> dict[str, str]:
    """Returns what the engine's process needs: where the actions are, its own folder, and no telemetry."""
    return {
        "FARO_ACTIONS_URL": settings.actions_url,
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
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Runs until `stop` is called; every process has ended when this returns."""
        await asyncio.gather(*(self._keep(command) for command in self._wanted))

    def stop(self) -> None:
        """Asks every process to end."""
        self._stopping.set()
        for process in self._running.values():
            _signal_group(process, signal.SIGTERM)

    async def _keep(self, command: Command) -> None:
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started = loop.time()
            try:
                ended = f"ended with code {await self._run_once(command)}"
            except OSError as error:
                # One that cannot be started must not end the watch over the others.
                ended = f"cannot be started ({type(error).__name__})"
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE if loop.time() - started > QUICK_DEATH_SECONDS else min(pause * 2, LONGEST_PAUSE)
            self._say(command.name, f"{ended}; starting it again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _run_once(self, command: Command) -> int:
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
        self._running[command.name] = process
        printing = asyncio.create_task(self._print(command.name, process))
        stopping = asyncio.create_task(self._stopping.wait())
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
