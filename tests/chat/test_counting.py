"""What is counted of a conversation: kind and topic, in whole tens, and not a word of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette

from faro.answers.replies import clarify, fallback
from faro.chat.app import create_app
from faro.chat.counting import TurnCounts
from faro.chat.engine import Engine
from faro.chat.language import LanguageRecogniser
from faro.settings import Settings
from faro.store.counts import Place

from .edge import CHAT, FakeEngine, Visitor

Written = dict[Place, int]


@pytest.fixture
def written() -> Written:
    return {}


@pytest.fixture
def counting(engine: FakeEngine, recogniser: LanguageRecogniser, written: Written) -> Starlette:
    def write(tens: Mapping[Place, int], _today: dt.date) -> None:
        written.update(tens)

    return create_app(
        Settings(rate_limits=False),
        lambda: engine.snapshot,
        Engine("http://engine", 5.0, httpx.MockTransport(engine)),
        recogniser,
        now=lambda: engine.now,
        write_counts=write,
    )


def ask(app: Starlette, times: int, text: str = "is it safe?", first: str | None = None) -> None:
    async def run() -> None:
        async with app.router.lifespan_context(app):
            key = None
            if first:
                key = (await Visitor(app).send("POST", CHAT, json={"choice": first})).json()["conversation"]
            for _ in range(times):
                await Visitor(app).send("POST", CHAT, json={"text": text, "conversation": key})

    asyncio.run(run())


@pytest.mark.parametrize(("times", "kept"), [(9, {}), (10, 10), (27, 20)])
def test_whole_tens_are_written_when_faro_stops(
    counting: Starlette, engine: FakeEngine, written: Written, times: int, kept: int
) -> None:
    ask(counting, times)

    assert written == ({(engine.now.date(), "answer", "address_exposure"): kept} if kept else {})


def test_what_was_asked_back_counts_for_the_likeliest_topic(
    counting: Starlette, engine: FakeEngine, written: Written
) -> None:
    engine.says(clarify(["itin_renew", "itin_what"], engine.snapshot, "en", None, engine.now))
    ask(counting, 10)

    assert written == {(engine.now.date(), "clarify", "itin_renew"): 10}


def test_what_was_not_understood_counts_for_the_topic_spoken_of(
    counting: Starlette, engine: FakeEngine, written: Written
) -> None:
    async def not_understood(body: dict[str, object]) -> httpx.Response:
        reply = fallback(1, engine.snapshot, "en", None, engine.now).as_json()
        if body["choice"]:
            reply = engine.reply_to(body)
        return httpx.Response(200, json={"messages": [{**reply, "confidence": 0.0}]})

    engine.behaviour = not_understood
    ask(counting, 10, first="topic:tax_credits")

    assert written == {(engine.now.date(), "fallback", "tax_credits"): 10}


def test_not_a_word_is_counted(counting: Starlette, engine: FakeEngine, written: Written) -> None:
    engine.says(fallback(1, engine.snapshot, "en", None, engine.now))
    ask(counting, 10, text="Ximena Canary")

    assert "Ximena" not in repr(written)
    assert written == {(engine.now.date(), "fallback", ""): 10}


def test_what_cannot_be_written_is_written_later() -> None:
    counts = TurnCounts(lambda: dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    for _ in range(10):
        counts.count({"topic": "itin_what", "kind": "answer"}, None)
    seen: list[Written] = []

    def fail(tens: Mapping[Place, int], _today: dt.date) -> None:
        raise OSError("full")

    asyncio.run(counts.write_tens(fail))
    for _ in range(2):
        asyncio.run(counts.write_tens(lambda tens, _: seen.append(dict(tens))))

    assert seen == [{(dt.date(2026, 11, 22), "answer", "itin_what"): 10}]


def test_rest_of_a_day_is_dropped_when_it_is_over() -> None:
    days = [dt.datetime(2026, 11, 22, tzinfo=dt.UTC)]
    counts = TurnCounts(lambda: days[-1])
    for _ in range(19):
        counts.count({"topic": "itin_what", "kind": "answer"}, None)
    days.append(days[0] + dt.timedelta(days=1))

    assert list(counts.take_tens().values()) == [10]
    counts.count({"topic": "itin_what", "kind": "answer"}, None)
    assert counts.take_tens() == {}
    assert sum(counts._counts.values()) == 1
