"""Whether a newly trained model may go into service: no language and no urgent topic may be understood worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# One message of a language is about half a point of its share; which of two alike messages is right is chance.
TOLERANCE = 0.006
# A language has some twenty out-of-scope and a dozen small-talk messages fewer than it has topics, so one is more.
TOLERANCES = {
    "right_first": TOLERANCE,
    "right_among_three": TOLERANCE,
    "right_of_answered": TOLERANCE,
    "out_of_scope_caught": 0.0,
    "urgent_as_urgent": 0.0,
}
URGENT = "urgent_as_urgent"
GRAVE = "grave_errors"
ROUNDING = 0.0005

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Worse:
    """One figure that fell: of a language, or of an urgent topic in all languages."""

    of: str
    figure: str
    before: float
    after: float


def what_is_worse(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Worse]:
    """Returns everything that keeps the model from service, empty when nothing does.

    Both are reports of the Rasa half's comparison: `languages` and `urgent_topics`, each with its figures.
    """
    found = []
    for lang, figures in before["languages"].items():
        found += _fallen(lang, figures, after["languages"].get(lang, {}), TOLERANCES)
        if after["languages"].get(lang, {}).get(GRAVE, 0) > figures[GRAVE]:
            found.append(Worse(lang, GRAVE, figures[GRAVE], after["languages"][lang][GRAVE]))
    for topic, figures in before["urgent_topics"].items():
        found += _fallen(topic, figures, after["urgent_topics"].get(topic, {}), {URGENT: 0.0})
    return found


def _fallen(of: str, before: Figures, after: Figures, tolerances: Mapping[str, float]) -> list[Worse]:
    return [
        Worse(of, figure, before[figure], after.get(figure, 0.0))
        for figure, tolerance in tolerances.items()
        if after.get(figure, 0.0) < before[figure] - tolerance - ROUNDING
    ]
