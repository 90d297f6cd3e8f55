"""Training messages are compared at little cost, and still differ where anything in them does."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import scipy.sparse
from components.training_message import SentenceFeatures, TrainingMessage

SOME = {"text": "¿qué es un itin?", "intent": "faq", "topic": "itin_what"}


def features(*values: float) -> SentenceFeatures:
    return SentenceFeatures(np.array([values], dtype=np.float32), "sentence", "text", "e5")


def test_equal_messages_are_one_and_others_are_not() -> None:
    others = [{**SOME, "text": "what is it"}, {**SOME, "topic": "itin_limits"}, {**SOME, "metadata": {"a": 1}}]
    assert len({TrainingMessage(SOME), TrainingMessage(SOME), *map(TrainingMessage, others)}) == 4


@pytest.mark.parametrize("change", ["set", "features"])
def test_what_is_changed_or_added_changes_the_fingerprint(change: str) -> None:
    message = TrainingMessage(SOME)
    before = message.fingerprint()
    message.set("intent", "faq")
    assert message.fingerprint() == before
    if change == "set":
        message.set("intent", "greet")
    else:
        message.add_features(features(1, 2))
    assert message.fingerprint() != before


def test_features_differ_by_values_and_kind() -> None:
    sparse = [scipy.sparse.csr_matrix(row) for row in ([[0.0, 1.0]], [[1.0, 0.0]])]
    found = [features(1, 2), features(2, 1), *(SentenceFeatures(one, "sentence", "text", "letters") for one in sparse)]
    assert len({one.fingerprint() for one in found}) == 4
    assert features(1, 2).fingerprint() == features(1, 2).fingerprint()


def test_a_copy_has_its_own_properties() -> None:
    message = TrainingMessage({**SOME, "metadata": {"a": [1]}})
    copied = copy.deepcopy(message)
    assert copied.fingerprint() == message.fingerprint()
    copied.get("metadata")["a"].append(2)
    copied.add_features(features(1))
    copied.set("intent", "greet", add_to_output=True)
    assert message.get("metadata") == {"a": [1]}
    assert message.features == []
    assert message.get("intent") == "faq"
    assert "intent" not in message.output_properties
