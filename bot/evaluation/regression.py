"""A logistic regression over sentence features: the plainer model that the ablation sets beside the shipped one."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

# What was best when a regression was what Faro shipped.
INVERSE_PENALTY, MAX_ITERATIONS, RANDOM_STATE = 20.0, 60, 20251121
# 0 counts every message alike, 1 every intent.
BALANCE = 0.5
EMPHASIS = {"out_of_scope": 1.5}


@dataclass(frozen=True)
class Regression:
    """A fitted regression: labels, weights (labels, dimensions) and bias (labels)."""

    labels: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    def likelihoods(self, features: Any) -> np.ndarray:
        """Return the likelihood of every label for each row of `features`, (rows, labels)."""
        scores = np.asarray(features @ self.weights.T) + self.bias
        likelihoods = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likelihoods / likelihoods.sum(axis=1, keepdims=True))

    def rank(self, features: Any) -> list[list[tuple[str, float]]]:
        """Return, for each row of `features`, every label with its likelihood, likeliest first."""
        return [
            [(self.labels[i], float(row[i])) for i in np.argsort(-row, kind="stable")]
            for row in self.likelihoods(features)
        ]


def fit(features: Any, labels: Sequence[str]) -> Regression:
    """Return the regression fitted to `features` (messages, dimensions), dense or sparse, and one label a message."""
    regression = LogisticRegression(
        C=INVERSE_PENALTY, max_iter=MAX_ITERATIONS, class_weight=_weights_of(labels), random_state=RANDOM_STATE
    )
    with warnings.catch_warnings():
        # Stopped early on purpose: the later steps cost minutes and change little.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # Around their centre dense features need half as many iterations; sparse ones cannot be moved there.
        centre = features.mean(axis=0) if isinstance(features, np.ndarray) else None
        regression.fit(features if centre is None else features - centre, list(labels))
    weights, bias = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        # Of two labels scikit-learn keeps the second's score alone; the first's is then nothing.
        weights, bias = np.vstack([0 * weights, weights]), np.concatenate([0 * bias, bias])
    if centre is not None:
        bias = bias - weights @ centre
    return Regression(tuple(str(label) for label in regression.classes_), weights, bias)


def _weights_of(labels: Sequence[str]) -> dict[str, float]:
    counts = Counter(labels)
    mean = len(labels) / len(counts)
    return {label: (mean / count) ** BALANCE * EMPHASIS.get(label, 1.0) for label, count in counts.items()}
