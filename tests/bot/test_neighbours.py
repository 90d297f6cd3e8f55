"""The second opinion: a message is read as the ones it lies nearest to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from components.features import Features
from components.intent_model import IntentModel, learn, opinions_of, pooled
from components.neighbours import Asked, LetterNeighbours, Neighbours, largest

# Two heaps of one intent with another between them: a network of so few units, fitted for so short a time, mixes them.
HEAPS = {"detained": (0.0, 2.0), "greet": (1.0,)}
SETTINGS = {
    "networks": 1,
    "units": 8,
    "steps": 80,
    "batch": 32,
    "step_size": 0.001,
    "dropout": 0.0,
    "penalty": 0.0001,
    "random_state": 1,
    "neighbours": 3,
    "embedding_dimensions": 2,
    "neighbour_sharpness": 0.05,
    "neighbour_weight": 0.5,
    "letter_neighbours": 3,
    "letter_neighbour_sharpness": 0.05,
    "letter_neighbour_weight": 0.0,
    "network_weight": 0.9,
    "least_likelihood": 0.003,
}


def heaps() -> tuple[np.ndarray, list[str]]:
    angles = [(angle + step, label) for label, heap in HEAPS.items() for angle in heap for step in (-0.1, 0.0, 0.1)]
    features = np.array([[np.cos(angle), np.sin(angle), 1.0] for angle, _ in angles], dtype=np.float32)
    return features, [label for _, label in angles]


def first(model: IntentModel) -> list[str]:
    return [ranking[0][0] for ranking in model.rank(Features(heaps()[0]))]


def test_what_the_network_mixes_up_is_told_apart_by_its_neighbours() -> None:
    features, labels = heaps()
    assert first(learn(Features(features), labels, SETTINGS)) == labels
    assert first(learn(Features(features), labels, {**SETTINGS, "neighbour_weight": 0.0})) != labels


def test_shares_are_of_the_nearest_alone_and_add_up_to_one() -> None:
    points = np.array([[1, 0], [0.9, 0.1], [-1, 0], [-0.9, 0.1]], dtype=np.float32)
    near = Neighbours.learn(points, [0, 1, 2, 2]).likelihoods(points[:1], 3, Asked(2, 0.03))
    assert near[0].sum() == pytest.approx(1)
    assert near[0][0] > near[0][1] > 0
    assert near[0][2] == 0


def test_the_nearest_of_many_are_found_though_most_are_compared_along_the_leading_axes_alone() -> None:
    random = np.random.default_rng(1)
    # Like embeddings, the points reach farther along some axes than along others.
    reach = np.geomspace(1, 0.1, 384)
    points = (random.standard_normal((2000, 384)) * reach).astype(np.float32)
    asked_at = (random.standard_normal((50, 384)) * reach).astype(np.float32)
    shares = Neighbours.learn(points, range(2000)).likelihoods(asked_at, 2000, Asked(1, 0.03))
    centred, centred_at = points - points.mean(axis=0), asked_at - points.mean(axis=0)
    cosines = centred_at @ (centred / np.linalg.norm(centred, axis=1, keepdims=True)).T
    # Kept in bytes, two that are as near as each other may change places.
    assert (shares.argmax(axis=1) == cosines.argmax(axis=1)).sum() >= 48


@pytest.mark.parametrize("count", [1, 20, 400, 5000, 9000])
@pytest.mark.parametrize("kinds", [10, 10**9], ids=["many alike", "all different"])
def test_the_largest_are_the_largest_though_most_are_not_looked_at(count: int, kinds: int) -> None:
    values = np.random.default_rng(count).integers(kinds, size=(3, 7001)).astype(np.float64)
    found = largest(values, count)
    assert found.shape == (3, min(count, 7001))
    for row, places in zip(values, found, strict=True):
        assert len(set(places.tolist())) == len(places)
        assert sorted(row[places]) == sorted(row)[-len(places) :]


def test_nearness_by_letters_is_the_cosine_however_long_a_message_is() -> None:
    known = LetterNeighbours.learn(scipy.sparse.csr_matrix([[1.0, 0.0], [1.0, 1.0]], dtype=np.float32), [0, 1])
    asked_at = scipy.sparse.csr_matrix([[3.0, 0.0], [0.0, 0.5]], dtype=np.float32)
    shares = known.likelihoods(asked_at, 2, Asked(2, 0.5))
    assert np.log(shares[0, 0] / shares[0, 1]) == pytest.approx((1 - np.sqrt(0.5)) / 0.5, abs=0.01)
    assert np.log(shares[1, 1] / shares[1, 0]) == pytest.approx(np.sqrt(0.5) / 0.5, abs=0.01)


def test_fewer_messages_than_neighbours_are_enough() -> None:
    points = np.eye(2, dtype=np.float32)
    assert Neighbours.learn(points, [0, 1]).likelihoods(points, 2, Asked(20, 0.03)).shape == (2, 2)


def test_a_model_read_back_ranks_as_the_one_that_was_written(tmp_path: Path) -> None:
    features, labels = heaps()
    model = learn(Features(features), labels, SETTINGS)
    model.save(tmp_path)
    assert IntentModel.load(tmp_path, opinions_of(SETTINGS)).rank(Features(features)) == model.rank(Features(features))


@pytest.mark.parametrize("change", [{"neighbour_weight": 0.0}, {}])
def test_a_model_without_neighbours_still_ranks(tmp_path: Path, change: dict[str, Any]) -> None:
    features, labels = heaps()
    alone = learn(Features(features), labels, {**SETTINGS, "neighbour_weight": 0.0})
    alone.save(tmp_path)
    assert IntentModel.load(tmp_path, opinions_of({**SETTINGS, **change})).rank(Features(features)) == alone.rank(
        Features(features)
    )


def test_letters_tell_apart_what_the_network_takes_for_one(tmp_path: Path) -> None:
    alike = np.ones((4, 2), dtype=np.float32)
    counted = scipy.sparse.csr_matrix(np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], dtype=np.float32))
    labels = ["greet", "greet", "detained", "detained"]
    settings = {**SETTINGS, "neighbour_weight": 0.0, "letter_neighbours": 1, "letter_neighbour_weight": 0.4}
    model = learn(Features(alike, counted), labels, settings)
    assert [ranking[0][0] for ranking in model.rank(Features(alike, counted))] == labels
    model.save(tmp_path)
    read_back = IntentModel.load(tmp_path, opinions_of(settings))
    assert read_back.rank(Features(alike, counted)) == model.rank(Features(alike, counted))


def test_likelihoods_of_all_opinions_add_up_to_one() -> None:
    features, labels = heaps()
    counted = scipy.sparse.identity(len(labels), dtype=np.float32, format="csr")
    model = learn(Features(features, counted), labels, {**SETTINGS, "letter_neighbour_weight": 0.2})
    for ranking in model.rank(Features(features, counted)):
        assert sum(likelihood for _, likelihood in ranking) == pytest.approx(1, abs=1e-4)


def test_letters_nobody_wrote_count_for_nobody() -> None:
    near = LetterNeighbours.learn(scipy.sparse.identity(2, dtype=np.float32, format="csr"), [0, 1])
    nothing = scipy.sparse.csr_matrix((1, 2), dtype=np.float32)
    assert near.likelihoods(nothing, 2, Asked(1, 0.05))[0].tolist() == [0.5, 0.5]


def test_what_one_opinion_rules_out_stays_unlikely_and_what_all_hold_possible_does_not() -> None:
    # The first is sure of the first label; the second speaks against it, and both hold the second possible.
    sure, against = np.array([[0.8, 0.2, 0.0]]), np.array([[0.0, 0.6, 0.4]])
    first, second, third = pooled([(1.0, sure), (1.0, against)], least=0.003)[0]
    assert second > 0.9
    assert first + second + third == pytest.approx(1)
    assert pooled([(1.0, sure), (0.0, against)], least=1e-9)[0] == pytest.approx(sure[0], abs=1e-6)


def test_sequences_that_stand_in_most_messages_count_for_nothing(tmp_path: Path) -> None:
    # The first sequence stands in all, the second in half of them, each more often than a rare one may.
    counted = np.zeros((200, 4), dtype=np.float32)
    counted[:, 0], counted[:100, 1], counted[0, 2], counted[150, 3] = 0.9, 0.4, 0.1, 0.1
    near = LetterNeighbours.learn(scipy.sparse.csr_matrix(counted), [0] * 100 + [1] * 100)
    asked = scipy.sparse.csr_matrix(np.array([[0.9, 0.4, 0, 0.1]], dtype=np.float32))
    assert near.likelihoods(asked, 2, Asked(1, 0.05))[0].tolist() == [0.0, 1.0]
    near.save(tmp_path / "near.npz")
    assert LetterNeighbours.load(tmp_path / "near.npz").columns.nnz == near.columns.nnz == 2
