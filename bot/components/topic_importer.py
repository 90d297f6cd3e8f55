"""Reads the training files, gives each question its topic, and adds the names of the states."""

from __future__ import annotations

import functools

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.state_names import state_names
from components.topic_classifier import TOPIC_KEY

STATE_ENTITY = "state"


class TopicImporter(RasaFileImporter):
    """Rasa's own importer, for an assistant whose answers stand in the store.

    Rasa expects a response in the domain for every retrieval intent. Faro's answers are reviewed texts that
    change without a training, so each topic becomes a property of its messages instead.
    """

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the training messages; those of `faq/<topic>` have the intent `faq` and a topic."""
        return self._read(language)

    # Rasa asks more than once in a training, and copies what it is given before it adds anything.
    @functools.lru_cache(maxsize=1)  # noqa: B019
    def _read(self, language: str | None) -> TrainingData:
        training_data = super().get_nlu_data(language)
        states = state_names()
        return TrainingData(
            [_with_topic(message) for message in training_data.training_examples],
            {**training_data.entity_synonyms, **states.code_of},
            [*training_data.regex_features, {"name": STATE_ENTITY, "pattern": states.pattern}],
            training_data.lookup_tables,
            training_data.responses,
        )


def _with_topic(message: Message) -> Message:
    full_intent = message.get(INTENT_RESPONSE_KEY)
    if not full_intent:
        return message
    _, topic = Message.separate_intent_response_key(full_intent)
    data = {key: value for key, value in message.data.items() if key != INTENT_RESPONSE_KEY}
    return Message({**data, TOPIC_KEY: topic}, features=message.features)
