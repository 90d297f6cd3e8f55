"""A model goes into service only when no language and no urgent topic is understood worse."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from faro.teaching.verdict import what_is_worse

FIGURES = {
    "right_first": 0.8,
    "right_among_three": 0.9,
    "right_of_answered": 0.9,
    "out_of_scope_caught": 0.9,
    "urgent_as_urgent": 0.95,
    "grave_errors": 2,
}
REPORT: dict[str, Any] = {
    "languages": {"en": dict(FIGURES), "ht": dict(FIGURES)},
    "urgent_topics": {"ice_at_door": dict(FIGURES), "detained": dict(FIGURES)},
}


def after(where: str, of: str, **changes: float) -> dict[str, Any]:
    changed = copy.deepcopy(REPORT)
    changed[where][of] |= changes
    return changed


def test_nothing_changed_is_nothing_worse() -> None:
    assert what_is_worse(REPORT, copy.deepcopy(REPORT)) == []


@pytest.mark.parametrize(
    ("where", "of", "changes"),
    [
        ("languages", "en", {"right_first": 0.795}),
        ("languages", "en", {"right_first": 0.9, "grave_errors": 0}),
        ("languages", "ht", {"urgent_as_urgent": 1.0}),
        ("urgent_topics", "detained", {"right_first": 0.5}),
    ],
)
def test_better_or_a_single_message_worse_passes(where: str, of: str, changes: dict[str, float]) -> None:
    assert what_is_worse(REPORT, after(where, of, **changes)) == []


@pytest.mark.parametrize(
    ("where", "of", "changes"),
    [
        ("languages", "ht", {"right_first": 0.78}),
        ("languages", "en", {"right_among_three": 0.89}),
        ("languages", "en", {"right_of_answered": 0.89}),
        ("languages", "en", {"out_of_scope_caught": 0.89}),
        ("languages", "en", {"urgent_as_urgent": 0.945}),
        ("languages", "en", {"grave_errors": 3}),
        ("urgent_topics", "ice_at_door", {"urgent_as_urgent": 0.945}),
    ],
)
def test_each_fall_is_named(where: str, of: str, changes: dict[str, float]) -> None:
    (worse,) = what_is_worse(REPORT, after(where, of, **changes))
    (figure,) = changes
    assert (worse.of, worse.figure, worse.after) == (of, figure, changes[figure])


def test_language_that_is_gone_is_worse() -> None:
    without = copy.deepcopy(REPORT)
    del without["languages"]["ht"]
    assert {worse.of for worse in what_is_worse(REPORT, without)} == {"ht"}
