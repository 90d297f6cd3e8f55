"""The network: it learns what no straight line parts, the same at every fit, and reads back as it was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from components.network import Fitting, Network, apart, fit, joined
from evaluation import regression

HOW = Fitting(
    networks=2,
    units=32,
    steps=3200,
    batch=64,
    step_size=0.001,
    dropout=0.0,
    penalty=1e-4,
    first_block=1,
    random_state=1,
)


def crossed() -> tuple[np.ndarray, list[str]]:
    """Return points of which two opposite quarters are one intent and the others another."""
    points = np.random.default_rng(1).normal(size=(400, 2)).astype(np.float32)
    # The second block has another scale and lies elsewhere, as letters do beside an embedding.
    return points * [1, 50] + [0, 1000], ["greet" if x * y > 0 else "out_of_scope" for x, y in points]


def right(network: Network | regression.Regression, features: np.ndarray, labels: list[str]) -> float:
    first = [network.labels[place] for place in network.likelihoods(features).argmax(axis=1)]
    return sum(found == label for found, label in zip(first, labels, strict=True)) / len(labels)


def test_it_learns_what_no_straight_line_parts() -> None:
    features, labels = crossed()
    assert right(fit(features, labels, HOW), features, labels) > 0.95
    assert right(regression.fit(features, labels), features, labels) < 0.7


def test_three_labels_are_told_apart_too() -> None:
    features, labels = crossed()
    three = ["detained" if x > 0.8 else label for (x, _), label in zip(features, labels, strict=True)]
    assert right(fit(features, three, HOW), features, three) > 0.95


def test_the_same_messages_make_the_same_network() -> None:
    features, labels = crossed()
    one, other = fit(features, labels, HOW), fit(features, labels, HOW)
    assert all(np.array_equal(layer, other.layers()[name]) for name, layer in one.layers().items())


@pytest.mark.parametrize("labels", [("greet", "stop"), ("greet", "stop", "thanks")])
def test_likelihoods_add_up_to_one_whatever_is_asked(labels: tuple[str, ...]) -> None:
    features = np.eye(len(labels), 4, dtype=np.float32)
    likelihoods = fit(features, list(labels), HOW).likelihoods(np.vstack([features, np.full((1, 4), 1e6)]))
    assert likelihoods.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_network_read_back_is_the_one_that_was_written(tmp_path: Path) -> None:
    features, labels = crossed()
    network = fit(features, labels, HOW)
    network.save(tmp_path / "network.npz")
    assert np.array_equal(Network.load(tmp_path / "network.npz").likelihoods(features), network.likelihoods(features))


def test_joined_networks_multiply_their_likelihoods() -> None:
    features, labels = crossed()
    alone = [fit(features, labels, replace(HOW, networks=1, random_state=number)) for number in (1, 2)]
    expected = np.sqrt(alone[0].likelihoods(features) * alone[1].likelihoods(features))
    expected /= expected.sum(axis=1, keepdims=True)
    assert joined(alone).likelihoods(features) == pytest.approx(expected, abs=1e-4)
    assert fit(features, labels, HOW).likelihoods(features) == pytest.approx(expected, abs=1e-4)


def test_networks_taken_apart_join_to_the_same() -> None:
    features, labels = crossed()
    network = fit(features, labels, HOW)
    again = joined(apart(network, 2))
    assert again.likelihoods(features) == pytest.approx(network.likelihoods(features), abs=1e-5)
