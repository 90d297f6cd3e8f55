"""A faulty engine: whatever it does, the person is answered in time, and nothing they wrote is repeated or logged."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from faro.answers.compose import compose
from faro.answers.replies import clarify, fallback
from faro.chat.talk import Talk
from faro.store.snapshot import Snapshot

from .edge import CHAT, FORGET, FakeEngine, MakeVisitor, Visitor

CANARY = "canary-7f3a Ximena"

GOOD_MESSAGE: dict[str, Any] = {"text": "a", "html": "<p>a</p>", "choices": [], "sources": []}
GOOD: dict[str, Any] = {
    **{"kind": "answer", "topic": "ice_at_door", "lang": "en", "status": None, "confidence": 0.9},
    "messages": [GOOD_MESSAGE],
}


def bytes_of(reply: Any) -> bytes:
    return json.dumps({"messages": [reply]}).encode()


WRONG_BYTES: dict[str, bytes] = {
    "nothing": b"",
    "empty list": b"[]",
    "empty object": b"{}",
    "no messages": b'{"messages": []}',
    "null messages": b'{"messages": null}',
    "a page": b"<html>502 Bad Gateway</html>",
    "half of it": bytes_of(GOOD)[:-30],
    "no text at all": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "huge": b'{"messages": [' + b'"' + b"a" * 2_000_000 + b'"]}',
    "a text": b'{"messages": ["hello"]}',
    "repeats what was asked": f'{{"messages": ["{CANARY}"]}}'.encode(),
    "wrong kind": bytes_of({**GOOD, "kind": "sermon"}),
    "kind is a list": bytes_of({**GOOD, "kind": ["answer"]}),
    "no kind": bytes_of({"messages": [GOOD_MESSAGE]}),
    "confidence is no figure": bytes_of({**GOOD, "confidence": float("nan")}),
    "confidence above one": bytes_of({**GOOD, "confidence": 7}),
    "confidence is a text": bytes_of({**GOOD, "confidence": "high"}),
    "lang is a number": bytes_of({**GOOD, "lang": 1}),
    "topic is a list": bytes_of({**GOOD, "topic": []}),
    "status is a text": bytes_of({**GOOD, "status": "blocked"}),
    "no html": bytes_of({**GOOD, "messages": [{"text": "a"}]}),
    "empty text": bytes_of({**GOOD, "messages": [{**GOOD_MESSAGE, "text": ""}]}),
    "text is a number": bytes_of({**GOOD, "messages": [{**GOOD_MESSAGE, "text": 7}]}),
    "no choices": bytes_of({**GOOD, "messages": [{"text": "a", "html": "a"}]}),
    "choices of another shape": bytes_of({**GOOD, "messages": [{**GOOD_MESSAGE, "choices": ["topic:x"]}]}),
    "sources of another shape": bytes_of({**GOOD, "messages": [{**GOOD_MESSAGE, "sources": [{"url": 1}]}]}),
    "lone surrogate": bytes_of({**GOOD, "messages": [{**GOOD_MESSAGE, "text": "a \ud800"}]}),
    "no bubbles": bytes_of({**GOOD, "messages": []}),
}


def sending(content: bytes) -> Callable[[FakeEngine], None]:
    return lambda engine: engine.sends(content)


FAULTS: dict[str, Callable[[FakeEngine], None]] = {
    **{name: sending(content) for name, content in WRONG_BYTES.items()},
    "dead": lambda engine: engine.breaks(httpx.ConnectError(CANARY)),
    "reset": lambda engine: engine.breaks(httpx.ReadError(CANARY)),
    "cut off": lambda engine: engine.breaks(httpx.RemoteProtocolError(CANARY)),
    "timed out": lambda engine: engine.breaks(httpx.ReadTimeout(CANARY)),
    "something nobody thought of": lambda engine: engine.breaks(RuntimeError(CANARY)),
    "hanging": FakeEngine.hangs,
    "dripping": FakeEngine.drips,
    "500": lambda engine: engine.sends(bytes_of(GOOD), 500),
    "503": lambda engine: engine.sends(b"", 503),
    "404": lambda engine: engine.sends(b"", 404),
    "moved": lambda engine: engine.sends(b"", 302),
}

every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())


@every_fault
def test_question_gets_a_limited_reply_in_time(
    hurried: Visitor, engine: FakeEngine, fault: Callable[[FakeEngine], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fault(engine)
    started = time.monotonic()

    response = hurried.post({"text": f"Is it safe? My name is {CANARY}"})

    assert time.monotonic() - started < 1
    assert response.status_code == 200
    reply = response.json()
    assert (reply["kind"], reply["topic"], reply["confidence"]) == ("limited", None, 0)
    assert reply["messages"][0]["choices"]
    assert "1-" in reply["messages"][0]["text"], "a number to call is always there"
    assert CANARY not in response.text
    assert CANARY not in caplog.text


@every_fault
def test_chosen_topic_is_answered_from_the_snapshot(
    hurried: Visitor, engine: FakeEngine, snapshot: Snapshot, fault: Callable[[FakeEngine], None]
) -> None:
    fault(engine)

    reply = hurried.say(choice="topic:ruling_status", lang="es")

    whole = compose(snapshot, "ruling_status", "es", None, engine.now).as_json()
    assert (reply["kind"], reply["topic"], reply["lang"]) == ("limited", "ruling_status", "es")
    assert reply["messages"] == whole["messages"]
    assert reply["status"] == whole["status"]


@every_fault
def test_greeting_needs_no_engine(hurried: Visitor, engine: FakeEngine, fault: Callable[[FakeEngine], None]) -> None:
    fault(engine)

    assert hurried.say()["kind"] == "small_talk"


def test_after_a_topic_the_limited_reply_repeats_it(visitor: Visitor, engine: FakeEngine) -> None:
    key = visitor.say(choice="topic:ice_at_door")["conversation"]
    engine.sends(b"[]")

    reply = visitor.say("and then?", conversation=key)

    assert (reply["kind"], reply["topic"]) == ("limited", "ice_at_door")
    assert len(reply["messages"]) > 1


def test_language_can_be_changed_without_the_engine(visitor: Visitor, engine: FakeEngine, snapshot: Snapshot) -> None:
    engine.sends(b"[]")

    reply = visitor.say(choice="lang:es")

    assert (reply["kind"], reply["lang"], reply["lang_source"]) == ("notice", "es", "chosen")
    assert reply["messages"][0]["text"] == snapshot.interface["es"]["language_changed"]


def test_risk_check_without_the_engine_is_limited(visitor: Visitor, engine: FakeEngine) -> None:
    engine.sends(b"[]")

    assert visitor.say(choice="risk_check")["kind"] == "limited"


def test_forgetting_by_a_button_is_done_here_at_once_and_in_the_engine_when_it_can(
    hurried: Visitor, engine: FakeEngine
) -> None:
    async def talk() -> None:
        key = (await hurried.send("POST", CHAT, json={})).json()["conversation"]
        engine.hangs()
        reply = (await hurried.send("POST", CHAT, json={"conversation": key, "choice": "forget"})).json()
        assert reply["kind"] == "notice"
        await asyncio.sleep(0)
        again = (await hurried.send("POST", CHAT, json={"conversation": key})).json()
        assert again["conversation"] != key
        assert engine.forgotten == [key]

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("dead", "unreachable"),
        ("hanging", "late"),
        ("500", "failed"),
        ("empty list", "garbage"),
        ("no messages", "empty"),
    ],
)
def test_operator_is_told_the_kind_of_the_fault(
    hurried: Visitor, engine: FakeEngine, fault: str, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    FAULTS[fault](engine)
    hurried.say("is it safe?")

    assert [record.getMessage() for record in caplog.records] == [f"the engine gave no reply: {word}"]


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ReadTimeout("x")])
def test_forget_is_204_when_the_engine_is_dead(make_visitor: MakeVisitor, engine: FakeEngine, error: Exception) -> None:
    visitor = make_visitor()
    key = visitor.say()["conversation"]

    class Dead(FakeEngine):
        async def __call__(self, request: httpx.Request) -> httpx.Response:
            raise error

    engine.__class__ = Dead
    assert visitor.post({"conversation": key}, path=FORGET).status_code == 204
    engine.__class__ = FakeEngine
    assert visitor.say(conversation=key)["conversation"] != key


def test_language_that_nobody_offers_is_not_taken_from_the_engine(visitor: Visitor, engine: FakeEngine) -> None:
    engine.says({**GOOD, "set_lang": "xx"})

    key = visitor.say("hello there")["conversation"]
    engine.behaviour = None

    assert visitor.say("hello", conversation=key)["lang"] == "en"


def test_hidden_kinds_are_told_also_when_the_engine_is_dead(hurried: Visitor, engine: FakeEngine) -> None:
    engine.breaks(httpx.ConnectError("x"))

    response = hurried.post({"text": "my itin is 900-70-1234"})

    assert response.json()["hidden"] == ["itin"]
    assert "1234" not in response.text


def test_kinds_that_the_engine_may_send_arrive_as_they_are(
    visitor: Visitor, engine: FakeEngine, snapshot: Snapshot
) -> None:
    for reply in (
        fallback(1, snapshot, "en", None, engine.now),
        clarify(["ice_at_door", "ruling_status"], snapshot, "en", None, engine.now),
    ):
        engine.says(reply)
        said = visitor.say("what about it")
        assert (said["kind"], said["messages"]) == (reply.kind, reply.as_json()["messages"])


def test_fault_of_our_own_before_the_engine_is_no_error_page_with_text(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, snapshot: Snapshot
) -> None:
    async def fail(*_: object) -> dict[str, Any]:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(Talk, "turn", fail)

    response = visitor.post({"text": CANARY}, headers={"Accept-Language": "es"})

    assert response.status_code == 500
    assert response.json()["title"] == snapshot.interface["es"]["problem_inside"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert CANARY not in response.text
    assert CANARY not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("wrong", [b'{"text": "canary-7f3a', b'{"canary-7f3a": 1}', b'{"lang": "canary-7f3a"}'])
def test_refused_message_is_neither_repeated_nor_logged(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, wrong: bytes
) -> None:
    caplog.set_level(logging.DEBUG)

    response = visitor.send_bytes(wrong, **{"User-Agent": "canary-7f3a", "Referer": "https://x/canary-7f3a"})

    assert response.status_code >= 400
    assert "canary" not in response.text
    assert "canary" not in caplog.text


def test_full_queue_is_503_at_once_and_the_others_are_answered(
    make_visitor: MakeVisitor, engine: FakeEngine, snapshot: Snapshot
) -> None:
    visitor = make_visitor(engine_queue=1, rate_limits=False)

    async def flood() -> tuple[list[httpx.Response], list[httpx.Response]]:
        opened = asyncio.Event()

        async def wait(body: dict[str, Any]) -> httpx.Response:
            await opened.wait()
            return httpx.Response(200, json={"messages": [engine.reply_to(body)]})

        engine.behaviour = wait
        ask = [asyncio.create_task(visitor.send("POST", CHAT, json={"text": "hi"})) for _ in range(10)]
        refused, waiting = await asyncio.wait(ask, timeout=1, return_when=asyncio.FIRST_COMPLETED)
        while len(refused) < 5:
            more, waiting = await asyncio.wait(waiting, timeout=1, return_when=asyncio.FIRST_COMPLETED)
            assert more, "the queue took more than its five places"
            refused |= more
        opened.set()
        return [task.result() for task in refused], list(await asyncio.gather(*waiting))

    refused, answered = asyncio.run(flood())

    assert [response.status_code for response in refused] == [503] * 5
    for response in refused:
        assert response.headers["content-type"] == "application/problem+json"
        assert int(response.headers["retry-after"]) >= 1
        assert response.json()["title"] == snapshot.interface["en"]["problem_busy"]
    assert [response.status_code for response in answered] == [200] * 5
    engine.behaviour = None
    assert visitor.say("hi")["kind"] == "answer"


def test_place_in_the_queue_is_given_back_by_turns_that_fail(make_visitor: MakeVisitor, engine: FakeEngine) -> None:
    visitor = make_visitor(engine_queue=1, rate_limits=False, engine_timeout_seconds=0.01)
    engine.hangs()

    assert {visitor.say("hi")["kind"] for _ in range(20)} == {"limited"}
