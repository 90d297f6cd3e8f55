"""Follows the engine that serves: a new model takes over without a lost turn and without a restart of the edge."""

from __future__ import annotations

import asyncio
from pathlib import Path

from faro.chat.engine import Engine
from faro.teaching.service import read_service

LOOK_SECONDS = 0.5


def follow(engine: Engine, folder: Path) -> None:
    """Turns to the engine that `faro up` says is serving; without its word the engine stays the one it was."""
    service = read_service(folder)
    if service is None:
        return
    engine.url = f"http://127.0.0.1:{service.port}"
    engine.former = f"http://127.0.0.1:{service.former_port}" if service.former_port else ""


async def keep_following(engine: Engine, folder: Path) -> None:
    """Looks every half second until cancelled."""
    while True:
        follow(engine, folder)
        await asyncio.sleep(LOOK_SECONDS)
