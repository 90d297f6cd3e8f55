"""While another model takes over: a conversation stays where it began, and goes on in the new engine when that ends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import httpx
import pytest

from faro.chat.app import create_app
from faro.chat.engine import Engine
from faro.chat.language import LanguageRecogniser
from faro.settings import Settings

from .edge import Clock, FakeEngine, Visitor

OLD, NEW = "http://old", "http://new"
QUESTION = "does the IRS give my address to ICE"


@dataclass
class Engines:
    """Two engines behind one line: which was asked, in order, and which are broken or gone."""

    line: Engine
    actions: FakeEngine
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answers one request to either."""
        origin = f"http://{request.url.host}"
        self.asked.append(f"{origin} {json.loads(request.content)['sender']}")
        if origin in self.gone:
            raise httpx.ConnectError("nobody listens", request=request)
        return httpx.Response(500) if origin in self.broken else await self.actions(request)

    def take_over(self) -> None:
        """Puts the new engine into service; the old one goes on for the conversations that have begun there."""
        self.line.url, self.line.former = NEW, OLD

    def origins(self) -> list[str]:
        """Returns which engines were asked since the last time."""
        asked = [one.split()[0] for one in self.asked]
        self.asked.clear()
        return asked


@pytest.fixture
def engines(engine: FakeEngine) -> Engines:
    engines = Engines(Engine(OLD, 5.0), engine)
    engines.line._client = httpx.AsyncClient(transport=httpx.MockTransport(engines))
    return engines


@pytest.fixture
def visitor(engines: Engines, recogniser: LanguageRecogniser, clock: Clock) -> Visitor:
    engine = engines.actions
    return Visitor(
        create_app(Settings(), lambda: engine.snapshot, engines.line, recogniser, now=lambda: engine.now, clock=clock)
    )


def test_conversation_goes_on_where_it_began_and_a_new_one_begins_in_the_new_engine(
    engines: Engines, visitor: Visitor
) -> None:
    key = visitor.say(QUESTION)["conversation"]
    engines.take_over()
    engines.origins()
    assert visitor.say(QUESTION, conversation=key)["kind"] == "answer"
    assert engines.origins() == [OLD]
    assert visitor.say(QUESTION)["kind"] == "answer"
    assert engines.origins() == [NEW]


@pytest.mark.parametrize("how", ["broken", "gone"])
def test_turn_is_not_lost_when_the_former_engine_fails(engines: Engines, visitor: Visitor, how: str) -> None:
    key = visitor.say(QUESTION)["conversation"]
    engines.take_over()
    getattr(engines, how).add(OLD)
    engines.origins()
    reply = visitor.say(QUESTION, conversation=key)
    assert (reply["kind"], reply["conversation"]) == ("answer", key)
    assert engines.origins() == [OLD, NEW]
    visitor.say(QUESTION, conversation=key)
    assert engines.origins() == [NEW], "the one that failed is asked no more"


def test_former_engine_whose_time_is_over_is_not_asked(engines: Engines, visitor: Visitor) -> None:
    key = visitor.say(QUESTION)["conversation"]
    engines.line.url = NEW
    engines.origins()
    assert visitor.say(QUESTION, conversation=key)["kind"] == "answer"
    assert engines.origins() == [NEW]


def test_serving_engine_that_fails_is_asked_once(engines: Engines, visitor: Visitor) -> None:
    engines.take_over()
    engines.broken.add(NEW)
    reply = visitor.say(QUESTION)
    assert reply["kind"] == "limited"
    assert engines.origins() == [NEW], "nobody waits twice for what has just failed"


def test_when_both_fail_the_person_is_answered_all_the_same(engines: Engines, visitor: Visitor) -> None:
    key = visitor.say(QUESTION)["conversation"]
    engines.take_over()
    engines.broken |= {OLD, NEW}
    engines.origins()
    assert visitor.say(QUESTION, conversation=key)["kind"] == "limited"
    assert engines.origins() == [OLD, NEW]


def test_what_is_to_be_forgotten_is_forgotten_in_both(engines: Engines, visitor: Visitor) -> None:
    key = visitor.say(QUESTION)["conversation"]
    engines.take_over()
    visitor.say(choice="forget", conversation=key)
    assert {f"{OLD} {key}", f"{NEW} {key}"} <= set(engines.asked)
    assert engines.actions.forgotten == [key, key]
