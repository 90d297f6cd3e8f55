"""Chooses the thresholds of the confidence bands on one half of the held-out messages; the other half reports."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from components.confidence_bands import Thresholds
from evaluation.measure import Figures, Ranking, figures, outcome
from evaluation.messages import Example

ANSWER = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
CLARIFY = (0.08, 0.12, 0.15, 0.2)
URGENT = (0.1, 0.15, 0.2, 0.25, 0.3)
URGENT_MARGIN = (0.1, 0.2, 0.3)


def choose(
    examples: Sequence[Example], rankings: Sequence[Ranking], urgent: frozenset[str]
) -> tuple[Thresholds, Figures]:
    """Return the thresholds that answer most among those that keep to the goals best, and their figures.

    Goals (understanding.md): 94 % right of what was answered, 92 % of out-of-scope not answered, every urgent message
    treated as urgent. A missed goal costs more than any number of answers.
    """
    best: tuple[float, Thresholds, Figures] | None = None
    for answer, clarify, urgent_at, margin in product(ANSWER, CLARIFY, URGENT, URGENT_MARGIN):
        if clarify > answer or urgent_at > answer:
            continue
        thresholds = Thresholds(answer, clarify, urgent_at, margin, urgent)
        found = figures([outcome(e, r, thresholds) for e, r in zip(examples, rankings, strict=True)], urgent)
        value = _value(found)
        if best is None or value > best[0]:
            best = (value, thresholds, found)
    if best is None:
        raise ValueError("there is nothing to choose thresholds by")
    return best[1], best[2]


def _value(found: Figures) -> float:
    missed = (
        max(0.0, 0.94 - found.right_of_answered)
        + max(0.0, 0.92 - found.out_of_scope_caught)
        + 2 * max(0.0, 1.0 - found.urgent_as_urgent)
    )
    return found.answered - 10 * missed
