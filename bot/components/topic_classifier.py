"""Ranks every intent, each topic included, for a message: a network over its features, and its neighbours."""

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

from components.features import Features
from components.fit_cache import FitCache, row_hashes
from components.intent_model import IntentModel, learn, opinions_of

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
    """A network and its second opinions, whose labels are full intent names: `greet`, `faq/address_exposure`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: strength, balance and length of the fit, and intents that are decided elsewhere."""
        return {
            # The network: of how many it is joined, units of the hidden layer of each, steps of a fit, messages looked
            # at in each, the share of features hidden in a step, and how much large weights cost.
            "networks": 3,
            "units": 512,
            "steps": 960,
            "batch": 512,
            "dropout": 0.3,
            "penalty": 0.0001,
            # How far a step goes, at first.
            "step_size": 0.001,
            # After a change of few messages the fit starts from the former one and needs no more steps than these, and
            # smaller ones: larger steps lead away from what the long fit had found.
            "steps_from_there": 40,
            "step_size_from_there": 0.0003,
            # The second opinions: how many of the nearest training messages are asked, and how much more nearer ones
            # count. Near by meaning, in the sentence embedding, which is the first of the features …
            "embedding_dimensions": 384,
            "neighbours": 20,
            "neighbour_sharpness": 0.03,
            # … and near by letters, in the sequences counted.
            "letter_neighbours": 20,
            "letter_neighbour_sharpness": 0.05,
            # What the opinions weigh when they are multiplied. Together they are 2, at which the likelihoods are as
            # often right as they say; and no opinion holds a label for less likely than this.
            "network_weight": 0.9,
            "neighbour_weight": 0.5,
            "letter_neighbour_weight": 0.6,
            "least_likelihood": 0.003,
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
        features, cache = _features(messages), FitCache(self._config)
        rows = row_hashes(features.measured, labels)
        self._model = learn(features, labels, self._config, cache.beginning(rows, labels))
        cache.keep(self._model.network, rows)
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
            component._model = IntentModel.load(folder, opinions_of(config))
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


def _features(messages: list[Message]) -> Features:
    """Return the sentence features of `messages`: the dense ones side by side, and the sparse ones."""
    sparse = [one.features for message in messages for one in message.features if one.is_sparse()]
    measured = np.stack(
        [np.concatenate([one.features[0] for one in message.features if one.is_dense()]) for message in messages]
    ).astype(np.float32, copy=False)
    return Features(measured, _stacked(sparse) if sparse else None)


def _stacked(rows: list[scipy.sparse.csr_matrix]) -> scipy.sparse.csr_matrix:
    """Return the rows as one matrix; SciPy's own way takes seconds for the training messages."""
    ends = np.cumsum([0, *(row.indices.size for row in rows)])
    parts = (np.concatenate([row.data for row in rows]), np.concatenate([row.indices for row in rows]), ends)
    return scipy.sparse.csr_matrix(parts, shape=(len(rows), rows[0].shape[1]))
