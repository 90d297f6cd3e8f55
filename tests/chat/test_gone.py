"""Who leaves in the middle leaves nothing behind, and what is to be forgotten is forgotten however long it takes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from faro.chat import talk
from faro.store.snapshot import Snapshot

from .edge import CHAT, FORGET, FakeEngine, MakeVisitor, Visitor


class Leaver:
    """Sends one message and goes away while the engine works on it."""

    def __init__(self, visitor: Visitor, engine: FakeEngine) -> None:
        self._app, self._engine = visitor.app, engine
        self.sent: list[Any] = []

    async def send_and_leave(self, path: str, body: bytes, content_type: str) -> None:
        """Returns when the application is done with the request."""
        asked = asyncio.Event()
        hangs = self._engine.behaviour

        async def hang(turn: dict[str, Any]) -> httpx.Response:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError("nobody sets this event")

        self._engine.behaviour = hang
        given = False

        async def receive() -> dict[str, Any]:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            await asked.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.sent.append(message)

        scope = {
            **{"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""},
            **{"headers": [(b"content-type", content_type.encode())], "client": ("203.0.113.7", 1), "scheme": "http"},
            **{"server": ("127.0.0.1", 8000), "http_version": "1.1", "root_path": ""},
        }
        await asyncio.wait_for(self._app(scope, receive, send), 10)
        self._engine.behaviour = hangs


WAYS = [
    (CHAT, lambda fields: json.dumps(fields).encode(), "application/json"),
    (
        "/plain",
        lambda fields: "&".join(f"{name}={value}" for name, value in fields.items()).encode(),
        "application/x-www-form-urlencoded",
    ),
]
each_way = pytest.mark.parametrize(("path", "encode", "kind"), WAYS, ids=["api", "plain"])
Encode = Callable[[dict[str, str]], bytes]


@each_way
def test_conversation_whose_first_message_nobody_waits_for_is_dropped_here_and_in_the_engine(
    visitor: Visitor, engine: FakeEngine, path: str, encode: Encode, kind: str
) -> None:
    async def run() -> None:
        leaver = Leaver(visitor, engine)
        await leaver.send_and_leave(path, encode({"text": "hola"}), kind)
        await asyncio.gather(*visitor.app.state.edge.talk._forgetting)

        assert leaver.sent == []
        assert engine.forgotten == [engine.turns[0]["sender"]]
        assert len(visitor.app.state.edge.talk.conversations) == 0

    asyncio.run(run())


@each_way
def test_conversation_that_was_going_on_stays_for_who_comes_back(
    visitor: Visitor, engine: FakeEngine, path: str, encode: Encode, kind: str
) -> None:
    async def run() -> None:
        key = (await visitor.send("POST", CHAT, json={"text": "hola"})).json()["conversation"]
        await Leaver(visitor, engine).send_and_leave(path, encode({"text": "hola", "conversation": key}), kind)

        again = await visitor.send("POST", CHAT, json={"text": "hola", "conversation": key})
        assert again.json()["conversation"] == key
        assert engine.forgotten == []

    asyncio.run(run())


def test_place_of_who_left_is_free(make_visitor: MakeVisitor, engine: FakeEngine) -> None:
    visitor = make_visitor(engine_queue=1, rate_limits=False)

    async def run() -> None:
        for _ in range(20):
            await Leaver(visitor, engine).send_and_leave(CHAT, b'{"text": "hola"}', "application/json")
        assert (await visitor.send("POST", CHAT, json={"text": "hola"})).status_code == 200

    asyncio.run(run())


def test_conversation_that_the_queue_refused_leaves_nothing(make_visitor: MakeVisitor, engine: FakeEngine) -> None:
    visitor = make_visitor(engine_queue=1)
    visitor.app.state.edge.talk.admission._free = 0

    assert visitor.post({"text": "hola"}).status_code == 503
    assert len(visitor.app.state.edge.talk.conversations) == 0


class Deaf(FakeEngine):
    """An engine that is asked to forget and does not, so many times."""

    times = 3

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/forget") and self.times > 0:
            self.times -= 1
            raise httpx.ConnectError("away")
        return await super().__call__(request)


def test_engine_is_asked_to_forget_until_it_has(
    make_visitor: MakeVisitor, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "SECONDS_BETWEEN_TRIES", 0)
    visitor = make_visitor()

    async def run() -> None:
        key = (await visitor.send("POST", CHAT, json={"text": "hola"})).json()["conversation"]
        engine.__class__ = Deaf
        assert (await visitor.send("POST", FORGET, json={"conversation": key})).status_code == 204
        await asyncio.gather(*visitor.app.state.edge.talk._forgetting)
        assert engine.forgotten == [key]

    asyncio.run(run())


def test_no_more_is_kept_to_be_forgotten_than_there_is_room_for(
    make_visitor: MakeVisitor, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "MOST_TO_FORGET", 5)
    visitor = make_visitor(engine_timeout_seconds=0.001)

    async def run() -> None:
        engine.__class__ = Deaf
        engine.__dict__["times"] = 10**6
        for number in range(50):
            key = f"{number:022d}"
            assert (await visitor.send("POST", FORGET, json={"conversation": key})).status_code == 204
        assert len(visitor.app.state.edge.talk._forgetting) == 5
        await visitor.app.state.edge.talk.close()
        assert not visitor.app.state.edge.talk._forgetting

    asyncio.run(run())


def test_health_says_when_the_store_cannot_be_read(visitor: Visitor, snapshot: Snapshot) -> None:
    visitor.app.state.edge.store_is_read = lambda: False

    assert visitor.get("/readyz").json()["store"] == "unreachable"
