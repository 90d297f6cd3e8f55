"""Conversations live in memory for minutes, and go when they are old, idle, crowded out or asked to."""

from __future__ import annotations

import asyncio

import pytest
from components.tracker_store import FaroTrackerStore
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, check_if_tracker_store_async
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

MINUTE = 60.0
DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "actions": ["action_answer_topic"],
        "slots": {"last_topic": {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}},
    }
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def move(self, minutes: float) -> None:
        self.seconds += minutes * MINUTE


@pytest.fixture
def clock() -> Clock:
    return Clock()


def store_with(clock: Clock, **settings: float) -> FaroTrackerStore:
    return FaroTrackerStore(DOMAIN, clock=clock, **settings)


async def listen(store: FaroTrackerStore, sender: str) -> DialogueStateTracker:
    return await store.get_or_create_tracker(sender)


async def turn(store: FaroTrackerStore, sender: str, text: str = "hola") -> DialogueStateTracker:
    tracker = await listen(store, sender)
    tracker.update(UserUttered(text, {"name": "greet"}))
    tracker.update(ActionExecuted("action_answer_topic"))
    tracker.update(SlotSet("last_topic", text))
    tracker.update(ActionExecuted("action_listen"))
    await store.save(tracker)
    return tracker


def test_the_same_live_tracker_comes_back(clock: Clock) -> None:
    store = store_with(clock)
    tracker = asyncio.run(turn(store, "one"))
    assert asyncio.run(store.retrieve("one")) is tracker


@pytest.mark.parametrize(("minutes", "lives"), [(19.9, True), (20, False), (500, False)])
def test_an_idle_conversation_is_gone_after_twenty_minutes(clock: Clock, minutes: float, lives: bool) -> None:
    store = store_with(clock)
    asyncio.run(turn(store, "one"))
    clock.move(minutes)
    assert (asyncio.run(store.retrieve("one")) is not None) is lives
    assert len(store) == lives


def test_a_busy_conversation_is_gone_after_an_hour(clock: Clock) -> None:
    store = store_with(clock)
    for _ in range(4):
        asyncio.run(turn(store, "one"))
        clock.move(15)
    assert asyncio.run(store.retrieve("one")) is None


def test_the_sweep_drops_what_nobody_asks_for(clock: Clock) -> None:
    store = store_with(clock)
    asyncio.run(turn(store, "old"))
    clock.move(19)
    asyncio.run(turn(store, "new"))
    clock.move(2)
    assert store.sweep() == 1
    assert list(asyncio.run(store.keys())) == ["new"]


def test_the_least_recently_used_is_crowded_out(clock: Clock) -> None:
    store = store_with(clock, max_conversations=2)
    for sender in ("one", "two", "one", "three"):
        asyncio.run(turn(store, sender))
    assert list(asyncio.run(store.keys())) == ["one", "three"]


def test_forget_drops_the_conversation_at_once(clock: Clock) -> None:
    store = store_with(clock)
    asyncio.run(turn(store, "one"))
    assert store.forget("one") is True
    assert store.forget("one") is False
    assert asyncio.run(store.retrieve("one")) is None


def test_a_turn_that_ends_after_forget_is_not_kept(clock: Clock) -> None:
    store = store_with(clock)

    async def forgotten_in_its_turn() -> None:
        tracker = await turn(store, "one")
        store.forget("one")
        await store.save(tracker)

    asyncio.run(forgotten_in_its_turn())
    assert len(store) == 0


def test_a_new_conversation_is_not_overwritten_by_the_end_of_a_forgotten_one(clock: Clock) -> None:
    store = store_with(clock)

    async def scenario() -> DialogueStateTracker | None:
        old = await turn(store, "one", "secret")
        store.forget("one")
        await turn(store, "one", "hola")
        await store.save(old)
        return await store.retrieve("one")

    tracker = asyncio.run(scenario())
    assert tracker is not None
    assert tracker.get_slot("last_topic") == "hola"


def test_a_turn_cut_off_in_the_middle_leaves_no_half(clock: Clock) -> None:
    store = store_with(clock)

    async def scenario() -> DialogueStateTracker | None:
        tracker = await turn(store, "one", "first")
        tracker.update(UserUttered("cut off", {"name": "greet"}))
        tracker.update(ActionExecuted("action_answer_topic"))
        return await store.retrieve("one")

    tracker = asyncio.run(scenario())
    assert tracker is not None
    assert tracker.latest_action_name == "action_listen"
    assert tracker.get_slot("last_topic") == "first"
    assert "cut off" not in [getattr(event, "text", None) for event in tracker.events]


def test_rasa_takes_the_store_as_it_is() -> None:
    store = FaroTrackerStore(Domain.empty(), host=None)
    assert check_if_tracker_store_async(store)
    wrapped = Agent(tracker_store=store).tracker_store
    assert isinstance(wrapped, FailSafeTrackerStore)
    assert len(store) == 0
    asyncio.run(wrapped.get_or_create_tracker("one", append_action_listen=False))
    assert len(store) == 1
