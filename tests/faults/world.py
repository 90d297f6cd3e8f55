"""A whole Faro with a proxy on every line between its parts, a visitor, and the search for what the visitor wrote."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from faro.cli.processes import commands, wait_until_ready
from faro.settings import ROOT, Settings
from tests.faults.proxy import FaultProxy
from tests.whole.canary import Canary, files, found
from tests.whole.running import at_home_in, free_ports, listener, open_files, supervised

STARTS_WITHIN_SECONDS = 180
ANSWERED_WITHIN_SECONDS = 2.5
RECOVERED_WITHIN_SECONDS = 120
QUESTION = "si declaro con mi itin la migra sabe donde vivo"
TOPIC = "address_exposure"
PROBE_SECONDS = "1"


@dataclass
class Row:
    """What one fault looked like: to the person, to the health check, and how long things took, in seconds."""

    target: str
    fault: str
    question: str
    button: str
    slowest: float
    health: str
    recovered_after: float


@dataclass
class World:
    """Where everything is. `settings` are those of the web process; the proxies stand before the real ports."""

    settings: Settings
    engine_port: int
    actions_port: int
    engine: FaultProxy
    actions: FaultProxy
    folder: Path
    printed: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    more_places: list[Callable[[], tuple[str, bytes]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Returns the address of the web process."""
        return f"http://127.0.0.1:{self.settings.port}"

    def ask(self, canary: Canary, **fields: Any) -> tuple[dict[str, Any], float]:
        """Returns the reply to one message and the seconds it took; it must be one, in time, that says something."""
        started = time.monotonic()
        response = httpx.post(
            f"{self.url}/api/v1/chat", json=fields, headers=canary.headers, trust_env=False, timeout=20
        )
        seconds = time.monotonic() - started
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        assert seconds < ANSWERED_WITHIN_SECONDS, (seconds, reply["kind"])
        assert any(message["text"] for message in reply["messages"])
        return reply, seconds

    def health(self) -> tuple[int, dict[str, Any]]:
        """Returns status and body of the health check."""
        response = httpx.get(f"{self.url}/readyz", trust_env=False, timeout=10)
        return response.status_code, response.json()

    def outlive(
        self,
        target: str,
        fault: str,
        begin: Callable[[], None],
        end: Callable[[], None],
        seen: Callable[[int, dict[str, Any]], bool],
    ) -> Row:
        """Lets a fault begin, asks during it, ends it, and waits until all is well; returns what it looked like.

        `seen` says whether the health check tells the truth about the fault.
        """
        canary = Canary()
        until(30, self.is_well)
        begin()
        try:
            question, first = self.ask(canary, text=canary.text, lang="es")
            button, second = self.ask(canary, choice=f"topic:{TOPIC}", lang="es")
            assert_useful(question)
            assert button["topic"] == TOPIC
            assert button["messages"][-1]["sources"]
            body: dict[str, str] = {"conversation": question["conversation"]}
            forgotten = httpx.post(f"{self.url}/api/v1/chat/forget", json=body, trust_env=False, timeout=20)
            assert forgotten.status_code == 204
            until(15, lambda: seen(*self.health()))
            status, told = self.health()
        finally:
            end()
        ended = time.monotonic()
        until(RECOVERED_WITHIN_SECONDS, self.is_well)
        row = Row(
            target,
            fault,
            question["kind"],
            button["kind"],
            round(max(first, second), 2),
            f"{status}, engine {told['engine']}, store {told['store']}",
            round(time.monotonic() - ended, 1),
        )
        assert found(canary, self.places()) == []
        self.rows.append(row)
        return row

    def is_well(self) -> bool:
        """Returns whether a question is answered and the health check says that all is well."""
        try:
            status, told = self.health()
            if status != 200 or told["store"] != "read":
                return False
            reply = httpx.post(
                f"{self.url}/api/v1/chat", json={"text": QUESTION, "lang": "es"}, trust_env=False, timeout=20
            ).json()
        except httpx.HTTPError:
            return False
        return (reply["kind"], reply["topic"]) == ("answer", TOPIC)

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Yields every place where something of a visitor could have been kept."""
        yield "what was printed", "\n".join(self.printed).encode()
        yield from files(self.folder, ROOT / "var")
        for place in self.more_places:
            yield place()
        for port in (self.settings.port, self.engine_port, self.actions_port):
            pid = listener(port)
            for number, content in enumerate(open_files(pid) if pid else ()):
                yield f"open file {number} of the process on port {port}", content


def assert_useful(reply: dict[str, Any]) -> None:
    """A question is answered, or carefully put off: with a number to call and with buttons that work."""
    assert reply["kind"] in ("answer", "urgent", "clarify", "fallback", "limited")
    if reply["kind"] == "limited":
        said = "\n".join(message["text"] for message in reply["messages"])
        assert "1-" in said
        assert any(message["choices"] for message in reply["messages"])


def until(seconds: float, holds: Callable[[], bool]) -> None:
    """Waits until it holds; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.2)


@contextmanager
def engine_running(folder: Path, engine_port: int, actions: FaultProxy, printed: list[str]) -> Iterator[None]:
    """Runs the engine alone, over the proxy of the actions."""
    settings = Settings(engine_port=engine_port, actions_port=actions.port)
    wanted = [at_home_in(folder, command) for command in commands(settings) if command.name == "engine"]
    with supervised(wanted, printed):
        yield


@contextmanager
def web_running(world: World, store_url: str) -> Iterator[World]:
    """Runs the web process and the actions over a store, in front of an engine that runs already."""
    settings = replace(world.settings, store_url=store_url)
    behind = {"FARO_PROBE_SECONDS": PROBE_SECONDS, "FARO_RATE_LIMITS": "off"}
    wanted = [
        *(command for command in commands(settings) if command.name == "web"),
        *(
            command
            for command in commands(replace(settings, actions_port=world.actions_port))
            if command.name == "actions"
        ),
    ]
    with supervised([at_home_in(world.folder, command, **behind) for command in wanted], world.printed):
        ready = asyncio.run(wait_until_ready(settings, STARTS_WITHIN_SECONDS))
        assert ready, "\n".join(world.printed[-40:])
        yield world


def new_world(folder: Path, engine: FaultProxy, actions: FaultProxy, printed: list[str]) -> World:
    """Returns a world over these proxies, with a port of its own for the web process."""
    settings = replace(Settings(), port=free_ports(1)[0], engine_port=engine.port, actions_port=actions.port)
    return World(settings, engine.target, actions.target, engine, actions, folder, printed)
