"""What a training keeps for the next one: used where hardly anything changed, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from components.fit_cache import FitCache, row_hashes
from components.letter_cache import LetterCache
from components.letter_space import LetterSpace
from components.network import Fitting, Network, fit
from components.topic_importer import ValidFiles
from rasa.shared.exceptions import YamlException

TEXTS = [f"message {number} about taxes" for number in range(100)]
SETTINGS = {"steps": 60}
HOW = Fitting(
    networks=2, units=16, steps=60, batch=64, step_size=0.001, dropout=0.0, penalty=1e-4, first_block=4, random_state=1
)


class Learner:
    """Learns a space and counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, texts: Sequence[str]) -> LetterSpace:
        self.asked += 1
        return LetterSpace.learn(texts, 500, 3, 1)


@pytest.mark.parametrize(("new", "learnings"), [(0, 1), (1, 1), (2, 1), (3, 2)])
def test_a_space_is_learnt_anew_when_more_than_one_message_in_fifty_changed(
    tmp_path: Path, new: int, learnings: int
) -> None:
    learner, cache = Learner(), LetterCache("settings", tmp_path)
    cache.learnt(TEXTS, learner)
    cache.learnt([*TEXTS, *(f"une nouvelle phrase {number}" for number in range(new))], learner)
    assert learner.asked == learnings


def test_another_setting_has_another_space(tmp_path: Path) -> None:
    learner = Learner()
    for settings in ("some", "others"):
        LetterCache(settings, tmp_path).learnt(TEXTS, learner)
    assert learner.asked == 2


@pytest.mark.parametrize("asked", [["a new message", TEXTS[7], TEXTS[7], "another", TEXTS[3]], TEXTS[:3], ["new"]])
def test_what_was_kept_counts_as_the_space_does(tmp_path: Path, asked: list[str]) -> None:
    cache = LetterCache("settings", tmp_path)
    space = cache.learnt(TEXTS, Learner()).space
    counted, vectors = cache.of(space).of(asked)
    assert np.allclose(counted.toarray(), space.counted(asked).toarray())
    assert np.allclose(vectors, space.vectors(counted), atol=0.001)


def test_another_space_than_the_kept_one_counts_for_itself(tmp_path: Path) -> None:
    cache = LetterCache("settings", tmp_path)
    cache.learnt(TEXTS, Learner())
    other = LetterSpace.learn(["¿quién eres?", "who are you"], 500, 1, 1)
    assert np.allclose(cache.of(other).of(TEXTS)[0].toarray(), other.counted(TEXTS).toarray())


def fitted(features: np.ndarray, labels: list[str], steps: int, begin: Network | None = None) -> Network:
    return fit(features, labels, replace(HOW, steps=steps), begin)


def some_rows() -> tuple[np.ndarray, list[str]]:
    random = np.random.default_rng(1)
    features = random.normal(size=(300, 8)).astype(np.float32)
    return features, [("affirm", "deny", "greet")[int(row.argmax()) % 3] for row in features]


def test_a_fit_that_begins_where_the_last_one_ended_is_there_at_once(tmp_path: Path) -> None:
    features, labels = some_rows()
    whole = fitted(features, labels, 800)
    FitCache(SETTINGS, tmp_path).keep(whole, row_hashes(features, labels))
    begin = FitCache(SETTINGS, tmp_path).beginning(row_hashes(features, labels), labels)
    assert begin is not None
    again, cold = fitted(features, labels, 8, begin), fitted(features, labels, 8)
    assert np.abs(again.likelihoods(features) - whole.likelihoods(features)).mean() < 0.02
    assert np.abs(cold.likelihoods(features) - whole.likelihoods(features)).mean() > 0.2


def test_a_new_label_is_no_small_change(tmp_path: Path) -> None:
    features, labels = some_rows()
    FitCache(SETTINGS, tmp_path).keep(fitted(features, labels, 8), row_hashes(features, labels))
    more = np.vstack([features, np.full((1, 8), 6, dtype=np.float32)])
    assert FitCache(SETTINGS, tmp_path).beginning(row_hashes(more, [*labels, "greet"]), [*labels, "greet"]) is not None
    assert (
        FitCache(SETTINGS, tmp_path).beginning(row_hashes(more, [*labels, "tell_fear"]), [*labels, "tell_fear"]) is None
    )


@pytest.mark.parametrize("changed", ["features", "labels", "settings"])
def test_what_was_fitted_to_something_else_is_no_beginning(tmp_path: Path, changed: str) -> None:
    features, labels = some_rows()
    FitCache(SETTINGS, tmp_path).keep(fitted(features, labels, 8), row_hashes(features, labels))
    settings = {**SETTINGS, "steps": 61} if changed == "settings" else SETTINGS
    if changed == "features":
        features = features + 1
    if changed == "labels":
        labels = ["deny" if label == "affirm" else label for label in labels]
    assert FitCache(settings, tmp_path).beginning(row_hashes(features, labels), labels) is None


@pytest.mark.parametrize("broken", [b"", b"PK", b"no archive at all"])
def test_a_file_that_was_cut_off_costs_time_and_nothing_else(tmp_path: Path, broken: bytes) -> None:
    features, labels = some_rows()
    learner = Learner()
    LetterCache("settings", tmp_path).learnt(TEXTS, learner)
    FitCache(SETTINGS, tmp_path).keep(fitted(features, labels, 8), row_hashes(features, labels))
    for path in tmp_path.iterdir():
        path.write_bytes(broken)
    LetterCache("settings", tmp_path).learnt(TEXTS, learner)
    assert learner.asked == 2
    assert FitCache(SETTINGS, tmp_path).beginning(row_hashes(features, labels), labels) is None


def test_a_training_file_is_held_against_the_schema_until_it_passed_once(tmp_path: Path) -> None:
    file, remembered = tmp_path / "some.yml", tmp_path / "cache" / "valid"
    file.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: 3\n', "utf-8")
    with pytest.raises(YamlException):
        ValidFiles(remembered).reader_of(str(file)).read(str(file))
    assert not remembered.exists()
    file.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n', "utf-8")
    for _ in range(2):
        valid = ValidFiles(remembered)
        assert len(valid.reader_of(str(file)).read(str(file)).training_examples) == 1
        valid.keep()
    assert len(remembered.read_text("ascii").split()) == 1
