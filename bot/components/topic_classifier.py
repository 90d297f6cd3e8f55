"""Ranks every intent, each topic included, for a message: a regression over its features, and its neighbours."""

from __future__ import annotations

import logging
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

from components.intent_model import IntentModel, learn, opinion_of

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
    """A regression and its second opinion, whose labels are full intent names: `greet`, `faq/address_exposure`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: strength, balance and length of the fit, and intents that are decided elsewhere."""
        return {
            # E5 embeddings are crowded together; a weak penalty lets the regression pull them apart.
            "inverse_penalty": 20.0,
            # 0 counts every message alike, 1 every intent. Between, because out_of_scope has many messages on
            # purpose and must stay likely, while a topic with few must not be forgotten.
            "balance": 0.5,
            # How many times more the messages of an intent count; the others count once.
            "emphasis": {},
            "max_iterations": 60,
            # The second opinion: how many of the nearest training messages are asked, near by the first dimensions
            # of the features (the first featurizer's), how much more nearer ones count, and its share of the whole.
            "neighbours": 20,
            "neighbour_dimensions": 384,
            "neighbour_sharpness": 0.03,
            "neighbour_share": 0.35,
            "never_predicted": [],
            "random_state": 20251121,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: IntentModel | None = None

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
        """Learn from the training messages and store what was learnt.

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
        self._model = learn(_features(messages), labels, self._config)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        logger.info("Learned %d intents from %d messages.", len(set(labels)), len(labels))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, intent ranking (full names) and topic ranking of each message that has features."""
        known = [message for message in messages if message.features]
        if known and self._model:
            for message, ranking in zip(known, self._model.rank(_features(known)), strict=True):
                _set_ranking(message, [{INTENT_NAME_KEY: n, PREDICTED_CONFIDENCE_KEY: c} for n, c in ranking])
        return messages

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
        with model_storage.read_from(resource) as folder:
            component._model = IntentModel.load(folder, opinion_of(config))
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
    return np.vstack(rows).astype(np.float32)
