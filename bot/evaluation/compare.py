"""`python -m evaluation.compare MODEL…`: measures trained models on all held-out messages, and prints JSON.

What a model has learnt and its letter space are used, as they lie packed in it; the sentence embeddings are the same
for all models. `evaluation` fits anew and measures the messages that chose no threshold; here models are set side by
side under the same thresholds, for which all messages serve, those whose errors have been read included.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from components.confidence_bands import Thresholds
from components.features import Features
from components.intent_model import (
    LETTER_NEIGHBOURS_FILE,
    NEIGHBOURS_FILE,
    NETWORK_FILE,
    IntentModel,
    opinions_of,
)
from components.letter_sequences import LetterSequencesFeaturizer
from components.letter_space import LetterSpace
from components.sentence_embedding import E5Featurizer
from components.topic_classifier import TOPIC_PREFIX
from evaluation.__main__ import BOT, fit_settings, report_on, thresholds_of
from evaluation.features import embed
from evaluation.messages import Example, held_out_examples, read_examples

NEEDED = {NETWORK_FILE, "space.npz", "sequences.json"}


def main() -> None:
    """Measures and prints; what it is doing goes to standard error, so that standard output is JSON alone."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.compare", description=__doc__)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, default=BOT.parent / "data")
    options = parser.parse_args()
    with contextlib.redirect_stdout(sys.stderr):
        thresholds = thresholds_of(yaml.safe_load((BOT / "config.yml").read_text("utf-8"))["pipeline"])
        reports = measure(options.models, options.data, thresholds)
    json.dump(reports, sys.stdout, ensure_ascii=False)


def measure(models: list[Path], data: Path, thresholds: Thresholds) -> list[dict[str, Any]]:
    """Return one report for each model: languages, all, urgent topics, confusions, worst errors."""
    topics = frozenset(entry["id"] for entry in yaml.safe_load((data / "topics.yml").read_text("utf-8"))["topics"])
    held_out = [*held_out_examples(data / "eval", topics), *read_examples(data / "eval", topics)]
    texts = [example.text for example in held_out]
    print("measuring: embedding the held-out messages", flush=True)
    embedded = embed(E5Featurizer, texts)
    reports = []
    for place, model in enumerate(models, 1):
        print(f"measuring: model {place} of {len(models)}", flush=True)
        learnt, space = unpacked(model)
        weight = LetterSequencesFeaturizer.get_default_config()["weight"]
        counted = space.counted(texts)
        measured = np.hstack([embedded, weight * space.vectors(counted)]).astype(np.float32)
        rankings = list(learnt.rank(Features(measured, counted)))
        report = report_on(held_out, rankings, thresholds)
        report["urgent_topics"] = _urgent(held_out, rankings, thresholds)
        reports.append(report)
    return reports


def unpacked(model: Path) -> tuple[IntentModel, LetterSpace]:
    """Return what a packed model has learnt.

    Raises:
        ValueError: when it holds no network or no letter space, and so is none of this pipeline.
    """
    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as archive:
        found = {}
        for member in archive.getmembers():
            name = Path(member.name).name
            if member.isfile() and name in (*NEEDED, NEIGHBOURS_FILE, LETTER_NEIGHBOURS_FILE):
                found[name] = Path(folder) / name
                stream = archive.extractfile(member)
                assert stream is not None
                found[name].write_bytes(stream.read())
        if not found.keys() >= NEEDED:
            raise ValueError(f"{model.name} was not trained with this pipeline")
        with np.load(found["space.npz"], allow_pickle=False) as stored:
            sequences = json.loads(found["sequences.json"].read_text("utf-8"))
            space = LetterSpace(sequences, stored["rarity"], stored["steps"], stored["sizes"])
        settings = fit_settings(yaml.safe_load((BOT / "config.yml").read_text("utf-8"))["pipeline"])
        return IntentModel.load(Path(folder), opinions_of(settings)), space


def _urgent(held_out: list[Example], rankings: list[Any], thresholds: Thresholds) -> dict[str, dict[str, Any]]:
    """Return the figures of each urgent topic's own messages, in all languages."""
    urgent = {}
    for intent in sorted(thresholds.urgent_intents):
        pairs = [(e, r) for e, r in zip(held_out, rankings, strict=True) if e.intent == intent]
        report = report_on([e for e, _ in pairs], [r for _, r in pairs], thresholds)
        urgent[intent.removeprefix(TOPIC_PREFIX)] = report["all"]
    return urgent


if __name__ == "__main__":
    main()
