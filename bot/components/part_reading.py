"""Decides what a message of several parts asks: one question is answered, a second one is offered.

Measured on the held-out messages, of which nearly all ask one thing: a part may add to how the whole reads, and take
its place only where the whole was not understood and ranks the same topic high, or where the rest is small talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

from components.confidence_bands import CLARIFY_INTENT, OUT_OF_SCOPE_INTENT
from components.topic_classifier import TOPIC_INTENT

NOT_UNDERSTOOD = frozenset({CLARIFY_INTENT, DEFAULT_NLU_FALLBACK_INTENT_NAME, OUT_OF_SCOPE_INTENT})
RANKED_HIGH = 3


@dataclass(frozen=True)
class Reading:
    """What the confidence bands made of a message or of a part of it, and its likeliest topics."""

    intent: str
    confidence: float
    topics: tuple[str, ...] = ()

    @property
    def topic(self) -> str | None:
        """Return the topic that is answered, if one is."""
        return self.topics[0] if self.intent == TOPIC_INTENT and self.topics else None


@dataclass(frozen=True)
class Outcome:
    """Which part leads (None: the message as a whole), and the topic to offer beside its answer."""

    part: int | None = None
    offered: str | None = None


def combined(whole: Reading, parts: Sequence[Reading], *, small_talk: frozenset[str], sure: float) -> Outcome:
    """Return what the message asks; `sure` is the confidence a part needs to be heard."""
    asking = [place for place, part in enumerate(parts) if _asks(part, small_talk) and part.confidence >= sure]
    if not asking:
        return Outcome()
    first = asking[0]
    if whole.topic is not None:
        agreed = any(parts[place].topic == whole.topic for place in asking)
        return Outcome(None, _other_topic(parts, asking, whole.topic)) if agreed else Outcome()
    alone = all(part.intent in small_talk for place, part in enumerate(parts) if place != first)
    ranked = whole.intent == CLARIFY_INTENT and parts[first].topic in whole.topics[:RANKED_HIGH]
    if whole.intent in small_talk or (whole.intent in NOT_UNDERSTOOD and (alone or ranked)):
        return Outcome(first, _other_topic(parts, asking, parts[first].topic))
    if whole.intent in NOT_UNDERSTOOD:
        return Outcome()
    return Outcome(None, _other_topic(parts, asking, None))


def _asks(part: Reading, small_talk: frozenset[str]) -> bool:
    return part.intent not in NOT_UNDERSTOOD and part.intent not in small_talk


def _other_topic(parts: Sequence[Reading], asking: Sequence[int], topic: str | None) -> str | None:
    return next((parts[place].topic for place in asking if parts[place].topic not in (topic, None)), None)
