"""Turns a message into its letter sequences: what a sentence embedding misses of typos, slang and bare spelling."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.letter_cache import LetterCache
from components.letter_space import LetterSpace
from components.training_message import SentenceFeatures


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LetterSequencesFeaturizer(GraphComponent):
    """Sequences of one to four letters, marks aside: counted, and in a space of few dimensions learnt from messages."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: sequences kept, dimensions of the space, and weight beside the other features."""
        return {"sequences": 20000, "dimensions": 1024, "weight": 1.0, "max_characters": 500, "random_state": 20251121}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, name: str) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._name = name
        self._space: LetterSpace | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LetterSequencesFeaturizer:
        """Create an untrained featurizer."""
        return cls(config, model_storage, resource, execution_context.node_name)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the space from the training messages and store it."""
        settings = (self._config["sequences"], self._config["dimensions"], self._config["random_state"])
        texts = sorted(self._readable(m) for m in training_data.training_examples if m.get(TEXT))
        learnt = self._cache().learnt(texts, lambda texts: LetterSpace.learn(texts, *settings))
        self._space = learnt.space
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "sequences.json").write_text(json.dumps(self._space.sequences, ensure_ascii=False), "utf-8")
            space = self._space
            np.savez(folder / "space.npz", rarity=space.rarity, steps=space.steps, sizes=space.sizes)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LetterSequencesFeaturizer:
        """Load the space."""
        component = cls(config, model_storage, resource, execution_context.node_name)
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / "space.npz", allow_pickle=False) as stored,
        ):
            sequences = json.loads((folder / "sequences.json").read_text("utf-8"))
            component._space = LetterSpace(sequences, stored["rarity"], stored["steps"], stored["sizes"])
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to every training message."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        if self._space is not None:
            texts = [self._readable(message) for message in messages]
            self._add(messages, *self._cache().of(self._space).of(texts))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message that somebody wrote."""
        written = [m for m in messages if not (m.get(TEXT) or "").startswith(INTENT_MESSAGE_PREFIX)]
        if written and self._space is not None:
            counted = self._space.counted([self._readable(message) for message in written])
            self._add(written, counted, self._space.vectors(counted))
        return messages

    def _add(self, messages: list[Message], counted: scipy.sparse.csr_matrix, vectors: np.ndarray) -> None:
        weighed = vectors.astype(np.float32)
        weighed *= np.float32(self._config["weight"])
        for message, vector, counts in zip(messages, weighed, _rows(counted), strict=True):
            for features in (vector.reshape(1, -1), counts):
                message.add_features(SentenceFeatures(features, FEATURE_TYPE_SENTENCE, TEXT, self._name))

    def _cache(self) -> LetterCache:
        return LetterCache(repr([self._config[name] for name in ("sequences", "dimensions", "random_state")]))

    def _readable(self, message: Message) -> str:
        return str(message.get(TEXT) or "")[: self._config["max_characters"]]


def _rows(counted: scipy.sparse.csr_matrix) -> Iterator[scipy.sparse.csr_matrix]:
    """Yield each row as a matrix of its own; slicing or making them would check every index again, for seconds."""
    empty = vars(scipy.sparse.csr_matrix((1, counted.shape[1]), dtype=counted.dtype))
    for start, end in itertools.pairwise(counted.indptr):
        row = scipy.sparse.csr_matrix.__new__(scipy.sparse.csr_matrix)
        indptr = np.array([0, end - start], dtype=counted.indptr.dtype)
        row.__dict__ = {
            **empty,
            "data": counted.data[start:end],
            "indices": counted.indices[start:end],
            "indptr": indptr,
        }
        yield row
