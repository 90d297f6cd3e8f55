"""Reads the training files, gives each question its topic, and adds the names of the states."""

from __future__ import annotations

import functools
import gc
import hashlib
import re
from pathlib import Path

from rasa.shared.data import get_data_files
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import quick_training
from components.state_names import state_names
from components.topic_classifier import TOPIC_KEY
from components.training_message import TrainingMessage

STATE_ENTITY = "state"
VALID_FILES = Path(__file__).resolve().parent.parent / ".cache" / "valid_training_files"

_NLU = re.compile(r"^nlu:", re.MULTILINE)
_STORIES = re.compile(r"^(stories|rules):", re.MULTILINE)


class TopicImporter(RasaFileImporter):
    """Rasa's own importer, for an assistant whose answers stand in the store and whose messages are many.

    Rasa expects a response in the domain for every retrieval intent. Faro's answers are reviewed texts that
    change without a training, so each topic becomes a property of its messages instead. Rasa also parses every file
    four times to see what it holds and checks each against its schema at every training; here a file is told by its
    first key and checked once for each content.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        """Find the training files under the paths."""
        quick_training.install()
        # Messages live until the training ends; to look through them for garbage finds none and takes seconds.
        gc.disable()
        super().__init__(config_file, domain_path, None)
        self._nlu_files = get_data_files(training_data_paths, lambda path: _holds(path, _NLU))
        self._story_files = get_data_files(training_data_paths, lambda path: _holds(path, _STORIES))

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the training messages; those of `faq/<topic>` have the intent `faq` and a topic."""
        return self._read()

    # Rasa asks more than once in a training, and copies what it is given before it adds anything.
    @functools.lru_cache(maxsize=1)  # noqa: B019
    def _read(self) -> TrainingData:
        messages: list[Message] = []
        synonyms: dict[str, str] = {}
        patterns: list[dict[str, str]] = []
        lookups = []
        valid = ValidFiles()
        for path in self._nlu_files:
            reader = valid.reader_of(path)
            found = reader.read(path)
            messages += [_with_topic(message) for message in found.training_examples]
            synonyms |= found.entity_synonyms
            patterns += found.regex_features
            lookups += found.lookup_tables
        valid.keep()
        states = state_names()
        return TrainingData(
            messages,
            {**synonyms, **states.code_of},
            [*patterns, {"name": STATE_ENTITY, "pattern": states.pattern}],
            lookups,
        )


class ValidFiles:
    """Remembers by content hash which training files Rasa's schema has been held against."""

    def __init__(self, path: Path = VALID_FILES) -> None:
        """Read what `path` remembers; nothing where it does not exist."""
        self._path = path
        self._before = frozenset(path.read_text("ascii").split()) if path.exists() else frozenset()
        self._now: set[str] = set()

    def reader_of(self, path: str) -> RasaYAMLReader:
        """Return a reader for the file, one that checks its form unless this content has been checked."""
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        self._now.add(digest)
        return _Unchecking() if digest in self._before else RasaYAMLReader()

    def keep(self) -> None:
        """Remember the files asked for, once all of them have been read without an error."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text("\n".join(sorted(self._now | self._before)) + "\n", "ascii")


class _Unchecking(RasaYAMLReader):
    def validate(self, string: str) -> None:
        """Pass: this content was checked at an earlier training."""


def _holds(path: str, key: re.Pattern[str]) -> bool:
    return path.endswith((".yml", ".yaml")) and key.search(Path(path).read_text("utf-8")) is not None


def _with_topic(message: Message) -> TrainingMessage:
    full_intent = message.get(INTENT_RESPONSE_KEY)
    data = {key: value for key, value in message.data.items() if key != INTENT_RESPONSE_KEY}
    if full_intent:
        _, data[TOPIC_KEY] = Message.separate_intent_response_key(full_intent)
    return TrainingMessage(data)
