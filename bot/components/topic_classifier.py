"""Ranks every intent, each topic included, for a message: one logistic regression over its features."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    RESPONSE_IDENTIFIER_DELIMITER,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)

TOPIC_INTENT = "faq"
TOPIC_PREFIX = TOPIC_INTENT + RESPONSE_IDENTIFIER_DELIMITER
TOPIC_KEY = "topic"
TOPIC_RANKING_KEY = "topic_ranking"
OFFERED_TOPICS = 5


class NothingToLearnError(RasaException):
    """The training data hold fewer than two intents."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """Logistic regression whose labels are full intent names: `greet`, `faq/address_exposure`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: strength, balance and length of the fit, and intents that are decided elsewhere."""
        return {
            # E5 embeddings are crowded together; a weak penalty lets the regression pull them apart.
            "inverse_penalty": 50.0,
            # 0 counts every message alike, 1 every intent. Between, because out_of_scope has many messages on
            # purpose and must stay likely, while a topic with few must not be forgotten.
            "balance": 0.5,
            "max_iterations": 300,
            "never_predicted": [],
            "random_state": 20251121,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._labels: list[str] = []
        self._weights = np.empty((0, 0))
        self._bias = np.empty(0)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the regression and store it.

        Raises:
            NothingToLearnError: when there are fewer than two intents with messages.
        """
        messages = [
            message
            for message in training_data.intent_examples
            if message.get(TEXT) and message.get(INTENT) not in self._config["never_predicted"]
        ]
        # Sorted, so that the order in which files are read does not reach the last bits of the fit.
        messages.sort(key=lambda message: (label_of(message), message.get(TEXT)))
        labels = [label_of(message) for message in messages]
        if len(set(labels)) < 2:
            raise NothingToLearnError("The training data need messages of at least two intents.")
        regression = LogisticRegression(
            C=self._config["inverse_penalty"],
            max_iter=self._config["max_iterations"],
            class_weight=_weights_of(labels, self._config["balance"]),
            random_state=self._config["random_state"],
        )
        regression.fit(_features(messages), labels)
        self._labels = [str(label) for label in regression.classes_]
        self._weights, self._bias = _one_row_a_label(regression)
        self._store()
        logger.info("Learned %d intents from %d messages.", len(self._labels), len(labels))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, intent ranking (full names) and topic ranking of each message that has features."""
        for message in messages:
            if message.features and self._labels:
                self._rank(message)
        return messages

    def _rank(self, message: Message) -> None:
        scores = np.asarray(_features([message]) @ self._weights.T)[0] + self._bias
        likelihoods = np.exp(scores - scores.max())
        likelihoods /= likelihoods.sum()
        order = np.argsort(-likelihoods, kind="stable")
        ranking = [
            {INTENT_NAME_KEY: self._labels[i], PREDICTED_CONFIDENCE_KEY: round(float(likelihoods[i]), 6)} for i in order
        ]
        _set_ranking(message, ranking)

    def _store(self) -> None:
        # Plain arrays: reading a model back runs no code that came with it.
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / "regression.npz",
                labels=np.array(self._labels),
                weights=self._weights,
                bias=self._bias,
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load the trained classifier."""
        component = cls(config, model_storage, resource)
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / "regression.npz", allow_pickle=False) as stored,
        ):
            component._labels = stored["labels"].tolist()
            component._weights = stored["weights"]
            component._bias = stored["bias"]
        return component


def label_of(message: Message) -> str:
    """Return the label of a training message: `greet`, `faq/address_exposure`."""
    topic = message.get(TOPIC_KEY)
    return TOPIC_PREFIX + topic if topic else str(message.get_full_intent())


def _set_ranking(message: Message, ranking: list[dict[str, Any]]) -> None:
    """Set what follows from `ranking` (full names, likeliest first): the intent and the likeliest topics."""
    base, _ = Message.separate_intent_response_key(ranking[0][INTENT_NAME_KEY])
    message.set(
        INTENT,
        {INTENT_NAME_KEY: base, PREDICTED_CONFIDENCE_KEY: ranking[0][PREDICTED_CONFIDENCE_KEY]},
        add_to_output=True,
    )
    message.set(INTENT_RANKING_KEY, ranking[: 2 * OFFERED_TOPICS], add_to_output=True)
    message.set(TOPIC_RANKING_KEY, topics_of(ranking), add_to_output=True)


def topics_of(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the likeliest topics of a ranking of full intent names, `{"topic", "confidence"}` each."""
    topics = [
        {
            "topic": entry[INTENT_NAME_KEY].removeprefix(TOPIC_PREFIX),
            "confidence": entry[PREDICTED_CONFIDENCE_KEY],
        }
        for entry in ranking
        if entry[INTENT_NAME_KEY].startswith(TOPIC_PREFIX)
    ]
    return topics[:OFFERED_TOPICS]


def _weights_of(labels: list[str], balance: float) -> dict[str, float]:
    counts = Counter(labels)
    mean = len(labels) / len(counts)
    return {label: (mean / count) ** balance for label, count in counts.items()}


def _features(messages: list[Message]) -> Any:
    """Return the sentence features of `messages`, dense and sparse side by side, (messages, dimensions)."""
    rows = []
    for message in messages:
        dense = message.get_dense_features(TEXT)[1]
        sparse = message.get_sparse_features(TEXT)[1]
        parts = [feature.features for feature in (dense, sparse) if feature is not None]
        rows.append(parts[0] if len(parts) == 1 else scipy.sparse.hstack(parts))
    if scipy.sparse.issparse(rows[0]):
        return scipy.sparse.vstack(rows).tocsr()
    return np.vstack(rows).astype(np.float64)


def _one_row_a_label(regression: LogisticRegression) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and bias with one row for each label, which scikit-learn folds into one for two labels."""
    if len(regression.classes_) == 2:
        return (
            np.vstack([-regression.coef_, regression.coef_]) / 2,
            np.concatenate([-regression.intercept_, regression.intercept_]) / 2,
        )
    return regression.coef_, regression.intercept_
