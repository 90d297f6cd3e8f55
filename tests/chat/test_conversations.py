"""Conversations in memory: they end when idle, when old and when there are too many, and are kept apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.chat.conversations import Conversations

from .edge import Clock, FakeEngine, MakeVisitor

IDLE, ABSOLUTE = 20 * 60.0, 60 * 60.0


@pytest.fixture
def conversations(clock: Clock) -> Conversations:
    return Conversations(clock, IDLE, ABSOLUTE, cap=3)


def test_key_is_128_random_bits_and_never_what_was_asked_for(conversations: Conversations) -> None:
    conversation = conversations.open("A" * 22)

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", conversation.key)
    assert conversation.key != "A" * 22


def test_conversation_is_found_again(conversations: Conversations) -> None:
    first = conversations.open(None)
    first.topic = "ice_at_door"

    assert conversations.open(first.key) is first
    assert conversations.open(None) is not first


def test_idle_conversation_ends(conversations: Conversations, clock: Clock) -> None:
    key = conversations.open(None).key

    clock.advance(IDLE)
    assert conversations.open(key).key == key
    clock.advance(IDLE + 1)
    assert conversations.open(key).key != key
    assert len(conversations) == 1


def test_long_conversation_ends_however_busy(conversations: Conversations, clock: Clock) -> None:
    key = conversations.open(None).key
    for _ in range(6):
        clock.advance(ABSOLUTE / 6)
        assert conversations.open(key).key == key

    clock.advance(1)
    assert conversations.open(key).key != key


def test_old_conversation_ends_also_behind_a_younger_one(conversations: Conversations, clock: Clock) -> None:
    old = conversations.open(None).key
    clock.advance(ABSOLUTE - 60)
    young = conversations.open(None).key
    clock.advance(59)
    conversations.open(old)
    clock.advance(2)

    assert len(conversations) == 0 or conversations.open(young).key == young
    assert conversations.open(old).key != old


def test_past_the_cap_the_one_used_longest_ago_goes(conversations: Conversations) -> None:
    first, second, third = (conversations.open(None).key for _ in range(3))
    conversations.open(first)

    fourth = conversations.open(None).key

    assert len(conversations) == 3
    assert [conversations.open(key).key for key in (first, third, fourth)] == [first, third, fourth]
    assert conversations.open(second).key != second


def test_forgetting_twice_is_no_error(conversations: Conversations) -> None:
    key = conversations.open(None).key
    conversations.forget(key)
    conversations.forget(key)

    assert len(conversations) == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, ABSOLUTE, allow_nan=False)), max_size=40))
def test_no_conversation_outlives_its_limits(steps: list[tuple[int, float]]) -> None:
    clock = Clock()
    conversations = Conversations(clock, IDLE, ABSOLUTE, cap=3)
    keys: list[str | None] = [None] * 5
    for who, pause in steps:
        clock.advance(pause)
        conversation = conversations.open(keys[who])
        assert clock() - conversation.started <= ABSOLUTE
        assert len(conversations) <= 3
        keys[who] = conversation.key
        assert sum(key == conversation.key for key in keys) == 1


def test_limits_come_from_the_settings(make_visitor: MakeVisitor, clock: Clock, engine: FakeEngine) -> None:
    visitor = make_visitor(idle_minutes=1, max_minutes=1.5, max_conversations=2)
    key = visitor.say(lang="es")["conversation"]
    clock.advance(60)
    assert visitor.say(conversation=key)["lang"] == "es"
    clock.advance(31)

    ended = visitor.say(conversation=key)

    assert ended["conversation"] != key
    assert ended["lang"] == "en"
    for _ in range(2):
        visitor.say()
    assert visitor.say(conversation=ended["conversation"])["conversation"] != ended["conversation"]
