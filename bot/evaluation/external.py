"""`python -m evaluation.external`: the same pipeline trained and measured on any CSV of `sentence,label`, as JSON.

For setting it beside published intent-detection benchmarks, which mark what is out of scope with a label of their own
and report at several thresholds. The data sets stay outside the repository.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sklearn.metrics import matthews_corrcoef

from components.intent_model import learn
from evaluation.__main__ import BOT, SHIPPED, fit_settings
from evaluation.features import MAKERS, Maker
from evaluation.measure import share

# The labels of out-of-scope messages in CLINC150 and HINT3.
OUTSIDE_LABELS = ("oos", "NO_NODES_DETECTED")
OUTSIDE = "out_of_scope"
THRESHOLDS = tuple(round(0.1 * step, 1) for step in range(10))
EVERY_NTH = 5


class BadFileError(Exception):
    """A file that is no table of sentences and labels; the text names file, line and reason."""


@dataclass(frozen=True)
class Labelled:
    """One message and its label; `OUTSIDE` stands for every label that means out of scope."""

    text: str
    label: str


def read_labelled(file: Path, outside: Sequence[str] = OUTSIDE_LABELS) -> list[Labelled]:
    """Return the messages of a CSV file whose first line is `sentence,label`, in any case and order.

    Raises:
        BadFileError: when the columns are missing or a row has no sentence or no label.
    """
    with file.open(newline="", encoding="utf-8-sig") as opened:
        reader = csv.DictReader(opened)
        columns = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        if not {"sentence", "label"} <= set(columns):
            raise BadFileError(f"{file.name}:1: the first line must name the columns sentence and label")
        messages = []
        for row in reader:
            text, label = ((row[columns[name]] or "").strip() for name in ("sentence", "label"))
            if not text or not label:
                raise BadFileError(f"{file.name}:{reader.line_num}: a row needs a sentence and a label")
            messages.append(Labelled(text, OUTSIDE if label in outside else label))
    return messages


def split(messages: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Return training and test messages: every fifth of each label is for the test."""
    seen: dict[str, int] = {}
    training, test = [], []
    for message in messages:
        seen[message.label] = seen.get(message.label, 0) + 1
        (test if seen[message.label] % EVERY_NTH == 0 else training).append(message)
    return training, test


def measure(
    training: Sequence[Labelled], test: Sequence[Labelled], make_features: Maker, settings: dict[str, Any]
) -> dict[str, Any]:
    """Return the figures at each threshold of what is learnt from these features.

    `in_scope_accuracy` is the share of in-scope test messages given their label, `out_of_scope_recall` of those out of
    scope given none (1 where there are none), `mcc` Matthews' correlation over all labels, none among them.
    """
    features, test_features = make_features([m.text for m in training], [m.text for m in test])
    labels = [m.label for m in training]
    rankings = learn(features, labels, settings).rank(test_features)
    best = [ranking[0] for ranking in rankings]
    return {
        "training_messages": len(training),
        "test_messages": len(test),
        "labels": len(set(labels) - {OUTSIDE}),
        "out_of_scope_test_messages": sum(m.label == OUTSIDE for m in test),
        "thresholds": {str(threshold): _figures(test, best, threshold) for threshold in THRESHOLDS},
    }


def _figures(test: Sequence[Labelled], best: Sequence[tuple[str, float]], threshold: float) -> dict[str, float]:
    meant = [message.label for message in test]
    given = [label if confidence >= threshold else OUTSIDE for label, confidence in best]
    pairs = list(zip(meant, given, strict=True))
    return {
        "in_scope_accuracy": round(share(m == g for m, g in pairs if m != OUTSIDE), 4),
        "out_of_scope_recall": round(share(g == OUTSIDE for m, g in pairs if m == OUTSIDE), 4),
        "mcc": round(float(matthews_corrcoef(meant, given)), 4),
    }


def main() -> None:
    """Measures and prints; what it is doing goes to standard error, so that standard output is JSON alone."""
    options = _options()
    with contextlib.redirect_stdout(sys.stderr):
        try:
            training = read_labelled(options.file, options.outside)
            training, test = (
                (training, read_labelled(options.test, options.outside)) if options.test else split(training)
            )
        except (BadFileError, OSError, UnicodeDecodeError) as error:
            sys.exit(f"external: {error}")
        print(f"{len(training)} training messages, {len(test)} test messages: reading and fitting", flush=True)
        settings = fit_settings(yaml.safe_load((BOT / "config.yml").read_text("utf-8"))["pipeline"])
        report = measure(training, test, MAKERS[SHIPPED], settings)
    json.dump(report, sys.stdout, indent=1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.external", description=__doc__)
    parser.add_argument("file", type=Path, help="the training messages, or all where there is no --test")
    parser.add_argument("--test", type=Path, help="the test messages")
    parser.add_argument("--outside", action="append", help="a label that means out of scope; may be given twice")
    options = parser.parse_args()
    options.outside = options.outside or OUTSIDE_LABELS
    return options


if __name__ == "__main__":
    main()
