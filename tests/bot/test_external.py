"""The external measure: any CSV of sentences and labels, with a stub of the encoders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from components.features import Features
from evaluation.external import OUTSIDE, THRESHOLDS, BadFileError, Labelled, measure, read_labelled, split

SETTINGS = {
    **{
        "networks": 1,
        "units": 64,
        "steps": 1600,
        "batch": 32,
        "step_size": 0.001,
        "dropout": 0.0,
        "penalty": 0.0001,
        "random_state": 1,
    },
    **{"embedding_dimensions": 2, "neighbours": 3, "neighbour_sharpness": 0.03, "neighbour_weight": 0.0},
    **{"letter_neighbours": 3, "letter_neighbour_sharpness": 0.05, "letter_neighbour_weight": 0.0},
    **{"network_weight": 1.0, "least_likelihood": 0.0},
}
CSV = 'sentence,label\ncats purr,cat\n"dogs, they bark",dog\nthe moon,NO_NODES_DETECTED\nthe sun,oos\n'


def letters(training: Sequence[str], test: Sequence[str]) -> tuple[Features, Features]:
    """Counts letters, in place of an embedding."""

    def counted(texts: Sequence[str]) -> Features:
        return Features(np.array([[text.count(letter) for letter in "cdxz"] for text in texts], dtype=np.float32))

    return counted(training), counted(test)


def test_both_labels_of_the_benchmarks_mean_outside(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text("\ufeff" + CSV, "utf-8")
    assert read_labelled(file) == [
        Labelled("cats purr", "cat"),
        Labelled("dogs, they bark", "dog"),
        Labelled("the moon", OUTSIDE),
        Labelled("the sun", OUTSIDE),
    ]
    assert [m.label for m in read_labelled(file, ["dog"])] == ["cat", OUTSIDE, "NO_NODES_DETECTED", "oos"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "set.csv:1: the first line must name the columns sentence and label"),
        ("Label,Sentence\nx,y\n,z\n", "set.csv:3: a row needs a sentence and a label"),
        ("sentence,label\nx\n", "set.csv:2: a row needs a sentence and a label"),
        ("", "set.csv:1: the first line must name the columns sentence and label"),
    ],
)
def test_a_file_of_another_form_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "set.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(BadFileError, match=said):
        read_labelled(file)


def test_every_fifth_of_a_label_is_for_the_test() -> None:
    training, test = split([Labelled(f"{label}{i}", label) for i in range(10) for label in "ab"])
    assert [m.text for m in test] == ["a4", "b4", "a9", "b9"]
    assert len(training) == 16


def test_figures_at_thresholds() -> None:
    training = [Labelled("c", "cat"), Labelled("cc", "cat"), Labelled("d", "dog"), Labelled("dd", "dog")]
    test = [Labelled("c", "cat"), Labelled("d", "dog"), Labelled("c", "dog"), Labelled("cd", OUTSIDE)]
    report = measure(training, test, letters, SETTINGS)
    assert (report["labels"], report["out_of_scope_test_messages"]) == (2, 1)
    assert list(report["thresholds"]) == [str(threshold) for threshold in THRESHOLDS]
    never = report["thresholds"]["0.0"]
    assert (never["in_scope_accuracy"], never["out_of_scope_recall"]) == (0.6667, 0.0)
    # What has both letters is between the two labels: where one must be likely it is neither.
    sure = report["thresholds"]["0.9"]
    assert (sure["in_scope_accuracy"], sure["out_of_scope_recall"]) == (0.6667, 1.0)
    assert sure["mcc"] > never["mcc"]


def test_an_outside_class_in_the_training_is_learnt_too() -> None:
    training = [Labelled("c", "cat"), Labelled("cc", "cat"), Labelled("z", OUTSIDE), Labelled("zz", OUTSIDE)]
    report = measure(training, [Labelled("z", OUTSIDE), Labelled("c", "cat")], letters, SETTINGS)
    assert report["thresholds"]["0.0"] == {"in_scope_accuracy": 1.0, "out_of_scope_recall": 1.0, "mcc": 1.0}
