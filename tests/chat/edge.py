"""The public edge for a test: the real application in this process, with an engine and a clock that the test holds."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from faro.answers.compose import compose
from faro.answers.replies import greet, notice
from faro.answers.reply import Reply
from faro.chat.app import create_app
from faro.chat.engine import Engine
from faro.chat.language import LanguageRecogniser
from faro.settings import Settings
from faro.store.snapshot import Snapshot

HOST = "http://127.0.0.1:8000"
CHAT, FORGET = "/api/v1/chat", "/api/v1/chat/forget"
KEY_OF_NOBODY = "A" * 22

Behaviour = Callable[[dict[str, Any]], Awaitable[httpx.Response]]


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Lets so many seconds pass."""
        self.seconds += seconds


@dataclass
class FakeEngine:
    """Stands for Rasa and the actions: sends what they would send, or what the test puts in their place."""

    snapshot: Snapshot
    now: dt.datetime
    turns: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    behaviour: Behaviour | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answers one request of `web`."""
        body = json.loads(request.content)
        if request.url.path == "/webhooks/faro/forget":
            self.forgotten.append(body["sender"])
            return httpx.Response(204)
        self.turns.append(body)
        if self.behaviour:
            return await self.behaviour(body)
        return httpx.Response(200, json={"messages": [self.reply_to(body)]})

    def reply_to(self, body: dict[str, Any]) -> dict[str, Any]:
        """Returns what the action for this turn sends."""
        lang, clinic, choice = body["metadata"]["lang"], body["metadata"]["clinic"], body["choice"]
        told: dict[str, Any] = {}
        if choice and choice.startswith("topic:"):
            reply = compose(self.snapshot, choice.removeprefix("topic:"), lang, clinic, self.now)
        elif choice and choice.startswith("lang:"):
            lang = told["set_lang"] = choice.removeprefix("lang:")
            reply = notice("language_changed", self.snapshot, lang, clinic, self.now)
        elif choice == "forget":
            told["forget"] = True
            reply = notice("forgotten", self.snapshot, lang, clinic, self.now)
        elif body["text"] is None:
            reply = greet(self.snapshot, lang, clinic, self.now)
        else:
            reply = compose(self.snapshot, "address_exposure", lang, clinic, self.now)
        return {**reply.as_json(), "confidence": 0.93, **told}

    def says(self, reply: Reply | dict[str, Any]) -> None:
        """Makes every turn from now on end with this reply."""
        data = {**reply.as_json(), "confidence": 0.5} if isinstance(reply, Reply) else reply
        self.sends(json.dumps({"messages": [data]}).encode())

    def sends(self, content: bytes, status: int = 200) -> None:
        """Makes every turn from now on end with these bytes."""

        async def send(_body: dict[str, Any]) -> httpx.Response:
            return httpx.Response(status, content=content)

        self.behaviour = send

    def breaks(self, error: Exception) -> None:
        """Makes every turn from now on fail like this."""

        async def fail(_body: dict[str, Any]) -> httpx.Response:
            raise error

        self.behaviour = fail

    def hangs(self) -> None:
        """Makes every turn from now on wait for ever."""

        async def hang(_body: dict[str, Any]) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError("nobody sets this event")

        self.behaviour = hang

    def drips(self) -> None:
        """Makes every reply from now on a stream that never ends."""

        async def spaces() -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.005)

        async def drip(_body: dict[str, Any]) -> httpx.Response:
            return httpx.Response(200, content=spaces())

        self.behaviour = drip


class Visitor:
    """Sends requests to the application as a browser would, each one to its end."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def request(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Returns the response; an exception that leaves the application fails the test."""
        return asyncio.run(self.send(method, path, **how))

    async def send(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Returns the response, within a loop that the test runs."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
            return await client.request(method, path, **how)

    def get(self, path: str, **how: Any) -> httpx.Response:
        """Returns the response to a GET."""
        return self.request("GET", path, **how)

    def post(self, message: Any, *, path: str = CHAT, **how: Any) -> httpx.Response:
        """Returns the response to a message of the chat, whatever its status."""
        return self.request("POST", path, json=message, **how)

    def send_bytes(self, body: Any, *, path: str = CHAT, **headers: str) -> httpx.Response:
        """Returns the response to a body as it is given."""
        return self.request("POST", path, content=body, headers={"Content-Type": "application/json", **headers})

    def say(self, text: str | None = None, **fields: Any) -> dict[str, Any]:
        """Returns the reply to one message; it must be a reply."""
        message = {**({"text": text} if text is not None else {}), **fields}
        response = self.post(message)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply


MakeVisitor = Callable[..., Visitor]


def build_app(
    engine: FakeEngine, recogniser: LanguageRecogniser, clock: Clock, settings: Settings, *, patience: float = 5.0
) -> Starlette:
    """Returns the application over the fake engine. `patience` is the engine client's own time limit, in seconds."""
    line = Engine("http://engine", patience, httpx.MockTransport(engine))
    return create_app(settings, lambda: engine.snapshot, line, recogniser, now=lambda: engine.now, clock=clock)
