"""Real processes of Faro in a thread of their own, everything they print kept, and all their files in one folder."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from faro.cli.processes import Command, Supervisor

# Every thread of a test waits for the processes to stop, which are given eight seconds each.
STOPS_WITHIN_SECONDS = 30


@contextmanager
def supervised(
    wanted: Iterable[Command],
    printed: list[str],
    beside: Callable[[Supervisor], Coroutine[None, None, None]] | None = None,
) -> Iterator[Supervisor]:
    """Keeps these processes running until the block ends, their lines in `printed`; `beside` runs with them."""
    loop = asyncio.new_event_loop()
    supervisor = Supervisor(list(wanted), lambda name, line: printed.append(f"{name}: {line}"))

    async def both() -> None:
        task = asyncio.create_task(beside(supervisor)) if beside else None
        await supervisor.run()
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def run() -> None:
        loop.run_until_complete(both())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield supervisor
    finally:
        loop.call_soon_threadsafe(supervisor.stop)
        thread.join(STOPS_WITHIN_SECONDS)


def at_home_in(folder: Path, command: Command, **environment: str) -> Command:
    """Returns the command with these variables, and with a home and a place for temporary files in the folder."""
    home, temporary = folder / "home", folder / "tmp"
    for place in (home, temporary):
        place.mkdir(parents=True, exist_ok=True)
    own = {"HOME": str(home), "TMPDIR": str(temporary), **environment}
    instead = command.instead and at_home_in(folder, command.instead, **environment)
    return replace(command, environment={**command.environment, **own}, instead=instead)


def free_ports(count: int) -> list[int]:
    """Returns ports on which nobody listens, each another one."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def listener(port: int) -> int | None:
    """Returns the id of the process that listens on the port, or None."""
    listing = subprocess.run(["ss", "-Hltnp", f"sport = :{port}"], capture_output=True, text=True, check=True).stdout
    return int(listing.split("pid=")[1].split(",")[0]) if "pid=" in listing else None


def open_files(pid: int) -> Iterator[bytes]:
    """Yields the content of every regular file that a process has open, also of one whose name is gone."""
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(descriptor)
            if target.startswith("/") and not target.startswith(("/dev/", "/proc/")) and descriptor.is_file():
                yield descriptor.read_bytes()
        except OSError:
            continue
