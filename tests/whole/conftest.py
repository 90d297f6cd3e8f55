"""Runs Faro for the length of the session: real processes on free ports, a store in a temporary folder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from faro.cli.processes import commands, wait_until_ready
from faro.cli.store_access import prepare_store
from faro.settings import Settings

from .running import at_home_in, free_ports, supervised

STARTS_WITHIN_SECONDS = 150


@dataclass(frozen=True)
class RunningFaro:
    """A Faro that answers: its settings, a client, all that its processes have printed, and where their files are."""

    settings: Settings
    client: httpx.Client
    printed: list[str]
    folder: Path

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
    ports = free_ports(4)
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
    wanted = [
        at_home_in(folder, command, FARO_RATE_LIMITS="off", FARO_PROBE_SECONDS="1") for command in commands(settings)
    ]
    with supervised(wanted, printed):
        ready = asyncio.run(wait_until_ready(settings, STARTS_WITHIN_SECONDS))
        assert ready, "\n".join(printed[-30:])
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False, timeout=15) as client:
            yield RunningFaro(settings, client, printed, folder)
