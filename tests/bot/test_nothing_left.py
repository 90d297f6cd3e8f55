"""When a conversation has ended, no object of the engine holds its words: no tracker, no event, no message."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from components.tracker_store import FaroTrackerStore
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

SENDER = "nothing-left-000001"
WORDS = "zqnothingleft mi itin vencio y tengo miedo"
MINUTE = 60.0


class Clock:
    """A clock that stands still until it is moved."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="module")
def agent(tiny_model: Path) -> Agent:
    return Agent.load(tiny_model)


def objects_that_remember() -> list[str]:
    """Return the kinds of live objects of Rasa that hold the words."""
    gc.collect()
    kinds = (DialogueStateTracker, Event, Message, UserMessage)
    alive = [thing for thing in gc.get_objects() if isinstance(thing, kinds)]
    return [type(thing).__name__ for thing in alive if WORDS in repr(vars(thing))]


def talk(agent: Agent, clock: Clock) -> FaroTrackerStore:
    store = FaroTrackerStore(agent.domain, clock=clock)
    agent.tracker_store = store
    agent.processor.tracker_store = store

    async def say() -> None:
        for _ in range(2):
            await agent.handle_message(UserMessage(WORDS, sender_id=SENDER))

    asyncio.run(say())
    return store


def idle(store: FaroTrackerStore, clock: Clock) -> None:
    clock.seconds += 20 * MINUTE
    store.sweep()


def old(store: FaroTrackerStore, clock: Clock) -> None:
    for _ in range(6):
        clock.seconds += 10 * MINUTE
        store.sweep()


def forgotten(store: FaroTrackerStore, clock: Clock) -> None:
    store.forget(SENDER)


def asked_for_too_late(store: FaroTrackerStore, clock: Clock) -> None:
    clock.seconds += 21 * MINUTE
    assert asyncio.run(store.retrieve(SENDER)) is None


# Without it the records of failed actions, which pytest keeps, would remember.
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("ends", [idle, old, forgotten, asked_for_too_late], ids=lambda ends: ends.__name__)
def test_no_object_of_the_engine_remembers(agent: Agent, ends: Callable[[FaroTrackerStore, Clock], None]) -> None:
    clock = Clock()
    store = talk(agent, clock)
    assert "UserUttered" in objects_that_remember(), "the search finds what is there"
    assert len(store) == 1

    ends(store, clock)

    assert len(store) == 0
    assert objects_that_remember() == []
