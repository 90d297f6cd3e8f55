"""Spares a training what Rasa does at length: copies of all messages, a hash of each hash, tight packing."""

from __future__ import annotations

import hashlib
from tarfile import TarFile
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.training_message import TrainingMessage

_merge = TrainingData.merge
_gzopen = TarFile.gzopen.__func__


def install() -> None:
    """Let data that are merged with empty data stay the same object, and be known by one hash over all their messages.

    Rasa 3.6.21 merges the training data of a single importer five times, with the empty data of others, and copies
    and compares every message each time; and it asks a dozen times for a hash, for which it hashes every message's. It
    packs a model as tightly as it can, which makes it a fifth smaller at best and takes seconds. Its reader makes
    messages whose hashes write everything out as JSON, 50,000 times, before they are turned into ours.
    """
    Message.fingerprint = TrainingMessage.fingerprint
    TrainingData.merge = merge
    TrainingData.fingerprint = fingerprint
    TarFile.gzopen = classmethod(packed_quickly)


def merge(data: TrainingData, *others: TrainingData | None) -> TrainingData:
    """Return the one of these that holds anything; where several do, Rasa's own merged copy."""
    holding = [one for one in (data, *others) if one and not _is_empty(one)]
    if len(holding) == 1:
        return holding[0]
    return _merge(data, *others)


def fingerprint(data: TrainingData) -> str:
    """Return a hash over all that Rasa's own looks at."""
    tables = [data._load_lookup_table(table) for table in data.lookup_tables]
    parts = (sorted(data.entity_synonyms.items()), data.regex_features, tables, sorted(data.responses.items()))
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16)
    digest.update("".join(sorted(message.fingerprint() for message in data.training_examples)).encode("ascii"))
    return digest.hexdigest()


def packed_quickly(cls: type[TarFile], *arguments: Any, compresslevel: int = 0, **named: Any) -> TarFile:
    """Return an archive whose contents are written as they are, unless they are asked to be made smaller."""
    opened: TarFile = _gzopen(cls, *arguments, compresslevel=compresslevel, **named)
    return opened


def _is_empty(data: TrainingData) -> bool:
    parts = (data.training_examples, data.entity_synonyms, data.regex_features, data.lookup_tables, data.responses)
    return not any(parts)
