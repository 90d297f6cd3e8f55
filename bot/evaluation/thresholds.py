"""Chooses the thresholds of the confidence bands on one half of the held-out messages; the other half reports."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from components.confidence_bands import Thresholds
from components.topic_classifier import OFFERED_TOPICS
from evaluation.measure import Figures, Ranking, figures, outcome
from evaluation.messages import Example

# An answer is given when it is more likely right than not, whatever more of them would be worth.
ANSWER = (0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
CLARIFY = (0.05, 0.08, 0.12)
URGENT = (0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3)
URGENT_MARGIN = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

# Goals and floors of docs/understanding.md: right of answered, out of scope caught, urgent. Goals are for all languages
# together, floors for each. The goal for urgent messages is all of them; but thresholds that catch the last two of four
# hundred in one half catch no more in the other, and answer everyday talk with an alarm.
GOALS = (0.94, 0.92, 0.995)
FLOORS = (0.88, 0.80, 0.95)
# What is chosen to suit one half suits the other less, the more so the fewer messages it was chosen by. A share of all
# languages' messages is asked to be this much better than its bar; that of one language by its standard error.
FLATTERY = 0.01


def choose(
    examples: Sequence[Example], rankings: Sequence[Ranking], urgent: frozenset[str]
) -> tuple[Thresholds, Figures]:
    """Return the best thresholds and their figures: floors come first, then goals, then how much is answered.

    Of those with no language under a floor, the ones are taken that come nearest to the goals with the floors' standard
    errors to spare; an urgent message missed costs most.
    """
    # What the classifier passes on at run time is no longer than this either.
    rankings = [ranking[: 2 * OFFERED_TOPICS] for ranking in rankings]
    languages = sorted({e.lang for e in examples})
    best: tuple[tuple[float, float], Thresholds, Figures] | None = None
    for answer, clarify, urgent_at, margin in product(ANSWER, CLARIFY, URGENT, URGENT_MARGIN):
        if clarify > answer or urgent_at > answer:
            continue
        thresholds = Thresholds(answer, clarify, urgent_at, margin, urgent)
        outcomes = [outcome(e, r, thresholds) for e, r in zip(examples, rankings, strict=True)]
        found = figures(outcomes, urgent)
        each = [figures([o for o in outcomes if o.example.lang == lang], urgent) for lang in languages]
        value = worth(found, each)
        if best is None or value > best[0]:
            best = (value, thresholds, found)
    if best is None:
        raise ValueError("there is nothing to choose thresholds by")
    return best[1], best[2]


def worth(found: Figures, each: Sequence[Figures]) -> tuple[float, float]:
    """Return how good the figures of all messages and of each language are, to be compared: floors before the rest."""
    under_floors = sum(_missed(one, FLOORS, (0.0, 0.0, 0.0)) for one in each)
    spare = sum(_missed(one, FLOORS, _standard_errors(one)) for one in each) / max(len(each), 1)
    return -under_floors, found.answered - 10 * (_missed(found, GOALS, (FLATTERY, FLATTERY, 0.0)) + spare)


def _standard_errors(one: Figures) -> tuple[float, float, float]:
    """Return by how much each figure may differ between two halves by chance, were it just at its floor."""
    counts = (one.answers, one.out_of_scope_messages, one.urgent_messages)
    right, outside, urgent = (
        math.sqrt(bar * (1 - bar) / max(count, 1)) for bar, count in zip(FLOORS, counts, strict=True)
    )
    return right, outside, urgent


def _missed(found: Figures, bars: tuple[float, float, float], spare: tuple[float, float, float]) -> float:
    shares = (found.right_of_answered, found.out_of_scope_caught, found.urgent_as_urgent)
    right, outside, urgent = (
        max(0.0, min(1.0, bar + more) - share) for share, bar, more in zip(shares, bars, spare, strict=True)
    )
    return right + outside + 2 * urgent
