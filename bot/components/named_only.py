"""Sees that a message names a place or a year and says little else: what it answers depends on what went before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

PLACE_INTENT = "tell_place"
YEAR_INTENT = "tell_year"
PLACE_ENTITIES = frozenset({"state", "zip"})

_WORD = re.compile(r"[^\W\d_]+")
_WITHOUT_SPACES = re.compile(r"[\u3400-\u9fff]")


def words_beside(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return how many words `text` has outside the `spans`; two Chinese characters count as a word."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    remaining = "".join(rest)
    return len(_WORD.findall(_WITHOUT_SPACES.sub(" ", remaining))) + -(-len(_WITHOUT_SPACES.findall(remaining)) // 2)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class NamedOnly(GraphComponent):
    """Gives a message that names a place or a year, and is no question by itself, the intent that says so."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: the words that may stand beside a name, and the intents that give way to it.

        What is surely not understood, such as the weather in Texas, does not.
        """
        return {"words_beside": 4, "words_beside_year": 2, "gives_way": [], "sure": 0.65}

    def __init__(self, config: dict[str, Any]) -> None:
        self._words_beside: dict[str, int] = {
            PLACE_INTENT: config["words_beside"],
            YEAR_INTENT: config["words_beside_year"],
        }
        self._gives_way = frozenset(config["gives_way"])
        self._sure: float = config["sure"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NamedOnly:
        """Create the component from its settings."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message that only names a place or a year."""
        for message in messages:
            entities = message.get(ENTITIES) or []
            if entities:
                self._settle(message, entities)
        return messages

    def _settle(self, message: Message, entities: list[dict[str, Any]]) -> None:
        spans = [(entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]) for entity in entities]
        beside = words_beside(message.get(TEXT) or "", spans)
        named_place = any(entity[ENTITY_ATTRIBUTE_TYPE] in PLACE_ENTITIES for entity in entities)
        name = PLACE_INTENT if named_place else YEAR_INTENT
        if beside and (beside > self._words_beside[name] or not self._gives_way_to_name(message.get(INTENT) or {})):
            return
        message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)

    def _gives_way_to_name(self, intent: dict[str, Any]) -> bool:
        name = intent.get(INTENT_NAME_KEY)
        surely_outside = (
            name == DEFAULT_NLU_FALLBACK_INTENT_NAME and intent.get(PREDICTED_CONFIDENCE_KEY, 0.0) >= self._sure
        )
        return name in self._gives_way and not surely_outside
