"""The regression: what counts more is likelier where two intents cannot be told apart."""

from __future__ import annotations

import numpy as np
from components.regression import Regression, fit

FEATURES = np.array([[0.0, 1.0], [0.2, 0.9], [1.0, 0.0], [0.9, 0.2]], dtype=np.float32)
LABELS = ["greet", "greet", "out_of_scope", "out_of_scope"]
BETWEEN = np.array([[0.5, 0.5]], dtype=np.float32)


def fitted(emphasis: dict[str, float]) -> Regression:
    return fit(FEATURES, LABELS, inverse_penalty=1.0, balance=0.5, emphasis=emphasis, max_iterations=50, random_state=1)


def test_an_emphasised_intent_wins_what_lies_between() -> None:
    for label in ("greet", "out_of_scope"):
        regression = fitted({label: 4.0})
        assert regression.labels[regression.likelihoods(BETWEEN)[0].argmax()] == label


def test_without_emphasis_every_intent_counts_alike() -> None:
    first, second = fitted({}).likelihoods(BETWEEN)[0]
    assert abs(first - second) < 0.05
