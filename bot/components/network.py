"""A network with a single hidden layer over all features: fitted with scikit-learn, kept and used as plain arrays.

Several are fitted apart, each from another beginning, and joined to a wider one: two fits differ in a message or two of
a hundred, and their mean errs less than either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.neural_network import MLPClassifier

# Rows are put into the network's hands for this many steps at once.
STEPS_AT_ONCE = 8
# The weights kept are the mean of those after each of the last steps, which wander around the best ones.
LAST_STEPS = 0.4


@dataclass(frozen=True)
class Network:
    """A fitted network: labels, and the weights and bias of both layers, all float32.

    `hidden` (dimensions, units) and `hidden_bias` (units) lead to the hidden layer, `weights` (units, labels) and
    `bias` (labels) from there to the labels.
    """

    labels: tuple[str, ...]
    hidden: np.ndarray
    hidden_bias: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def likelihoods(self, features: np.ndarray) -> np.ndarray:
        """Return the likelihood of every label for each row of `features`, (rows, labels)."""
        scores = np.maximum(features @ self.hidden + self.hidden_bias, 0) @ self.weights + self.bias
        likelihoods = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likelihoods / likelihoods.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Write plain arrays: reading a model back runs no code that came with it."""
        np.savez(path, labels=np.array(self.labels), **self.layers())

    def layers(self) -> dict[str, np.ndarray]:
        """Return the arrays by their names."""
        return {
            "hidden": self.hidden,
            "hidden_bias": self.hidden_bias,
            "weights": self.weights,
            "bias": self.bias,
        }

    @classmethod
    def load(cls, path: Path) -> Network:
        """Return the network that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            layers = {name: stored[name] for name in ("hidden", "hidden_bias", "weights", "bias")}
            return cls(tuple(stored["labels"].tolist()), **layers)


@dataclass(frozen=True)
class Fitting:
    """How a network is fitted.

    It is joined of so many `networks` with `units` each in the hidden layer. In each of `steps`, of `step_size`, the
    next `batch` rows are looked at, with a share of their features (`dropout`) hidden, so that no single one is relied
    on. `first_block` features come from one source, the rest from another; both are brought to one scale.
    """

    networks: int
    units: int
    steps: int
    batch: int
    step_size: float
    dropout: float
    penalty: float
    first_block: int
    random_state: int


def fit(features: np.ndarray, labels: Sequence[str], how: Fitting, begin: Network | None = None) -> Network:
    """Return the network fitted to `features` (messages, dimensions) and one label a message.

    `begin` is a network of the same dimensions, units and labels to start from.
    """
    beginnings = apart(begin, how.networks) if begin is not None else [None] * how.networks
    centre = features.mean(axis=0)
    scale = _scale(features, centre, how.first_block)
    return joined(
        [
            _fit_one(features, centre, scale, labels, replace(how, random_state=how.random_state + number), one)
            for number, one in enumerate(beginnings)
        ]
    )


def joined(networks: Sequence[Network]) -> Network:
    """Return the network whose scores are the mean of theirs: likelihoods multiplied, each to the same power."""
    return Network(
        networks[0].labels,
        np.hstack([one.hidden for one in networks]),
        np.concatenate([one.hidden_bias for one in networks]),
        np.vstack([one.weights for one in networks]) / np.float32(len(networks)),
        np.mean([one.bias for one in networks], axis=0, dtype=np.float32),
    )


def apart(network: Network, count: int) -> list[Network]:
    """Return the `count` networks that were joined to `network`, but for their biases, of which each has the mean."""
    hidden, hidden_bias = np.split(network.hidden, count, axis=1), np.split(network.hidden_bias, count)
    weights = np.split(network.weights * np.float32(count), count)
    return [Network(network.labels, *layers, network.bias) for layers in zip(hidden, hidden_bias, weights, strict=True)]


def _fit_one(
    features: np.ndarray,
    centre: np.ndarray,
    scale: np.ndarray,
    labels: Sequence[str],
    how: Fitting,
    begin: Network | None,
) -> Network:
    names = sorted(set(labels))
    place = {name: number for number, name in enumerate(names)}
    places = np.array([place[label] for label in labels])
    random = np.random.default_rng(how.random_state)
    model = MLPClassifier(
        (how.units,),
        alpha=how.penalty,
        batch_size=how.batch,
        learning_rate_init=how.step_size,
        random_state=how.random_state,
    )
    classes = np.arange(len(names))
    if begin is not None:
        # scikit-learn makes the layers when it sees its first rows.
        first = np.zeros(how.batch, dtype=np.int64)
        model.partial_fit(features[first] - centre, places[first], classes)
        _start_at(model, begin, centre, scale)
    total: list[np.ndarray] = []
    turns = max(1, how.steps // STEPS_AT_ONCE)
    kept_from = min(round(turns * (1 - LAST_STEPS)), turns - 1)
    for turn, rows in zip(range(turns), _rows(len(places), how.batch * STEPS_AT_ONCE, random), strict=False):
        seen = (features[rows] - centre) * (scale / (1 - how.dropout))
        seen *= random.random(seen.shape, dtype=np.float32) >= how.dropout
        model.partial_fit(seen, places[rows], classes)
        if turn >= kept_from:
            layers = [*model.coefs_, *model.intercepts_]
            total = [so_far + layer for so_far, layer in zip(total or [0] * len(layers), layers, strict=True)]
    hidden, weights, hidden_bias, bias = (layer / (turns - kept_from) for layer in total)
    if weights.shape[1] == 1:
        # Of two labels scikit-learn keeps the second's score alone; the first's is then nothing.
        weights, bias = np.hstack([0 * weights, weights]), np.hstack([0 * bias, bias])
    # Centre and scale go into the weights, so that whoever asks the network need not know them.
    hidden = hidden * scale[:, None]
    layers = (hidden, hidden_bias - centre @ hidden, weights, bias)
    return Network(tuple(names), *(layer.astype(np.float32) for layer in layers))


def _rows(count: int, at_once: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield numbers of rows without end: each row once in every round, in another order."""
    waiting = np.array([], dtype=np.int64)
    while True:
        while len(waiting) < at_once:
            waiting = np.concatenate([waiting, random.permutation(count)])
        yield waiting[:at_once]
        waiting = waiting[at_once:]


def _scale(features: np.ndarray, centre: np.ndarray, first_block: int) -> np.ndarray:
    """Return a factor for each dimension, one for each block, that brings the block's mean deviation to 1."""
    variances = ((features - centre) ** 2).mean(axis=0, dtype=np.float64)
    factors = np.ones_like(variances)
    for block in (slice(0, first_block), slice(first_block, None)):
        if variances[block].size:
            factors[block] = 1 / np.sqrt(max(float(variances[block].mean()), 1e-12))
    return factors.astype(np.float32)


def _start_at(model: MLPClassifier, begin: Network, centre: np.ndarray, scale: np.ndarray) -> None:
    """Set the weights from which a fit goes on, around the new centre; in place, for the optimiser may hold them."""
    model.coefs_[0][...] = begin.hidden / scale[:, None]
    model.intercepts_[0][...] = begin.hidden_bias + centre @ begin.hidden
    single = model.coefs_[1].shape[1] == 1
    model.coefs_[1][...] = begin.weights[:, 1:] - begin.weights[:, :1] if single else begin.weights
    model.intercepts_[1][...] = begin.bias[1:] - begin.bias[:1] if single else begin.bias
