"""Merging with nothing changes nothing, with something is Rasa's own; a hash changes with what is hashed."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from components.quick_training import fingerprint, install, merge, packed_quickly
from components.training_message import TrainingMessage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def said(*texts: str) -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: "greet"}) for text in texts])


def test_data_merged_with_nothing_are_the_same_data() -> None:
    data = said("hello")
    assert merge(data, TrainingData(), None) is data
    assert merge(TrainingData(), data) is data
    assert merge(TrainingData()).training_examples == []


def test_data_merged_with_data_are_a_copy_with_both() -> None:
    one, other = said("hello", "hi"), said("hi", "good morning")
    merged = merge(one, other)
    assert [message.get(TEXT) for message in merged.training_examples] == ["hello", "hi", "good morning"]
    assert merged.training_examples[0] is not one.training_examples[0]


def test_data_of_synonyms_alone_are_not_nothing() -> None:
    synonyms = TrainingData(entity_synonyms={"texas": "TX"})
    merged = merge(said("hello"), synonyms)
    assert (len(merged.training_examples), merged.entity_synonyms) == (1, {"texas": "TX"})


def test_the_hash_is_that_of_the_messages_in_any_order_and_of_all_the_rest() -> None:
    same = {fingerprint(said("hello", "hi")), fingerprint(said("hi", "hello"))}
    assert len(same) == 1
    others = [said("hello"), said("hello", "hey"), TrainingData(entity_synonyms={"texas": "TX"}), TrainingData()]
    others += [TrainingData(regex_features=[{"name": "zip", "pattern": "[0-9]"}])]
    assert len({*same, *(fingerprint(data) for data in others)}) == 6


def test_messages_of_the_reader_have_the_quick_hash_too() -> None:
    install()
    read, ours = ({TEXT: "hello", INTENT: "greet"} for _ in range(2))
    assert Message(read).fingerprint() == TrainingMessage(ours).fingerprint()


def test_an_archive_packed_quickly_is_read_as_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "words").write_text("tax return " * 1000, "utf-8")
    monkeypatch.setattr(tarfile.TarFile, "gzopen", classmethod(packed_quickly))
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "words", "words")
    monkeypatch.undo()
    with tarfile.open(tmp_path / "model.tar.gz") as archive:
        stream = archive.extractfile("words")
        assert stream is not None
        assert stream.read() == (tmp_path / "words").read_bytes()
