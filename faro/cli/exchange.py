"""Exchanges the engine for one with another model, without a lost turn: the new one first, the old one till its end."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx
from sqlalchemy.exc import SQLAlchemyError

from faro.cli.processes import Say, Supervisor, engine_command
from faro.settings import Settings
from faro.store.errors import StoreError
from faro.teaching.service import (
    Service,
    State,
    Wish,
    put_in_place,
    read_wish,
    take_out_again,
    write_service,
)

LOOK_SECONDS = 0.5
READY_WITHIN_SECONDS = 180
# The edge has noticed by then, and asks the former engine nothing but what belongs to its conversations.
NOTICED_SECONDS = 5.0
NAME = "engine"


@dataclass(frozen=True)
class Running:
    """An engine that runs: its name among the processes, its port, and when it was last the serving one."""

    name: str
    port: int
    until: float = 0.0


class Exchange:
    """Fulfils the wishes of the desk. `note` writes down in the store what went into service, and may refuse."""

    def __init__(self, settings: Settings, supervisor: Supervisor, say: Say, note: Callable[[Wish], None]) -> None:
        self._settings, self._supervisor, self._say, self._note = settings, supervisor, say, note
        self._serving = Running(NAME, settings.engine_port)
        self._former: Running | None = None
        wish = read_wish(settings.teaching_dir)
        self._done = wish.id if wish else ""

    async def run(self) -> None:
        """Looks for wishes, and ends a former engine when its conversations are over, until cancelled."""
        self._tell("serving")
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            while True:
                wish = read_wish(self._settings.teaching_dir)
                if wish and wish.id != self._done:
                    await self._fulfil(wish, client)
                if self._former and await self._is_over(self._former, client):
                    await self._end_former()
                    self._tell("serving")
                await asyncio.sleep(LOOK_SECONDS)

    async def _fulfil(self, wish: Wish, client: httpx.AsyncClient) -> None:
        self._done = wish.id
        self._say(NAME, f"another model goes into service ({wish.act}), asked for by {wish.by}")
        self._tell("starting")
        try:
            await asyncio.to_thread(put_in_place, self._settings, wish.act)
        except OSError as error:
            self._say(NAME, f"its files cannot be put in place ({type(error).__name__}); nothing has changed")
            self._tell("failed")
            return
        if await self._take_over(wish, client):
            self._tell("serving")
            self._say(NAME, "the other model serves; conversations that have begun go on with the former")
        else:
            await asyncio.to_thread(take_out_again, self._settings, wish.act)
            self._tell("failed")
            self._say(NAME, "it did not come up; the model that served goes on serving")

    async def _take_over(self, wish: Wish, client: httpx.AsyncClient) -> bool:
        """Returns whether the engine with the model that is in place now serves."""
        loop = asyncio.get_running_loop()
        if self._former and wish.act == "back":
            # The engine with the former model still runs: nothing has to start.
            coming, self._former = self._former, None
        else:
            await self._end_former()
            coming = await self._started()
        if not await self._answers(coming, client) or not await self._noted(wish):
            await self._supervisor.end(coming.name)
            return False
        self._former, self._serving = replace(self._serving, until=loop.time()), replace(coming, until=0.0)
        return True

    async def _started(self) -> Running:
        port = free_port()
        command = engine_command(replace(self._settings, engine_port=port), self._settings.model)
        coming = Running(f"{NAME} {port}", port)
        self._supervisor.keep(replace(command, name=coming.name))
        return coming

    async def _answers(self, engine: Running, client: httpx.AsyncClient) -> bool:
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_WITHIN_SECONDS
        while loop.time() < end:
            try:
                response = await client.post(_address(engine, "understand"), json={"text": "hello"})
                if response.status_code == 200:
                    return True
            except httpx.HTTPError:
                pass
            await asyncio.sleep(LOOK_SECONDS)
        return False

    async def _noted(self, wish: Wish) -> bool:
        try:
            await asyncio.to_thread(self._note, wish)
        except (StoreError, SQLAlchemyError, OSError) as error:
            self._say(NAME, f"it cannot be noted in the store ({type(error).__name__})")
            return False
        return True

    async def _is_over(self, former: Running, client: httpx.AsyncClient) -> bool:
        """Returns whether no conversation is left in the former engine, or none can be."""
        passed = asyncio.get_running_loop().time() - former.until
        if passed < NOTICED_SECONDS:
            return False
        if passed > self._settings.max_minutes * 60:
            return True
        try:
            response = await client.get(_address(former, "live"))
            return bool(response.json()["trackers"] == 0)
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return True

    async def _end_former(self) -> None:
        if self._former:
            former, self._former = self._former, None
            await self._supervisor.end(former.name)

    def _tell(self, state: State) -> None:
        write_service(
            self._settings.teaching_dir,
            Service(
                port=self._serving.port,
                pid=os.getpid(),
                former_port=self._former.port if self._former else 0,
                state=state,
                wish=self._done,
            ),
        )


def free_port() -> int:
    """Returns a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address(engine: Running, what: str) -> str:
    return f"http://127.0.0.1:{engine.port}/webhooks/faro/{what}"
