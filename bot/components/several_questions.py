"""Understands the parts of a message beside the whole: one component takes it apart, another settles what it asks."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.message_parts import parts_of
from components.part_reading import Reading, combined
from components.topic_classifier import TOPIC_RANKING_KEY

IS_PART = "is_part"
ALSO_ASKED_KEY = "also_asked"
METADATA = "metadata"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PartSplitter(GraphComponent):
    """Puts the parts of a message behind it, so that every later component reads them too."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: the conjunctions of each language, and how many characters of a message are read."""
        return {"conjunctions": {}, "max_characters": 300}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PartSplitter:
        """Create the component from its settings."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages, each followed by its parts."""
        return [one for message in messages for one in (message, *self._parts(message))]

    def _parts(self, message: Message) -> list[Message]:
        text = message.get(TEXT) or ""
        # A long story is read as a whole: its sentences mean little by themselves, and each costs an embedding.
        if text.startswith(INTENT_MESSAGE_PREFIX) or len(text) > self._config["max_characters"]:
            return []
        lang = (message.get(METADATA) or {}).get("lang")
        conjunctions = self._config["conjunctions"].get(lang, ())
        return [Message({TEXT: part, IS_PART: True}) for part in parts_of(text, conjunctions)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PartJoiner(GraphComponent):
    """Takes the parts away again and leaves in the message what they say it asks, and what else it asked."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: which intents ask for nothing, and how sure a part must be."""
        return {"small_talk": [], "sure": 0.65}

    def __init__(self, config: dict[str, Any]) -> None:
        self._small_talk = frozenset(config["small_talk"])
        self._sure: float = config["sure"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PartJoiner:
        """Create the component from its settings."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages without their parts."""
        whole: list[Message] = []
        parts: list[list[Message]] = []
        for message in messages:
            if message.get(IS_PART):
                parts[-1].append(message)
            else:
                whole.append(message)
                parts.append([])
        for message, its_parts in zip(whole, parts, strict=True):
            if its_parts:
                self._settle(message, its_parts)
        return whole

    def _settle(self, message: Message, parts: list[Message]) -> None:
        outcome = combined(
            _reading(message),
            [_reading(part) for part in parts],
            small_talk=self._small_talk,
            sure=self._sure,
        )
        if outcome.part is not None:
            for key in (INTENT, TOPIC_RANKING_KEY):
                message.set(key, parts[outcome.part].get(key), add_to_output=True)
        if outcome.offered:
            message.set(ALSO_ASKED_KEY, outcome.offered, add_to_output=True)


def _reading(message: Message) -> Reading:
    intent = message.get(INTENT) or {}
    topics = tuple(entry["topic"] for entry in message.get(TOPIC_RANKING_KEY) or [])
    return Reading(str(intent.get(INTENT_NAME_KEY)), intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0, topics)
