"""The second opinion: a message is read as the ones it lies nearest to, however a straight line would cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from components.intent_model import IntentModel, learn, opinion_of
from components.neighbours import Neighbours

# Two heaps of one intent with another between them: no straight line parts these.
HEAPS = {"detained": (0.0, 2.0), "greet": (1.0,)}
SETTINGS = {
    "inverse_penalty": 1.0,
    "balance": 0.0,
    "emphasis": {},
    "max_iterations": 50,
    "random_state": 1,
    "neighbours": 3,
    "neighbour_dimensions": 2,
    "neighbour_sharpness": 0.05,
    "neighbour_share": 0.5,
}


def heaps() -> tuple[np.ndarray, list[str]]:
    angles = [(angle + step, label) for label, heap in HEAPS.items() for angle in heap for step in (-0.1, 0.0, 0.1)]
    features = np.array([[np.cos(angle), np.sin(angle), 1.0] for angle, _ in angles], dtype=np.float32)
    return features, [label for _, label in angles]


def first(model: IntentModel) -> list[str]:
    return [ranking[0][0] for ranking in model.rank(heaps()[0])]


def test_what_no_line_parts_is_told_apart_by_its_neighbours() -> None:
    features, labels = heaps()
    assert first(learn(features, labels, SETTINGS)) == labels
    assert first(learn(features, labels, {**SETTINGS, "neighbour_share": 0.0})) != labels


def test_shares_are_of_the_nearest_alone_and_add_up_to_one() -> None:
    points = np.array([[1, 0], [0.9, 0.1], [-1, 0], [-0.9, 0.1]], dtype=np.float32)
    near = Neighbours.learn(points, [0, 1, 2, 2]).likelihoods(points[:1], 3, count=2, sharpness=0.03)
    assert near[0].sum() == pytest.approx(1)
    assert near[0][0] > near[0][1] > 0
    assert near[0][2] == 0


def test_fewer_messages_than_neighbours_are_enough() -> None:
    points = np.eye(2, dtype=np.float32)
    assert Neighbours.learn(points, [0, 1]).likelihoods(points, 2, count=20, sharpness=0.03).shape == (2, 2)


def test_a_model_read_back_ranks_as_the_one_that_was_written(tmp_path: Path) -> None:
    features, labels = heaps()
    model = learn(features, labels, SETTINGS)
    model.save(tmp_path)
    assert IntentModel.load(tmp_path, opinion_of(SETTINGS)).rank(features) == model.rank(features)


@pytest.mark.parametrize("change", [{"neighbour_share": 0.0}, {}])
def test_a_model_without_neighbours_still_ranks(tmp_path: Path, change: dict[str, Any]) -> None:
    features, labels = heaps()
    alone = learn(features, labels, {**SETTINGS, "neighbour_share": 0.0})
    alone.save(tmp_path)
    assert IntentModel.load(tmp_path, opinion_of({**SETTINGS, **change})).rank(features) == alone.rank(features)
