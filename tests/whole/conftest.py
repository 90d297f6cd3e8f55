"""Runs Faro for the length of the session: real processes on free ports, a store in a temporary folder."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from faro.cli.processes import Supervisor, commands, wait_until_ready
from faro.cli.store_access import prepare_store
from faro.settings import Settings

STARTS_WITHIN_SECONDS = 150


@dataclass(frozen=True)
class RunningFaro:
    """A Faro that answers, its settings, a client, and everything that its processes have printed."""

    settings: Settings
    client: httpx.Client
    printed: list[str]

    def say(self, text: str | None = None, **more: Any) -> dict[str, Any]:
        """Returns the reply to one message; anything but 200 is an error."""
        response = self.client.post("/api/v1/chat", json={"text": text, **more})
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply


def text_of(reply: dict[str, Any]) -> str:
    """Returns all that a reply says."""
    return "\n".join(message["text"] for message in reply["messages"])


@pytest.fixture(scope="session")
def faro(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFaro]:
    folder: Path = tmp_path_factory.mktemp("faro")
    ports = _free_ports(4)
    settings = replace(
        Settings(),
        port=ports[0],
        engine_port=ports[1],
        actions_port=ports[2],
        desk_port=ports[3],
        store_url=f"sqlite:///{folder / 'faro.db'}",
    )
    prepare_store(settings)[0].dispose()
    printed: list[str] = []
    os.environ["FARO_RATE_LIMITS"] = "off"
    os.environ["FARO_PROBE_SECONDS"] = "1"
    running = _InThread(settings, printed)
    try:
        ready = asyncio.run(wait_until_ready(settings, STARTS_WITHIN_SECONDS))
        assert ready, "\n".join(printed[-30:])
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False, timeout=15) as client:
            yield RunningFaro(settings, client, printed)
    finally:
        running.stop()


class _InThread:
    """The supervisor in a thread with a loop of its own, since tests run in the main one."""

    def __init__(self, settings: Settings, printed: list[str]) -> None:
        self._loop = asyncio.new_event_loop()
        self._supervisor = Supervisor(commands(settings), lambda name, line: printed.append(f"{name}: {line}"))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self._loop.run_until_complete(self._supervisor.run())
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._supervisor.stop)
        self._thread.join(30)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
