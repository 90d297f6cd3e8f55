"""The engine is exchanged at a wish of the desk: the new one first, the old one till its end, and all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from faro.cli import exchange
from faro.cli.exchange import Exchange
from faro.cli.processes import Command, Supervisor
from faro.settings import Settings
from faro.store.errors import NotPublishedError
from faro.teaching.course import candidate
from faro.teaching.service import Service, Wish, former_model, read_service, write_wish

OLD_PORT = 5005


@dataclass
class Machine:
    """Stands for the processes and their ports: which engines run, what they hold, and what was asked of them."""

    comes_up: bool = True
    running: set[int] = field(default_factory=lambda: {OLD_PORT})
    trackers: dict[int, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    looked: int = 0

    def keep(self, command: Command) -> None:
        """Starts an engine."""
        self.kept.append(command.name)
        if self.comes_up:
            self.running.add(int(command.arguments[-1]))

    async def end(self, name: str) -> None:
        """Ends an engine."""
        self.ended.append(name)
        self.running.discard(int(name.partition(" ")[2] or OLD_PORT))

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answers as the engine at this port would."""
        port = request.url.port or 0
        if port not in self.running:
            raise httpx.ConnectError("nobody listens", request=request)
        if request.url.path.endswith("/live"):
            self.looked += 1
            return httpx.Response(200, json={"trackers": self.trackers.get(port, 0)})
        return httpx.Response(200, json={})


@dataclass
class World:
    """An exchange over a made-up machine, with its models and its notes."""

    settings: Settings
    machine: Machine = field(default_factory=Machine)
    noted: list[Wish] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refuses: Exception | None = None

    def note(self, wish: Wish) -> None:
        """Writes a wish down, or refuses."""
        if self.refuses:
            raise self.refuses
        self.noted.append(wish)

    @property
    def service(self) -> Service:
        """Returns which engine is said to serve."""
        found = read_service(self.settings.teaching_dir)
        assert found is not None
        return found

    @property
    def models(self) -> tuple[str, str]:
        """Returns what is in service, and what was before."""
        paths = (self.settings.model, former_model(self.settings))
        return cast(tuple[str, str], tuple(path.read_text() if path.exists() else "" for path in paths))

    def wish(self, number: int, act: str = "new") -> None:
        """Leaves a wish as the desk does."""
        write_wish(self.settings.teaching_dir, Wish(f"wish {number}", cast(Any, act), "Ana"))

    @asynccontextmanager
    async def exchanging(self) -> AsyncIterator[None]:
        """Runs the exchange meanwhile; it must not have failed by itself."""
        supervisor = cast(Supervisor, self.machine)
        one = Exchange(self.settings, supervisor, lambda _name, line: self.said.append(line), self.note)
        running = asyncio.create_task(one.run())
        await until(lambda: (self.settings.teaching_dir / "service.json").exists())
        yield
        assert not running.done(), running
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def dealt_with(self, number: int) -> Service:
        """Returns how things stand when this wish is over."""
        await until(lambda: self.service.wish == f"wish {number}" and self.service.state != "starting")
        return self.service


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is told through files tells of no event
            await asyncio.sleep(0)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    settings = Settings(models_dir=tmp_path / "models", state_dir=tmp_path / "state", engine_port=OLD_PORT)
    for model, content in ((settings.model, "old"), (candidate(settings.teaching_dir), "new")):
        model.parent.mkdir(parents=True, exist_ok=True)
        for ending in (".gz", ".fingerprint"):
            model.with_suffix(ending).write_text(content)
    world = World(settings)
    client = httpx.AsyncClient
    monkeypatch.setattr(
        "faro.cli.exchange.httpx.AsyncClient", lambda **_: client(transport=httpx.MockTransport(world.machine))
    )
    monkeypatch.setattr(exchange, "LOOK_SECONDS", 0)
    monkeypatch.setattr(exchange, "NOTICED_SECONDS", 0)
    return world


def test_new_engine_serves_and_the_old_one_ends_with_its_last_conversation(world: World) -> None:
    async def exchanged() -> None:
        world.machine.trackers[OLD_PORT] = 2
        async with world.exchanging():
            assert (world.service.port, world.service.state) == (OLD_PORT, "serving")
            world.wish(1)
            service = await world.dealt_with(1)
            assert (service.state, service.former_port) == ("serving", OLD_PORT)
            assert service.port in world.machine.running - {OLD_PORT}
            assert world.models == ("new", "old")
            assert [wish.by for wish in world.noted] == ["Ana"]

            seen = world.machine.looked
            await until(lambda: world.machine.looked > seen + 2)
            assert world.machine.ended == [], "two conversations go on there"
            world.machine.trackers[OLD_PORT] = 0
            await until(lambda: world.service.former_port == 0)
            assert world.machine.ended == ["engine"]
            assert world.service.port == service.port

    asyncio.run(exchanged())


def test_old_engine_ends_when_no_conversation_can_be_left(world: World) -> None:
    world.settings = Settings(
        models_dir=world.settings.models_dir, state_dir=world.settings.state_dir, engine_port=OLD_PORT, max_minutes=0.0
    )

    async def exchanged() -> None:
        world.machine.trackers[OLD_PORT] = 1
        async with world.exchanging():
            world.wish(1)
            await until(lambda: world.machine.ended == ["engine"])

    asyncio.run(exchanged())


@pytest.mark.parametrize("what", ["does not come up", "is not noted"])
def test_engine_that_does_not_serve_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    if what == "does not come up":
        world.machine.comes_up = False
        monkeypatch.setattr(exchange, "READY_WITHIN_SECONDS", 0.05)
    else:
        world.refuses = NotPublishedError("no other model was in service before")

    async def exchanged() -> None:
        async with world.exchanging():
            world.wish(1)
            service = await world.dealt_with(1)
            assert (service.port, service.former_port, service.state) == (OLD_PORT, 0, "failed")

    asyncio.run(exchanged())
    assert world.models == ("old", "")
    assert world.noted == []
    assert world.machine.ended == world.machine.kept, "what was started for it has ended"
    assert OLD_PORT in world.machine.running


def test_model_that_is_not_there_starts_nothing(world: World) -> None:
    candidate(world.settings.teaching_dir).unlink()

    async def exchanged() -> None:
        async with world.exchanging():
            world.wish(1)
            assert (await world.dealt_with(1)).state == "failed"

    asyncio.run(exchanged())
    assert world.machine.kept == []
    assert world.models == ("old", "")
    assert any("nothing has changed" in line for line in world.said)


def test_way_back_to_an_engine_that_still_runs_starts_none(world: World) -> None:
    async def exchanged() -> None:
        world.machine.trackers[OLD_PORT] = 1
        async with world.exchanging():
            world.wish(1)
            port = (await world.dealt_with(1)).port
            world.machine.trackers[port] = 1
            world.wish(2, "back")
            service = await world.dealt_with(2)
            assert (service.port, service.former_port, service.state) == (OLD_PORT, port, "serving")

    asyncio.run(exchanged())
    assert len(world.machine.kept) == 1
    assert world.models == ("old", "new")
    assert [wish.act for wish in world.noted] == ["new", "back"]


def test_wish_from_before_the_start_is_not_fulfilled_again(world: World) -> None:
    world.wish(1)

    async def exchanged() -> None:
        async with world.exchanging():
            assert world.service.wish == "wish 1"
            world.wish(2)
            await world.dealt_with(2)

    asyncio.run(exchanged())
    assert [wish.id for wish in world.noted] == ["wish 2"]
