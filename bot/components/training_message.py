"""Training messages and features that cost little to compare: Rasa hashes each one dozens of times in a training."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import scipy.sparse
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

_NOTHING = object()


class TrainingMessage(Message):
    """A message that remembers its fingerprint until something in it changes, and is copied without its texts."""

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; the fingerprint stays where it already had this value."""
        if add_to_output or self.data.get(prop, _NOTHING) != info:
            super().set(prop, info, add_to_output)

    def fingerprint(self) -> str:
        """Return a hash over the properties and the features; Rasa's own writes each property out as JSON."""
        if self._cached_fingerprint is None:
            held = repr((sorted(self.data.items()), [features.fingerprint() for features in self.features]))
            self._cached_fingerprint = hashlib.blake2b(held.encode("utf-8", "replace"), digest_size=16).hexdigest()
        return str(self._cached_fingerprint)

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingMessage:
        """Return a copy that shares what cannot change: texts, and features, which are only ever added."""
        data = {key: value if isinstance(value, str) else copy.deepcopy(value) for key, value in self.data.items()}
        copied = TrainingMessage(data, set(self.output_properties), self.time, list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied


class SentenceFeatures(Features):
    """Features whose fingerprint is a hash of their bytes; Rasa's own writes sparse ones out number by number."""

    def fingerprint(self) -> str:
        """Return a hash over origin, kind and values."""
        if self._cached_fingerprint is None:
            digest = hashlib.blake2b(f"{self.type} {self.origin} {self.attribute}".encode(), digest_size=16)
            values = self.features
            parts = (values.indices, values.data) if scipy.sparse.issparse(values) else (values,)
            for part in parts:
                digest.update(part.tobytes())
            self._cached_fingerprint = digest.hexdigest()
        return str(self._cached_fingerprint)
