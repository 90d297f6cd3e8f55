"""Decides whether a ranking is answered, asked about ("did you mean"), or not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.shared.nlu.training_data.message import Message

from components.topic_classifier import TOPIC_INTENT, TOPIC_PREFIX, TOPIC_RANKING_KEY

CLARIFY_INTENT = "clarify"
OUT_OF_SCOPE_INTENT = "out_of_scope"
# A wish or small talk is answered when it is likelier than any question; a wrong reading of it costs little.
LEAST_OF_CONVERSATION = 0.35
LIKELY_CONVERSATION = 0.55

Decision = Literal["answer", "clarify", "fallback"]
Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Thresholds:
    """The confidences, 0 to 1, between which a message is answered, asked about, or not understood."""

    answer: float
    clarify: float
    urgent: float
    urgent_margin: float
    urgent_intents: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.clarify <= self.answer <= 1 or not 0 <= self.urgent <= self.answer:
            raise InvalidConfigException("Thresholds must hold 0 <= clarify <= answer <= 1 and urgent <= answer.")


def urgency(ranking: Ranking, thresholds: Thresholds) -> float:
    """Return how likely, 0 to 1, some urgent topic is: all of them together.

    A person who writes in panic is often torn between "they are at the door" and "they are taking somebody". Each
    alone may look unlikely while both together are not, and either answer begins with the hotline and with silence.
    """
    return sum(confidence for name, confidence in ranking if name in thresholds.urgent_intents)


def leading(ranking: Ranking, thresholds: Thresholds) -> int:
    """Return the place in `ranking` of the intent that counts.

    That is the first one, unless the urgent topics together are likely enough and not far behind it; then it is the
    likeliest of them: to answer a person with officers at the door about something else is the worst error there is.
    """
    urgent = urgency(ranking, thresholds)
    if urgent < thresholds.urgent or ranking[0][1] - urgent > thresholds.urgent_margin:
        return 0
    return next((place for place, (name, _) in enumerate(ranking) if name in thresholds.urgent_intents), 0)


def decide(ranking: Ranking, thresholds: Thresholds) -> Decision:
    """Return what to do with `ranking`: full intent names with confidences, likeliest first."""
    if not ranking:
        return "fallback"
    name, confidence = ranking[leading(ranking, thresholds)]
    if name == OUT_OF_SCOPE_INTENT:
        return "fallback"
    if name in thresholds.urgent_intents and urgency(ranking, thresholds) >= thresholds.urgent:
        return "answer"
    if confidence >= thresholds.answer or _is_about_the_conversation(ranking):
        return "answer"
    return "clarify" if confidence >= thresholds.clarify else "fallback"


def _is_about_the_conversation(ranking: Ranking) -> bool:
    """Return whether the message is surely small talk or a wish, and asks about no topic, though it may be one of two.

    "That is not what I asked" is a no and a complaint; to ask which topic was meant would be the wrong question.
    """
    if not _is_conversational(ranking[0][0]) or ranking[0][1] < LEAST_OF_CONVERSATION:
        return False
    return sum(likelihood for name, likelihood in ranking if _is_conversational(name)) >= LIKELY_CONVERSATION


def _is_conversational(name: str) -> bool:
    return not name.startswith(TOPIC_PREFIX) and name != OUT_OF_SCOPE_INTENT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConfidenceBands(GraphComponent):
    """Replaces the intent of a message by `clarify` or `nlu_fallback` where the ranking is not sure enough."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the thresholds, and the topics and other intents that are urgent."""
        thresholds = {"answer": 0.5, "clarify": 0.2, "urgent": 0.3, "urgent_margin": 0.15}
        return {**thresholds, "urgent_topics": [], "urgent_intents": []}

    def __init__(self, config: dict[str, Any]) -> None:
        self._thresholds = Thresholds(
            answer=config["answer"],
            clarify=config["clarify"],
            urgent=config["urgent"],
            urgent_margin=config["urgent_margin"],
            urgent_intents=frozenset(
                [*(TOPIC_PREFIX + topic for topic in config["urgent_topics"]), *config["urgent_intents"]]
            ),
        )

    @property
    def thresholds(self) -> Thresholds:
        """Return the thresholds that the configuration sets."""
        return self._thresholds

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConfidenceBands:
        """Create the component from its thresholds."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message that was ranked to what the thresholds say."""
        for message in messages:
            entries = message.get(INTENT_RANKING_KEY)
            if entries:
                self._settle(message, entries)
        return messages

    def _settle(self, message: Message, entries: list[dict[str, Any]]) -> None:
        ranking = [(entry[INTENT_NAME_KEY], entry[PREDICTED_CONFIDENCE_KEY]) for entry in entries]
        place = leading(ranking, self._thresholds)
        if place:
            _put_first(message, entries[place])
        decision = decide(ranking, self._thresholds)
        if decision != "answer":
            name = CLARIFY_INTENT if decision == "clarify" else DEFAULT_NLU_FALLBACK_INTENT_NAME
            intent = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: ranking[0][1]}
            message.set(INTENT, intent, add_to_output=True)


def _put_first(message: Message, urgent: dict[str, Any]) -> None:
    """Make `urgent`, an entry of the intent ranking of `message`, its intent and, where it is one, its first topic."""
    confidence = urgent[PREDICTED_CONFIDENCE_KEY]
    name = urgent[INTENT_NAME_KEY]
    if not name.startswith(TOPIC_PREFIX):
        message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}, add_to_output=True)
        return
    topic = name.removeprefix(TOPIC_PREFIX)
    others = [entry for entry in message.get(TOPIC_RANKING_KEY) if entry["topic"] != topic]
    intent = {INTENT_NAME_KEY: TOPIC_INTENT, PREDICTED_CONFIDENCE_KEY: confidence}
    first = {"topic": topic, "confidence": confidence}
    message.set(INTENT, intent, add_to_output=True)
    message.set(TOPIC_RANKING_KEY, [first, *others], add_to_output=True)
