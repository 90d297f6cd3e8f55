"""One logistic regression over sentence features: fitted with scikit-learn, kept and used as plain arrays."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression


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

    def save(self, path: Path) -> None:
        """Write plain arrays: reading a model back runs no code that came with it."""
        np.savez(path, labels=np.array(self.labels), weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> Regression:
        """Return the regression that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(tuple(stored["labels"].tolist()), stored["weights"], stored["bias"])


def fit(
    features: Any,
    labels: Sequence[str],
    *,
    inverse_penalty: float,
    balance: float,
    emphasis: Mapping[str, float],
    max_iterations: int,
    random_state: int,
    begin: Regression | None = None,
) -> Regression:
    """Return the regression fitted to `features` (messages, dimensions) and one label a message.

    `balance` 0 counts every message alike, 1 every label. `emphasis` counts the messages of a label so many times more.
    `begin` is a regression of the same dimensions to start from; a label that it does not know starts at nothing.
    """
    regression = LogisticRegression(
        C=inverse_penalty,
        max_iter=max_iterations,
        class_weight=_weights_of(labels, balance, emphasis),
        random_state=random_state,
        warm_start=begin is not None,
    )
    with warnings.catch_warnings():
        # Stopped early on purpose: the later steps cost minutes and change little.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # Around their centre dense features need half as many iterations; sparse ones cannot be moved there.
        centre = features.mean(axis=0) if isinstance(features, np.ndarray) else None
        if begin is not None and len(set(labels)) > 2:
            _start_at(regression, begin, sorted(set(labels)), centre)
        regression.fit(features if centre is None else features - centre, list(labels))
    weights, bias = _one_row_a_label(regression)
    if centre is not None:
        bias = bias - weights @ centre
    return Regression(tuple(str(label) for label in regression.classes_), weights, bias)


def _start_at(
    regression: LogisticRegression, begin: Regression, labels: Sequence[str], centre: np.ndarray | None
) -> None:
    """Set the weights from which a warm start goes on, around the new centre."""
    place = {label: number for number, label in enumerate(begin.labels)}
    weights = np.zeros((len(labels), begin.weights.shape[1]), dtype=begin.weights.dtype)
    bias = np.zeros(len(labels), dtype=begin.bias.dtype)
    for row, label in enumerate(labels):
        if label in place:
            weights[row], bias[row] = begin.weights[place[label]], begin.bias[place[label]]
    regression.coef_ = weights
    regression.intercept_ = bias if centre is None else bias + weights @ centre


def _weights_of(labels: Sequence[str], balance: float, emphasis: Mapping[str, float]) -> dict[str, float]:
    counts = Counter(labels)
    mean = len(labels) / len(counts)
    return {label: (mean / count) ** balance * emphasis.get(label, 1.0) for label, count in counts.items()}


def _one_row_a_label(regression: LogisticRegression) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and bias with one row for each label, which scikit-learn folds into one for two labels."""
    if len(regression.classes_) == 2:
        return (
            np.vstack([-regression.coef_, regression.coef_]) / 2,
            np.concatenate([-regression.intercept_, regression.intercept_]) / 2,
        )
    return regression.coef_, regression.intercept_
