"""The figures of understanding: what share is right, offered, answered, caught; pure functions over rankings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from components.confidence_bands import Thresholds, decide, leading
from evaluation.messages import OUT_OF_SCOPE, TOPIC_PREFIX, Example

OFFERED = 3
GRAVE = frozenset(TOPIC_PREFIX + topic for topic in ("ice_at_door", "detained", "final_removal_order", "borrowed_ssn"))

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Outcome:
    """What Faro would do with one held-out message."""

    example: Example
    first: str
    confidence: float
    offered: tuple[str, ...]
    decision: str

    @property
    def answers_topic(self) -> bool:
        """Return whether a topic's answer would be given at once."""
        return self.decision == "answer" and self.first.startswith(TOPIC_PREFIX)


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1 over one language's messages, and counts: of messages, errors, and what shares are of."""

    messages: int
    right_first: float
    right_among_three: float
    answered: float
    right_of_answered: float
    out_of_scope_caught: float
    urgent_as_urgent: float
    control_right: float
    grave_errors: int
    false_alarms: int
    answers: int
    out_of_scope_messages: int
    urgent_messages: int

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data, shares to three places."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def outcome(example: Example, ranking: Ranking, thresholds: Thresholds) -> Outcome:
    """Return what Faro would do: the intent that counts, the three topics it would offer, and the decision."""
    place = leading(ranking, thresholds)
    ordered = [ranking[place], *ranking[:place], *ranking[place + 1 :]]
    topics = tuple(name for name, _ in ordered if name.startswith(TOPIC_PREFIX))[:OFFERED]
    return Outcome(example, ordered[0][0], ordered[0][1], topics, decide(ranking, thresholds))


def figures(outcomes: Sequence[Outcome], urgent: frozenset[str]) -> Figures:
    """Return the figures over these outcomes.

    A share of nothing is 1. `right_of_answered` counts every message that a topic's answer was given to, out of scope
    and control messages included: an answer to those is wrong. `grave_errors` are answers given to the wrong question
    where the right one, or the one given, is among the gravest topics. `false_alarms` are answers of an urgent topic
    to a message that is not urgent.
    """
    topics = [o for o in outcomes if o.example.is_topic]
    control = [o for o in outcomes if not o.example.is_topic and o.example.intent != OUT_OF_SCOPE]
    outside = [o for o in outcomes if o.example.intent == OUT_OF_SCOPE]
    answered = [o for o in outcomes if o.answers_topic]
    in_danger = [o for o in topics if o.example.intent in urgent]
    return Figures(
        messages=len(outcomes),
        right_first=share(o.first == o.example.intent for o in topics),
        right_among_three=share(o.example.intent in o.offered for o in topics),
        answered=share(o.answers_topic for o in topics),
        right_of_answered=share(o.first == o.example.intent for o in answered),
        out_of_scope_caught=share(not o.answers_topic for o in outside),
        urgent_as_urgent=share(o.answers_topic and o.first in urgent for o in in_danger),
        control_right=share(o.first == o.example.intent for o in control),
        grave_errors=sum(is_grave(o) for o in outcomes),
        false_alarms=sum(o.first in urgent and o.example.intent not in urgent for o in answered),
        answers=len(answered),
        out_of_scope_messages=len(outside),
        urgent_messages=len(in_danger),
    )


def is_grave(one: Outcome) -> bool:
    """Return whether the wrong answer was given where that costs most; one urgent topic for the other is not that."""
    if not one.answers_topic or one.first == one.example.intent:
        return False
    both = {one.first, one.example.intent}
    return bool(both & GRAVE) and not both <= {TOPIC_PREFIX + "ice_at_door", TOPIC_PREFIX + "detained"}


def confusions(outcomes: Iterable[Outcome], most: int) -> list[tuple[str, str, int]]:
    """Return the commonest pairs of (meant, taken for) with their counts."""
    counts = Counter((o.example.intent, o.first) for o in outcomes if o.first != o.example.intent)
    return [(meant, taken, count) for (meant, taken), count in counts.most_common(most)]


def worst(outcomes: Iterable[Outcome], most: int) -> list[Outcome]:
    """Return the errors that cost most: grave ones first, then wrong answers, the surest first."""
    wrong = [o for o in outcomes if o.answers_topic and o.first != o.example.intent]
    return sorted(wrong, key=lambda o: (not is_grave(o), -o.confidence))[:most]


def share(values: Iterable[bool]) -> float:
    """Return the share of true values, 1 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 1.0
